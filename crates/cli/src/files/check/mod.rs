//! `check`: findings in helmfile, values and config.toml, their fixes, and every way to tell them.

mod baseline;
mod config;
mod github;
mod gitlab;
mod json;
mod place;
mod sarif;
mod text;

use super::{CLEAN, FOUND, open, save};
use anyhow::{Result, anyhow, bail};
use baseline::Baseline;
use clap::{Args, ValueEnum};
use config::CheckConfig;
use evenkeel_core::keys::ChartVersion;
use evenkeel_core::rules::{Finding, Severity, check as find, fix_where};
use evenkeel_core::workspace::{DEFAULT_ENVIRONMENT, Note, Workspace};
use place::Place;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The version of everything others hold on to: the config file, the baseline, the JSON report.
const VERSION: &str = "evenkeel.dev/v1alpha1";

/// Arguments of `check`.
#[derive(Args)]
pub(crate) struct CheckArguments {
    /// Files, folders or zips
    #[arg(required = true)]
    files: Vec<String>,
    /// How findings are told: for people, for programs, for code scanning, as annotations of GitHub, as code quality of GitLab
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Make the safe fixes, in place
    #[arg(long)]
    fix: bool,
    /// The lowest severity that makes the exit code 1; without it as the config file says, else warning
    #[arg(long, value_enum)]
    fail_on: Option<Level>,
    /// One of helmfile's environments; without it all that the helmfiles define
    #[arg(long, short, value_name = "NAME")]
    environment: Option<String>,
    /// The chart's version, where the helmfile does not pin one
    #[arg(long, value_name = "VERSION")]
    chart_version: Option<String>,
    /// Severities and assumptions; without it the .evenkeel.yaml beside or above the files
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Findings that are known and not told again, as --write-baseline wrote them
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what is found now as the findings that are known
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    write_baseline: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Sarif,
    Github,
    Gitlab,
}

#[derive(Clone, Copy, ValueEnum)]
enum Level {
    Error,
    Warning,
    Info,
}

impl Level {
    const fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
        }
    }
}

/// A finding as it is told: how bad it is here, where it stands, and by what it is known again.
struct Told {
    finding: Finding,
    severity: Severity,
    place: Place,
    fingerprint: String,
}

impl Told {
    fn rule(&self) -> &'static str {
        self.finding.rule
    }
}

/// Everything a format tells.
struct Report {
    told: Vec<Told>,
    notes: Vec<Note>,
    /// Findings of the baseline, which are not told.
    known: usize,
}

impl Report {
    fn count(&self, severity: Severity) -> usize {
        let is_meant = |told: &&Told| told.severity == severity;
        self.told.iter().filter(is_meant).count()
    }
}

pub(crate) fn check(arguments: &CheckArguments) -> Result<u8> {
    let is_config = |path: &&String| {
        Path::new(path)
            .file_name()
            .is_some_and(|name| name == config::NAME)
    };
    let files: Vec<String> = arguments
        .files
        .iter()
        .filter(|path| !is_config(path))
        .cloned()
        .collect();
    if files.is_empty() {
        bail!(
            "{} is the config file of check; name the files to check",
            config::NAME
        );
    }
    let mut workspace = open(&files)?;
    let environments = environments(&mut workspace, arguments.environment.as_deref())?;
    let mut config = CheckConfig::load(arguments.config.as_deref(), &files)?;
    let baseline = arguments
        .baseline
        .as_deref()
        .map(Baseline::read)
        .transpose()?;
    if let Some(version) = &arguments.chart_version {
        let version: ChartVersion = version.parse().map_err(|error| anyhow!("{error}"))?;
        config.assumptions.chart_version = Some(version);
    }
    for environment in environments.iter().filter(|_| arguments.fix) {
        workspace.choose_environment(environment)?;
        fix(&mut workspace, &config, arguments.format)?;
    }
    let (mut found, mut notes) = (Vec::new(), Vec::new());
    for environment in &environments {
        workspace.choose_environment(environment)?;
        let (earlier, noted) = (found.len(), notes.len());
        for finding in find(&workspace, &config.assumptions) {
            if !found
                .iter()
                .take(earlier)
                .any(|known| is_same(known, &finding))
            {
                found.push(finding);
            }
        }
        for note in workspace.report().notes {
            if !notes.iter().take(noted).any(|known| *known == note) {
                notes.push(note);
            }
        }
    }
    let told = tell(&workspace, &config, found);
    if let Some(path) = &arguments.write_baseline {
        baseline::write(path, &told)?;
        let mut stderr = std::io::stderr().lock();
        writeln!(
            stderr,
            "{} findings written to {}",
            told.len(),
            path.display()
        )?;
        return Ok(CLEAN);
    }
    let all = told.len();
    let told: Vec<Told> = told
        .into_iter()
        .filter(|told| {
            !baseline
                .as_ref()
                .is_some_and(|baseline| baseline.knows(told))
        })
        .collect();
    let report = Report {
        known: all - told.len(),
        told,
        notes,
    };
    let mut out = std::io::stdout().lock();
    match arguments.format {
        Format::Text => text::write(&mut out, &report)?,
        Format::Json => json::write(&mut out, &report)?,
        Format::Sarif => sarif::write(&mut out, &report)?,
        Format::Github => github::write(&mut out, &report)?,
        Format::Gitlab => gitlab::write(&mut out, &report)?,
    }
    let fail_on = arguments.fail_on.map_or(config.fail_on, Level::severity);
    // From bad to harmless, so at most as harmless as asked.
    let is_failing = report.told.iter().any(|told| told.severity <= fail_on);
    Ok(if is_failing { FOUND } else { CLEAN })
}

/// The environments to check: the one that is asked for, else all there are.
fn environments(workspace: &mut Workspace, chosen: Option<&str>) -> Result<Vec<String>> {
    if let Some(chosen) = chosen {
        workspace.choose_environment(chosen)?;
        return Ok(vec![chosen.to_owned()]);
    }
    let known = workspace.environments();
    Ok(if known.is_empty() {
        vec![DEFAULT_ENVIRONMENT.to_owned()]
    } else {
        known
    })
}

/// Whether two environments make for the same finding.
fn is_same(known: &Finding, finding: &Finding) -> bool {
    (known.rule, &known.at, &known.sentence) == (finding.rule, &finding.at, &finding.sentence)
}

/// Makes the safe fixes of rules that are not off, and says which.
fn fix(workspace: &mut Workspace, config: &CheckConfig, format: Format) -> Result<()> {
    let before = workspace.clone();
    let found = find(&before, &config.assumptions);
    let is_wanted = |finding: &Finding| config.severity(finding).is_some();
    let done = fix_where(workspace, &config.assumptions, is_wanted)?;
    // Each fix moves lines; they are told as they were. What only came to light on the way has no such line.
    let as_found = |fixed: Finding| {
        let is_same = |found: &&Finding| {
            (found.rule, &found.address, &found.sentence)
                == (fixed.rule, &fixed.address, &fixed.sentence)
        };
        found.iter().find(is_same).cloned().unwrap_or(fixed)
    };
    let told = tell(&before, config, done.into_iter().map(as_found).collect());
    save(&before, workspace)?;
    for told in &told {
        let line = text::line(told);
        // Standard output is one document in every other format.
        if format == Format::Text {
            writeln!(std::io::stdout().lock(), "fixed: {line}")?;
        } else {
            writeln!(std::io::stderr().lock(), "fixed: {line}")?;
        }
    }
    Ok(())
}

/// The findings with their severities here; those of rules that are off are left out.
fn tell(workspace: &Workspace, config: &CheckConfig, findings: Vec<Finding>) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::with_capacity(findings.len());
    for finding in findings {
        let Some(severity) = config.severity(&finding) else {
            continue;
        };
        let place = Place::of(workspace, &finding);
        let fingerprint = baseline::fingerprint(&finding, &place, |fingerprint| {
            told.iter().any(|other| other.fingerprint == fingerprint)
        });
        told.push(Told {
            finding,
            severity,
            place,
            fingerprint,
        });
    }
    told
}
