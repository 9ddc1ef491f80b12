//! What holds for every stream and every policy, whatever was decided.
use std::collections::BTreeSet;

use evenkeel_core::postrender::{Action, Policy, Rendered, Settings, post_render};
use serde_yaml::Value;

/// Renders and checks: the edits explain the output, a second run changes nothing, an independent reader finds
/// exactly the reported additions.
pub(crate) fn render<'i>(input: &'i str, policy: &Policy) -> Rendered<'i> {
    render_with(input, policy, &Settings::default())
}

/// The same with settings of one's own.
pub(crate) fn render_with<'i>(
    input: &'i str,
    policy: &Policy,
    settings: &Settings,
) -> Rendered<'i> {
    let rendered =
        post_render(input.as_bytes(), policy, settings.clone()).expect("the input is UTF-8");
    let output = rendered.manifests();
    let output = output.as_ref();
    edits_explain_the_output(input, output, &rendered);
    lines_are_right(input, output, &rendered);
    let again =
        post_render(output.as_bytes(), policy, settings.clone()).expect("the output is UTF-8");
    assert!(
        again.manifests() == output,
        "the second run changed something:\n{}",
        again.report
    );
    assert_eq!(
        again.report.summary.changed, 0,
        "the second run says it changed something:\n{}",
        again.report
    );
    if !input
        .trim_matches(['\u{feff}', ' ', '\n', '\r', '\t'])
        .is_empty()
    {
        another_reader_agrees(input, output, &rendered);
    }
    rendered
}

/// Copying the input around the edits gives the output; taking their texts out of it gives the input.
fn edits_explain_the_output(input: &str, output: &str, rendered: &Rendered) {
    if rendered.edits.is_empty() {
        assert!(
            output == input
                || (input.trim_matches('\u{feff}').trim().is_empty()
                    && output == "# no manifests\n")
        );
        return;
    }
    let (mut forward, mut back) = (String::new(), String::new());
    let (mut from, mut written) = (0, 0);
    for edit in &rendered.edits {
        let kept = &input[from..edit.range.start];
        forward.push_str(kept);
        written += kept.len();
        back.push_str(kept);
        assert_eq!(&output[written..written + edit.text.len()], edit.text);
        back.push_str(&input[edit.range.clone()]);
        forward.push_str(&edit.text);
        written += edit.text.len();
        from = edit.range.end;
    }
    forward.push_str(&input[from..]);
    back.push_str(&output[written..]);
    assert!(forward == output, "the edits do not give the output");
    assert!(
        back == input,
        "taking the edits back does not give the input"
    );
}

/// The reported lines, counted again from the edits.
fn lines_are_right(input: &str, output: &str, rendered: &Rendered) {
    let line = |text: &str, offset: usize| text[..offset].matches('\n').count() + 1;
    let mut moved = 0;
    let mut places = BTreeSet::new();
    for edit in &rendered.edits {
        let newlines = edit.text.len() - edit.text.trim_start_matches(['\n', '\r']).len();
        let start = (edit.range.start as isize + moved) as usize + newlines;
        places.insert((line(input, edit.range.start), line(output, start)));
        moved += edit.text.len() as isize - edit.range.len() as isize;
    }
    for decision in rendered
        .report
        .decisions
        .iter()
        .filter(|one| one.action != Action::Skipped)
    {
        let place = (decision.line.before, decision.line.after);
        assert!(
            places.contains(&place),
            "no edit at the lines of: {decision}"
        );
    }
}

/// Reads both streams with another YAML library and compares what was added with what the report says.
fn another_reader_agrees(input: &str, output: &str, rendered: &Rendered) {
    let (before, after) = (evenkeel_yaml::split(input), evenkeel_yaml::split(output));
    assert_eq!(before.len(), after.len());
    for (index, (old, new)) in before.iter().zip(&after).enumerate() {
        let (old, new) = (&input[old.body.clone()], &output[new.body.clone()]);
        let decisions = rendered
            .report
            .decisions
            .iter()
            .filter(|one| one.document == index + 1);
        let added: BTreeSet<&str> = decisions
            .filter(|one| one.action != Action::Skipped)
            .filter_map(|one| one.path.as_deref())
            .collect();
        if added.is_empty() {
            assert!(
                old == new,
                "document {} changed without a decision",
                index + 1
            );
            continue;
        }
        if serde_json::from_str::<serde_json::Value>(old).is_ok() {
            serde_json::from_str::<serde_json::Value>(new).expect("a JSON document stays JSON");
        }
        // This reader refuses what Helm takes, a key that stands twice for one.
        let (Ok(old), Ok(new)) = (
            serde_yaml::from_str::<Value>(old),
            serde_yaml::from_str::<Value>(new),
        ) else {
            continue;
        };
        let is_other = |one: &&&evenkeel_core::postrender::Decision| {
            matches!(one.action, Action::Replaced | Action::Removed)
        };
        let decisions = rendered.report.decisions.iter();
        let decisions: Vec<_> = decisions.filter(|one| one.document == index + 1).collect();
        let others: BTreeSet<&str> = decisions
            .iter()
            .filter(is_other)
            .filter_map(|one| one.path.as_deref())
            .collect();
        let mut grown = Vec::new();
        differences(&old, &new, String::new(), &others, &mut grown);
        for place in &grown {
            assert!(
                added.iter().any(|path| path.starts_with(place.as_str())),
                "document {}: {place} was added, reported are {added:?}",
                index + 1
            );
        }
        for path in added {
            assert!(
                grown.iter().any(|place| path.starts_with(place.as_str())),
                "document {}: {path} is reported, added were {grown:?}",
                index + 1
            );
        }
    }
}

/// The places where `new` has something that `old` has not, and those of `others` where it has something else or
/// nothing; anything else that differs is a failure.
fn differences(
    old: &Value,
    new: &Value,
    at: String,
    others: &BTreeSet<&str>,
    found: &mut Vec<String>,
) {
    match (old, new) {
        (Value::Mapping(old), Value::Mapping(new)) => {
            for (key, value) in old {
                let name = &name(key);
                let place = join(&at, name);
                match new.get(key) {
                    Some(other) => differences(value, other, place, others, found),
                    None if others.contains(place.as_str()) => found.push(place),
                    None => panic!("{place} is gone"),
                }
            }
            let fresh = new.iter().filter(|(key, _)| !old.contains_key(key));
            found.extend(fresh.map(|(key, _)| join(&at, &name(key))));
        }
        (Value::Sequence(old), Value::Sequence(new)) if old.is_empty() && !new.is_empty() => {
            found.push(at);
        }
        (Value::Sequence(old), Value::Sequence(new)) => {
            assert!(old.len() <= new.len(), "{at} lost items");
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                differences(old, new, format!("{at}[{index}]"), others, found);
            }
            if new.len() > old.len() {
                found.push(at);
            }
        }
        (Value::Null, Value::Mapping(_) | Value::Sequence(_)) => found.push(at),
        _ if old != new && others.contains(at.as_str()) => found.push(at),
        _ => assert_eq!(old, new, "{at} changed"),
    }
}

/// A key as text; keys of other types differ from each other all the same.
fn name(key: &Value) -> String {
    key.as_str()
        .map_or_else(|| format!("{key:?}"), str::to_owned)
}

fn join(at: &str, key: &str) -> String {
    // As routes are written: keys with other characters in quotes.
    let bare = key
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '<'));
    let key = if bare {
        key.to_owned()
    } else {
        format!("\"{key}\"")
    };
    if at.is_empty() {
        key
    } else {
        format!("{at}.{key}")
    }
}
