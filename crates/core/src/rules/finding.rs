//! A finding: what is wrong, where, why, and what would mend it.

use crate::keys::{Address, ChartVersion};
use crate::workspace::{Input, Location};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It does not work, or does harm.
    Error,
    /// It works, and will surprise.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// `error`, `warning` or `info`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// One thing that is wrong, at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The release it is about, by its number.
    pub release: usize,
    /// One sentence about this place, with its values.
    pub sentence: String,
    /// Why it matters, in one or two sentences.
    pub reason: String,
    /// The key it is about, for the field that shows it.
    pub address: Option<Address>,
    /// The bytes it is about; where nothing is written, what would hold it.
    pub at: Location,
    /// What would mend it.
    pub fix: Option<Fix>,
}

/// Writes that would mend a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// What a button says: "Use 256Mi", "Remove".
    pub label: String,
    /// Whether it may be made without asking.
    pub safety: Safety,
    /// The writes, all or none.
    pub steps: Vec<FixStep>,
}

/// Whether a fix may be made without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    /// The meaning that was wanted is kept; made by "fix all".
    Safe,
    /// A person should look first.
    NeedsReview,
}

/// One write of a fix.
#[derive(Debug, Clone, PartialEq)]
pub enum FixStep {
    /// Write a key.
    Write {
        /// The key.
        address: Address,
        /// Its value.
        input: Input,
    },
    /// Remove a key.
    Remove {
        /// The key.
        address: Address,
    },
    /// Remove a key and write another one in its stead, with the comments that go with it.
    Move {
        /// The key that goes.
        from: Address,
        /// The key that comes.
        to: Address,
        /// Its value.
        input: Input,
    },
    /// Give each further `[[runners]]` a release of its own.
    SplitRunners,
}

/// What no document says, and rules need to know.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Assumptions {
    /// The chart's version where the helmfile does not pin one; else the newest known.
    pub chart_version: Option<ChartVersion>,
    /// The cluster's Kubernetes minor version, as in 1.`33`; else the newest.
    pub kubernetes_minor: Option<u16>,
    /// CPU a node has for pods, in millicores; else unknown.
    pub node_cpu_milli: Option<u64>,
    /// Memory a node has for pods, in bytes; else unknown.
    pub node_memory_bytes: Option<u64>,
    /// The names of the labels that every node has; else unknown.
    pub node_labels: Option<Vec<String>>,
    /// How long a new node takes until it runs pods, in seconds; else unknown.
    pub node_start_seconds: Option<u64>,
    /// The longest time a job may take, in seconds; else unknown.
    pub longest_job_seconds: Option<u64>,
    /// The level of Pod Security that the namespace enforces: `privileged`, `baseline` or `restricted`; else unknown.
    pub pod_security: Option<String>,
}
