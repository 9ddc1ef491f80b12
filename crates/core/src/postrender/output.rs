//! The output stream while it grows: edits in the offsets of the input, and decisions with their lines.
//! Decides nothing, and copies nothing: what stays is read from the input when the output is written.
use std::borrow::Cow;
use std::iter;

use evenkeel_yaml::{Applied, Document, Edit, apply_in_order};

use super::intent::{ContainerRequest, Draft};
use super::report::{Action, Affected, Decision, Line, Object, Reason, Report};
use super::weight::{Weight, affected};

/// A post-rendered stream: the input, and what is different from it.
#[derive(Debug, Clone)]
pub struct Rendered<'i> {
    /// What was edited: ranges of the input and the text that stands there now, in order.
    pub edits: Vec<Edit>,
    /// What was decided and why.
    pub report: Report,
    /// What the edits are of.
    pub(super) text: &'i str,
}

impl Rendered<'_> {
    /// The manifests in pieces, to be written one after the other: what stays of the input and what is new, in turn.
    pub fn pieces(&self) -> impl Iterator<Item = &str> {
        let starts = iter::once(0).chain(self.edits.iter().map(|edit| edit.range.end));
        let ends = self.edits.iter().map(|edit| edit.range.start);
        let stays = starts.zip(ends.chain([self.text.len()]));
        let comes = self.edits.iter().map(|edit| edit.text.as_str());
        let comes = comes.chain([""]);
        stays.zip(comes).flat_map(|((start, end), new)| {
            let old = self.text.get(start..end).unwrap_or_default();
            [old, new]
        })
    }

    /// The manifests in one piece; the input itself where nothing is different.
    #[must_use]
    pub fn manifests(&self) -> Cow<'_, str> {
        if self.edits.is_empty() {
            Cow::Borrowed(self.text)
        } else {
            Cow::Owned(apply_in_order(&self.edits, self.text))
        }
    }
}

/// What was decided about one document.
pub(super) enum Outcome {
    /// Nothing: the same bytes.
    Untouched,
    /// Not readable: the same bytes, with the reason and the offset in the body where reading ended.
    Unreadable {
        reason: Reason,
        at: usize,
        source: Option<String>,
    },
    /// Decisions, with the edits of those that are made.
    Decided {
        workloads: Vec<Named>,
        drafts: Vec<Draft>,
        requests: Vec<ContainerRequest>,
        edited: Option<Edited>,
    },
}

/// Who a decision is about.
pub(super) struct Named {
    pub(super) object: Object,
    pub(super) source: Option<String>,
    pub(super) weight: Weight,
}

/// A document body after its edits.
pub(super) struct Edited {
    pub(super) text: String,
    pub(super) edits: Vec<Edit>,
}

impl Edited {
    /// `numbers` are what the drafts call the changes that were applied.
    pub(super) fn new(applied: Applied, numbers: &[usize]) -> Self {
        let mut edits: Vec<Edit> = applied.edits.iter().cloned().collect();
        for edit in &mut edits {
            edit.change = numbers.get(edit.change).copied().unwrap_or(edit.change);
        }
        Self {
            text: applied.text,
            edits,
        }
    }
}

/// The output stream so far.
pub(super) struct Output<'a> {
    input: &'a str,
    edits: Vec<Edit>,
    decisions: Vec<Decision>,
    affected: Vec<Affected>,
    documents: usize,
    changed: usize,
    unreadable: usize,
    newlines: Counter,
    /// Newlines of the edits so far: those that came, those that went.
    moved: (usize, usize),
}

impl<'a> Output<'a> {
    pub(super) fn new(input: &'a str) -> Self {
        Self {
            input,
            edits: Vec::new(),
            decisions: Vec::new(),
            affected: Vec::new(),
            documents: 0,
            changed: 0,
            unreadable: 0,
            newlines: Counter::default(),
            moved: (0, 0),
        }
    }

    /// Appends the next document.
    pub(super) fn push(&mut self, document: &Document, outcome: Outcome) {
        self.documents += 1;
        let input = self.input;
        let body = input.get(document.body.clone()).unwrap_or_default();
        let edited = match outcome {
            Outcome::Untouched => None,
            Outcome::Unreadable { reason, at, source } => {
                self.unreadable += 1;
                let base = self.base(document.body.start);
                let lines = Lines::of(body);
                let line = Line {
                    before: base.before + lines.at(at),
                    after: base.after + lines.at(at),
                };
                self.decisions.push(Decision {
                    document: self.documents,
                    source,
                    object: None,
                    container: None,
                    path: None,
                    action: Action::Skipped,
                    value: None,
                    rule: None,
                    reason,
                    line,
                });
                None
            }
            Outcome::Decided {
                workloads,
                drafts,
                requests,
                edited,
            } => {
                for (number, workload) in workloads.iter().enumerate() {
                    let affected = affected(self.documents, number, workload, &drafts, &requests);
                    self.affected.extend(affected);
                }
                self.decide(document, body, &workloads, drafts, edited.as_ref());
                edited
            }
        };
        if let Some(Edited { edits, .. }) = edited {
            self.changed += 1;
            for mut edit in edits {
                let old = body.get(edit.range.clone()).unwrap_or_default();
                self.moved.0 += newlines(edit.text.as_bytes());
                self.moved.1 += newlines(old.as_bytes());
                edit.range =
                    edit.range.start + document.body.start..edit.range.end + document.body.start;
                self.edits.push(edit);
            }
        }
    }

    fn decide(
        &mut self,
        document: &Document,
        body: &str,
        workloads: &[Named],
        drafts: Vec<Draft>,
        edited: Option<&Edited>,
    ) {
        let base = self.base(document.body.start);
        let (text, edits) = edited.map_or((body, &[][..]), |edited| {
            (edited.text.as_str(), edited.edits.as_slice())
        });
        let (lines_before, lines_after) = (Lines::of(body), Lines::of(text));
        let moves = Moves::of(edits);
        for mut draft in drafts {
            let (before, after) = match draft.change.and_then(|number| moves.edit(number)) {
                Some((edit, start)) => {
                    let replaced = body
                        .get(edit.range.clone())
                        .and_then(|text| text.split(" #").next());
                    let is_gone = draft.action == Action::Removed;
                    if let Some(replaced) = replaced
                        .map(str::trim)
                        .filter(|replaced| !replaced.is_empty() && !is_gone)
                    {
                        draft
                            .reason
                            .text
                            .push_str(&format!("; takes the place of `{replaced}`"));
                    }
                    // An insertion behind a last line without a newline begins with one.
                    let newlines =
                        edit.text.len() - edit.text.trim_start_matches(['\r', '\n']).len();
                    (edit.range.start, start + newlines)
                }
                None => (draft.at, moves.offset(draft.at)),
            };
            let line = Line {
                before: base.before + lines_before.at(before),
                after: base.after + lines_after.at(after),
            };
            let who = workloads.get(draft.workload);
            self.decisions.push(Decision {
                document: self.documents,
                source: who.and_then(|who| who.source.clone()),
                object: who.map(|who| who.object.clone()),
                container: draft.container,
                path: draft.path.map(|route| route.to_string()),
                action: draft.action,
                value: draft.value,
                rule: draft.rule,
                reason: draft.reason,
                line,
            });
        }
    }

    /// Newlines before a document's body, in the input and in the output.
    fn base(&mut self, body_start: usize) -> Line {
        let before = self.newlines.up_to(self.input.as_bytes(), body_start);
        let (came, went) = self.moved;
        Line {
            before,
            after: before + came - went,
        }
    }

    /// The rendered stream.
    pub(super) fn finish(self) -> Rendered<'a> {
        let report = Report::new(
            self.documents,
            self.changed,
            self.unreadable,
            self.decisions,
            self.affected,
        );
        Rendered {
            edits: self.edits,
            report,
            text: self.input,
        }
    }
}

/// Where things of the old text are in the new one.
struct Moves<'e> {
    edits: &'e [Edit],
    /// How far the text behind each edit is moved: bytes that came, bytes that went.
    shifts: Vec<(usize, usize)>,
    /// The edits of each change, by its number.
    by_change: Vec<(usize, usize)>,
}

impl<'e> Moves<'e> {
    fn of(edits: &'e [Edit]) -> Self {
        let (mut shifts, mut by_change) = (vec![(0, 0)], Vec::new());
        let (mut came, mut went) = (0, 0);
        for (position, edit) in edits.iter().enumerate() {
            came += edit.text.len();
            went += edit.range.len();
            shifts.push((came, went));
            by_change.push((edit.change, position));
        }
        by_change.sort_unstable();
        Self {
            edits,
            shifts,
            by_change,
        }
    }

    /// The first edit of a change, and where its text begins in the new text.
    fn edit(&self, change: usize) -> Option<(&'e Edit, usize)> {
        let at = self.by_change.partition_point(|(known, _)| *known < change);
        let (_, position) = *self
            .by_change
            .get(at)
            .filter(|(known, _)| *known == change)?;
        let edit = self.edits.get(position)?;
        Some((edit, self.moved(edit.range.start, position)))
    }

    /// The place of an offset of the old text that no edit touches.
    fn offset(&self, offset: usize) -> usize {
        self.moved(
            offset,
            self.edits.partition_point(|edit| edit.range.end <= offset),
        )
    }

    fn moved(&self, offset: usize, earlier: usize) -> usize {
        let (came, went) = self.shifts.get(earlier).copied().unwrap_or_default();
        offset + came - went
    }
}

/// Counts newlines of a text that is walked once from front to back.
#[derive(Default)]
struct Counter {
    offset: usize,
    newlines: usize,
}

impl Counter {
    fn up_to(&mut self, text: &[u8], offset: usize) -> usize {
        self.newlines += newlines(text.get(self.offset..offset).unwrap_or_default());
        self.offset = offset;
        self.newlines
    }
}

/// How many newlines are in some bytes.
pub(super) fn newlines(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}

/// The lines of one text, for many questions.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', text.as_bytes()).collect())
    }

    /// The line of an offset, from 1.
    fn at(&self, offset: usize) -> usize {
        self.0.partition_point(|newline| *newline < offset) + 1
    }
}
