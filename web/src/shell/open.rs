//! Opening what a person has: files chosen, dropped, or text pasted.

use crate::files;
use crate::state::Action;
use evenkeel_protocol::Edit;
use js_sys::Array;
use web_sys::{HtmlDialogElement, HtmlInputElement, HtmlTextAreaElement};
use yew::{
    Callback, Event, Html, NodeRef, Properties, SubmitEvent, TargetCast, component, html,
    use_node_ref,
};

#[derive(Properties, PartialEq)]
pub(crate) struct OpenProps {
    pub(crate) dialog: NodeRef,
    pub(crate) dispatch: Callback<Action>,
    /// Has files read and opened.
    pub(crate) read: Callback<Array>,
}

#[component]
pub(crate) fn OpenDialog(props: &OpenProps) -> Html {
    let (name, text) = (use_node_ref(), use_node_ref());
    let close = {
        let dialog = props.dialog.clone();
        Callback::from(move |()| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        })
    };
    let choose = {
        let (read, close) = (props.read.clone(), close.clone());
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            if let Some(list) = input.files() {
                read.emit(files::chosen(&list));
            }
            input.set_value("");
            close.emit(());
        })
    };
    let paste = {
        let (dispatch, close, name, text) = (
            props.dispatch.clone(),
            close.clone(),
            name.clone(),
            text.clone(),
        );
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (Some(name), Some(area)) = (
                name.cast::<HtmlInputElement>(),
                text.cast::<HtmlTextAreaElement>(),
            ) else {
                return;
            };
            if !area.value().trim().is_empty() {
                let files = vec![(name.value(), area.value())];
                dispatch.emit(Action::Edit(Edit::Open { files }));
                area.set_value("");
            }
            close.emit(());
        })
    };
    let cancel = Callback::from(move |_| close.emit(()));
    html! {
        <dialog ref={props.dialog.clone()} aria-labelledby="open-title">
            <h2 id="open-title">{ "Open what you have" }</h2>
            <p>{ "A helmfile with its values files, values alone, or a config.toml: files, a folder or a zip. Or drop them anywhere on this page. Nothing leaves your browser." }</p>
            <label class="button primary" for="open-files">{ "Choose files…" }</label>
            <input id="open-files" class="hidden" type="file" multiple=true onchange={choose.clone()}/>
            <label class="button" for="open-folder">{ "Choose a folder…" }</label>
            <input id="open-folder" class="hidden" type="file" webkitdirectory=true onchange={choose}/>
            <form onsubmit={paste}>
                <label for="paste-name">{ "Or paste a file named" }</label>
                <input id="paste-name" ref={name} value="values.yaml" autocomplete="off"/>
                <label for="paste-text">{ "Its text" }</label>
                <textarea id="paste-text" ref={text} rows="8" spellcheck="false"/>
                <div class="buttons">
                    <button type="button" onclick={cancel}>{ "Cancel" }</button>
                    <button type="submit" class="primary">{ "Open the text" }</button>
                </div>
            </form>
        </dialog>
    }
}
