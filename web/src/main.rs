//! The site: a form over the documents, their text, and the findings.

use yew::{Html, component, html};

#[component]
fn App() -> Html {
    html! { <main><h1>{ "Evenkeel" }</h1></main> }
}

fn main() {
    yew::Renderer::<App>::new().render();
}
