//! Everything that is wrong, in one list, or why it is not known.

use super::severity_mark;
use crate::Context;
use crate::state::Action;
use evenkeel_core::rules::Severity;
use evenkeel_protocol::{Ask, Finding};
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
    let checks = &context.state.checks;
    let drafts = context.state.documents.drafts.len();
    let content = match (&checks.stopped, checks.edition) {
        (Some(reason), _) => stopped(reason, &context),
        (None, None) => html! { <p class="nothing">{ "Checking…" }</p> },
        (None, Some(_)) if checks.findings.is_empty() => {
            html! { <p class="nothing">{ "Nothing found." }</p> }
        }
        (None, Some(_)) => {
            // What does not work comes first; among equals the order of the files.
            let mut by_severity: Vec<_> = checks.findings.iter().enumerate().collect();
            by_severity.sort_by_key(|(_, finding)| finding.severity);
            let rows = by_severity
                .into_iter()
                .map(|(number, finding)| row(number, finding, &context));
            html! { <ul>{ for rows }</ul> }
        }
    };
    let is_busy = checks.stopped.is_none() && !context.state.is_checked();
    html! {
        <section class="findings" aria-label="Findings" aria-busy={is_busy.to_string()}>
            <h2>
                if checks.edition.is_some() { { counts(&checks.findings) } } else { <span>{ "Findings" }</span> }
                if drafts > 0 { <span class="error">{ plural(drafts, "entry") }{ " not written" }</span> }
                <span class="space"></span>
                { fix_all(&context) }
            </h2>
            { content }
        </section>
    }
}

fn counts(findings: &[Finding]) -> Html {
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    html! {
        <>
            <span class={classes!((errors > 0).then_some("error"))}>{ plural(errors, "error") }</span>
            <span class={classes!((warnings > 0).then_some("warning"))}>{ plural(warnings, "warning") }</span>
            <span>{ plural(count(Severity::Info), "note") }</span>
        </>
    }
}

fn fix_all(context: &Context) -> Html {
    let is_safe = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| fix.is_safe);
    let safe = context.state.checks.findings.iter().filter(is_safe).count();
    if safe == 0 {
        return Html::default();
    }
    let (advice, written) = (context.advice.clone(), context.state.written);
    let make = Callback::from(move |_| advice.ask(written, Ask::FixAll));
    html! {
        <button type="button" class="small" onclick={make}>{ format!("Fix all safe ({safe})") }</button>
    }
}

fn stopped(reason: &str, context: &Context) -> Html {
    let dispatch = context.dispatch.clone();
    let restart = Callback::from(move |_| dispatch.emit(Action::RestartAdvice));
    html! {
        <div class="nothing" role="alert">
            <p>{ "The checks stopped: " }{ reason.to_owned() }{ ". Everything else goes on working." }</p>
            <button type="button" class="small" onclick={restart}>{ "Start them again" }</button>
        </div>
    }
}

fn row(number: usize, finding: &Finding, context: &Context) -> Html {
    let state = &context.state;
    let (dispatch, file, line) = (context.dispatch.clone(), finding.file, finding.line);
    let show = Callback::from(move |_| dispatch.emit(Action::ShowLine { file, line }));
    let files = state.documents.workspace.files();
    let path = files.get(file).map_or("", |file| file.path());
    let fix = finding.fix.as_ref().map(|fix| {
        let checked = state.checks.edition.unwrap_or_default();
        let advice = context.advice.clone();
        let make = Callback::from(move |_| advice.ask(checked, Ask::Fix { finding: number }));
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

fn plural(count: usize, word: &str) -> String {
    match (count, word.strip_suffix('y')) {
        (1, _) => format!("1 {word}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {word}s"),
    }
}
