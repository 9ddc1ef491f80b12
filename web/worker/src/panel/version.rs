//! What another version of the chart means for the files that are open: what is wrong with it that is not wrong now, what
//! is no longer, and which settings it adds.

use super::{Step, alert, heading, nodes, text};
use evenkeel_core::keys::{
    self, Availability, ChartVersion, OLDEST_OFFERED, Place, Status, available, known_charts,
    newest_known_chart, runner_of,
};
use evenkeel_core::rules::{Assumptions, Finding, Severity, apply_fix, check};
use evenkeel_core::workspace::{Input, Release, Workspace, WriteRefused};
use evenkeel_protocol::{Assumed, Block, Subject};

/// Rules whose fixes move a key to the one that replaces it.
const MOVING: [&str; 2] = ["deprecated-key", "removed-key"];
/// The input that names the other version.
const TO: &str = "to";
const PIN: &str = "pin";
const MOVE: &str = "move";
const PIN_AND_MOVE: &str = "pin and move";
/// As many new settings are named.
const NAMED: usize = 12;

pub(super) fn blocks(
    workspace: &Workspace,
    release: usize,
    assumed: &Assumed,
    subject: &Subject,
) -> Vec<Block> {
    let assumptions = nodes::assumptions(assumed);
    let own = workspace.releases().get(release);
    let pinned = own.and_then(Release::chart_version);
    let now = pinned
        .or(assumptions.chart_version)
        .unwrap_or_else(newest_known_chart);
    let to = subject.input(TO).and_then(|to| to.parse().ok());
    let to = to.unwrap_or(now);
    let mut blocks = vec![choice(now, to), text(is_now(pinned, now))];
    let before = of(check(workspace, &assumptions), release);
    if to == now {
        blocks.extend(moving(&before));
        return blocks;
    }
    let (moved, assumptions) = at(workspace, release, &assumptions, to);
    let after = of(check(&moved, &assumptions), release);
    blocks.extend(differences(&moved, &before, &after));
    blocks.extend(added(now, to));
    if own.is_some_and(|own| own.place.is_some()) {
        blocks.push(Block::Offer {
            label: format!("Pin {to}"),
            act: PIN.to_owned(),
        });
        blocks.extend(move_label(&after).map(|label| Block::Offer {
            label: format!("Pin {to}. {label}"),
            act: PIN_AND_MOVE.to_owned(),
        }));
    }
    blocks
}

/// Pins the chosen version, or moves keys.
pub(super) fn act(
    workspace: &mut Workspace,
    assumptions: &Assumptions,
    subject: &Subject,
    act: &str,
) -> Result<Step, String> {
    let release = subject.release;
    let version = subject.input(TO).unwrap_or_default();
    let (mut said, mut taken) = (Vec::new(), Vec::new());
    if act != MOVE {
        pin(workspace, release, version).map_err(|refused| refused.to_string())?;
        said.push(format!("version {version} pinned"));
        taken.push(TO.to_owned());
    }
    if act != PIN {
        move_keys(workspace, release, assumptions).map_err(|refused| refused.to_string())?;
        said.push("keys moved".to_owned());
    }
    Ok(Step {
        said: said.join(", "),
        taken,
    })
}

/// Pins a version in the helmfile.
fn pin(workspace: &mut Workspace, release: usize, version: &str) -> Result<(), WriteRefused> {
    let at = "helmfile:releases[].version";
    let Ok(address) = at.parse() else {
        return Err(WriteRefused::NoFile(at.to_owned()));
    };
    let input = Input::Text(version.to_owned());
    workspace.write(release, &address, &input).map(|_| ())
}

/// Moves every deprecated key of a release for which there is another one. A key that cannot be moved stays.
fn move_keys(
    workspace: &mut Workspace,
    release: usize,
    assumptions: &Assumptions,
) -> Result<(), WriteRefused> {
    let mut tried: Vec<Finding> = Vec::new();
    let mut refused = None;
    let mut is_moved = false;
    // Each is tried once; a move may bring another one to light.
    for _ in 0..200 {
        let next = of(check(workspace, assumptions), release)
            .into_iter()
            .find(|finding| is_moving(finding) && !tried.contains(finding));
        let Some(finding) = next else { break };
        if let Some(fix) = &finding.fix {
            match apply_fix(workspace, release, fix) {
                Ok(()) => is_moved = true,
                Err(error) => refused = Some(error),
            }
        }
        tried.push(finding);
    }
    match refused {
        Some(error) if !is_moved => Err(error),
        _ => Ok(()),
    }
}

fn choice(now: ChartVersion, chosen: ChartVersion) -> Block {
    let mut charts: Vec<ChartVersion> = known_charts()
        .map(|(chart, _)| chart)
        .filter(|chart| *chart >= OLDEST_OFFERED)
        .collect();
    if !charts.contains(&now) {
        charts.push(now);
    }
    charts.sort();
    charts.reverse();
    let option = |chart: ChartVersion| {
        let runner = runner_of(chart).map(|runner| format!(", runner {runner}"));
        let is_now = if chart == now { " (now)" } else { "" };
        let title = format!("{chart}{}{is_now}", runner.unwrap_or_default());
        (chart.to_string(), title)
    };
    Block::Choose {
        name: TO.to_owned(),
        label: "What would change with chart".to_owned(),
        hint: String::new(),
        options: charts.into_iter().map(option).collect(),
        chosen: chosen.to_string(),
    }
}

fn is_now(pinned: Option<ChartVersion>, now: ChartVersion) -> String {
    match pinned {
        Some(pinned) => format!("The helmfile pins chart {pinned}."),
        None => format!("No helmfile pins the chart; {now}, the newest known one, is taken."),
    }
}

/// The workspace with another version, in the helmfile where there is one, else as an assumption.
fn at(
    workspace: &Workspace,
    release: usize,
    assumptions: &Assumptions,
    version: ChartVersion,
) -> (Workspace, Assumptions) {
    let mut moved = workspace.clone();
    let assumptions = Assumptions {
        chart_version: Some(version),
        ..assumptions.clone()
    };
    // Without a helmfile there is nothing to write, and the assumption counts.
    let _ = pin(&mut moved, release, &version.to_string());
    (moved, assumptions)
}

fn of(findings: Vec<Finding>, release: usize) -> Vec<Finding> {
    findings
        .into_iter()
        .filter(|finding| finding.release == release)
        .collect()
}

fn differences(workspace: &Workspace, before: &[Finding], after: &[Finding]) -> Vec<Block> {
    let is_in = |all: &[Finding], finding: &Finding| {
        let same =
            |other: &Finding| (other.rule, &other.sentence) == (finding.rule, &finding.sentence);
        all.iter().any(same)
    };
    let mut blocks = vec![heading("What changes for your files")];
    for finding in after.iter().filter(|finding| !is_in(before, finding)) {
        let file = workspace.files().get(finding.at.file);
        let path = file.map_or("", |file| file.path());
        let sentence = format!("{} ({path}:{})", finding.sentence, finding.at.line);
        blocks.push(alert(finding.severity, sentence));
    }
    for finding in before.iter().filter(|finding| !is_in(after, finding)) {
        blocks.push(text(format!("No longer so: {}", finding.sentence)));
    }
    if blocks.len() == 1 {
        blocks.push(text("Nothing: every key that is set is read as before."));
    }
    blocks
}

/// The settings that a version has and the one of now has not.
fn added(now: ChartVersion, to: ChartVersion) -> Vec<Block> {
    let is_there = |key: &keys::Key, chart| matches!(available(key, chart), Availability::Yes);
    let is_added = |key: &&keys::Key| {
        key.status == Status::Current
            && !matches!(key.place, Place::Helmfile)
            && matches!(available(key, now), Availability::SinceLater(_))
            && is_there(key, to)
    };
    let paths: Vec<&str> = keys::all()
        .iter()
        .filter(is_added)
        .map(keys::Key::path)
        .collect();
    let Some(more) = paths.len().checked_sub(1) else {
        return Vec::new();
    };
    let named = paths.get(..NAMED).unwrap_or(&paths).join(", ");
    let rest = (more + 1).checked_sub(NAMED).filter(|rest| *rest > 0);
    let rest = rest.map(|rest| format!(" and {rest} more"));
    vec![
        heading("Settings that it adds"),
        text(named + &rest.unwrap_or_default()),
    ]
}

fn is_moving(finding: &Finding) -> bool {
    MOVING.contains(&finding.rule) && finding.fix.is_some()
}

/// What moving the keys of findings is called, where there are some to be moved.
fn move_label(findings: &[Finding]) -> Option<String> {
    match findings.iter().filter(|finding| is_moving(finding)).count() {
        0 => None,
        1 => Some("Move this key to its replacement".to_owned()),
        count => Some(format!("Move {count} keys to their replacements")),
    }
}

/// What is deprecated now, and the offer to move it.
fn moving(findings: &[Finding]) -> Vec<Block> {
    let all: Vec<&Finding> = findings
        .iter()
        .filter(|finding| MOVING.contains(&finding.rule))
        .collect();
    let mut blocks: Vec<Block> = all
        .iter()
        .map(|finding| alert(Severity::Warning, finding.sentence.clone()))
        .collect();
    blocks.extend(move_label(findings).map(|label| Block::Offer {
        label,
        act: MOVE.to_owned(),
    }));
    if blocks.is_empty() {
        blocks.push(text("No key that is set is deprecated."));
    }
    blocks
}
