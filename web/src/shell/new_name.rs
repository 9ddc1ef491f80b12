//! A button that asks for the name of something new.

use web_sys::HtmlInputElement;
use yew::{
    Callback, Html, Properties, SubmitEvent, component, html, use_effect_with, use_node_ref,
    use_state,
};

#[derive(Properties, PartialEq)]
pub(super) struct NewNameProps {
    pub(super) id: &'static str,
    /// What the button says.
    pub(super) add: &'static str,
    /// What the name is of.
    pub(super) label: &'static str,
    pub(super) on_name: Callback<String>,
}

#[component]
pub(super) fn NewName(props: &NewNameProps) -> Html {
    let is_open = use_state(|| false);
    let name = use_node_ref();
    {
        let name = name.clone();
        use_effect_with(*is_open, move |_| {
            if let Some(input) = name.cast::<HtmlInputElement>() {
                // Whoever asked for it types next.
                let _ = input.focus();
            }
        });
    }
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_| is_open.set(!*is_open))
    };
    let onsubmit = {
        let (is_open, name, on_name) = (is_open.clone(), name.clone(), props.on_name.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(input) = name.cast::<HtmlInputElement>() {
                on_name.emit(input.value());
            }
            is_open.set(false);
        })
    };
    html! {
        <>
            if *is_open {
                <form class="add" {onsubmit}>
                    <label class="hidden" for={props.id}>{ props.label }</label>
                    <input id={props.id} ref={name} placeholder="name" autocomplete="off"/>
                    <button type="submit" class="small">{ "Add" }</button>
                </form>
            }
            <button type="button" class="quiet" aria-expanded={is_open.to_string()} onclick={toggle}>
                { if *is_open { "Cancel" } else { props.add } }
            </button>
        </>
    }
}
