//! Byte edits: a range and its new text, in sets whose members do not touch each other.

use std::cmp::Ordering;
use std::ops::Range;

/// A replacement of a byte range; an insertion when the range is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go.
    pub range: Range<usize>,
    /// What comes instead.
    pub text: String,
    /// How deep in the tree the inserted text belongs. Of two insertions at one offset the deeper one comes first:
    /// it ends what the shallower one follows.
    pub depth: usize,
    /// The change this edit carries out, from 0.
    pub change: usize,
}

/// Disjoint edits in the order of their offsets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EditSet(Vec<Edit>);

/// Two edits touch the same bytes; holds the number of the second one's change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap(pub usize);

impl EditSet {
    /// Sorts edits and checks that none overlap.
    ///
    /// # Errors
    /// The first overlap, by the change of its second edit.
    pub fn new(mut edits: Vec<Edit>) -> Result<Self, Overlap> {
        edits.sort_by(|a, b| {
            let by_range = (a.range.start, a.range.end).cmp(&(b.range.start, b.range.end));
            by_range
                .then(deeper_first(a, b))
                .then(a.change.cmp(&b.change))
        });
        for pair in edits.windows(2) {
            if let [first, second] = pair
                && first.range.end > second.range.start
            {
                return Err(Overlap(second.change));
            }
        }
        Ok(Self(edits))
    }

    /// The edits, first offset first.
    pub fn iter(&self) -> std::slice::Iter<'_, Edit> {
        self.0.iter()
    }

    /// The same edits of a text that begins `by` bytes earlier.
    #[must_use]
    pub fn shifted(mut self, by: usize) -> Self {
        for edit in &mut self.0 {
            edit.range = edit.range.start + by..edit.range.end + by;
        }
        self
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text with the edits made. Ranges outside the text or off a character boundary leave it unchanged there.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        apply_in_order(&self.0, text)
    }
}

/// The text with edits made that are disjoint and in the order of their offsets, as those of a set are.
#[must_use]
pub fn apply_in_order(edits: &[Edit], text: &str) -> String {
    let mut edited =
        String::with_capacity(text.len() + edits.iter().map(|e| e.text.len()).sum::<usize>());
    let mut position = 0;
    for edit in edits {
        edited.push_str(text.get(position..edit.range.start).unwrap_or_default());
        edited.push_str(&edit.text);
        position = edit.range.end;
    }
    edited.push_str(text.get(position..).unwrap_or_default());
    edited
}

/// The rule of two insertions at one offset: the text of the outer one would end up inside the inner one otherwise.
fn deeper_first(a: &Edit, b: &Edit) -> Ordering {
    if cfg!(feature = "sabotage") {
        a.depth.cmp(&b.depth)
    } else {
        b.depth.cmp(&a.depth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insertion(at: usize, text: &str, depth: usize) -> Edit {
        Edit {
            range: at..at,
            text: text.to_owned(),
            depth,
            change: 0,
        }
    }

    #[test]
    fn the_deeper_of_two_insertions_at_one_offset_comes_first() {
        let set = EditSet::new(vec![
            insertion(2, "pod\n", 6),
            insertion(2, "container\n", 10),
        ])
        .unwrap();
        assert_eq!(set.apply("a\n"), "a\ncontainer\npod\n");
    }

    #[test]
    fn overlaps_are_found() {
        let replace = |range, change| Edit {
            range,
            text: String::new(),
            depth: 0,
            change,
        };
        assert_eq!(
            EditSet::new(vec![replace(0..3, 0), replace(2..4, 1)]),
            Err(Overlap(1))
        );
        assert!(EditSet::new(vec![replace(0..2, 0), replace(2..4, 1)]).is_ok());
    }
}
