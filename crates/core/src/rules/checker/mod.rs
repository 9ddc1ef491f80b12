//! Checking once and checking again: what was found in a release stays true while all that the release is made of is as it
//! was. A rule of one release is shown nothing but that release, so it cannot have read anything else.

use super::{Assumptions, Context, Finding, OVER_ALL, RULES, allow};
use crate::secret;
use crate::workspace::Workspace;

/// Checks one workspace after the other, and of each only what is not as it was before. What it finds is what
/// [`check`](super::check) finds, in the same order.
#[derive(Clone, Default)]
pub struct Checker {
    assumptions: Assumptions,
    releases: Vec<Checked>,
}

/// A release as it was checked, and what was found.
#[derive(Clone)]
struct Checked {
    seen: Workspace,
    found: Vec<Found>,
}

/// A finding with the number of its rule.
type Found = (usize, Finding);

impl Checker {
    /// Everything there is to say about a workspace: by release, then by file and line, then in the order of the rules.
    pub fn check(&mut self, workspace: &Workspace, assumptions: &Assumptions) -> Vec<Finding> {
        if self.assumptions != *assumptions {
            self.releases.clear();
            self.assumptions = assumptions.clone();
        }
        self.look_at_releases(workspace);
        let mut found: Vec<Found> = Vec::new();
        for checked in &self.releases {
            let earlier = found.len();
            for (rule, finding) in &checked.found {
                // What two releases share is said with the first one.
                let is_said = |(said_by, said): &Found| {
                    said_by == rule && said.at == finding.at && said.sentence == finding.sentence
                };
                if !found.iter().take(earlier).any(is_said) {
                    found.push((*rule, finding.clone()));
                }
            }
        }
        for (number, rule) in RULES.iter().enumerate() {
            if OVER_ALL.contains(&rule.id) {
                let context = Context::over_all(workspace, assumptions, &found);
                let more = (rule.check)(&context);
                found.extend(more.into_iter().map(|finding| (number, finding)));
            }
        }
        finished(workspace, found)
    }

    /// Checks those releases again that are not as they were.
    fn look_at_releases(&mut self, workspace: &Workspace) {
        // Without any release there are still files to be read.
        let count = workspace.releases().len().max(1);
        self.releases.truncate(count);
        for release in 0..count {
            let known = self.releases.get(release);
            if known.is_some_and(|known| workspace.has_view(&known.seen, release)) {
                continue;
            }
            let seen = workspace.view(release);
            let context = Context::new(&seen, release, &self.assumptions);
            let rules = RULES.iter().enumerate();
            let found = rules
                .filter(|(_, rule)| !OVER_ALL.contains(&rule.id))
                .flat_map(|(number, rule)| {
                    let found = (rule.check)(&context).into_iter();
                    found.map(move |finding| (number, finding))
                })
                .collect();
            drop(context);
            let checked = Checked { seen, found };
            match self.releases.get_mut(release) {
                Some(slot) => *slot = checked,
                None => self.releases.push(checked),
            }
        }
    }
}

/// The findings as they are shown: those allowed taken out, secrets too, in their order.
fn finished(workspace: &Workspace, mut found: Vec<Found>) -> Vec<Finding> {
    for (_, finding) in &mut found {
        // What helmfile fills in would be overwritten by what it comes to here.
        if workspace.is_filled_in(&finding.at) {
            finding.fix = None;
        }
    }
    found.sort_by_key(|(rule, finding)| {
        (
            finding.release,
            finding.at.file,
            finding.at.line,
            finding.at.span.start,
            *rule,
        )
    });
    let mut findings: Vec<Finding> = found.into_iter().map(|(_, finding)| finding).collect();
    allow::silence(workspace.files(), &mut findings);
    redact(workspace, &mut findings);
    findings
}

/// Takes the secrets of all files out of the sentences; values are shown in some of them.
fn redact(workspace: &Workspace, findings: &mut [Finding]) {
    let files = workspace.files().iter();
    let secrets: Vec<&str> = files
        .flat_map(|file| {
            let ranges = secret::ranges(file).iter();
            ranges.filter_map(|range| file.text().get(range.clone()))
        })
        .collect();
    for finding in findings {
        finding.sentence = secret::redact_message(&finding.sentence, &secrets);
        // What a fix writes stays; what its button says is shown and logged.
        if let Some(fix) = &mut finding.fix {
            fix.label = secret::redact_message(&fix.label, &secrets);
        }
    }
}

#[cfg(all(test, feature = "texts"))]
mod tests;
