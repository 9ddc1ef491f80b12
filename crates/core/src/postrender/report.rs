//! What was done to a stream and why: one decision per field, as data for tools and as lines for people.
//! Says nothing about the run itself (no times, versions or paths), so equal input gives equal reports.
use std::fmt;

use serde::Serialize;

use crate::quantity::Quantity;

/// The version of the report's format.
pub const API_VERSION: &str = "evenkeel.dev/v1alpha1";

/// Everything decided about one stream, in the order of its documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    api_version: &'static str,
    kind: &'static str,
    /// Counts over the whole stream.
    pub summary: Summary,
    /// The decisions.
    pub decisions: Vec<Decision>,
    /// The workloads that are changed, and what that means to their cluster.
    pub workloads: Vec<Affected>,
}

/// A workload that is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Affected {
    /// The document's position in the stream, from 1.
    pub document: usize,
    /// The chart's template, as Helm names it in the stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The object.
    pub object: Object,
    /// Whether its pods are started anew.
    pub rolls: bool,
    /// Whether the API server refuses the change if the object exists already.
    pub immutable: bool,
    /// How many pods there are at least, where the stream says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicas: Option<u64>,
    /// What each pod requests more than before.
    pub requests: Vec<AddedRequest>,
    /// The `PodDisruptionBudget` of the stream that covers its pods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disruption_budget: Option<String>,
}

/// A request that is larger than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AddedRequest {
    /// `cpu`, `memory` or `ephemeral-storage`.
    pub resource: &'static str,
    /// How much a pod requests more.
    pub per_pod: Quantity,
    /// How much all of its replicas request more, where their number is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Quantity>,
}

/// Counts over the whole stream.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Documents in the stream.
    pub documents: usize,
    /// Documents of which bytes changed.
    pub changed: usize,
    /// Documents that could not be read and went through as they were.
    pub unreadable: usize,
    /// Decisions by action.
    pub added: usize,
    /// Decisions by action.
    pub clamped: usize,
    /// Decisions by action.
    pub replaced: usize,
    /// Decisions by action.
    pub removed: usize,
    /// Decisions by action.
    pub skipped: usize,
}

/// What was decided about one field of one object, or about one document that can't be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// The document's position in the stream, from 1.
    pub document: usize,
    /// The chart's template, as Helm names it in the stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The object; none for a document that can't be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<Object>,
    /// The container's name, where the field is a container's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// The field, from the document's root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What was done.
    pub action: Action,
    /// The value that was added, or would have been.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The rule that asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Why.
    pub reason: Reason,
    /// Where.
    pub line: Line,
}

/// An object of the stream by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Object {
    /// Its `apiVersion`.
    pub api_version: String,
    /// Its `kind`.
    pub kind: String,
    /// Its `metadata.namespace`, where the manifest says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Its `metadata.name`.
    pub name: String,
}

/// What was done about a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It was added as the policy says.
    Added,
    /// It was added with another value, to fit what is there.
    Clamped,
    /// Another value was there, and the policy asks for this one.
    Replaced,
    /// It was there, and the policy asks for none.
    Removed,
    /// It was left as it is.
    Skipped,
}

/// Why something was done: a code for tools and a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// A kebab-case word that stays the same between versions.
    pub code: &'static str,
    /// One sentence.
    pub text: String,
}

/// A line of the stream before and after, from 1; of an insertion the line it pushed down and its own first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Line {
    /// In the input.
    pub before: usize,
    /// In the output.
    pub after: usize,
}

impl Reason {
    pub(super) fn new(code: &'static str, text: impl Into<String>) -> Self {
        Self {
            code,
            text: text.into(),
        }
    }
}

impl Reason {
    /// Why a key is not added beside `<<`: it would hide what is merged there, and the merge may be meant to grow.
    pub(super) fn merge_key() -> Self {
        Self::new(
            "merge-key",
            "the mapping takes keys from elsewhere with `<<`",
        )
    }
}

impl Reason {
    /// Why a field is left alone that an annotation speaks of.
    pub(super) fn opt_out() -> Self {
        Self::new("opt-out", "the annotation evenkeel.dev/skip says so")
    }
}

impl Default for Report {
    fn default() -> Self {
        Self::new(0, 0, 0, Vec::new(), Vec::new())
    }
}

impl Report {
    pub(super) fn new(
        documents: usize,
        changed: usize,
        unreadable: usize,
        decisions: Vec<Decision>,
        workloads: Vec<Affected>,
    ) -> Self {
        let count = |action| {
            decisions
                .iter()
                .filter(|decision| decision.action == action)
                .count()
        };
        let summary = Summary {
            documents,
            changed,
            unreadable,
            added: count(Action::Added),
            clamped: count(Action::Clamped),
            replaced: count(Action::Replaced),
            removed: count(Action::Removed),
            skipped: count(Action::Skipped),
        };
        Self {
            api_version: API_VERSION,
            kind: "PostRenderReport",
            summary,
            decisions,
            workloads,
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Added => "added",
            Self::Clamped => "clamped",
            Self::Replaced => "replaced",
            Self::Removed => "removed",
            Self::Skipped => "skipped",
        })
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.kind)?;
        if let Some(namespace) = &self.namespace {
            write!(f, "{namespace}/")?;
        }
        f.write_str(&self.name)
    }
}

/// One line: place, object, what, where, why, by which rule.
impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = String::new();
        self.spell(&mut line)?;
        // Names come from the stream; whatever they hold, a decision stays one line.
        f.write_str(&line.replace(char::is_control, " "))
    }
}

impl Decision {
    fn spell(&self, f: &mut impl fmt::Write) -> fmt::Result {
        write!(f, "document {}, line {}", self.document, self.line.before)?;
        if self.line.after != self.line.before {
            write!(f, " -> {}", self.line.after)?;
        }
        if let Some(source) = &self.source {
            write!(f, " ({source})")?;
        }
        if let Some(object) = &self.object {
            write!(f, ": {object}")?;
        }
        if let Some(container) = &self.container {
            write!(f, ", container {container}")?;
        }
        write!(f, ": {}", self.action)?;
        if let Some(path) = &self.path {
            write!(f, " {path}")?;
        }
        if let Some(value) = &self.value {
            write!(f, " {value}")?;
        }
        write!(f, ": {}: {}", self.reason.code, self.reason.text)?;
        if let Some(rule) = &self.rule {
            write!(f, " [{rule}]")?;
        }
        Ok(())
    }
}

/// A line per decision and a summary line; ends with a newline.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for decision in &self.decisions {
            writeln!(f, "{decision}")?;
        }
        let Summary {
            documents,
            changed,
            unreadable,
            added,
            clamped,
            replaced,
            removed,
            skipped,
        } = self.summary;
        write!(
            f,
            "{changed} of {documents} documents changed, {unreadable} unreadable: {added} added, {clamped} clamped"
        )?;
        if replaced + removed > 0 {
            write!(f, ", {replaced} replaced, {removed} removed")?;
        }
        writeln!(f, ", {skipped} skipped")
    }
}
