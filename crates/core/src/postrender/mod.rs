//! The post-renderer: adds topology spread constraints and resource requests to the manifests of any chart.
//!
//! A stream is split into documents; those that can hold no pod go through unread. In the others the policy's rules
//! turn into declared edits, which `evenkeel-yaml` makes and checks. Only what is missing is added, every other byte
//! stays, and a second run adds nothing.
//!
//! Refuses to reprint a document, to change a value that is set or to touch Helm hooks unless the policy says so, and to
//! be silent about it: the report has a decision for every field it looked at.
mod carry_out;
mod engine;
mod error;
mod explain;
mod facts;
mod fields;
mod filter;
mod function;
mod intent;
pub mod kinds;
mod mark;
mod opt_out;
mod options;
mod output;
pub mod pack;
pub mod policy;
mod report;
mod resources;
mod selector;
mod settings;
mod topology_spread;
mod weight;
mod workload;

pub use engine::post_render;
pub use error::Error;
pub use explain::Format;
pub use function::{FunctionError, resource_list};
pub use options::{Color, Command, Options, UsageError};
pub use output::Rendered;
pub use policy::{Policy, PolicyError, PolicySources};
pub use report::{
    API_VERSION, Action, AddedRequest, Affected, Decision, Line, Object, Reason, Report, Summary,
};
pub use settings::{KubeVersion, Settings};

/// What happens with a document that is no YAML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnBadDocument {
    /// It goes out as it came in, with a line in the report. Documents that can hold no pod are not read at all.
    PassThrough,
    /// It is an error. Every document is read.
    Fail,
}
