//! What is wrong with a workspace, and why: one const table of rules, and the findings that fall out of the table of keys.
//!
//! A rule reads the workspace and says what it found; it never edits. A fix is a list of writes, made by the workspace
//! like any other write.

mod finding;

pub use finding::{Assumptions, Finding, Fix, FixStep, Safety, Severity};

use crate::workspace::{Workspace, WriteRefused};

/// A rule of the table.
pub struct Rule {
    /// Its name, kebab-case: names the problem, never reused.
    pub id: &'static str,
    /// The problem in a few words.
    pub title: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it does, why it matters, what to write instead.
    pub explanation: &'static str,
    /// Where the fact comes from.
    pub source: &'static str,
    /// Values, or a helmfile and values apart by `---- values`, in which it finds something.
    pub failing: &'static str,
    /// The same without the problem.
    pub passing: &'static str,
    /// Finds the problem in one release.
    pub check: fn(&Context<'_>) -> Vec<Finding>,
}

/// What a rule may look at.
pub struct Context<'w> {
    /// The documents.
    pub workspace: &'w Workspace,
    /// The release.
    pub release: usize,
    /// What no document says.
    pub assumptions: &'w Assumptions,
}

/// Everything there is to say about a workspace: by release, then by file and line, then by rule.
#[must_use]
pub fn check(_workspace: &Workspace, _assumptions: &Assumptions) -> Vec<Finding> {
    Vec::new()
}

/// Makes the safe fixes until none is left, and says which findings they answered.
///
/// # Errors
/// The first fix that was refused; fixes before it are made.
pub fn fix_all(
    workspace: &mut Workspace,
    assumptions: &Assumptions,
) -> Result<Vec<Finding>, WriteRefused> {
    let mut done = Vec::new();
    // A fix may bring another finding to light; one that does not go away is not tried twice.
    for _ in 0..100 {
        let next = check(workspace, assumptions).into_iter().find(|finding| {
            let is_safe = finding
                .fix
                .as_ref()
                .is_some_and(|fix| fix.safety == Safety::Safe);
            is_safe && !done.contains(finding)
        });
        let Some(finding) = next else { break };
        if let Some(fix) = &finding.fix {
            apply_fix(workspace, finding.release, fix)?;
        }
        done.push(finding);
    }
    Ok(done)
}

/// Makes one fix, all of its steps or none.
///
/// # Errors
/// The step that was refused.
pub fn apply_fix(workspace: &mut Workspace, release: usize, fix: &Fix) -> Result<(), WriteRefused> {
    let mut fixed = workspace.clone();
    for step in &fix.steps {
        match step {
            FixStep::Write { address, input } => fixed.write(release, address, input)?,
            FixStep::Remove { address } => fixed.remove(release, address)?,
        };
    }
    *workspace = fixed;
    Ok(())
}
