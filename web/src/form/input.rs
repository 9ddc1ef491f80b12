//! One widget for each type of value. Widgets know no runner: a key's row says all.

use crate::state::{Action, FieldKey};
use evenkeel_core::keys::{Item, Key, Type};
use evenkeel_protocol::Edit;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::{Callback, Event, Html, InputEvent, Properties, TargetCast, classes, component, html};

#[derive(Properties, PartialEq)]
pub(super) struct ControlProps {
    pub(super) field: FieldKey,
    pub(super) text: String,
    pub(super) is_set: bool,
    pub(super) id: String,
    pub(super) described: String,
    pub(super) is_invalid: bool,
    pub(super) can_write: bool,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn Control(props: &ControlProps) -> Html {
    let key = props.field.0;
    match key.ty {
        _ if !key.allowed().is_empty() && key.ty.is_scalar() => choice(props, key.allowed()),
        Type::Boolean => choice(props, &["true", "false"]),
        Type::Text | Type::Toml => lines(props, "text"),
        Type::List(Item::String | Item::Integer | Item::Float) | Type::OneOrList(_) => {
            lines(props, "one on each line")
        }
        Type::List(_) | Type::Map(_) | Type::Object | Type::Any => snippet(props),
        Type::String => line(props, None),
        Type::Integer | Type::Float | Type::Quantity(_) | Type::Duration | Type::DateTime => {
            line(props, Some("short"))
        }
    }
}

fn typed(props: &ControlProps) -> Callback<String> {
    let (dispatch, key) = (props.dispatch.clone(), props.field.row());
    Callback::from(move |text: String| dispatch.emit(Action::Edit(Edit::Type { key, text })))
}

fn left(props: &ControlProps) -> Callback<yew::FocusEvent> {
    let dispatch = props.dispatch.clone();
    Callback::from(move |_| dispatch.emit(Action::Edit(Edit::Leave)))
}

/// What applies when nothing is set.
fn default_of(key: &Key) -> String {
    let default = key.default().or(key.unset()).unwrap_or_default();
    default.trim_matches('"').to_owned()
}

fn line(props: &ControlProps, size: Option<&'static str>) -> Html {
    let key = props.field.0;
    let write = typed(props);
    let oninput = Callback::from(move |event: InputEvent| {
        write.emit(event.target_unchecked_into::<HtmlInputElement>().value());
    });
    let is_secret = key.secret;
    html! {
        <input
            type={if is_secret { "password" } else { "text" }}
            class={classes!(size)}
            id={props.id.clone()}
            value={props.text.clone()}
            placeholder={default_of(key)}
            autocomplete="off"
            spellcheck="false"
            disabled={!props.can_write}
            aria-describedby={props.described.clone()}
            aria-invalid={props.is_invalid.then_some("true")}
            {oninput}
            onblur={left(props)}
        />
    }
}

fn lines(props: &ControlProps, hint: &'static str) -> Html {
    let write = typed(props);
    let oninput = Callback::from(move |event: InputEvent| {
        write.emit(event.target_unchecked_into::<HtmlTextAreaElement>().value());
    });
    let rows = props.text.lines().count().clamp(1, 12) + 1;
    html! {
        <textarea
            id={props.id.clone()}
            value={props.text.clone()}
            rows={rows.to_string()}
            placeholder={hint}
            spellcheck="false"
            disabled={!props.can_write}
            aria-describedby={props.described.clone()}
            aria-invalid={props.is_invalid.then_some("true")}
            {oninput}
            onblur={left(props)}
        />
    }
}

fn choice(props: &ControlProps, choices: &'static [&'static str]) -> Html {
    let key = props.field.0;
    let write = typed(props);
    let onchange = Callback::from(move |event: Event| {
        if let Some(select) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlSelectElement>().ok())
        {
            write.emit(select.value());
        }
    });
    let default = default_of(key);
    let unset = if default.is_empty() {
        "not set".to_owned()
    } else {
        format!("default ({default})")
    };
    let is_other = props.is_set && !choices.contains(&props.text.as_str());
    html! {
        <select
            id={props.id.clone()}
            disabled={!props.can_write}
            aria-describedby={props.described.clone()}
            aria-invalid={props.is_invalid.then_some("true")}
            {onchange}
            onblur={left(props)}
        >
            <option value="" selected={!props.is_set}>{ unset }</option>
            if is_other {
                <option value={props.text.clone()} selected=true>{ props.text.clone() }</option>
            }
            { choices.iter().map(|choice| html! {
                <option value={*choice} selected={props.is_set && props.text == *choice}>{ if choice.is_empty() { "(empty)" } else { choice } }</option>
            }).collect::<Html>() }
        </select>
    }
}

/// What is more than one value: shown as it is written, edited in the file.
fn snippet(props: &ControlProps) -> Html {
    let (dispatch, key) = (props.dispatch.clone(), props.field.row());
    let remove = Callback::from(move |_| dispatch.emit(Action::Edit(Edit::Remove { key })));
    html! {
        <div class="snippet">
            <textarea
                id={props.id.clone()}
                value={props.text.clone()}
                readonly=true
                rows={props.text.lines().count().clamp(1, 8).to_string()}
                placeholder="not set; add it in the file"
                aria-describedby={props.described.clone()}
                aria-invalid={props.is_invalid.then_some("true")}
            />
            if props.is_set && props.can_write {
                <button type="button" class="small" onclick={remove}>{ "Remove" }</button>
            }
        </div>
    }
}
