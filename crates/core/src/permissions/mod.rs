//! Permissions: the smallest list of RBAC rules for what a release has in use, with the reason of each, beside what the
//! opened values grant.
//!
//! One table knows what each feature asks for. Job variables can turn a feature flag on as well, which no file here
//! says; what only they turn on is not in the list.

mod compare;
mod feature;
mod need;

pub use compare::{Comparison, Excessive, Granted, Missing, compare, grant, steps};
pub use feature::{FEATURES, Feature, Grant, Scope, Switch};
pub use need::{Need, RoleRule, needed, rules, scope, yaml};

#[cfg(test)]
mod tests;
