//! The corpus: whatever people write, opened and saved as it is, and edited at one place at a time.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test of the whole says what it counted, and stops where it cannot go on"
)]

mod findings;
mod switched_on;

use evenkeel_core::keys::Address;
use evenkeel_core::workspace::{Held, Input, Workspace};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Paths below the corpus with their texts, by path.
fn corpus() -> Vec<(String, String)> {
    let folder = evenkeel_tests::folder().join("corpus");
    let mut files = Vec::new();
    collect(&folder, &folder, &mut files);
    files.sort();
    files
}

/// Those that can be opened by themselves: the helmfile of a stack holds none of what is written below.
fn alone() -> Vec<(String, String)> {
    let mut files = corpus();
    files.retain(|(path, _)| !path.starts_with("stacks/") || !path.ends_with("helmfile.yaml"));
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            files.push((name, String::from_utf8(fs::read(&path).unwrap()).unwrap()));
        }
    }
}

fn open(path: &str, text: &str) -> Workspace {
    Workspace::open([(path, text)]).0
}

/// Files in which none of the keys below is written, and why.
const NOT_WRITTEN: &[(&str, &str)] = &[
    ("carriers/deployment-only.yaml", "there is no such release"),
    ("carriers/rendered.yaml", "Helm wrote it"),
    ("carriers/sops.yaml", "its checksum covers every value"),
    ("values/gotmpl.yaml.gotmpl", "there is no such release"),
];

/// TOML in a folded scalar: that one is written anew as a whole, in the style that keeps lines.
const WRITTEN_WHOLE: &str = "values/config-folded.yaml";

/// What is written: the first that the file has, else the first that it takes.
const WRITES: [(&str, &str); 3] = [
    ("values:concurrent", "77"),
    ("config:concurrent", "77"),
    ("config:runners.limit", "7"),
];

/// Lines that go and lines that come, between what two texts have in common at their start and end.
fn difference<'t>(before: &'t str, after: &'t str) -> (Vec<&'t str>, Vec<&'t str>) {
    let (before, after): (Vec<_>, Vec<_>) =
        (before.split('\n').collect(), after.split('\n').collect());
    let start = before
        .iter()
        .zip(&after)
        .take_while(|(a, b)| a == b)
        .count();
    let most = before.len().min(after.len()) - start;
    let ends = before.iter().rev().zip(after.iter().rev());
    let end = ends.take(most).take_while(|(a, b)| a == b).count();
    (
        before[start..before.len() - end].to_vec(),
        after[start..after.len() - end].to_vec(),
    )
}

#[test]
fn every_file_is_saved_as_it_was_opened() {
    let corpus = corpus();
    assert!(corpus.len() >= 60, "{} files", corpus.len());
    for (path, text) in &corpus {
        let workspace = open(path, text);
        assert_eq!(workspace.bundle(), [(path.clone(), text.clone())]);
    }
    // All at once, too.
    let (workspace, _) = Workspace::open(corpus.clone());
    assert_eq!(workspace.bundle(), corpus);
    println!("{} files opened and saved", corpus.len());
}

#[test]
fn one_write_touches_one_place() {
    let (mut written, mut replaced, mut added) = (0, 0, 0);
    for (path, text) in alone() {
        let before = open(&path, &text);
        let address = |at: &str| -> Address { at.parse().unwrap() };
        let has = |at: &str| before.read(0, &address(at)).is_some();
        let writes = WRITES.iter().filter(|(at, _)| has(at)).chain(&WRITES);
        let mut reasons = Vec::new();
        let mut done = None;
        for (at, value) in writes {
            let mut after = before.clone();
            match after.write(0, &address(at), &Input::Text((*value).to_owned())) {
                Ok(applied) => {
                    done = Some((at, value, after, applied));
                    break;
                }
                Err(refused) => reasons.push(refused.to_string()),
            }
        }
        let expected = NOT_WRITTEN.iter().find(|(name, _)| *name == path);
        let Some((at, value, after, applied)) = done else {
            let reason = expected.unwrap_or_else(|| panic!("{path}: {reasons:?}")).1;
            assert!(
                reasons.iter().any(|said| said.contains(reason)),
                "{path}: {reasons:?}"
            );
            continue;
        };
        assert_eq!(expected, None, "{path}: {at} was written");
        assert_eq!(applied.edits.iter().count(), 1, "{path}: {at}");
        assert_eq!(after.read(0, &address(at)).unwrap().text, *value, "{path}");
        let (gone, new) = difference(&text, after.files()[0].text());
        written += 1;
        match (gone.as_slice(), new.as_slice()) {
            ([_], [_]) => replaced += 1,
            ([], [_]) => added += 1,
            // A last line that had no newline.
            ([old], [same, _]) if old == same => added += 1,
            _ => panic!("{path}: {at}: {gone:?} became {new:?}"),
        }
    }
    println!("{written} files written: {replaced} lines replaced, {added} lines added");
    assert!(written >= 60, "{written} files written");
    assert_eq!(written, alone().len() - NOT_WRITTEN.len());
}

/// A key that no file of the corpus has: one new line, or one more entry between braces; removed, the text from before.
#[test]
fn one_new_key_appears_at_one_place() {
    let (mut lines, mut inside, mut refused) = (0, 0, Vec::new());
    for (path, text) in alone() {
        let before = open(&path, &text);
        let Some(release) = before.releases().first() else {
            refused.push(path);
            continue;
        };
        let (at, value) = if release.layers.is_empty() {
            ("config:runners.unhealthy_interval", "2h")
        } else {
            ("values:podSecurityContext.fsGroup", "1234")
        };
        let address: Address = at.parse().unwrap();
        let mut after = before.clone();
        if after
            .write(0, &address, &Input::Text(value.to_owned()))
            .is_err()
        {
            assert_eq!(after.bundle(), before.bundle(), "{path}");
            refused.push(path);
            continue;
        }
        assert_eq!(after.read(0, &address).unwrap().text, value, "{path}");
        let (gone, new) = difference(&text, after.files()[0].text());
        match (gone.as_slice(), new.as_slice()) {
            // A parent, the key, and the blank line that the file keeps its blocks apart by.
            ([], new) if new.len() <= 3 => lines += 1,
            ([old], [same, ..]) if same.starts_with(old) || old.contains('{') => inside += 1,
            _ => panic!("{path}: {gone:?} became {new:?}"),
        }
        after.remove(0, &address).unwrap();
        assert_eq!(after.files()[0].text(), text, "{path}");
    }
    println!(
        "{lines} new lines, {inside} inside a line, {} refused",
        refused.len()
    );
    let expected = [
        "carriers/deployment-only.yaml",
        "carriers/rendered.yaml",
        "carriers/sops.yaml",
        "carriers/template.yaml.tftpl",
        "values/gotmpl.yaml.gotmpl",
    ];
    assert_eq!(refused, expected);
}

/// Every scalar that a release sets, written over: one line, or a refusal.
#[test]
fn every_leaf_can_be_written_over_alone() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (path, text) in corpus() {
        let before = open(&path, &text);
        for release in 0..before.releases().len() {
            for leaf in before.leaves(release) {
                let value = match &leaf.held {
                    Held::Int(_) => "99",
                    Held::Bool(true) => "false",
                    Held::Bool(false) => "true",
                    Held::Str(old) if !old.contains('\n') => "changed",
                    _ => continue,
                };
                let mut after = before.clone();
                let input = Input::Text(value.to_owned());
                match after.write(release, &leaf.address, &input) {
                    Err(refused) => {
                        assert_eq!(after.bundle(), before.bundle(), "{path}");
                        let reason = refused.to_string();
                        let reason = reason
                            .split_once(": ")
                            .map_or(reason.as_str(), |(_, why)| why);
                        *counts.entry(format!("refused: {reason}")).or_default() += 1;
                    }
                    Ok(applied) => {
                        let new = after.files()[0].text();
                        assert_eq!(applied.edits.iter().count(), 1, "{path}: {}", leaf.address);
                        let (gone, _) = difference(&text, new);
                        let lines = text
                            .get(leaf.at.span.clone())
                            .unwrap_or_default()
                            .lines()
                            .count();
                        assert!(
                            path == WRITTEN_WHOLE || gone.len() <= lines.max(1),
                            "{path}: {}: {gone:?}",
                            leaf.address
                        );
                        *counts.entry("written".to_owned()).or_default() += 1;
                    }
                }
            }
        }
    }
    for (what, count) in &counts {
        println!("{count:4} {what}");
    }
    assert!(counts["written"] > 300, "{counts:?}");
}
