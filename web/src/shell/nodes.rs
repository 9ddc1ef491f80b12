//! The form of the assumed nodes: what no file says.

use crate::Context;
use crate::state::Action;
use evenkeel_protocol::{Edit, Nodes};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::{Callback, Event, Html, InputEvent, TargetCast, html};

/// Name on the command line and for people.
const PLATFORMS: [(&str, &str); 5] = [
    ("gke", "GKE"),
    ("eks", "EKS"),
    ("aks", "AKS"),
    ("tke", "TKE"),
    ("none", "reserves nothing"),
];

/// Puts a text in its place.
type Put = fn(&mut Nodes, String);

/// The inputs.
pub(super) fn form(context: &Context) -> Html {
    let nodes = context.state.nodes();
    let choice = {
        let (dispatch, nodes) = (context.dispatch.clone(), nodes.clone());
        Callback::from(move |event: Event| {
            let select = event
                .target()
                .and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
            if let Some(select) = select {
                let platform = select.value();
                let nodes = nodes.clone();
                let nodes = Nodes { platform, ..nodes };
                dispatch.emit(Action::Edit(Edit::Assume { nodes }));
            }
        })
    };
    let platform = |(id, title): &(&'static str, &'static str)| {
        html! { <option value={*id} selected={nodes.platform == *id}>{ *title }</option> }
    };
    html! {
        <div class="nodes">
            { input(context, "nodes-count", "Nodes", &nodes.count, &nodes, |nodes, text| nodes.count = text) }
            { input(context, "nodes-cpu", "CPU", &nodes.cpu, &nodes, |nodes, text| nodes.cpu = text) }
            { input(context, "nodes-memory", "Memory", &nodes.memory, &nodes, |nodes, text| nodes.memory = text) }
            <label for="nodes-platform">{ "Cluster" }
                <select id="nodes-platform" onchange={choice}>{ for PLATFORMS.iter().map(platform) }</select>
            </label>
            { input(context, "nodes-price", "Price per hour", &nodes.price, &nodes, |nodes, text| nodes.price = text) }
        </div>
    }
}

fn input(
    context: &Context,
    id: &'static str,
    label: &str,
    value: &str,
    nodes: &Nodes,
    put: Put,
) -> Html {
    let (dispatch, nodes) = (context.dispatch.clone(), nodes.clone());
    let oninput = Callback::from(move |event: InputEvent| {
        let mut nodes = nodes.clone();
        put(
            &mut nodes,
            event.target_unchecked_into::<HtmlInputElement>().value(),
        );
        dispatch.emit(Action::Edit(Edit::Assume { nodes }));
    });
    let onblur = context.on(|| Edit::Leave);
    html! {
        <label for={id}>{ label }
            <input {id} value={value.to_owned()} autocomplete="off" spellcheck="false" {oninput} {onblur}/>
        </label>
    }
}
