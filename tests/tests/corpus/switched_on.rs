//! A chart's own values file with its commented examples switched on: nearly all of it is in the table, none of it is lost.

use super::open;
use evenkeel_core::keys::Resolved;
use serde_yaml::Value;
use std::fs;

/// The text with every commented example that is YAML at its place; headings (`##`) stay comments.
fn switched_on(text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut at = 0;
    while at < lines.len() {
        let end = at
            + lines[at..]
                .iter()
                .take_while(|line| is_example(line))
                .count();
        if end == at {
            at += 1;
            continue;
        }
        // The longest piece from here that reads as more YAML than before.
        let tried = (at + 1..=end).rev().find_map(|to| {
            let on = with(&lines, at, to);
            (leaves(&on)? > leaves(&lines)?).then_some((to, on))
        });
        at = match tried {
            Some((to, on)) => {
                lines = on;
                to
            }
            None => at + 1,
        };
    }
    lines.join("\n") + "\n"
}

/// A commented line that is no heading and no sentence: what stands before a colon is one word, and no word for people.
fn is_example(line: &str) -> bool {
    let line = line.trim_start();
    let Some(rest) = line.strip_prefix('#').filter(|rest| !rest.starts_with('#')) else {
        return false;
    };
    let name = rest.trim_start().trim_start_matches("- ");
    let name = name.split_once(':').map_or("", |(name, _)| name);
    !name.contains(' ') && name != "Example"
}

/// With these lines switched on; what was written as empty above them is filled by them.
fn with(lines: &[String], from: usize, to: usize) -> Vec<String> {
    let mut on = lines.to_vec();
    for line in &mut on[from..to] {
        let hash = line.find('#').unwrap();
        let rest = &line[hash + 1..];
        *line = format!(
            "{}{}",
            &line[..hash],
            rest.strip_prefix(' ').unwrap_or(rest)
        );
    }
    if let Some(above) = on[..from]
        .iter_mut()
        .rev()
        .find(|line| !line.trim().is_empty())
    {
        let filled = above.strip_suffix(" {}").or(above.strip_suffix(" []"));
        if let Some(filled) = filled.filter(|_| !above.trim_start().starts_with('#')) {
            *above = filled.to_owned();
        }
    }
    on
}

fn leaves(lines: &[String]) -> Option<usize> {
    let value: Value = serde_yaml::from_str(&lines.join("\n")).ok()?;
    Some(count(&value))
}

/// Scalars, and lists and maps with nothing in them.
fn count(value: &Value) -> usize {
    match value {
        Value::Mapping(map) if !map.is_empty() => map.values().map(count).sum(),
        Value::Sequence(items) if !items.is_empty() => items.iter().map(count).sum(),
        _ => 1,
    }
}

/// Known leaves, all of them, and those of the independent parser. The configuration inside counts as one.
fn counted(text: &str) -> (usize, usize, usize) {
    let workspace = open("values.yaml", text);
    let leaves = workspace.leaves(0);
    let values = leaves
        .iter()
        .filter(|leaf| leaf.address.place == evenkeel_core::keys::Place::Values);
    let (mut known, mut all) = (0, 0);
    for leaf in values {
        let is_known = !matches!(leaf.address.resolve(), Resolved::Unknown { .. });
        let held = match &leaf.held {
            evenkeel_core::workspace::Held::List(items) => items.len().max(1),
            _ => 1,
        };
        all += held;
        known += if is_known { held } else { 0 };
        if !is_known {
            println!("unknown: {}", leaf.address);
        }
    }
    (known, all, count(&serde_yaml::from_str(text).unwrap()))
}

#[test]
fn with_every_example_switched_on_nothing_is_lost() {
    let own = include_str!("../../cases/commented-values.yaml").to_owned();
    let mut files = vec![("our own file".to_owned(), own)];
    match std::env::var("EVENKEEL_CHART_VALUES") {
        Ok(path) => files.push((path.clone(), fs::read_to_string(path).unwrap())),
        Err(_) => println!("EVENKEEL_CHART_VALUES is not set: only the file of our own is read"),
    }
    for (name, text) in files {
        let on = switched_on(&text);
        assert!(on != text, "{name}: no example was switched on");
        let (known, all, independent) = counted(&on);
        println!("{name}: {known} of {all} leaves known, {independent} by an independent parser");
        assert!(known * 100 >= all * 95, "{name}: {known} of {all}");
        assert_eq!(
            open("values.yaml", &on).bundle(),
            [("values.yaml".to_owned(), on.clone())]
        );
        assert!(all >= independent, "{name}: {all} of {independent}\n{on}");
    }
}
