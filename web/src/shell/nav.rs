//! The runners and the sections, with what is set and what is wrong in each.

use super::new_name::NewName;
use crate::Context;
use crate::state::{Action, Count};
use evenkeel_core::keys::Section;
use evenkeel_protocol::Edit;
use yew::{Callback, Html, Properties, classes, component, html, use_context};

#[derive(Properties, PartialEq)]
pub(crate) struct NavProps {
    pub(crate) edition: usize,
}

#[component]
pub(crate) fn Nav(props: &NavProps) -> Html {
    let _ = props.edition;
    let Some(context) = use_context::<Context>() else {
        return Html::default();
    };
    let state = &context.state;
    let documents = state.documents.as_ref();
    let releases = documents.map_or(&[][..], |documents| &documents.picture.releases);
    let runners = releases.iter().enumerate().map(|(number, release)| {
        let onclick = context.on(move || Edit::ShowRelease { release: number });
        let is_here = number == state.release();
        let label = release.name.clone().unwrap_or_else(|| "loose files".to_owned());
        let count = state.count_release(number);
        html! {
            <button type="button" key={number} class={classes!(is_here.then_some("here"))} aria-current={is_here.then_some("true")} {onclick}>
                <span>{ label }</span>{ problems(count, "ok") }
            </button>
        }
    });
    let sections = Section::ALL.into_iter().map(|section| {
        let dispatch = context.dispatch.clone();
        let onclick = Callback::from(move |_| dispatch.emit(Action::ShowSection(section)));
        let is_here = state.section == Some(section) && state.search.is_empty();
        let count = state.count(section);
        let set = if count.set == 0 { "–".to_owned() } else { format!("{} set", count.set) };
        html! {
            <button type="button" key={section.title()} class={classes!(is_here.then_some("here"))} aria-current={is_here.then_some("page")} {onclick}>
                <span>{ section.title() }</span>{ problems(count, &set) }
            </button>
        }
    });
    let named = |edit: fn(String, usize) -> Edit| {
        let (dispatch, release) = (context.dispatch.clone(), state.release());
        Callback::from(move |name| dispatch.emit(Action::Edit(edit(name, release))))
    };
    let remove = {
        let release = state.release();
        context.on(move || Edit::RemoveRunner { release })
    };
    let has_helmfile = releases.iter().any(|release| release.is_in_helmfile);
    html! {
        <nav aria-label="Runners and sections">
            <h2>{ "Runners" }</h2>
            { for runners }
            if has_helmfile {
                <NewName id="new-runner" add="+ Add a runner" label="Name of the new runner"
                    on_name={named(|name, _| Edit::AddRunner { name, like: None })}/>
                <NewName id="new-runner-like" add="+ Add one like this" label="Name of the runner like this one"
                    on_name={named(|name, release| Edit::AddRunner { name, like: Some(release) })}/>
                if releases.len() > 1 {
                    <button type="button" class="quiet" onclick={remove}>{ "− Remove this runner" }</button>
                }
                <NewName id="new-environment" add="+ Add an environment" label="Name of the new environment"
                    on_name={named(|name, _| Edit::AddEnvironment { name })}/>
            }
            <h2>{ "Sections" }</h2>
            { for sections }
        </nav>
    }
}

fn problems(count: Count, otherwise: &str) -> Html {
    match (count.errors, count.warnings) {
        (0, 0) => html! { <span class="n">{ otherwise.to_owned() }</span> },
        (0, warnings) => {
            html! { <span class="n warning">{ warnings }<span class="hidden">{ " warnings" }</span></span> }
        }
        (errors, _) => {
            html! { <span class="n error">{ errors }<span class="hidden">{ " errors" }</span></span> }
        }
    }
}
