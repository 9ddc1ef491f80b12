//! Which lines the last edit changed.

use evenkeel_core::workspace::Workspace;
use std::collections::BTreeMap;
use std::ops::Range;

/// Changed lines by file, counted from 0.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Marks(BTreeMap<String, Range<usize>>);

impl Marks {
    /// The lines that differ, from the first to the last of each file.
    pub(super) fn between(before: &Workspace, after: &Workspace) -> Self {
        let mut marks = BTreeMap::new();
        for file in after.files() {
            let old = before.file(file.path()).map_or("", |file| file.text());
            if old != file.text() {
                marks.insert(file.path().to_owned(), changed_lines(old, file.text()));
            }
        }
        Self(marks)
    }

    /// The changed lines of a file.
    pub(super) fn of(&self, path: &str) -> Option<&Range<usize>> {
        self.0.get(path)
    }

    /// The first changed file and its first changed line.
    pub(super) fn first(&self) -> Option<(&str, usize)> {
        self.0
            .iter()
            .next()
            .map(|(path, lines)| (path.as_str(), lines.start))
    }
}

fn changed_lines(old: &str, new: &str) -> Range<usize> {
    let old: Vec<&str> = old.lines().collect();
    let new: Vec<&str> = new.lines().collect();
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = old.iter().zip(&new).take_while(same).count();
    let rest = old.len().min(new.len()) - head;
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(rest)
        .take_while(same)
        .count();
    head..new.len() - tail
}
