//! `check`: findings in helmfile, values and config.toml, and their fixes.

use super::{CLEAN, FOUND, open, save};
use anyhow::{Result, anyhow};
use clap::{Args, ValueEnum};
use evenkeel_core::keys::ChartVersion;
use evenkeel_core::rules::{Assumptions, Finding, Severity, check as find, fix_all};
use evenkeel_core::workspace::Workspace;
use std::io::Write;

/// Arguments of `check`.
#[derive(Args)]
pub(crate) struct CheckArguments {
    /// Files, or folders with them
    #[arg(required = true)]
    files: Vec<String>,
    /// Make the safe fixes, in place
    #[arg(long)]
    fix: bool,
    /// The lowest severity that makes the exit code 1
    #[arg(long, value_enum, default_value_t = Level::Warning)]
    fail_on: Level,
    /// The chart's version, where the helmfile does not pin one
    #[arg(long, value_name = "VERSION")]
    chart_version: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Level {
    Error,
    Warning,
    Info,
}

pub(crate) fn check(arguments: &CheckArguments) -> Result<u8> {
    let mut workspace = open(&arguments.files)?;
    let mut assumptions = Assumptions::default();
    if let Some(version) = &arguments.chart_version {
        let version: ChartVersion = version.parse().map_err(|error| anyhow!("{error}"))?;
        assumptions.chart_version = Some(version);
    }
    let mut out = std::io::stdout().lock();
    if arguments.fix {
        let before = workspace.clone();
        for finding in fix_all(&mut workspace, &assumptions)? {
            writeln!(out, "fixed: {}", line(&before, &finding))?;
        }
        save(&before, &workspace)?;
    }
    let findings = find(&workspace, &assumptions);
    for note in workspace.report().notes {
        writeln!(out, "{}:{}: note: {}", note.path, note.line, note.text)?;
    }
    for finding in &findings {
        writeln!(out, "{}", line(&workspace, finding))?;
        writeln!(out, "    {}", finding.reason)?;
        if let Some(fix) = &finding.fix {
            writeln!(out, "    fix: {}", fix.label)?;
        }
    }
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let (errors, warnings, infos) = (
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Info),
    );
    writeln!(out, "{errors} errors, {warnings} warnings, {infos} notes")?;
    let failing = match arguments.fail_on {
        Level::Error => errors,
        Level::Warning => errors + warnings,
        Level::Info => errors + warnings + infos,
    };
    Ok(if failing > 0 { FOUND } else { CLEAN })
}

/// `file:line: severity: sentence [rule]`, as compilers write it.
fn line(workspace: &Workspace, finding: &Finding) -> String {
    let path = workspace
        .files()
        .get(finding.at.file)
        .map(|file| file.path().to_owned())
        .unwrap_or_default();
    format!(
        "{path}:{}: {}: {} [{}]",
        finding.at.line,
        finding.severity.name(),
        finding.sentence,
        finding.rule
    )
}
