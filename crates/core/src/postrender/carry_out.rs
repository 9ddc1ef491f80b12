//! Makes the intended changes of one document. What belongs together is made together or not at all, so that half of
//! a container's resources never stands without the other half; a refusal turns its drafts into skips.
use evenkeel_yaml::{Anchors, Change, Refused, Shape, Tree, apply_to};

use super::intent::{Draft, Intents};
use super::mark;
use super::output::Edited;
use super::report::{Action, Reason};

/// Refusals of one document after which the rest is given up: each costs a reading of the document.
const MAX_REFUSED: usize = 100;

/// The document after its changes, none when no change is made, and what became of the drafts.
///
/// With `mark` each insertion says which rule made it.
pub(super) fn carry_out(tree: &Tree, intents: Intents, mark: bool) -> (Vec<Draft>, Option<Edited>) {
    let mut work = Work::new(tree, intents);
    let mut edited = work.make();
    if let (true, Some(edited)) = (mark, &mut edited) {
        mark::mark(tree.source(), edited, &work.drafts);
    }
    (work.drafts, edited)
}

struct Work<'a> {
    tree: &'a Tree,
    changes: Vec<Change>,
    /// The unit of each change: those with the same number belong together.
    units: Vec<usize>,
    drafts: Vec<Draft>,
    /// The changes that are still to be made, in order.
    live: Vec<usize>,
}

impl<'a> Work<'a> {
    fn new(tree: &'a Tree, intents: Intents) -> Self {
        let Intents {
            changes,
            units,
            drafts,
            ..
        } = intents;
        Self {
            tree,
            live: (0..changes.len()).collect(),
            changes,
            units,
            drafts,
        }
    }

    fn make(&mut self) -> Option<Edited> {
        for _ in 0..MAX_REFUSED {
            if self.live.is_empty() {
                return None;
            }
            let live = self.live.clone();
            match self.apply(&live) {
                Ok(edited) => return Some(edited),
                Err(refused) if refused.shape == Shape::Unverified => {
                    return self.make_one_by_one();
                }
                Err(refused) => {
                    let number = live.get(refused.change).copied()?;
                    self.refuse_unit_of(number, &not_editable(&refused));
                }
            }
        }
        let reason = Reason::new(
            "not-editable",
            format!("more than {MAX_REFUSED} changes of this document were refused"),
        );
        while let Some(number) = self.live.first().copied() {
            self.refuse_unit_of(number, &reason);
        }
        None
    }

    /// The changes as a whole do not read back as intended: keep the units that do.
    fn make_one_by_one(&mut self) -> Option<Edited> {
        let mut units: Vec<usize> = self
            .live
            .iter()
            .filter_map(|number| self.units.get(*number).copied())
            .collect();
        units.dedup();
        let (mut kept, mut edited) = (Vec::new(), None);
        for unit in units.into_iter().take(MAX_REFUSED) {
            let members: Vec<usize> = self
                .live
                .iter()
                .copied()
                .filter(|number| self.units.get(*number) == Some(&unit))
                .collect();
            kept.extend(&members);
            match self.apply(&kept) {
                Ok(applied) => edited = Some(applied),
                Err(refused) => {
                    kept.retain(|number| !members.contains(number));
                    if let Some(number) = members.first() {
                        self.refuse_unit_of(*number, &not_editable(&refused));
                    }
                }
            }
        }
        for number in self.live.clone() {
            if !kept.contains(&number) {
                self.refuse_unit_of(
                    number,
                    &Reason::new("not-editable", Shape::Unverified.to_string()),
                );
            }
        }
        edited
    }

    fn apply(&self, numbers: &[usize]) -> Result<Edited, Refused> {
        let changes: Vec<Change> = numbers
            .iter()
            .filter_map(|number| self.changes.get(*number).cloned())
            .collect();
        apply_to(self.tree, &changes, Anchors::Refuse).map(|applied| Edited::new(applied, numbers))
    }

    /// Gives up a change and all that belongs with it.
    fn refuse_unit_of(&mut self, number: usize, reason: &Reason) {
        let unit = self.units.get(number).copied();
        let belongs = |other: usize| self.units.get(other).copied() == unit;
        for draft in self
            .drafts
            .iter_mut()
            .filter(|draft| draft.change.is_some_and(belongs))
        {
            draft.change = None;
            draft.action = Action::Skipped;
            draft.reason = reason.clone();
        }
        self.live.retain(|other| !belongs(*other));
    }
}

fn not_editable(refused: &Refused) -> Reason {
    Reason::new("not-editable", refused.shape.to_string())
}
