//! Colours of YAML and TOML, line by line: tokens, never markup.

/// What a piece of a line is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ink {
    Plain,
    Key,
    Text,
    Comment,
}

impl Ink {
    pub(super) const fn class(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Key => Some("k"),
            Self::Text => Some("s"),
            Self::Comment => Some("c"),
        }
    }
}

/// The pieces of a line. Their texts joined are the line.
pub(super) fn pieces(line: &str) -> Vec<(Ink, &str)> {
    let body_start = line.len() - line.trim_start_matches([' ', '\t']).len();
    let (indent, body) = line.split_at(body_start);
    let mut pieces = vec![(Ink::Plain, indent)];
    let (body, comment) = split_comment(body);
    let mut rest = body;
    while let Some(item) = rest.strip_prefix("- ") {
        pieces.push((Ink::Plain, &rest[..2]));
        rest = item;
    }
    if rest.starts_with('[') && rest.trim_end().ends_with(']') && !rest.contains([',', '"', '=']) {
        pieces.push((Ink::Key, rest));
    } else if let Some((key, value)) = split_key(rest) {
        pieces.push((Ink::Key, key));
        let (sign, value) =
            value.split_at(value.len() - value.trim_start_matches([':', '=', ' ']).len());
        pieces.push((Ink::Plain, sign));
        pieces.push((ink_of(value), value));
    } else {
        pieces.push((ink_of(rest), rest));
    }
    pieces.push((Ink::Comment, comment));
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

fn ink_of(value: &str) -> Ink {
    let value = value.trim();
    let is_mark = matches!(
        value,
        "|" | "|-" | "|+" | ">" | ">-" | ">+" | "{}" | "[]" | "]" | "[" | "]," | "}"
    );
    let is_bare = is_number(value) || matches!(value, "true" | "false" | "null" | "~");
    if is_mark || is_bare || value.starts_with(['*', '&']) {
        Ink::Plain
    } else {
        Ink::Text
    }
}

/// Whether a value looks like a number. Reading it as one would bring the tables for exact decimals into the module.
fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    digits.matches('.').count() < 2
        && digits.contains(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// The key of `key: value` or `key = value`, and the rest with its sign.
fn split_key(text: &str) -> Option<(&str, &str)> {
    let end = if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        text[1..].find(quote)? + 2
    } else {
        text.find([':', '=', ' ', '"', '\'', '['])?
    };
    let (key, rest) = text.split_at(end);
    let is_yaml = rest.starts_with(": ") || rest == ":";
    let is_toml = rest.trim_start().starts_with("= ") || rest.trim_start() == "=";
    (is_yaml || is_toml).then_some((key, rest))
}

/// Splits a trailing comment off, quotes respected.
fn split_comment(text: &str) -> (&str, &str) {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '#' && before == ' ' => return text.split_at(at),
            None if (c == '"' || c == '\'') && !before.is_alphanumeric() => quote = Some(c),
            None => {}
        }
        before = c;
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_line() {
        for line in [
            "replicas: 3",
            "  - name: a # c",
            "  [[runners]]",
            "    image = \"a#b\" # c",
            "# only",
            "",
            "  - &a",
            "it's: not # a",
            "é: \"ü\"",
            "x",
            "[\"a\", \"b\"]",
        ] {
            let joined: String = pieces(line).into_iter().map(|(_, text)| text).collect();
            assert_eq!(joined, line);
        }
    }

    #[test]
    fn keys_values_and_comments_have_their_ink() {
        assert_eq!(
            pieces("a: b # c"),
            [
                (Ink::Key, "a"),
                (Ink::Plain, ": "),
                (Ink::Text, "b "),
                (Ink::Comment, "# c")
            ]
        );
        assert_eq!(
            pieces("[runners.kubernetes]"),
            [(Ink::Key, "[runners.kubernetes]")]
        );
        assert_eq!(
            pieces("a = \"x # y\""),
            [
                (Ink::Key, "a"),
                (Ink::Plain, " = "),
                (Ink::Text, "\"x # y\"")
            ]
        );
    }
}
