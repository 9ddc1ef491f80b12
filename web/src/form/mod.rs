//! The form: one page a section, made from the table of keys.

mod compound;
mod field;
mod input;

use crate::Context;
use crate::state::{Action, Documents, Spot, fields, is_field};
use evenkeel_core::keys::{self, Key, Place, Rank, Section, is_offered, lack};
use field::Field;
use yew::{Callback, Html, Properties, component, html, use_context};

/// What a section is about, in a sentence or two.
fn about(section: Section) -> &'static str {
    match section {
        Section::Helmfile => {
            "Where the chart comes from, which version of it, and how helmfile installs it."
        }
        Section::GitLabAndToken => {
            "Which GitLab the managers ask for jobs, and the token they show it."
        }
        Section::Managers => {
            "The pods the chart deploys. They ask GitLab for jobs and start one job pod for each; they do little work themselves."
        }
        Section::Jobs => {
            "The pods a manager starts, one for each job: their image, what they request, and how they run."
        }
        Section::Cache => {
            "Where jobs keep what the next job can reuse. Without it a cache is gone with its pod."
        }
        Section::Permissions => "What the manager may do in the cluster to run job pods.",
        Section::Placement => "On which nodes managers and job pods run, and how they are spread.",
        Section::Security => {
            "As whom managers and job pods run, and what they may do on their node."
        }
        Section::Metrics => "What Prometheus can read from the managers.",
        Section::Advanced => "Everything else chart and runner can be told.",
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct FormProps {
    pub(crate) section: Section,
    pub(crate) search: String,
    /// Grows with every change, so that the form is drawn again.
    pub(crate) edition: usize,
}

/// The shown section, or what the search found.
#[component]
pub(crate) fn Form(props: &FormProps) -> Html {
    let Some(context) = use_context::<Context>() else {
        return Html::default();
    };
    let section = props.section;
    let Some(documents) = &context.state.documents else {
        return html! {
            <>
                <h1 id="section-title">{ section.title() }</h1>
                <p class="lead">{ about(section) }</p>
                <p class="nothing">{ "Loading…" }</p>
            </>
        };
    };
    let form = Drawn {
        context: &context,
        documents,
    };
    if !props.search.trim().is_empty() {
        return form.found(props.search.trim());
    }
    let is_open = context.state.opened.contains(&section);
    let chart = documents.chart();
    let is_set = |key: &&'static Key| documents.is_set(key);
    let is_shown = |key: &&'static Key| {
        is_set(key) || is_offered(key, chart) && (key.rank == Rank::Essential || is_open)
    };
    let groups = keys::groups(section).filter_map(|group| {
        let all: Vec<&'static Key> = group.keys().filter(|key| is_field(key)).collect();
        let shown: Vec<_> = all.iter().copied().filter(is_shown).collect();
        let set = all.into_iter().filter(is_set).count();
        (!shown.is_empty()).then(|| form.card(group.heading, set, &shown))
    });
    let groups: Vec<Html> = groups.collect();
    let hidden = fields(section)
        .filter(|key| is_offered(key, chart) && !is_shown(key))
        .count();
    let toggle = {
        let dispatch = context.dispatch.clone();
        Callback::from(move |_| dispatch.emit(Action::ToggleMore(section)))
    };
    html! {
        <>
            <h1 id="section-title">{ section.title() }</h1>
            <p class="lead">{ about(section) }</p>
            if section == Section::Helmfile && !documents.has_helmfile() {
                <p class="lead">{ "No helmfile is open: these can be set once there is one." }</p>
            }
            { groups }
            if hidden > 0 {
                <button type="button" class="more" aria-expanded="false" onclick={toggle}>
                    { format!("Show {hidden} more settings") }
                </button>
            } else if is_open {
                <button type="button" class="more" aria-expanded="true" onclick={toggle}>{ "Show fewer settings" }</button>
            }
        </>
    }
}

/// The fields of documents.
struct Drawn<'a> {
    context: &'a Context,
    documents: &'a Documents,
}

impl Drawn<'_> {
    fn found(&self, search: &str) -> Html {
        let words = search.to_ascii_lowercase();
        let words: Vec<&str> = words.split_whitespace().collect();
        let chart = self.documents.chart();
        let matches = |key: &&'static Key| {
            let text =
                format!("{} {} {}", key.label(), key.path(), key.note()).to_ascii_lowercase();
            let is_wanted = is_offered(key, chart) || self.documents.is_set(key);
            is_wanted && words.iter().all(|word| text.contains(word))
        };
        let all = Section::ALL.into_iter().flat_map(fields);
        let mut found: Vec<_> = all.filter(matches).collect();
        // What the words name comes before what only mentions them.
        found.sort_by_key(|key| {
            let name = format!("{} {}", key.label(), key.path()).to_ascii_lowercase();
            (!words.iter().all(|word| name.contains(word)), key.rank)
        });
        let count = found.len();
        found.truncate(40);
        let title = match count {
            0 => format!("Nothing found for “{search}”"),
            1 => "One setting found".to_owned(),
            _ => format!("{count} settings found"),
        };
        html! {
            <>
                <h1 id="section-title">{ title }</h1>
                if count > found.len() {
                    <p class="lead">{ "The first 40 are shown; one more word makes it fewer." }</p>
                }
                if !found.is_empty() {
                    <section class="card">{ found.iter().map(|key| self.field(&Spot::of(key))).collect::<Html>() }</section>
                }
            </>
        }
    }

    fn card(&self, heading: &str, set: usize, keys: &[&'static Key]) -> Html {
        let count = if set == 0 {
            String::new()
        } else {
            format!("{set} set")
        };
        html! {
            <section class="card" key={heading.to_owned()}>
                <h2>{ heading }<span>{ count }</span></h2>
                { keys.iter().map(|key| self.field(&Spot::of(key))).collect::<Html>() }
            </section>
        }
    }

    fn field(&self, spot: &Spot) -> Html {
        let (state, documents) = (&self.context.state, self.documents);
        let (key, at) = (spot.key, spot.at.as_str());
        let place = documents.value(at).map(|value| (value.file, value.line));
        let is_values = key.place != Place::Helmfile;
        let shared = place.filter(|_| is_values);
        let shared = shared.and_then(|(file, _)| documents.shared_with(file));
        let is_set = state.is_set(documents, at);
        // What is set stays to be changed and taken out, whatever the version makes of it; the findings say that.
        let lack = lack(key, documents.chart()).filter(|_| !is_set);
        let has_place = is_values || documents.has_helmfile();
        let can_write = lack.is_none() && has_place && state.can_change();
        let inner = self.inner(spot, can_write);
        // What is in an element is said there.
        let findings = state.findings_of(at, inner.as_ref().is_none_or(|inner| !inner.has_fields));
        // Without findings a field is as it was, whatever was checked.
        let checked = state.checks.edition.filter(|_| !findings.is_empty());
        html! {
            <Field
                key={at.to_owned()}
                spot={spot.clone()}
                text={state.text_of(documents, at)}
                {is_set}
                {can_write}
                {lack}
                at={place}
                {findings}
                {checked}
                refusal={documents.draft(at).map(|draft| draft.reason.clone())}
                {shared}
                inner={inner.map(|inner| inner.html)}
                dispatch={self.context.dispatch.clone()}
            />
        }
    }
}

/// The name of the control of an address on the page.
fn id(at: &str) -> String {
    // Names of other elements are lists of such, with spaces between them.
    at.replace(char::is_whitespace, "_")
}
