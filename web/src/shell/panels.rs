//! What the worker has to say: findings, and explanations of what a person looks at.

use super::{blocks, findings, nodes};
use crate::Context;
use crate::state::{Action, PANELS};
use evenkeel_protocol::Topic;
use yew::{Callback, Html, Properties, classes, component, html, use_context};

#[derive(Properties, PartialEq)]
pub(crate) struct PanelsProps {
    pub(crate) edition: usize,
}

#[component]
pub(crate) fn Panels(props: &PanelsProps) -> Html {
    let _ = props.edition;
    let Some(context) = use_context::<Context>() else {
        return Html::default();
    };
    let state = &context.state;
    let tabs = PANELS.into_iter().map(|(panel, title)| {
        let dispatch = context.dispatch.clone();
        let onclick = Callback::from(move |_| dispatch.emit(Action::ShowPanel(panel)));
        let is_here = panel == state.panel;
        html! {
            <button type="button" class={classes!("panel", is_here.then_some("here"))}
                aria-pressed={is_here.to_string()} {onclick}>{ title }</button>
        }
    });
    let title = PANELS.iter().find(|(panel, _)| *panel == state.panel);
    let title = title.map_or("", |(_, title)| title);
    let (head, content) = match state.panel {
        None => (findings::counts(&context), findings::list(&context)),
        Some(Topic::Why) => (Html::default(), why(&context)),
        Some(Topic::Capacity) => (
            Html::default(),
            html! { <>{ nodes::form(&context) }{ explanation(&context) }</> },
        ),
        Some(_) => (Html::default(), explanation(&context)),
    };
    let is_busy = state.checks.stopped.is_none()
        && match state.subject() {
            None => !state.is_checked(),
            Some(_) => !state.is_explained(),
        };
    html! {
        <section class={classes!("findings", state.panel.is_some().then_some("explained"))} aria-label={title} aria-busy={is_busy.to_string()}>
            <div class="panels">{ for tabs }</div>
            { head }
            { state.checks.stopped.as_ref().map_or(content, |reason| stopped(reason, &context)) }
        </section>
    }
}

fn why(context: &Context) -> Html {
    let Some(spot) = &context.state.looked_at else {
        return html! {
            <p class="nothing">{ "Go to a field: here is said which file and line its value comes from, and what would be without it." }</p>
        };
    };
    html! {
        <>
            <h3>{ spot.key.label() }<code>{ spot.path().to_owned() }</code></h3>
            { explanation(context) }
        </>
    }
}

fn explanation(context: &Context) -> Html {
    match context.state.explanation() {
        Some(shown) => blocks::draw(&shown.blocks, context),
        None => html! { <p class="nothing">{ "…" }</p> },
    }
}

fn stopped(reason: &str, context: &Context) -> Html {
    let dispatch = context.dispatch.clone();
    let restart = Callback::from(move |_| dispatch.emit(Action::Restart));
    html! {
        <div class="nothing" role="alert">
            <p>{ "The engine stopped: " }{ reason.to_owned() }{ ". The files are as they were after the last change; you can copy and download them." }</p>
            <button type="button" class="small" onclick={restart}>{ "Start it again" }</button>
        </div>
    }
}
