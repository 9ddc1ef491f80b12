//! Template actions made invisible to the TOML parser, byte for byte.

use std::ops::Range;

/// Where the scanner is.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Bare,
    Comment,
    /// In a string that these bytes end, with backslash escapes or without.
    Text {
        end: &'static str,
        escapes: bool,
    },
}

/// The text with every template action replaced by as many bytes of calm TOML, and where the actions were.
///
/// An action alone on its line becomes a comment, one that is a whole value a string, one inside quotes letters.
pub(super) fn mask(text: &str) -> (String, Vec<Range<usize>>) {
    if !text.contains("{{") && !text.contains(['$', '%']) {
        return (text.to_owned(), Vec::new());
    }
    let mut masked = text.as_bytes().to_vec();
    let mut actions = Vec::new();
    let mut state = State::Bare;
    let mut position = 0;
    while let Some(rest) = text.get(position..) {
        let Some(next) = rest.chars().next() else {
            break;
        };
        let action = match state {
            State::Bare => action_length(rest).or_else(|| variable_length(rest)),
            _ => action_length(rest),
        };
        if let Some(length) = action {
            let range = position..position + length;
            if state != State::Comment {
                fill(&mut masked, text, &range, state);
                actions.push(range.clone());
            }
            position = range.end;
            continue;
        }
        let (after, length) = advance(state, rest, next);
        state = after;
        position += length;
    }
    let masked = String::from_utf8(masked).unwrap_or_else(|_| text.to_owned());
    (masked, actions)
}

fn advance(state: State, rest: &str, next: char) -> (State, usize) {
    const OPENERS: [(&str, bool); 4] =
        [("\"\"\"", true), ("'''", false), ("\"", true), ("'", false)];
    match state {
        State::Bare if next == '#' => (State::Comment, 1),
        State::Bare => match OPENERS.iter().find(|(opener, _)| rest.starts_with(opener)) {
            Some(&(end, escapes)) => (State::Text { end, escapes }, end.len()),
            None => (State::Bare, next.len_utf8()),
        },
        State::Comment if next == '\n' => (State::Bare, 1),
        State::Text { escapes: true, .. } if next == '\\' => {
            let escaped = rest.chars().nth(1).map_or(0, char::len_utf8);
            (state, 1 + escaped)
        }
        State::Text { end, .. } if rest.starts_with(end) => (State::Bare, end.len()),
        // A one-line string that was never closed; the parser will say so.
        State::Text { end, .. } if next == '\n' && end.len() == 1 => (State::Bare, 1),
        other => (other, next.len_utf8()),
    }
}

/// The length of the action a text begins with, its Go strings and raw strings skipped.
fn action_length(text: &str) -> Option<usize> {
    let mut position = text.starts_with("{{").then_some(2)?;
    let mut quote = None;
    while let Some(next) = text.get(position..)?.chars().next() {
        let rest = text.get(position..)?;
        match quote {
            None if rest.starts_with("}}") => return Some(position + 2),
            None if matches!(next, '"' | '`') => quote = Some(next),
            Some('"') if next == '\\' => position += rest.chars().nth(1).map_or(0, char::len_utf8),
            Some(open) if next == open => quote = None,
            _ => {}
        }
        position += next.len_utf8();
    }
    None
}

/// The length of what Terraform or a shell would put in place of a bare value: `${…}`, `%{…}`, `$NAME`. Inside quotes
/// it is text like any other, and may be meant for the runner.
fn variable_length(text: &str) -> Option<usize> {
    let line = text.lines().next()?;
    if line.starts_with("${") || line.starts_with("%{") {
        let mut depth = 0_usize;
        for (position, byte) in line.bytes().enumerate() {
            match byte {
                b'{' => depth += 1,
                b'}' if depth == 1 => return Some(position + 1),
                b'}' => depth = depth.checked_sub(1)?,
                _ => {}
            }
        }
        return None;
    }
    let name = line.strip_prefix('$')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let length = name.find(|c| !is_name(c)).unwrap_or(name.len());
    (length > 0).then_some(length + 1)
}

fn fill(masked: &mut [u8], text: &str, range: &Range<usize>, state: State) {
    let line_start = text
        .get(..range.start)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |newline| newline + 1);
    let before = text.get(line_start..range.start).unwrap_or_default();
    let after = text
        .get(range.end..)
        .and_then(|rest| rest.lines().next())
        .unwrap_or_default();
    // Earlier actions of the line are masked already; what counts is whether anything else stands on it.
    let is_line = state == State::Bare
        && without_actions(before).trim().is_empty()
        && without_actions(after).trim().is_empty();
    let Some(bytes) = masked.get_mut(range.clone()) else {
        return;
    };
    let last = bytes.len().saturating_sub(1);
    for (position, byte) in bytes.iter_mut().enumerate() {
        if *byte == b'\n' || *byte == b'\r' {
            continue;
        }
        *byte = match state {
            State::Bare if is_line => b'#',
            State::Bare if position == 0 || position == last => b'"',
            _ => b'x',
        };
    }
}

fn without_actions(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        kept.push_str(rest.get(..start).unwrap_or_default());
        let action = rest.get(start..).unwrap_or_default();
        rest = action
            .get(action_length(action).unwrap_or(action.len())..)
            .unwrap_or_default();
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_masked_by_as_many_bytes() {
        let table = [
            ("a = {{ .x }}\n", "a = \"xxxxxx\"\n"),
            ("a = \"{{ .x }}\"\n", "a = \"xxxxxxxx\"\n"),
            (
                "  {{- if .x }}\na = 1\n  {{- end }}\n",
                "  ############\na = 1\n  ##########\n",
            ),
            ("{{ a }}{{ b }}\n", "##############\n"),
            ("# {{ a }}\n", "# {{ a }}\n"),
            ("a = '''\n{{ x }}'''\n", "a = '''\nxxxxxxx'''\n"),
            ("a = {{ \"}}\" | quote }}\n", "a = \"xxxxxxxxxxxxxxxx\"\n"),
            ("a = {{ x\n", "a = {{ x\n"),
            ("a = \"{{ \"{{\" }}\"\n", "a = \"xxxxxxxxxx\"\n"),
            ("a = ${b.c}\nd = $E\n", "a = \"xxxx\"\nd = \"\"\n"),
            (
                "%{ if a }\nb = \"${c}$D\"\n%{ endif }\n",
                "#########\nb = \"${c}$D\"\n##########\n",
            ),
        ];
        for (text, expected) in table {
            let (masked, _) = mask(text);
            assert_eq!(masked, expected);
            assert_eq!(masked.len(), text.len());
        }
    }
}
