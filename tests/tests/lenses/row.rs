//! One row after the other: written, read, taken out, mistyped.

use std::collections::BTreeMap;

use evenkeel_core::keys::{Address, Key, Place, Type};
use evenkeel_core::rules::{Assumptions, check};
use evenkeel_core::workspace::{Input, Workspace};
use evenkeel_tests::rows::{self, address, at, expected, sample, wrong};
use evenkeel_tests::runner_knows;

use crate::braces::without_stranger;
use crate::independent::{config, has_empty_parent, independent};

/// What happened to the rows of one base.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    written: usize,
    /// Of these: rows whose parent the base does not have.
    new_parent: usize,
    /// Rows that are set in the base: written over, then removed.
    present: usize,
    /// Written and removed: the same bytes as before.
    traceless: usize,
    /// The same, but an empty map or list that the base writes out went with its last key.
    took_empty_parent: usize,
    wrong_type_found: usize,
    /// Rows of `config.toml`: the runner has a field of this name and type, and refuses the wrong type, too.
    known_to_runner: usize,
    /// Of these: text to the runner, which Kubernetes reads more strictly.
    refused_later: usize,
    excluded: BTreeMap<&'static str, usize>,
}

/// Writes, reads, removes and mistypes one row; what went wrong, if anything.
pub(crate) fn try_row(base: &Workspace, key: &Key, tally: &mut Tally) -> Result<(), String> {
    let address = address(key);
    if key.place == Place::Helmfile
        && !base
            .files()
            .iter()
            .any(|file| file.path().starts_with("helmfile"))
    {
        *tally.excluded.entry(NO_HELMFILE).or_default() += 1;
        return Ok(());
    }
    let before = independent(base, key.place);
    let was_present = at(&before, &address).is_some();
    let mut workspace = base.clone();
    let written = workspace.write(0, &address, &Input::Text(sample(key)));
    if let Err(refused) = written {
        let refused = refused.to_string();
        // Written here it would be written in all places that the anchor stands for.
        if refused.ends_with(ANCHORED) && workspace.bundle() == base.bundle() {
            *tally.excluded.entry(ANCHORED).or_default() += 1;
            return Ok(());
        }
        return Err(format!("write: {refused}"));
    }
    let found = at(&independent(&workspace, key.place), &address);
    if found.as_deref() != Some(expected(key).as_str()) {
        return Err(format!("reads back as {found:?} in\n{}", texts(&workspace)));
    }
    if key.place == Place::Config {
        let text = without_stranger(&config(&workspace));
        runner_knows(&text).map_err(|error| format!("the runner: {error} in\n{text}"))?;
        tally.known_to_runner += 1;
    }
    tally.written += 1;
    let mut parent = address.clone();
    parent.segments.pop();
    tally.new_parent += usize::from(!parent.segments.is_empty() && at(&before, &parent).is_none());
    let written = texts(&workspace);
    workspace
        .remove(0, &address)
        .map_err(|refused| format!("remove: {refused} from\n{written}"))?;
    if at(&independent(&workspace, key.place), &address).is_some() {
        return Err(format!("is still there in\n{}", texts(&workspace)));
    }
    if was_present {
        tally.present += 1;
    } else if workspace.bundle() == base.bundle() {
        tally.traceless += 1;
    } else if has_empty_parent(&before, &address) {
        tally.took_empty_parent += 1;
    } else {
        return Err(format!(
            "leaves a trace:\n{}\nafter\n{written}",
            texts(&workspace)
        ));
    }
    if ["releases", "releases[].chart"].contains(&key.path()) {
        // A release whose chart is a list is none of this chart.
        *tally.excluded.entry(NO_RUNNER).or_default() += 1;
        return Ok(());
    }
    if key.ty == Type::Any {
        *tally.excluded.entry(ANYTHING).or_default() += 1;
        return Ok(());
    }
    let mut workspace = base.clone();
    workspace
        .write(0, &address, &Input::Value(wrong(key)))
        .map_err(|refused| format!("write of a wrong type: {refused}"))?;
    let findings = check(&workspace, &Assumptions::default());
    let is_about = |found: &Address| found.key().is_some_and(|about| about.id == key.id);
    if !findings.iter().any(|finding| {
        finding.rule == "wrong-type" && finding.address.as_ref().is_some_and(is_about)
    }) {
        return Err(format!(
            "a wrong type is not found in\n{}",
            texts(&workspace)
        ));
    }
    tally.wrong_type_found += 1;
    let text = without_stranger(&config(&workspace));
    if key.place == Place::Config && runner_knows(&text).is_ok() {
        if !matches!(key.ty, Type::Quantity(_)) {
            return Err(format!("the runner takes it: {text}"));
        }
        tally.refused_later += 1;
    }
    Ok(())
}

pub(crate) fn texts(workspace: &Workspace) -> String {
    workspace
        .bundle()
        .into_iter()
        .map(|(path, text)| format!("--- {path}\n{text}"))
        .collect()
}

/// All rows on one base; every row that goes wrong is told.
pub(crate) fn try_all(name: &str, base: impl Fn(&Key) -> Workspace) -> Tally {
    let mut tally = Tally::default();
    let mut failures = Vec::new();
    for key in rows::all() {
        if let Err(failure) = try_row(&base(key), key, &mut tally) {
            failures.push(format!("{}:{}: {failure}", key.place, key.path()));
        }
    }
    println!("{name}: {tally:?}");
    assert!(
        failures.is_empty(),
        "{} of {} rows on {name}:\n{}",
        failures.len(),
        rows::all().len(),
        failures.join(
            "
"
        )
    );
    tally
}

/// What a base should give: every row is written, read, removed and mistyped, but for those that are excluded.
pub(crate) fn all_but(excluded: &[(&'static str, usize)], numbers: [usize; 4]) -> Tally {
    let [new_parent, present, traceless, took_empty_parent] = numbers;
    let of_config = rows::all()
        .into_iter()
        .filter(|key| key.place == Place::Config);
    let excluded: BTreeMap<_, _> = excluded.iter().copied().collect();
    let unwritten: usize = [NO_HELMFILE, ANCHORED]
        .iter()
        .filter_map(|reason| excluded.get(reason))
        .sum();
    let untyped: usize = [NO_RUNNER, ANYTHING]
        .iter()
        .filter_map(|reason| excluded.get(reason))
        .sum();
    let written = rows::all().len() - unwritten;
    Tally {
        written,
        new_parent,
        present,
        traceless,
        took_empty_parent,
        wrong_type_found: written - untyped,
        known_to_runner: of_config.clone().count(),
        refused_later: of_config
            .filter(|key| matches!(key.ty, Type::Quantity(_)))
            .count(),
        excluded,
    }
}

pub(crate) const NO_HELMFILE: &str = "no helmfile is open";
pub(crate) const ANCHORED: &str =
    "the node carries an anchor that is used elsewhere in the document";
/// A number or a name, a number or a share.
pub(crate) const ANYTHING: &str = "nothing is of a wrong type there";
pub(crate) const NO_RUNNER: &str = "with a wrong type the release is no runner's any more";
