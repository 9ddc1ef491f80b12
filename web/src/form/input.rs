//! One widget for each type of value. Widgets know no runner: a key's row says all.

use crate::state::Action;
use evenkeel_core::keys::{Item, Key, Place, Type};
use evenkeel_protocol::Edit;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::{Callback, Event, Html, InputEvent, Properties, TargetCast, classes, component, html};

/// A row of the table, compared by its number.
#[derive(Clone, Copy)]
pub(super) struct Row(pub(super) &'static Key);

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct ControlProps {
    /// The address it is for.
    pub(super) at: String,
    pub(super) ty: Type,
    /// None for a free name in a map.
    #[prop_or_default]
    pub(super) key_of: Option<Row>,
    pub(super) text: String,
    pub(super) is_set: bool,
    pub(super) id: String,
    #[prop_or_default]
    pub(super) described: Option<String>,
    #[prop_or_default]
    pub(super) is_invalid: bool,
    pub(super) can_write: bool,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn Control(props: &ControlProps) -> Html {
    let allowed = props.key_of.map_or(&[][..], |key| key.0.allowed());
    match props.ty {
        ty if !allowed.is_empty() && ty.is_scalar() => choice(props, allowed),
        Type::Boolean => choice(props, &["true", "false"]),
        Type::Object if props.key_of.is_some_and(|key| key.0.may_be_empty()) => {
            choice(props, &["{}"])
        }
        Type::Text | Type::Toml => lines(props, "text"),
        Type::List(Item::String | Item::Integer | Item::Float) | Type::OneOrList(_) => {
            lines(props, "one on each line")
        }
        Type::List(_) | Type::Map(_) | Type::Object | Type::Any => lines(props, written(&props.at)),
        Type::String => line(props, None),
        Type::Integer | Type::Float | Type::Quantity(_) | Type::Duration | Type::DateTime => {
            line(props, Some("short"))
        }
    }
}

/// How a value is written that is more than lines.
fn written(at: &str) -> &'static str {
    if at.starts_with(Place::Config.name()) {
        "TOML, as it is in the file"
    } else {
        "YAML, as it is in the file"
    }
}

fn typed(props: &ControlProps) -> Callback<String> {
    let (dispatch, at) = (props.dispatch.clone(), props.at.clone());
    // A free name is there, whatever it holds; any other key is taken out with its last letter.
    let is_kept = props.key_of.is_none();
    Callback::from(move |text: String| {
        let at = at.clone();
        dispatch.emit(Action::Edit(Edit::Type { at, text, is_kept }));
    })
}

fn left(props: &ControlProps) -> Callback<yew::FocusEvent> {
    let dispatch = props.dispatch.clone();
    Callback::from(move |_| dispatch.emit(Action::Edit(Edit::Leave)))
}

/// What applies when nothing is set.
fn default_of(props: &ControlProps) -> String {
    let default = props
        .key_of
        .and_then(|key| key.0.default().or(key.0.unset()));
    default.unwrap_or_default().trim_matches('"').to_owned()
}

fn line(props: &ControlProps, size: Option<&'static str>) -> Html {
    let write = typed(props);
    let oninput = Callback::from(move |event: InputEvent| {
        write.emit(event.target_unchecked_into::<HtmlInputElement>().value());
    });
    let is_secret = props.key_of.is_some_and(|key| key.0.secret);
    html! {
        <input
            type={if is_secret { "password" } else { "text" }}
            class={classes!(size)}
            id={props.id.clone()}
            value={props.text.clone()}
            placeholder={default_of(props)}
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
    let write = typed(props);
    let onchange = Callback::from(move |event: Event| {
        if let Some(select) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlSelectElement>().ok())
        {
            write.emit(select.value());
        }
    });
    let default = default_of(props);
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
