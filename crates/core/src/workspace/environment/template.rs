//! The part of helmfile's templates that depends on nothing but the environment: fields, comparisons, defaults, `if`.
//!
//! What asks the machine it runs on, and every function that is not in the list, is not worked out but said.

use super::Scope;
use super::expression::{truth, value};
use crate::workspace::Held;
use std::ops::Range;

/// Whether a piece of text is there in an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Presence {
    There,
    Absent,
    /// This cannot be worked out, and it decides.
    Undecided(String),
}

impl Presence {
    fn not(&self) -> Self {
        match self {
            Self::There => Self::Absent,
            Self::Absent => Self::There,
            undecided => undecided.clone(),
        }
    }

    fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Absent, _) | (_, Self::Absent) => Self::Absent,
            (Self::There, other) => other.clone(),
            (undecided, _) => undecided.clone(),
        }
    }
}

/// The `if`s around a place, the innermost last.
#[derive(Default)]
pub(super) struct Branches(Vec<Branch>);

struct Branch {
    /// Whether this branch and all around it are taken.
    state: Presence,
    /// Whether a branch behind this one may still be taken.
    next: Presence,
}

impl Branches {
    pub(super) fn state(&self) -> Presence {
        self.0
            .last()
            .map_or(Presence::There, |inner| inner.state.clone())
    }

    fn enter(&mut self, now: &Presence, next: Presence) {
        let state = self.state().and(now);
        self.0.push(Branch { state, next });
    }

    /// Whether an action, without its braces, is a statement and not a value.
    pub(super) fn step(&mut self, action: &str, scope: &Scope) -> bool {
        let (word, rest) = action
            .split_once(char::is_whitespace)
            .unwrap_or((action, ""));
        match word {
            "if" => {
                let now = truth(rest, scope);
                self.enter(&now, now.not());
            }
            "range" | "with" | "define" | "block" => {
                let undecided = Presence::Undecided(format!("{{{{ {action} }}}}"));
                self.enter(&undecided.clone(), undecided);
            }
            "else" => {
                let Some(before) = self.0.pop() else {
                    return true;
                };
                let holds = match rest.trim().strip_prefix("if ") {
                    Some(condition) => truth(condition, scope),
                    None => Presence::There,
                };
                let next = before.next.and(&holds.not());
                self.enter(&before.next.and(&holds), next);
            }
            "end" => {
                self.0.pop();
            }
            _ => {
                return action.starts_with("/*")
                    || action.starts_with('$') && action.contains(":=");
            }
        }
        true
    }
}

/// An action in a text, with its braces, and what is between them.
pub(super) struct Action<'t> {
    pub(super) range: Range<usize>,
    pub(super) inside: &'t str,
    pub(super) trims: (bool, bool),
}

/// The next action of a text, from a byte on. One that never ends is none.
pub(super) fn next_action(text: &str, from: usize) -> Option<Action<'_>> {
    let start = from + text.get(from..)?.find("{{")?;
    let mut quote = None;
    let mut position = start + 2;
    loop {
        let rest = text.get(position..)?;
        let next = rest.chars().next()?;
        match quote {
            Some(open) if next == open => quote = None,
            Some('"' | '\'') if next == '\\' => position += 1,
            Some(_) => {}
            None if rest.starts_with("}}") => break,
            None if matches!(next, '"' | '`' | '\'') => quote = Some(next),
            None => {}
        }
        position += next.len_utf8();
    }
    let inside = text.get(start + 2..position)?;
    let trims = (inside.starts_with("- "), inside.ends_with(" -"));
    let inside = inside.strip_prefix("- ").unwrap_or(inside);
    let inside = inside.strip_suffix(" -").unwrap_or(inside);
    Some(Action {
        range: start..position + 2,
        inside: inside.trim(),
        trims,
    })
}

/// A text with its actions worked out.
///
/// # Errors
/// The action that cannot be, with the reason.
pub(crate) fn worked_out(text: &str, scope: &Scope) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut branches = Branches::default();
    let (mut position, mut is_trimmed) = (0, false);
    loop {
        let action = next_action(text, position);
        let end = action
            .as_ref()
            .map_or(text.len(), |action| action.range.start);
        let mut between = text.get(position..end).unwrap_or_default();
        if is_trimmed {
            between = between.trim_start();
        }
        if action.as_ref().is_some_and(|action| action.trims.0) {
            between = between.trim_end();
        }
        match branches.state() {
            Presence::There => out.push_str(between),
            Presence::Absent => {}
            Presence::Undecided(reason) => return Err(reason),
        }
        let Some(action) = action else {
            return Ok(out);
        };
        let is_there = branches.state() == Presence::There;
        if !branches.step(action.inside, scope) && is_there {
            let found = value(action.inside, scope)?;
            let text = printed(&found)
                .ok_or_else(|| format!("{{{{ {} }}}} is a list or a map", action.inside))?;
            out.push_str(&text);
        }
        (position, is_trimmed) = (action.range.end, action.trims.1);
    }
}

/// A value as a template prints it.
pub(super) fn printed(held: &Held) -> Option<String> {
    match held {
        Held::Str(text) | Held::Int(text) | Held::Float(text) => Some(text.clone()),
        Held::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}
