//! What is wrong with a workspace, and why: one const table of rules, and the findings that fall out of the table of keys.
//!
//! A rule reads the workspace and says what it found; it never edits. A fix is a list of writes, made by the workspace
//! like any other write.

mod allow;
mod cache;
mod checker;
mod context;
mod finding;
mod flags;
mod gitlab;
mod jobs;
mod keys;
mod leaf;
mod managers;
mod mirrors;
mod placement;
mod rbac;
mod reading;
mod release;
mod rule;
mod security;
mod template;

pub use checker::Checker;
pub use context::Context;
pub use finding::{Assumptions, Finding, Fix, FixStep, Safety, Severity};
pub use rule::{HEADINGS, Rule};

use crate::workspace::{Workspace, WriteRefused};

/// All rules, in the order in which they are shown.
pub const RULES: &[Rule] = &[
    keys::unreadable_file::RULE,
    keys::unreadable_toml::RULE,
    keys::missing_values_file::RULE,
    keys::duplicate_key::RULE,
    keys::unknown_key::RULE,
    keys::wrong_type::RULE,
    keys::null_value::RULE,
    keys::removed_key::RULE,
    keys::deprecated_key::RULE,
    keys::obsolete_key::RULE,
    keys::key_not_in_version::RULE,
    keys::other_executor::RULE,
    keys::suspicious_quantity::RULE,
    keys::decimal_memory::RULE,
    release::chart_version_unpinned::RULE,
    release::installed_superfluous::RULE,
    release::not_installed::RULE,
    release::condition::RULE,
    release::needs::RULE,
    release::needs_cycle::RULE,
    release::needs_repeated::RULE,
    gitlab::gitlab_url_missing::RULE,
    gitlab::gitlab_url_form::RULE,
    gitlab::token_missing::RULE,
    gitlab::token_in_clear::RULE,
    gitlab::token_beside_secret::RULE,
    gitlab::registration_token::RULE,
    gitlab::gitlab_side_setting::RULE,
    gitlab::token_secret_keys::RULE,
    gitlab::gitlab_url_plain::RULE,
    template::runner_count::RULE,
    template::global_key::RULE,
    template::runner_name::RULE,
    template::job_namespace::RULE,
    template::key_after_sub_table::RULE,
    jobs::job_request::RULE,
    jobs::job_memory_request::RULE,
    jobs::helper_request::RULE,
    jobs::overwrite_above_node::RULE,
    jobs::unanchored_overwrite::RULE,
    jobs::privileged_jobs::RULE,
    jobs::fastzip_flag::RULE,
    jobs::poll_timeout_short::RULE,
    jobs::fresh_node::RULE,
    jobs::helper_limit_low::RULE,
    jobs::helper_limit_missing::RULE,
    jobs::overwrite_without_request::RULE,
    jobs::limit_below_request::RULE,
    jobs::memory_above_node::RULE,
    jobs::helper_architecture::RULE,
    jobs::job_eviction::RULE,
    jobs::pull_policy_not_allowed::RULE,
    jobs::stale_image::RULE,
    jobs::pod_spec_flag::RULE,
    jobs::limit_below_concurrent::RULE,
    jobs::request_concurrency_low::RULE,
    jobs::request_concurrency_high::RULE,
    mirrors::mirror_host::RULE,
    mirrors::mirror_scheme::RULE,
    mirrors::env_var_for_jobs::RULE,
    rbac::rules_empty::RULE,
    rbac::rules_incomplete::RULE,
    rbac::namespaces_in_role::RULE,
    rbac::pod_security_policy::RULE,
    rbac::generated_account::RULE,
    rbac::ignored_account::RULE,
    rbac::no_permissions::RULE,
    rbac::rules_without_create::RULE,
    rbac::namespace_permissions::RULE,
    rbac::feature_permission::RULE,
    rbac::cluster_wide::RULE,
    rbac::account_token::RULE,
    managers::liveness_cuts_jobs::RULE,
    managers::liveness_too_fast::RULE,
    managers::memory_limit_thin::RULE,
    managers::cpu_limit_high::RULE,
    managers::session_server_replicas::RULE,
    managers::security_context_level::RULE,
    managers::pull_policy_default::RULE,
    managers::total_jobs::RULE,
    managers::hpa_replicas::RULE,
    managers::hpa_old_metrics::RULE,
    managers::hpa_on_cpu::RULE,
    managers::session_server_hpa::RULE,
    managers::grace_short::RULE,
    managers::recreate_waits::RULE,
    managers::rollout_stuck::RULE,
    managers::lifecycle_unregister::RULE,
    managers::no_jobs::RULE,
    managers::monitor_without_metrics::RULE,
    managers::debug_log::RULE,
    placement::spread_selector::RULE,
    placement::spread_duplicate::RULE,
    placement::spread_blocks::RULE,
    placement::spread_region::RULE,
    placement::spread_label_missing::RULE,
    placement::spread_refused::RULE,
    placement::affinity_selector::RULE,
    placement::toleration_effect::RULE,
    security::refused_pods::RULE,
    security::escalation_contradiction::RULE,
    security::manager_seccomp::RULE,
    security::docker_socket::RULE,
    security::dind_unprivileged::RULE,
    security::docker_tls::RULE,
    security::ubuntu_user::RULE,
    security::root_against_non_root::RULE,
    security::read_only_root::RULE,
    security::token_elsewhere::RULE,
    security::secret_in_environment::RULE,
    security::unsafe_variable::RULE,
    security::container_user::RULE,
    cache::incomplete::RULE,
    cache::secret_unused::RULE,
    cache::key_in_clear::RULE,
    flags::in_environment::RULE,
    flags::unknown::RULE,
    flags::no_truth::RULE,
    allow::unknown_rule::RULE,
    allow::without_reason::RULE,
    allow::unused::RULE,
];

/// The rules that look at more than one release: at all files, or at what the other rules found.
const OVER_ALL: [&str; 4] = [
    keys::unreadable_file::RULE.id,
    allow::unknown_rule::RULE.id,
    allow::without_reason::RULE.id,
    allow::unused::RULE.id,
];

/// Everything there is to say about a workspace: by release, then by file and line, then in the order of the rules.
/// What two releases share is said once, what a comment allows at its place is not said. No sentence holds a secret.
#[must_use]
pub fn check(workspace: &Workspace, assumptions: &Assumptions) -> Vec<Finding> {
    Checker::default().check(workspace, assumptions)
}

/// Makes the safe fixes until none is left, and says which findings they answered. A fix that the documents refuse, such
/// as one inside an anchored node, is left out; its finding stays.
///
/// # Errors
/// The first refusal, when not a single fix could be made.
pub fn fix_all(
    workspace: &mut Workspace,
    assumptions: &Assumptions,
) -> Result<Vec<Finding>, WriteRefused> {
    fix_where(workspace, assumptions, |_| true)
}

/// Like [`fix_all`], of some findings only.
///
/// # Errors
/// The first refusal, when not a single fix could be made.
pub fn fix_where(
    workspace: &mut Workspace,
    assumptions: &Assumptions,
    is_wanted: impl Fn(&Finding) -> bool,
) -> Result<Vec<Finding>, WriteRefused> {
    let mut done = Vec::new();
    let mut refused: Vec<(Finding, WriteRefused)> = Vec::new();
    let mut checker = Checker::default();
    // A fix may bring another finding to light; one that does not go away is not tried twice.
    for _ in 0..200 {
        let found = checker.check(workspace, assumptions);
        let next = found.into_iter().find(|finding| {
            let is_safe = finding
                .fix
                .as_ref()
                .is_some_and(|fix| fix.safety == Safety::Safe);
            is_safe
                && is_wanted(finding)
                && !done.contains(finding)
                && refused.iter().all(|(other, _)| other != finding)
        });
        let Some(finding) = next else { break };
        let Some(fix) = &finding.fix else { break };
        match apply_fix(workspace, finding.release, fix) {
            Ok(()) => done.push(finding),
            Err(error) => refused.push((finding, error)),
        }
    }
    match refused.into_iter().next() {
        Some((_, error)) if done.is_empty() => Err(error),
        _ => Ok(done),
    }
}

/// Makes one fix, all of its steps or none.
///
/// # Errors
/// The step that was refused.
pub fn apply_fix(workspace: &mut Workspace, release: usize, fix: &Fix) -> Result<(), WriteRefused> {
    let mut fixed = workspace.clone();
    for step in &fix.steps {
        match step {
            FixStep::Write { address, input } => {
                fixed.write(release, address, input)?;
            }
            FixStep::Remove { address } => {
                fixed.remove(release, address)?;
            }
            FixStep::Move { from, to, input } => {
                fixed.move_key(release, from, to, input)?;
            }
            FixStep::SplitRunners => {
                fixed.split_runners(release)?;
            }
        }
    }
    *workspace = fixed;
    Ok(())
}

#[cfg(all(test, feature = "texts"))]
mod tests;
