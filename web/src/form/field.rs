//! One field: label, key, control, hint, and what is wrong with it.

use super::input::{Control, Row};
use crate::shell::severity_mark;
use crate::state::{Action, Spot};
use evenkeel_core::keys::{Key, Status};
use evenkeel_core::rules::Severity;
use evenkeel_protocol::{Edit, Finding};
use yew::{Callback, FocusEvent, Html, Properties, classes, component, html};

#[derive(Properties, PartialEq)]
pub(super) struct FieldProps {
    pub(super) spot: Spot,
    pub(super) text: String,
    pub(super) is_set: bool,
    /// Which versions of the chart have it, where the one that is used has not.
    pub(super) lack: Option<String>,
    /// File and line of the value, from 1.
    pub(super) at: Option<(usize, usize)>,
    /// With their numbers among all.
    pub(super) findings: Vec<(usize, Finding)>,
    /// Which state of the documents they are of.
    pub(super) checked: Option<usize>,
    pub(super) refusal: Option<String>,
    /// Names of other releases that read the same file.
    pub(super) shared: Option<String>,
    pub(super) can_write: bool,
    pub(super) dispatch: Callback<Action>,
    /// What stands in place of one control, where the value has parts.
    #[prop_or_default]
    pub(super) inner: Option<Html>,
}

#[component]
pub(super) fn Field(props: &FieldProps) -> Html {
    let key = props.spot.key;
    let id = super::id(&props.spot.at);
    let hint = format!("{id}-hint");
    let problem = format!("{id}-problem");
    let has_error = props
        .findings
        .iter()
        .any(|(_, finding)| finding.severity == Severity::Error);
    let is_invalid = props.refusal.is_some() || has_error;
    let has_problem = props.refusal.is_some() || !props.findings.is_empty();
    let described = if has_problem {
        format!("{hint} {problem}")
    } else {
        hint.clone()
    };
    let show = props.at.map(|(file, line)| {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_| dispatch.emit(Action::ShowLine { file, line }))
    });
    let look = {
        let (dispatch, spot) = (props.dispatch.clone(), props.spot.clone());
        Callback::from(move |event: FocusEvent| {
            // Not the list around it.
            event.stop_propagation();
            dispatch.emit(Action::LookAt(spot.clone()));
        })
    };
    html! {
        <div class={classes!("field", props.is_set.then_some("set"), props.lack.is_some().then_some("lacks"), props.inner.is_some().then_some("compound"))} onfocusin={look} data-key={props.spot.at.clone()}>
            <div class="name">
                if props.inner.is_some() {
                    <b class="label" id={id.clone()}>{ key.label() }</b>
                } else {
                    <label class="label" for={id.clone()}>{ key.label() }</label>
                }
                if let Some(show) = show {
                    <button type="button" class="key" onclick={show} title="Show it in the file">{ breakable(props.spot.path()) }</button>
                } else {
                    <code class="key">{ breakable(props.spot.path()) }</code>
                }
            </div>
            <div class="control">
                if let Some(inner) = &props.inner {
                    <div role="group" aria-labelledby={id} aria-describedby={described}>{ inner.clone() }</div>
                } else {
                    <Control
                        at={props.spot.at.clone()}
                        ty={key.ty}
                        key_of={Row(key)}
                        text={props.text.clone()}
                        is_set={props.is_set}
                        id={id}
                        described={described}
                        is_invalid={is_invalid}
                        can_write={props.can_write}
                        dispatch={props.dispatch.clone()}
                    />
                }
                <p class="hint" id={hint}>
                    if let Some(lack) = &props.lack {
                        <b>{ format!("Only {lack}. ") }</b>
                    }
                    { note(key) }
                    if let Some(names) = &props.shared {
                        <b>{ format!(" In a file shared with {names}: a change changes both.") }</b>
                    }
                </p>
                if has_problem {
                    <div id={problem}>
                        if let Some(reason) = &props.refusal {
                            <p class="finding error"><b>{ "Not written. " }</b>{ reason.clone() }</p>
                        }
                        { findings(&props.findings, props.checked, &props.dispatch) }
                    </div>
                }
            </div>
        </div>
    }
}

/// Findings with their numbers among all, and how to fix them.
pub(super) fn findings(
    findings: &[(usize, Finding)],
    checked: Option<usize>,
    dispatch: &Callback<Action>,
) -> Html {
    let one = |(number, finding): &(usize, Finding)| {
        let fix = finding.fix.as_ref().map(|fix| {
            let (dispatch, edition) = (dispatch.clone(), checked.unwrap_or_default());
            let finding = *number;
            let make = Callback::from(move |_| {
                dispatch.emit(Action::Edit(Edit::Fix { edition, finding }));
            });
            html! { <button type="button" onclick={make}>{ fix.label.clone() }</button> }
        });
        html! {
            <p class={classes!("finding", finding.severity.name())}>
                { severity_mark(finding.severity) }
                <b>{ finding.sentence.clone() }</b>{ " " }{ finding.reason.clone() }
                { for fix }
            </p>
        }
    };
    findings.iter().map(one).collect()
}

/// The path, with places where a narrow column may break it.
fn breakable(path: &str) -> Html {
    let parts = path.split_inclusive(['.', '_']);
    parts
        .map(|part| html! { <>{ part.to_owned() }<wbr/></> })
        .collect()
}

fn note(key: &Key) -> String {
    let status = match (key.status, key.replaced_by()) {
        (Status::Deprecated, Some(by)) => format!("Deprecated: use {by}. "),
        (Status::Deprecated, None) => "Deprecated. ".to_owned(),
        (Status::Obsolete, _) => "Of no use any more. ".to_owned(),
        (Status::Removed, Some(by)) => format!("No longer read: use {by}. "),
        (Status::Removed, None) => "No longer read. ".to_owned(),
        (Status::OtherExecutor, _) => "Read by another executor only. ".to_owned(),
        (Status::Managed, _) => "Written by the runner itself. ".to_owned(),
        (Status::Current, _) => String::new(),
    };
    format!("{status}{}", key.note())
}
