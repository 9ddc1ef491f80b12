//! The report in the forms people and tools read: lines of text, JSON, GitHub's workflow annotations, and a summary for
//! whoever decides about an adoption. Prints nothing itself.
use std::fmt::Write as _;
use std::str::FromStr;

#[cfg(feature = "texts")]
use super::report::{Action, Decision};
use super::report::{Affected, Report};
use crate::quantity::{Family, Quantity};

/// The forms of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// A line per decision.
    #[default]
    Text,
    /// The whole report.
    #[cfg(feature = "texts")]
    Json,
    /// Workflow commands: a notice per change, a warning per document or field that could not be handled.
    #[cfg(feature = "texts")]
    Github,
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            #[cfg(feature = "texts")]
            "json" => Ok(Self::Json),
            #[cfg(feature = "texts")]
            "github" => Ok(Self::Github),
            #[cfg(not(feature = "texts"))]
            "json" | "github" => Err(format!(
                "this plugin prints text; `evenkeel explain --format {text}` does more"
            )),
            _ => Err(format!(
                "`{text}` is no format; there are text, json and github"
            )),
        }
    }
}

#[cfg(feature = "texts")]
/// Reasons for which a person may have to do something.
const WARNINGS: [&str; 6] = [
    "unreadable",
    "not-editable",
    "duplicate-key",
    "selector-mismatch",
    "label-not-text",
    "opt-out-unknown",
];

impl Report {
    /// The report in a form; ends with a newline.
    #[must_use]
    pub fn formatted(&self, format: Format) -> String {
        match format {
            Format::Text => self.to_string(),
            #[cfg(feature = "texts")]
            Format::Json => {
                // Only a map with keys that are no text could fail, and a report has no map.
                serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
            }
            #[cfg(feature = "texts")]
            Format::Github => self.decisions.iter().filter_map(annotation).collect(),
        }
    }

    /// What adopting the policy means: which pods are started anew, which objects refuse the change, what is requested
    /// in total.
    #[must_use]
    pub fn adoption(&self) -> String {
        let mut text = String::new();
        let part = |wanted: fn(&&Affected) -> bool| -> Vec<&Affected> {
            self.workloads.iter().filter(wanted).collect()
        };
        let refusing = part(|one| one.immutable);
        let rolling = part(|one| one.rolls && !one.immutable);
        let resting = part(|one| !one.rolls && !one.immutable);
        section(
            &mut text,
            &rolling,
            "start their pods anew",
            "starts its pods anew",
        );
        section(
            &mut text,
            &resting,
            "change without new pods",
            "changes without new pods",
        );
        let many = "cannot be changed once they exist, so an upgrade of their release fails";
        let one = "cannot be changed once it exists, so an upgrade of its release fails";
        section(&mut text, &refusing, many, one);
        self.totals(&mut text);
        if self.workloads.is_empty() {
            text.push_str("nothing is changed\n");
        }
        text
    }

    /// Requests by namespace and of all, as far as replicas are known.
    fn totals(&self, text: &mut String) {
        let mut by_namespace: Vec<(&str, Sums)> = Vec::new();
        let mut open = 0;
        for one in &self.workloads {
            let namespace = one
                .object
                .namespace
                .as_deref()
                .unwrap_or("the release's namespace");
            for request in &one.requests {
                match &request.total {
                    Some(total) => {
                        let known = by_namespace.iter().position(|(name, _)| *name == namespace);
                        let known = known.unwrap_or_else(|| {
                            by_namespace.push((namespace, Sums::default()));
                            by_namespace.len() - 1
                        });
                        if let Some((_, sums)) = by_namespace.get_mut(known) {
                            sums.add(request.resource, total.nanos());
                        }
                    }
                    None => open += 1,
                }
            }
        }
        if by_namespace.is_empty() && open == 0 {
            return;
        }
        text.push_str("requests added\n");
        by_namespace.sort_unstable_by_key(|(namespace, _)| *namespace);
        let mut all = Sums::default();
        for (namespace, sums) in &by_namespace {
            _ = writeln!(text, "  {namespace}: {}", sums.shown());
            for (resource, nanos) in &sums.0 {
                all.add(resource, *nanos);
            }
        }
        if by_namespace.len() > 1 {
            _ = writeln!(text, "  in total: {}", all.shown());
        }
        if open > 0 {
            text.push_str(
                "  and what is listed per pod where the stream does not say how many there are\n",
            );
        }
    }
}

fn section(text: &mut String, workloads: &[&Affected], many: &str, one: &str) {
    match workloads.len() {
        0 => return,
        1 => _ = writeln!(text, "1 workload {one}"),
        count => _ = writeln!(text, "{count} workloads {many}"),
    }
    for workload in workloads {
        _ = write!(text, "  {}", workload.object);
        if let Some(source) = &workload.source {
            _ = write!(text, " ({source})");
        }
        if let Some(replicas) = workload.replicas {
            _ = write!(
                text,
                ": {replicas} {}",
                if replicas == 1 { "pod" } else { "pods" }
            );
        }
        for request in &workload.requests {
            let (sign, amount) = signed(&request.per_pod);
            _ = write!(text, ", {sign}{amount} {}", request.resource);
        }
        if !workload.requests.is_empty() {
            text.push_str(" each");
        }
        if let Some(budget) = &workload.disruption_budget {
            _ = write!(text, ", PodDisruptionBudget {budget}");
        }
        text.push('\n');
    }
}

/// The quantity without a minus, and its sign.
fn signed(quantity: &Quantity) -> (char, String) {
    let text = quantity.canonical();
    match text.strip_prefix('-') {
        Some(positive) => ('-', positive.to_owned()),
        None => ('+', text),
    }
}

/// Nanos by resource, in the order of their names.
#[derive(Default)]
struct Sums(Vec<(&'static str, i128)>);

impl Sums {
    fn add(&mut self, resource: &'static str, nanos: i128) {
        match self.0.iter_mut().find(|(known, _)| *known == resource) {
            Some((_, sum)) => *sum += nanos,
            None => {
                let at = self.0.partition_point(|(known, _)| *known < resource);
                self.0.insert(at, (resource, nanos));
            }
        }
    }

    fn shown(&self) -> String {
        let one = |(resource, nanos): &(&str, i128)| {
            let family = if *resource == "cpu" {
                Family::Decimal
            } else {
                Family::Binary
            };
            let (sign, amount) = signed(&Quantity::from_nanos(*nanos, family));
            format!("{sign}{amount} {resource}")
        };
        self.0.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(feature = "texts")]
/// A workflow command of GitHub, with its own escapes.
fn annotation(decision: &Decision) -> Option<String> {
    let level = match decision.action {
        Action::Skipped if WARNINGS.contains(&decision.reason.code) => "warning",
        Action::Skipped => return None,
        _ => "notice",
    };
    let escaped = |text: &str| {
        text.replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A")
    };
    let property = |text: &str| escaped(text).replace(':', "%3A").replace(',', "%2C");
    let mut line = format!("::{level} ");
    if let Some(source) = &decision.source {
        _ = write!(line, "file={},", property(source));
    }
    let title = decision.rule.as_deref().unwrap_or(decision.reason.code);
    _ = write!(line, "title={}", property(title));
    _ = writeln!(line, "::{}", escaped(&decision.to_string()));
    Some(line)
}
