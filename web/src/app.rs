//! The page: three panes over one state, keys and drops for all of it.

use crate::advice::Advice;
use crate::files;
use crate::form::Form;
use crate::preview::Preview;
use crate::shell::{Header, Nav, OpenDialog, Panels};
use crate::state::{Action, State};
use evenkeel_core::keys::Section;
use evenkeel_protocol::{Ask, Preset};
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

/// What every part of the page needs: the state, where to send what happens, and whom to ask.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) state: UseReducerHandle<State>,
    pub(crate) dispatch: Callback<Action>,
    pub(crate) advice: Advice,
    edition: usize,
}

impl PartialEq for Context {
    fn eq(&self, other: &Self) -> bool {
        self.edition == other.edition
    }
}

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
    let dispatch = {
        let dispatcher = state.dispatcher();
        use_memo((), |()| {
            Callback::from(move |action| dispatcher.dispatch(action))
        })
    };
    let dispatch = (*dispatch).clone();
    let advice = use_advice(&state, &dispatch);
    let context = Context {
        state: state.clone(),
        dispatch: dispatch.clone(),
        advice: advice.clone(),
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
    let ondrop = {
        let (advice, dispatch) = (context.advice.clone(), dispatch.clone());
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            if let Some(list) = event
                .data_transfer()
                .and_then(|transfer| transfer.files())
                .filter(|list| list.length() > 0)
            {
                files::read(&list, &advice, dispatch.clone());
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
                    <main id="main" class="form" aria-labelledby="section-title">
                        <Form {section} search={state.search.clone()} edition={number}/>
                    </main>
                    <aside class="preview" aria-label="Files and findings">
                        <Preview edition={number}/>
                        <Panels edition={number}/>
                    </aside>
                </div>
                <p class="live" role="status">{ state.said.clone() }</p>
                <OpenDialog {dialog} {dispatch} {advice}/>
            </div>
        </ContextProvider<Context>>
    }
}

/// A line to the worker: started once the page is shown, and asked about every state of the documents.
#[hook]
fn use_advice(state: &UseReducerHandle<State>, dispatch: &Callback<Action>) -> Advice {
    let advice = use_memo((), |()| Advice::new(dispatch.clone()));
    {
        let advice = (*advice).clone();
        use_effect_with(state.checks.restarts, move |_| {
            // After the browser had its turn to paint.
            Timeout::new(0, move || advice.start()).forget();
        });
    }
    let (asked, documents) = ((*advice).clone(), state.documents.clone());
    // A dropped folder, which folder.js has walked.
    let reading = (*advice).clone();
    use_effect_with((), move |()| {
        EventListener::new(&gloo::utils::document(), "folder", move |event| {
            if let Some(event) = event.dyn_ref::<CustomEvent>() {
                reading.read(Array::from(&event.detail()));
            }
        })
        .forget();
    });
    let times = (state.written, state.checks.restarts);
    use_effect_with(times, move |(written, _)| {
        let workspace = &documents.workspace;
        let check = Ask::Check {
            files: workspace.bundle(),
            environment: workspace.environment().to_owned(),
            assumed: documents.assumed.clone(),
        };
        asked.ask(*written, check);
    });
    // After the check, for it is about the files of that.
    let asked = (*advice).clone();
    use_effect_with((times, state.subject()), move |((written, _), subject)| {
        if let Some(subject) = subject.clone() {
            asked.ask(*written, Ask::Show { subject });
        }
    });
    (*advice).clone()
}

/// Undo and redo, the same inside an input and outside.
fn shortcut(event: &KeyboardEvent) -> Option<Action> {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
        return None;
    }
    match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
        ("z", false) => Some(Action::Undo),
        ("z", true) | ("y", false) => Some(Action::Redo),
        _ => None,
    }
}
