//! Everything that is wrong, in one list.

use super::severity_mark;
use crate::Context;
use crate::state::Action;
use evenkeel_core::rules::{Finding, Safety, Severity};
use yew::{Callback, Html, Properties, classes, component, html, use_context};

#[derive(Properties, PartialEq)]
pub(crate) struct FindingsProps {
    pub(crate) edition: usize,
}

#[component]
pub(crate) fn Findings(props: &FindingsProps) -> Html {
    let _ = props.edition;
    let Some(context) = use_context::<Context>() else {
        return Html::default();
    };
    let findings = &context.state.findings;
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let is_safe = |finding: &&Finding| {
        finding
            .fix
            .as_ref()
            .is_some_and(|fix| fix.safety == Safety::Safe)
    };
    let safe = findings.iter().filter(is_safe).count();
    let fix_all = {
        let dispatch = context.dispatch.clone();
        Callback::from(move |_| dispatch.emit(Action::FixAll))
    };
    // What does not work comes first; among equals the order of the files.
    let mut by_severity: Vec<&Finding> = findings.iter().collect();
    by_severity.sort_by_key(|finding| finding.severity);
    let drafts = context.state.documents.drafts.len();
    html! {
        <section class="findings" aria-label="Findings">
            <h2>
                <span class={classes!((count(Severity::Error) > 0).then_some("error"))}>{ plural(count(Severity::Error), "error") }</span>
                <span class={classes!((count(Severity::Warning) > 0).then_some("warning"))}>{ plural(count(Severity::Warning), "warning") }</span>
                <span>{ plural(count(Severity::Info), "note") }</span>
                if drafts > 0 { <span class="error">{ plural(drafts, "entry") }{ " not written" }</span> }
                <span class="space"></span>
                if safe > 0 {
                    <button type="button" class="small" onclick={fix_all}>{ format!("Fix all safe ({safe})") }</button>
                }
            </h2>
            if findings.is_empty() {
                <p class="nothing">{ "Nothing found." }</p>
            }
            <ul>{ by_severity.iter().map(|finding| row(finding, &context)).collect::<Html>() }</ul>
        </section>
    }
}

fn row(finding: &Finding, context: &Context) -> Html {
    let (dispatch, file, line) = (context.dispatch.clone(), finding.at.file, finding.at.line);
    let show = Callback::from(move |_| dispatch.emit(Action::ShowLine { file, line }));
    let path = context
        .state
        .documents
        .workspace
        .files()
        .get(file)
        .map(|file| file.path().to_owned())
        .unwrap_or_default();
    let fix = finding.fix.clone().map(|fix| {
        let label = fix.label.clone();
        let (dispatch, release) = (context.dispatch.clone(), finding.release);
        let make = Callback::from(move |_| {
            dispatch.emit(Action::Fix {
                release,
                fix: fix.clone(),
            });
        });
        html! { <button type="button" class="small" onclick={make}>{ label }</button> }
    });
    html! {
        <li class={finding.severity.name()}>
            { severity_mark(finding.severity) }
            <button type="button" class="link" onclick={show} title={finding.reason.clone()}>
                <b>{ finding.sentence.clone() }</b>
                <code>{ format!("{}:{line}", path.rsplit('/').next().unwrap_or_default()) }</code>
            </button>
            { for fix }
        </li>
    }
}

fn plural(count: usize, word: &str) -> String {
    match (count, word.strip_suffix('y')) {
        (1, _) => format!("1 {word}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {word}s"),
    }
}
