//! Where pods land: nodes, pods, and the scheduler's own filter and score.
//!
//! Exact for what it covers, which the tests compare with Kubernetes' own code; it refuses to guess at the rest. It
//! knows no clock: a rollout here is the order of its steps.

mod cluster;
mod decide;
mod logarithm;
mod manager;
mod node;
mod pending;
mod pod;
mod pod_affinity;
pub(crate) mod reading;
mod requests;
mod rollout;
mod selector;
mod spread;
mod verdict;
mod wanted;
mod zone_lost;

pub use cluster::Cluster;
pub use decide::{Decision, decide};
pub(crate) use manager::full_name;
pub use manager::{Manager, Strategy, manager};
pub use node::{Effect, HOSTNAME, Node, NodeAffinity, NodeTerm, REGION, Taint, Toleration, ZONE};
pub use pending::Pending;
pub use pod::{Constraint, Placed, Pod, Wants, WhenUnsatisfiable};
pub use pod_affinity::{PodAffinity, PodTerm};
pub use requests::{Amounts, Containers, RESOURCES, Request};
pub use rollout::{Outcome, start, update};
pub use selector::{Labels, Operator, Requirement, Selector};
pub use verdict::{Refusal, Scores, Verdict};
pub use zone_lost::{ZoneLost, lose_zones};

/// The taint of a node whose kubelet does not answer.
const UNREACHABLE: &str = "node.kubernetes.io/unreachable";
