//! A finding as the page is sent it: no more than it shows.

use crate::session::at;
use evenkeel_core::keys::Address;
use evenkeel_core::rules::{Finding, Safety};
use evenkeel_protocol::{Finding as Sent, Fix};

/// What the page shows of a finding.
pub(crate) fn sent(finding: &Finding) -> Sent {
    let key = finding.address.as_ref().and_then(Address::key);
    Sent {
        severity: finding.severity,
        release: finding.release,
        sentence: finding.sentence.clone(),
        reason: finding.reason.clone(),
        key: key.map(|key| usize::from(key.id)),
        at: finding.address.as_ref().map(at),
        file: finding.at.file,
        line: finding.at.line,
        fix: finding.fix.as_ref().map(|fix| Fix {
            label: fix.label.clone(),
            is_safe: fix.safety == Safety::Safe,
        }),
    }
}
