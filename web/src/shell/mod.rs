//! What is around the form: header, navigation, findings and explanations.

mod blocks;
mod findings;
mod header;
mod nav;
mod new_name;
mod nodes;
mod open;
mod panels;

pub(crate) use header::Header;
pub(crate) use nav::Nav;
pub(crate) use open::OpenDialog;
pub(crate) use panels::Panels;

use evenkeel_core::rules::Severity;
use yew::{Html, html};

/// A sign for a severity, which says more than colour alone.
pub(crate) fn severity_mark(severity: Severity) -> Html {
    let sign = match severity {
        Severity::Error => "✕",
        Severity::Warning => "!",
        Severity::Info => "i",
    };
    html! { <span class="sign"><span aria-hidden="true">{ sign }</span><span class="hidden">{ severity.name() }{ ": " }</span></span> }
}
