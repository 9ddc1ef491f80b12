//! The page: three panes over one state, keys and drops for all of it.

use crate::engine::Engine;
use crate::files;
use crate::form::Form;
use crate::preview::Preview;
use crate::shell::{Header, Nav, OpenDialog, Panels};
use crate::state::{Action, State};
use evenkeel_core::keys::Section;
use evenkeel_protocol::{Edit, Preset};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::Array;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{CustomEvent, HtmlDialogElement};
use yew::{
    Callback, ContextProvider, DragEvent, Html, KeyboardEvent, Properties, UseReducerHandle,
    component, hook, html, use_effect_with, use_memo, use_node_ref, use_reducer,
};

/// What every part of the page needs: the state, and where to send what happens.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) state: UseReducerHandle<State>,
    pub(crate) dispatch: Callback<Action>,
    edition: usize,
}

impl Context {
    /// What sends the same change each time.
    pub(crate) fn on<E>(&self, edit: impl Fn() -> Edit + 'static) -> Callback<E> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |_| dispatch.emit(Action::Edit(edit())))
    }
}

impl PartialEq for Context {
    fn eq(&self, other: &Self) -> bool {
        self.edition == other.edition
    }
}

const STOPPED: &str = "not done: nothing can be changed while the engine is stopped";

#[derive(Properties, PartialEq)]
pub(crate) struct AppProps {
    pub(crate) presets: Rc<Vec<Preset>>,
}

#[component]
pub(crate) fn App(props: &AppProps) -> Html {
    let presets = props.presets.clone();
    let state = use_reducer(|| State::start(presets));
    let dialog = use_node_ref();
    let number = state.edition;
    let (engine, dispatch) = use_engine(&state);
    let context = Context {
        state: state.clone(),
        dispatch: dispatch.clone(),
        edition: number,
    };
    crate::broken::keep(&state);
    {
        // What was said stays long enough to be read.
        let dispatch = dispatch.clone();
        use_effect_with(state.said.clone(), move |said| {
            let timeout = (!said.is_empty())
                .then(|| Timeout::new(6_000, move || dispatch.emit(Action::Say(String::new()))));
            move || drop(timeout)
        });
    }
    let onkeydown = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            if let Some(action) = shortcut(&event) {
                event.prevent_default();
                dispatch.emit(action);
            }
        })
    };
    let read = use_reading(&engine, &dispatch);
    let ondrop = {
        let read = read.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            if let Some(list) = event
                .data_transfer()
                .and_then(|transfer| transfer.files())
                .filter(|list| list.length() > 0)
            {
                read.emit(files::chosen(&list));
            }
        })
    };
    let ondragover = Callback::from(|event: DragEvent| event.prevent_default());
    let on_open = {
        let dialog = dialog.clone();
        Callback::from(move |()| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                // Shown already, when somebody presses the button twice.
                let _ = dialog.show_modal();
            }
        })
    };
    let section = state.section.unwrap_or(Section::GitLabAndToken);
    html! {
        <ContextProvider<Context> {context}>
            <div class="page" {onkeydown} {ondrop} {ondragover}>
                <Header edition={number} {on_open}/>
                <div class="panes">
                    <Nav edition={number}/>
                    <main id="main" class="form" aria-labelledby="section-title" aria-busy={state.is_busy().to_string()}>
                        <Form {section} search={state.search.clone()} edition={number}/>
                    </main>
                    <aside class="preview" aria-label="Files and findings">
                        <Preview edition={number}/>
                        <Panels edition={number}/>
                    </aside>
                </div>
                <p class="live" role="status">{ state.said.clone() }</p>
                <OpenDialog {dialog} {dispatch} {read}/>
            </div>
        </ContextProvider<Context>>
    }
}

/// The line to the worker, and where to send what happens: changes go to the worker, everything else to the state alone.
#[hook]
fn use_engine(state: &UseReducerHandle<State>) -> (Engine, Callback<Action>) {
    let dispatcher = state.dispatcher();
    let line = use_memo((), |()| {
        let tell = Callback::from(move |action| dispatcher.dispatch(action));
        let engine = Engine::new(tell.clone());
        let sent = engine.clone();
        let dispatch = Callback::from(move |action| match action {
            Action::Edit(edit) => tell.emit(match sent.edit(edit.clone()) {
                Some(number) => Action::Sent(number, edit),
                None => Action::Say(STOPPED.to_owned()),
            }),
            other => tell.emit(other),
        });
        (engine, dispatch)
    });
    let (engine, dispatch) = (*line).clone();
    {
        let (line, state) = (line.clone(), state.clone());
        use_effect_with(state.checks.restarts, move |_| {
            let (engine, dispatch) = &*line;
            engine.start();
            dispatch.emit(Action::Edit(state.begin()));
        });
    }
    let asked = engine.clone();
    use_effect_with(state.written(), move |written| {
        if written.is_some() {
            asked.check();
        }
    });
    // After the check, for it is about the same documents.
    let asked = engine.clone();
    use_effect_with((state.written(), state.subject()), move |(_, subject)| {
        if let Some(subject) = subject.clone() {
            asked.explain(subject);
        }
    });
    // Once everything is in the files that was typed.
    let (own, tell) = (state.clone(), dispatch.clone());
    let is_due = state.is_downloading && !state.typing.is_pending();
    use_effect_with(is_due, move |is_due| {
        if let (true, Some(documents)) = (is_due, &own.documents) {
            tell.emit(Action::Downloaded(files::download(documents)));
        }
    });
    (engine, dispatch)
}

/// What has files read and opened, given as pairs of path and file.
#[hook]
fn use_reading(engine: &Engine, dispatch: &Callback<Action>) -> Callback<Array> {
    let (engine, dispatch) = (engine.clone(), dispatch.clone());
    let read = use_memo((), |()| {
        Callback::from(move |files| {
            dispatch.emit(match engine.read(files) {
                // What is shown meanwhile is no longer how the documents are.
                Some(number) => Action::Sent(number, Edit::Leave),
                None => Action::Say(STOPPED.to_owned()),
            });
        })
    });
    // A dropped folder, which folder.js has walked.
    let reading = (*read).clone();
    use_effect_with((), move |()| {
        EventListener::new(&gloo::utils::document(), "folder", move |event| {
            if let Some(event) = event.dyn_ref::<CustomEvent>() {
                reading.emit(Array::from(&event.detail()));
            }
        })
        .forget();
    });
    (*read).clone()
}

/// Undo and redo, the same inside an input and outside.
fn shortcut(event: &KeyboardEvent) -> Option<Action> {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
        return None;
    }
    match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
        ("z", false) => Some(Action::Edit(Edit::Undo)),
        ("z", true) | ("y", false) => Some(Action::Edit(Edit::Redo)),
        _ => None,
    }
}
