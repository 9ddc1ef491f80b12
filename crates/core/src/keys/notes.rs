//! The help texts of the keys, one line each: compiled in with the feature `texts`, else handed over when they have
//! arrived. Refuses notes of another table.

use std::sync::OnceLock;

use super::NOTES_HEAD;

static LINES: OnceLock<Vec<&'static str>> = OnceLock::new();

/// The file to hand to [`provide_notes`] where the notes are not compiled in.
#[cfg(feature = "texts")]
#[must_use]
pub const fn notes_file() -> &'static str {
    include_str!(concat!(env!("OUT_DIR"), "/notes.txt"))
}

/// Takes the text of `notes_file` of the same table; gives whether it was that and every note is there from now on.
pub fn provide_notes(file: String) -> bool {
    lines(&file).is_some() && lines(file.leak()).is_some_and(|lines| LINES.set(lines).is_ok())
}

/// The note of a number; empty while there are none.
pub(super) fn note(number: u16) -> &'static str {
    #[cfg(feature = "texts")]
    let lines = Some(LINES.get_or_init(|| lines(notes_file()).unwrap_or_default()));
    #[cfg(not(feature = "texts"))]
    let lines = LINES.get();
    lines
        .and_then(|lines| lines.get(usize::from(number)))
        .copied()
        .unwrap_or_default()
}

fn lines(file: &str) -> Option<Vec<&str>> {
    let mut lines = file.lines();
    (lines.next() == Some(NOTES_HEAD)).then(|| lines.collect())
}

#[cfg(all(test, feature = "texts"))]
mod tests {
    use super::*;

    #[test]
    fn notes_of_another_table_are_refused() {
        assert!(lines(notes_file()).is_some());
        assert!(lines("").is_none());
        let changed = notes_file().replacen(NOTES_HEAD, "0000000000000000", 1);
        assert!(lines(&changed).is_none());
        assert!(!provide_notes(changed));
    }
}
