//! The bar above everything: name, files, presets, undo and redo, download.

use crate::Context;
use crate::state::Action;
use evenkeel_protocol::Edit;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::{
    Callback, Event, Html, InputEvent, Properties, TargetCast, component, html, use_context,
};

#[derive(Properties, PartialEq)]
pub(crate) struct HeaderProps {
    pub(crate) edition: usize,
    pub(crate) on_open: Callback<()>,
}

#[component]
pub(crate) fn Header(props: &HeaderProps) -> Html {
    let _ = props.edition;
    let Some(context) = use_context::<Context>() else {
        return Html::default();
    };
    let state = &context.state;
    let open = {
        let on_open = props.on_open.clone();
        Callback::from(move |_| on_open.emit(()))
    };
    let preset = {
        let (dispatch, presets) = (context.dispatch.clone(), state.presets.clone());
        Callback::from(move |event: Event| {
            let select = event.target_unchecked_into::<HtmlSelectElement>();
            let chosen = presets.iter().find(|preset| preset.id == select.value());
            if let Some(files) = chosen.map(|preset| preset.files.clone()) {
                dispatch.emit(Action::Edit(Edit::StartFrom { files }));
            }
            select.set_value("");
        })
    };
    let environment = {
        let dispatch = context.dispatch.clone();
        Callback::from(move |event: Event| {
            let select = event.target_unchecked_into::<HtmlSelectElement>();
            let name = select.value();
            dispatch.emit(Action::Edit(Edit::ShowEnvironment { name }));
        })
    };
    let documents = state.documents.clone().unwrap_or_default();
    let picture = &documents.picture;
    let option = |name: &String| {
        html! { <option value={name.clone()} selected={*name == picture.environment}>{ name.clone() }</option> }
    };
    let search = {
        let dispatch = context.dispatch.clone();
        Callback::from(move |event: InputEvent| {
            dispatch.emit(Action::Search(
                event.target_unchecked_into::<HtmlInputElement>().value(),
            ));
        })
    };
    let download = {
        let dispatch = context.dispatch.clone();
        Callback::from(move |_| dispatch.emit(Action::Download))
    };
    html! {
        <header>
            <a class="brand" href="#main">
                <svg viewBox="0 0 32 32" aria-hidden="true"><path d="M3 13h26M6 13c1 8 5 12 10 12s9-4 10-12M16 25v4M16 13V4l7 6"/></svg>
                <span>{ "Evenkeel" }</span>
                <small>{ "GitLab Runner on Kubernetes" }</small>
            </a>
            <input type="search" class="search" placeholder="Find a setting" aria-label="Find a setting" value={state.search.clone()} oninput={search}/>
            if !picture.environments.is_empty() {
                <label class="environment" title="What helmfile -e names: the form shows and writes the values of this environment">
                    { "Environment" }
                    <select onchange={environment}>{ for picture.environments.iter().map(option) }</select>
                </label>
            }
            <span class="space"></span>
            <button type="button" class="open" onclick={open}>{ "Open files…" }</button>
            <select class="presets" aria-label="Start from a preset" onchange={preset}>
                <option value="" selected=true>{ "Presets" }</option>
                { for state.presets.iter().map(|preset| html! { <option value={preset.id.clone()} title={preset.about.clone()}>{ preset.title.clone() }</option> }) }
            </select>
            <button type="button" class="icon" aria-label="Undo" title="Undo (Ctrl+Z)" disabled={!picture.can_undo} onclick={context.on(|| Edit::Undo)}>{ "↶" }</button>
            <button type="button" class="icon" aria-label="Redo" title="Redo (Ctrl+Shift+Z)" disabled={!picture.can_redo} onclick={context.on(|| Edit::Redo)}>{ "↷" }</button>
            <button type="button" class="primary" onclick={download}>{ "Download" }</button>
        </header>
    }
}
