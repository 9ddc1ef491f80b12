//! A value of another type than its key takes, and what its reader makes of it.

use super::Once;
use crate::keys::{
    Address, Key, Mismatch, Place, Resolved, Seen, Segment, Severity as Effect, Type,
};
use crate::rules::leaf::{Placed, is_nothing};
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, FixStep, Rule, Safety, Severity};
use crate::workspace::{Held, Input};
use evenkeel_yaml::Value;

pub(in crate::rules) const RULE: Rule = Rule {
    id: "wrong-type",
    title: "A value of a wrong type",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Compares every value with the type of its key: text, numbers, truth values, quantities, durations, lists, maps, and listed values.",
        why: "The runner stops at a wrong type in config.toml and helmfile at one in a helmfile; the chart copies it into a manifest that Kubernetes refuses, or takes it for something else.",
        instead: "A value of the type that the finding names; numbers where text belongs go in quotes.",
    },
    source: "struct tags of GitLab Runner 19.4; templates of chart 0.86.0; types of Kubernetes 1.37; fields helmfile 1.8 decodes",
    failing: "replicas: many\n",
    passing: "replicas: 2\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut once = Once::default();
    let mut findings = Vec::new();
    for placed in context
        .leaves
        .iter()
        .filter(|placed| !context.is_set(placed.leaf.layer))
    {
        let (at, mismatch) = match wrong_shape(placed).or_else(|| wrong_value(placed)) {
            Some(found) => found,
            None => continue,
        };
        if !once.is_new(placed.leaf.layer, &at) {
            continue;
        }
        let whole = at.segments.len() == placed.segments().len();
        let location = if whole {
            placed.leaf.at.clone()
        } else {
            let key = context
                .workspace
                .locate_in(context.release, placed.leaf.layer, &at);
            key.unwrap_or_else(|| placed.leaf.at.clone())
        };
        let severity = match mismatch.severity {
            Effect::Fatal => Severity::Error,
            Effect::Wrong => Severity::Warning,
            Effect::Loose => Severity::Info,
        };
        let sentence = format!(
            "{}: {}",
            context.selected(at.clone()).path(),
            mismatch.sentence
        );
        let finding = context
            .found(&RULE, at.clone(), location, sentence)
            .severity(severity);
        findings.push(fix(finding, placed, &at, whole));
    }
    findings
}

/// A map where a list belongs, or a list or plain value where keys belong.
pub(super) fn wrong_shape(placed: &Placed) -> Option<(Address, Mismatch)> {
    let mismatch = |length: usize, severity, sentence: &str| {
        let mismatch = Mismatch {
            severity,
            sentence: sentence.to_owned(),
        };
        Some((placed.prefix(length), mismatch))
    };
    if let Resolved::Unknown { known } = placed.resolved
        && matches!(placed.segments().get(known), Some(Segment::Index(_)))
        && known > 0
    {
        return mismatch(
            known,
            Effect::Fatal,
            "this is a list, but a map belongs here.",
        );
    }
    let named_list = placed.passed.iter().find(|(length, key)| {
        let is_list = matches!(key.ty, Type::List(_));
        is_list && matches!(placed.segments().get(*length), Some(Segment::Key(_)))
    });
    if let Some((length, _)) = named_list {
        return mismatch(
            *length,
            Effect::Fatal,
            "this is a map, but a list belongs here.",
        );
    }
    let is_map = matches!(placed.leaf.held, Held::Map(_) | Held::Null | Held::Template);
    if matches!(placed.resolved, Resolved::Branch) && !is_map {
        return mismatch(
            placed.segments().len(),
            Effect::Fatal,
            "a map of keys belongs here.",
        );
    }
    None
}

fn wrong_value(placed: &Placed) -> Option<(Address, Mismatch)> {
    let seen = placed.leaf.held.seen();
    let result = match placed.resolved {
        Resolved::Row(key) if placed.place() == Place::Helmfile && is_file(&placed.leaf.held) => {
            key.accepts(&Seen::Template)
        }
        Resolved::Row(key) => key.accepts(&seen),
        Resolved::Inside { key, depth: 1 } => match key.ty {
            Type::Map(item) | Type::List(item) | Type::OneOrList(item) => {
                item.value_type().accepts(key.reader(), &seen)
            }
            _ => Ok(()),
        },
        _ => Ok(()),
    };
    let mismatch = result.err()?;
    Some((placed.prefix(placed.segments().len()), mismatch))
}

/// Whether helmfile renders the value first.
fn is_file(held: &Held) -> bool {
    held.as_str().is_some_and(|text| text.contains("{{"))
}

fn fix(finding: Finding, placed: &Placed, at: &Address, whole: bool) -> Finding {
    let (Some(key), true) = (placed.key(), whole) else {
        return finding;
    };
    let ty = match (placed.resolved, key.ty) {
        (Resolved::Inside { .. }, Type::Map(item) | Type::List(item)) => item.value_type(),
        (_, ty) => ty,
    };
    let Some((label, input)) = mended(key, ty, &placed.leaf.held) else {
        return finding;
    };
    let is_odd = matches!((ty, &placed.leaf.held), (Type::Quantity(resource), held) if held
        .as_scalar_text()
        .and_then(|text| text.parse::<crate::quantity::Quantity>().ok())
        .is_some_and(|quantity| quantity.suspicion(resource).is_some()));
    // A bare number of cores or bytes is usually another mistake than the missing quotes.
    let safety = if is_odd {
        Safety::NeedsReview
    } else {
        Safety::Safe
    };
    let step = FixStep::Write {
        address: at.clone(),
        input,
    };
    finding.fix(label, safety, vec![step])
}

/// The same value in the type it should have, where only the spelling is wrong.
fn mended(key: &Key, ty: Type, held: &Held) -> Option<(String, Input)> {
    let fits = |held: &Held| ty.accepts(key.reader(), &held.seen()).is_ok();
    match (ty, held) {
        (
            Type::String | Type::Text | Type::Quantity(_) | Type::Duration,
            Held::Int(text) | Held::Float(text),
        ) => fits(&Held::Str(text.clone())).then(|| {
            (
                "Put it in quotes".to_owned(),
                Input::Value(Value::from(text.as_str())),
            )
        }),
        (Type::String | Type::Text, Held::Bool(value)) => Some((
            "Put it in quotes".to_owned(),
            Input::Value(Value::from(value.to_string())),
        )),
        (Type::Boolean, Held::Str(text)) if text == "true" || text == "false" => Some((
            format!("Write {text} without quotes"),
            Input::Value(Value::Bool(text == "true")),
        )),
        (Type::Integer, Held::Str(text)) if text.parse::<i64>().is_ok() => Some((
            format!("Write {text} without quotes"),
            Input::Value(Value::Number(text.clone())),
        )),
        (Type::List(_), Held::Str(text))
            if !is_nothing(held) && fits(&Held::List(vec![held.clone()])) =>
        {
            Some(("Make it a list".to_owned(), Input::List(vec![text.clone()])))
        }
        (Type::String, Held::Str(text)) => {
            let exact = key
                .allowed()
                .iter()
                .find(|allowed| allowed.eq_ignore_ascii_case(text))?;
            (exact != text).then(|| (format!("Write {exact}"), Input::Text((*exact).to_owned())))
        }
        _ => None,
    }
}
