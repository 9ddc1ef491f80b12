//! The texts of the table, labels and paths and help: compiled in with the feature `texts`, else handed over before the
//! table is used. Refuses those of another table.

use std::sync::OnceLock;

use super::TEXTS_HEAD;

/// What the rows are drawn from, then the notes.
static LINES: OnceLock<Vec<&'static str>> = OnceLock::new();

/// The file to hand to [`provide_texts`] where the texts are not compiled in.
#[cfg(feature = "texts")]
#[must_use]
pub const fn texts_file() -> &'static str {
    include_str!(concat!(env!("OUT_DIR"), "/keys.txt"))
}

/// Takes the text of `texts_file` of the same table; gives whether it was that and every text is there from now on.
pub fn provide_texts(file: String) -> bool {
    lines(&file).is_some() && lines(file.leak()).is_some_and(|lines| LINES.set(lines).is_ok())
}

/// What paths, labels, defaults and variables are pieces of; empty while it is not there.
pub(super) fn all() -> &'static str {
    line(0)
}

/// The note of a number; empty while there are none.
pub(super) fn note(number: u16) -> &'static str {
    line(usize::from(number) + 1)
}

fn line(number: usize) -> &'static str {
    #[cfg(feature = "texts")]
    let lines = Some(LINES.get_or_init(|| lines(texts_file()).unwrap_or_default()));
    #[cfg(not(feature = "texts"))]
    let lines = LINES.get();
    lines
        .and_then(|lines| lines.get(number))
        .copied()
        .unwrap_or_default()
}

fn lines(file: &str) -> Option<Vec<&str>> {
    let mut lines = file.lines();
    (lines.next() == Some(TEXTS_HEAD)).then(|| lines.collect())
}

#[cfg(all(test, feature = "texts"))]
mod tests {
    use super::*;

    #[test]
    fn texts_of_another_table_are_refused() {
        assert!(lines(texts_file()).is_some());
        assert!(lines("").is_none());
        let changed = texts_file().replacen(TEXTS_HEAD, "0000000000000000", 1);
        assert!(lines(&changed).is_none());
        assert!(!provide_texts(changed));
    }
}
