//! Everything that is wrong, in one list.

use super::severity_mark;
use crate::Context;
use crate::state::Action;
use evenkeel_core::rules::Severity;
use evenkeel_core::words::counted;
use evenkeel_protocol::{Edit, Finding};
use yew::{Callback, Html, classes, html};

/// How many findings are listed at once.
const MOST: usize = 200;

/// The list, with how to make all safe fixes.
pub(super) fn list(context: &Context) -> Html {
    let checks = &context.state.checks;
    if checks.edition.is_none() {
        return html! { <p class="nothing">{ "Checking…" }</p> };
    }
    if checks.findings.is_empty() {
        return html! { <p class="nothing">{ "Nothing found." }</p> };
    }
    // What does not work comes first; among equals the order of the files.
    let mut by_severity: Vec<_> = checks.findings.iter().enumerate().collect();
    by_severity.sort_by_key(|(_, finding)| finding.severity);
    let more = by_severity.len().saturating_sub(MOST);
    let rows = by_severity
        .into_iter()
        .take(MOST)
        .map(|(number, finding)| row(number, finding, context));
    html! {
        <>
            <ul>{ for rows }</ul>
            if more > 0 { <p class="nothing">{ format!("And {more} more, once these are mended.") }</p> }
        </>
    }
}

/// How many there are, beside what could not be written.
pub(super) fn counts(context: &Context) -> Html {
    let documents = context.state.documents.as_ref();
    let drafts = documents.map_or(0, |documents| documents.picture.unwritten);
    let checks = &context.state.checks;
    html! {
        <p class="counts">
            if checks.edition.is_some() { { of_severity(&checks.findings) } }
            if drafts > 0 { <span class="error">{ counted(drafts, "entry") }{ " not written" }</span> }
            <span class="space"></span>
            { fix_all(context) }
        </p>
    }
}

fn of_severity(findings: &[Finding]) -> Html {
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    html! {
        <>
            <span class={classes!((errors > 0).then_some("error"))}>{ counted(errors, "error") }</span>
            <span class={classes!((warnings > 0).then_some("warning"))}>{ counted(warnings, "warning") }</span>
            <span>{ counted(count(Severity::Info), "note") }</span>
        </>
    }
}

fn fix_all(context: &Context) -> Html {
    let is_safe = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| fix.is_safe);
    let safe = context.state.checks.findings.iter().filter(is_safe).count();
    if safe == 0 {
        return Html::default();
    }
    let make = context.on(|| Edit::FixAll);
    html! {
        <button type="button" class="small" onclick={make}>{ format!("Fix all safe ({safe})") }</button>
    }
}

fn row(number: usize, finding: &Finding, context: &Context) -> Html {
    let state = &context.state;
    let (dispatch, file, line) = (context.dispatch.clone(), finding.file, finding.line);
    let show = Callback::from(move |_| dispatch.emit(Action::ShowLine { file, line }));
    let documents = state.documents.as_ref();
    let path = documents.map_or("", |documents| documents.path(file));
    let fix = finding.fix.as_ref().map(|fix| {
        let (edition, finding) = (state.checks.edition.unwrap_or_default(), number);
        let make = context.on(move || Edit::Fix { edition, finding });
        html! { <button type="button" class="small" onclick={make}>{ fix.label.clone() }</button> }
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
