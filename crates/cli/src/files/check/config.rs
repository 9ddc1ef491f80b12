//! `.evenkeel.yaml`: how bad each rule's findings are here, what makes the check fail, and what no file says.
//!
//! Refuses what it does not know: a misspelt name must not silently change nothing.

use super::VERSION;
use anyhow::{Context, Result, bail};
use evenkeel_core::keys::parse_duration;
use evenkeel_core::quantity::Quantity;
use evenkeel_core::rules::{Assumptions, Finding, RULES, Severity};
use evenkeel_yaml::{Kind, Node, Tree};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};

pub(super) const NAME: &str = crate::files::CHECK_CONFIG;
const KIND: &str = "CheckConfig";

/// The config file, or what applies without one.
pub(super) struct CheckConfig {
    /// By rule; none is off.
    severities: BTreeMap<String, Option<Severity>>,
    pub(super) fail_on: Severity,
    pub(super) assumptions: Assumptions,
}

impl CheckConfig {
    /// The file that is named, else the one beside or above the files.
    pub(super) fn load(named: Option<&Path>, files: &[String]) -> Result<Self> {
        let none = Self {
            severities: BTreeMap::new(),
            fail_on: Severity::Warning,
            assumptions: Assumptions::default(),
        };
        let found = match named {
            Some(path) => Some(path.to_owned()),
            None => nearest(files)?,
        };
        let Some(path) = found else { return Ok(none) };
        let name = path.display().to_string();
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {name}"))?;
        let tree = Tree::parse(text.as_str()).map_err(|error| {
            let (line, column) = (error.line, error.column);
            anyhow::anyhow!("{name}: line {line}, column {column}: {}", error.message)
        })?;
        let reader = Reader {
            name: &name,
            text: &text,
        };
        let mut config = none;
        reader.config(&tree, &mut config)?;
        Ok(config)
    }

    /// How bad a finding is here; none where its rule is off.
    pub(super) fn severity(&self, finding: &Finding) -> Option<Severity> {
        let own = self.severities.get(finding.rule).copied();
        own.unwrap_or(Some(finding.severity))
    }
}

/// The config file beside or above each file; a repository's own folder is where the search ends.
fn nearest(files: &[String]) -> Result<Option<PathBuf>> {
    let here = std::env::current_dir().context("the current folder is gone")?;
    let mut found: Option<PathBuf> = None;
    for file in files {
        let path = here.join(file);
        let folder = if path.is_dir() {
            Some(&*path)
        } else {
            path.parent()
        };
        let mut folders = folder.into_iter().flat_map(Path::ancestors);
        let mut own = None;
        for folder in folders.by_ref() {
            let candidate = folder.join(NAME);
            if candidate.is_file() {
                own = Some(candidate);
                break;
            }
            if folder.join(".git").exists() {
                break;
            }
        }
        let Some(own) = own.map(|own| own.canonicalize().unwrap_or(own)) else {
            continue;
        };
        match &found {
            Some(other) if *other != own => bail!(
                "{} and {} both apply; choose one with --config",
                other.display(),
                own.display()
            ),
            _ => found = Some(own),
        }
    }
    Ok(found.map(|path| path.strip_prefix(&here).map(Path::to_owned).unwrap_or(path)))
}

/// Reads one file, and says where it is wrong.
struct Reader<'t> {
    name: &'t str,
    text: &'t str,
}

impl Reader<'_> {
    fn config(&self, tree: &Tree, config: &mut CheckConfig) -> Result<()> {
        let header = format!("a config file has apiVersion: {VERSION} and kind: {KIND}");
        let Some(root) = tree.root().filter(|root| root.kind() == Kind::Mapping) else {
            bail!("{}: line 1, column 1: {header}", self.name);
        };
        for (name, wanted) in [("apiVersion", VERSION), ("kind", KIND)] {
            match root.get(name) {
                Some(node) if node.text() == Some(wanted) => {}
                Some(node) => return self.flaw(node, header),
                None => return self.flaw(root, header),
            }
        }
        for (key, value) in self.entries(root)? {
            match key.text().unwrap_or_default() {
                "apiVersion" | "kind" => {}
                "failOn" => match self.level(value)? {
                    Some(severity) => config.fail_on = severity,
                    None => return self.flaw(value, "failOn is one of: error, warning, info"),
                },
                "severities" => {
                    for (rule, value) in self.entries(value)? {
                        let id = rule.text().unwrap_or_default();
                        if !RULES.iter().any(|known| known.id == id) {
                            return self.flaw(rule, format_args!("there is no rule {id}"));
                        }
                        config.severities.insert(id.to_owned(), self.level(value)?);
                    }
                }
                "assumptions" => self.assumptions(value, &mut config.assumptions)?,
                other => {
                    return self.flaw(key, format_args!("there is no {other}; there are: apiVersion, kind, failOn, severities, assumptions"));
                }
            }
        }
        Ok(())
    }

    fn assumptions(&self, node: Node<'_>, assumptions: &mut Assumptions) -> Result<()> {
        for (key, value) in self.entries(node)? {
            let text = value.text().unwrap_or_default();
            let seconds =
                || parse_duration(text).and_then(|nanos| u64::try_from(nanos / 1_000_000_000).ok());
            let amount = |read: fn(&Quantity) -> i128| {
                let quantity = text.parse::<Quantity>().ok()?;
                u64::try_from(read(&quantity))
                    .ok()
                    .filter(|amount| *amount > 0)
            };
            let wanted = match key.text().unwrap_or_default() {
                "chartVersion" => {
                    assumptions.chart_version = text.parse().ok();
                    assumptions
                        .chart_version
                        .is_none()
                        .then_some("a version of the chart, such as 0.86.0")
                }
                "kubernetesVersion" => {
                    assumptions.kubernetes_minor = text
                        .strip_prefix("1.")
                        .and_then(|minor| minor.split('.').next()?.parse().ok());
                    assumptions
                        .kubernetes_minor
                        .is_none()
                        .then_some("a version of Kubernetes in quotes, such as \"1.33\"")
                }
                "nodeCpu" => {
                    assumptions.node_cpu_milli = amount(Quantity::millis);
                    assumptions
                        .node_cpu_milli
                        .is_none()
                        .then_some("what a node has for pods, such as 1900m")
                }
                "nodeMemory" => {
                    assumptions.node_memory_bytes = amount(Quantity::units);
                    assumptions
                        .node_memory_bytes
                        .is_none()
                        .then_some("what a node has for pods, such as 6Gi")
                }
                "nodeLabels" => {
                    let names = value
                        .items()
                        .into_iter()
                        .map(|item| item.text().map(str::to_owned));
                    assumptions.node_labels = names.collect();
                    (value.kind() != Kind::Sequence || assumptions.node_labels.is_none())
                        .then_some("a list of names")
                }
                "nodeStart" => {
                    assumptions.node_start_seconds = seconds();
                    assumptions
                        .node_start_seconds
                        .is_none()
                        .then_some("a duration, such as 5m")
                }
                "longestJob" => {
                    assumptions.longest_job_seconds = seconds();
                    assumptions
                        .longest_job_seconds
                        .is_none()
                        .then_some("a duration, such as 2h")
                }
                "podSecurity" => {
                    assumptions.pod_security = Some(text.to_owned());
                    (!["privileged", "baseline", "restricted"].contains(&text))
                        .then_some("one of: privileged, baseline, restricted")
                }
                other => {
                    return self.flaw(key, format_args!("there is no assumption {other}; there are: chartVersion, kubernetesVersion, nodeCpu, nodeMemory, nodeLabels, nodeStart, longestJob, podSecurity"));
                }
            };
            if let Some(wanted) = wanted {
                return self.flaw(value, format_args!("this is {wanted}"));
            }
        }
        Ok(())
    }

    fn level(&self, node: Node<'_>) -> Result<Option<Severity>> {
        // YAML 1.1 reads a bare off as false; its spelling is what is meant.
        Ok(match node.text().unwrap_or_default() {
            "error" => Some(Severity::Error),
            "warning" => Some(Severity::Warning),
            "info" => Some(Severity::Info),
            "off" => None,
            _ => return self.flaw(node, "a severity is one of: error, warning, info, off"),
        })
    }

    /// The entries of a map, none of them twice; nothing at all is an empty one.
    fn entries<'n>(&self, node: Node<'n>) -> Result<Vec<(Node<'n>, Node<'n>)>> {
        if node.is_null() {
            return Ok(Vec::new());
        }
        if node.kind() != Kind::Mapping {
            return self.flaw(node, "a map belongs here");
        }
        let entries = node.entries();
        for (index, (key, _)) in entries.iter().enumerate() {
            if entries
                .iter()
                .take(index)
                .any(|(other, _)| other.text() == key.text())
            {
                return self.flaw(
                    *key,
                    format_args!("{} stands twice", key.text().unwrap_or_default()),
                );
            }
        }
        Ok(entries)
    }

    fn flaw<T>(&self, node: Node<'_>, message: impl Display) -> Result<T> {
        let before = self.text.get(..node.start()).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(start..).unwrap_or_default().chars().count() + 1;
        bail!("{}: line {line}, column {column}: {message}", self.name)
    }
}
