//! Puts what a template language means in place of text aside, byte for byte, and puts it back.
//!
//! `${…}`, `%{…}`, `{{…}}`, `{%…%}` and `<%…%>` are replaced by as many bytes that YAML takes for a word or a comment,
//! so that every offset stays true; each is recognised again by its first character, which no file of values has.

use std::ops::Range;

/// The first of the private characters that stand for placeholders; each takes four bytes, as the shortest does.
const FIRST: u32 = 0xF_0000;
const LAST: u32 = 0xF_FFFD;

const KINDS: [(&str, &str); 5] = [
    ("${", "}"),
    ("%{", "}"),
    ("{{", "}}"),
    ("{%", "%}"),
    ("<%", "%>"),
];

/// Placeholders that were put aside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    texts: Vec<Text>,
    ranges: Vec<Range<usize>>,
    /// Those that stand alone on a line: they may switch the lines below them on and off.
    lines: Vec<Range<usize>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Text {
    source: String,
    is_line: bool,
}

impl Kept {
    /// The text without its placeholders, and the placeholders.
    pub(crate) fn mask(text: &str) -> (String, Self) {
        let mut kept = Self::default();
        let mut masked = String::with_capacity(text.len());
        let mut position = 0;
        while let Some(rest) = text.get(position..) {
            let Some(next) = rest.chars().next() else {
                break;
            };
            let length = placeholder(rest).filter(|_| {
                !text
                    .get(..position)
                    .is_some_and(|before| before.ends_with('$'))
            });
            let Some(length) = length else {
                masked.push(next);
                position += next.len_utf8();
                continue;
            };
            kept.put(text, position..position + length, &mut masked);
            position += length;
        }
        (masked, kept)
    }

    fn put(&mut self, text: &str, range: Range<usize>, masked: &mut String) {
        let source = text.get(range.clone()).unwrap_or_default();
        let line = text
            .get(..range.start)
            .and_then(|before| before.rfind('\n'));
        let before = text
            .get(line.map_or(0, |line| line + 1)..range.start)
            .unwrap_or_default();
        let after = text
            .get(range.end..)
            .and_then(|rest| rest.lines().next())
            .unwrap_or_default();
        let mark = u32::try_from(self.texts.len())
            .ok()
            .and_then(|number| FIRST.checked_add(number))
            .filter(|mark| *mark <= LAST)
            .and_then(char::from_u32);
        let is_line = before.trim().is_empty()
            && (after.trim().is_empty() || placeholder(after.trim_start()).is_some());
        let Some(mark) = mark else {
            masked.push_str(source);
            return;
        };
        // Alone on a line: a comment, with its mark behind the sign.
        let is_line = is_line && source.len() > mark.len_utf8();
        if is_line {
            masked.push('#');
            self.lines.push(range.clone());
        }
        masked.push(mark);
        let taken = mark.len_utf8() + usize::from(is_line);
        masked.extend(std::iter::repeat_n('x', source.len().saturating_sub(taken)));
        self.texts.push(Text {
            source: source.to_owned(),
            is_line,
        });
        self.ranges.push(range);
    }

    /// Whether nothing was put aside.
    pub(crate) fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Those that stand alone on a line, with what they are.
    pub(crate) fn statements(&self) -> impl Iterator<Item = (&Range<usize>, &str)> {
        let all = self.ranges.iter().zip(&self.texts);
        all.filter(|(_, text)| text.is_line)
            .map(|(range, text)| (range, text.source.as_str()))
    }

    /// Whether a range of bytes cuts into a placeholder without taking all of it.
    pub(crate) fn is_cut_by(&self, range: &Range<usize>) -> bool {
        self.ranges.iter().any(|kept| {
            let touches = range.start < kept.end && kept.start < range.end;
            let is_inside = range.is_empty() && kept.start < range.start && range.start < kept.end;
            (touches || is_inside) && !(range.start <= kept.start && kept.end <= range.end)
        })
    }

    /// Whether one stands alone on a line outside of these ranges.
    pub(crate) fn has_lines_outside(&self, ranges: &[Range<usize>]) -> bool {
        let is_inside = |line: &Range<usize>| {
            let mut around = ranges.iter();
            around.any(|range| range.start <= line.start && line.end <= range.end)
        };
        !self.lines.iter().all(is_inside)
    }

    fn marked_by(&self, character: char) -> Option<&Text> {
        let number = u32::from(character).checked_sub(FIRST)?;
        self.texts.get(usize::try_from(number).ok()?)
    }

    /// A text with its placeholders back in place.
    pub(crate) fn restore(&self, masked: &str) -> String {
        let mut text = String::with_capacity(masked.len());
        let mut rest = masked;
        while let Some(next) = rest.chars().next() {
            let behind = rest.strip_prefix('#').and_then(|rest| rest.chars().next());
            let found = match behind.and_then(|behind| self.marked_by(behind)) {
                Some(text) => Some(text).filter(|text| text.is_line),
                None => self.marked_by(next).filter(|text| !text.is_line),
            };
            match found {
                Some(found) if rest.len() >= found.source.len() => {
                    text.push_str(&found.source);
                    rest = rest.get(found.source.len()..).unwrap_or_default();
                }
                _ => {
                    text.push(next);
                    rest = rest.get(next.len_utf8()..).unwrap_or_default();
                }
            }
        }
        text
    }
}

/// The length of the placeholder that a text begins with: on one line, its own quotes and braces skipped.
fn placeholder(text: &str) -> Option<usize> {
    let (open, close) = KINDS.iter().find(|(open, _)| text.starts_with(open))?;
    let mut depth = 0_usize;
    let mut quote = None;
    let mut position = open.len();
    while let Some(rest) = text.get(position..) {
        let next = rest.chars().next()?;
        match quote {
            _ if next == '\n' => return None,
            Some('"') if next == '\\' => position += 1,
            Some(open) if next == open => quote = None,
            Some(_) => {}
            None if depth == 0 && rest.starts_with(close) => {
                let length = position + close.len();
                return (length >= 4).then_some(length);
            }
            None if next == '"' || next == '`' => quote = Some(next),
            None if next == '{' => depth += 1,
            None if next == '}' => depth = depth.checked_sub(1)?,
            None => {}
        }
        position += next.len_utf8();
    }
    None
}

/// Whether a whole value is one placeholder, or one variable of a shell: `${name}`, `$NAME`.
pub(crate) fn is_placeholder(text: &str) -> bool {
    if placeholder(text) == Some(text.len()) {
        return true;
    }
    text.strip_prefix('$').is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
            && name
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_put_aside_by_as_many_bytes_and_come_back() {
        for text in [
            "a: ${b}\n",
            "a: ${b ? \"x: }\" : { c = \"d\" }.c}\nb: [${c}, ${d.e}]\n",
            "%{ if a ~}\nb: 1\n%{ endif ~}\n",
            "a: {{ .Values.b | quote }}\n{{- if .c }}\nd: 1\n{{- end }}\n",
            "{% for x in y %}\n- {{ x }}\n{% endfor %}\n",
            "a: $${CI_B}é\n",
            "a: ${b\n}\n",
            "<% if a %>\na: <%= b %>\n",
        ] {
            let (masked, kept) = Kept::mask(text);
            assert_eq!(masked.len(), text.len());
            assert_eq!(kept.restore(&masked), text);
        }
    }

    #[test]
    fn a_cut_into_a_placeholder_is_seen() {
        let (_, kept) = Kept::mask("a: ${bcd}\n");
        assert!(kept.is_cut_by(&(0..5)) && kept.is_cut_by(&(5..5)) && kept.is_cut_by(&(4..7)));
        assert!(!kept.is_cut_by(&(3..9)) && !kept.is_cut_by(&(3..3)) && !kept.is_cut_by(&(0..10)));
    }

    #[test]
    fn variables_of_a_shell_are_placeholders_when_they_are_all() {
        for (text, expected) in [
            ("$TOKEN", true),
            ("${TOKEN}", true),
            ("${a}${b}", false),
            ("x${a}", false),
            ("$token", false),
            ("$1", false),
        ] {
            assert_eq!(is_placeholder(text), expected, "{text}");
        }
    }
}
