//! A stream of documents as byte ranges; joined again they are the input, whatever it holds.

use std::ops::Range;

/// One document of a stream, with the separator before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The whole piece. The pieces of a stream touch and cover it.
    pub range: Range<usize>,
    /// What a parser is given: the piece, without a separator that is glued to the first key (`---apiVersion:`).
    pub body: Range<usize>,
}

/// The documents of a text: a line that begins with `---` starts one, as in Helm also when more follows at once.
///
/// A text without separators is one document, an empty text none. Line ends and a byte order mark stay where they are.
#[must_use]
pub fn split(text: &str) -> Vec<Document> {
    if text.is_empty() {
        return Vec::new();
    }
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    starts.extend(memchr::memmem::find_iter(bytes, b"\n---").map(|position| position + 1));
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| piece(bytes, start, end))
        .collect()
}

fn piece(bytes: &[u8], start: usize, end: usize) -> Document {
    let text = bytes.get(start..end).unwrap_or_default();
    let bom = if text.starts_with("\u{feff}".as_bytes()) {
        3
    } else {
        0
    };
    let after_mark = text.get(bom..).and_then(|rest| rest.strip_prefix(b"---"));
    let is_glued = after_mark
        .and_then(|rest| rest.first())
        .is_some_and(|byte| !byte.is_ascii_whitespace());
    let body = if is_glued { start + bom + 3 } else { start };
    Document {
        range: start..end,
        body: body..end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(text: &str) -> Vec<&str> {
        let documents = split(text);
        let joined: String = documents
            .iter()
            .filter_map(|d| text.get(d.range.clone()))
            .collect();
        assert_eq!(joined, text);
        documents
            .iter()
            .filter_map(|d| text.get(d.body.clone()))
            .collect()
    }

    #[test]
    fn separators_start_documents() {
        assert_eq!(bodies("a: 1\n---\nb: 2\n"), ["a: 1\n", "---\nb: 2\n"]);
        assert_eq!(
            bodies("---\r\na: 1\r\n---\r\nb: 2"),
            ["---\r\na: 1\r\n", "---\r\nb: 2"]
        );
        assert_eq!(
            bodies("--- # c\na: 1\n--- {b: 2}\n"),
            ["--- # c\na: 1\n", "--- {b: 2}\n"]
        );
    }

    #[test]
    fn glued_separators_are_left_out_of_the_body() {
        assert_eq!(
            bodies("---apiVersion: v1\n---apiVersion: v2\n"),
            ["apiVersion: v1\n", "apiVersion: v2\n"]
        );
    }

    #[test]
    fn dashes_inside_a_line_or_indented_do_not_separate() {
        assert_eq!(bodies("a: |\n  ---\n  ------BEGIN\nb: x---y\n").len(), 1);
        assert_eq!(bodies(""), [""; 0]);
        assert_eq!(bodies("\u{feff}---\na: 1\n"), ["\u{feff}---\na: 1\n"]);
    }
}
