//! Why a key has the value it has: every layer that says something about it, the strongest first, and what the reader of
//! the document takes when none does.

use super::environment::{Presence, worked_out};
use super::read::{Lookup, Reading, route_of};
use super::{Held, Workspace};
use crate::keys::{Address, Place};

/// One layer's word on a key.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// What it says, and where.
    pub reading: Reading,
    /// What becomes of it.
    pub standing: Standing,
    /// The template that decides whether this is so, or what the value is, where that cannot be worked out; with the reason.
    pub undecided: Option<String>,
}

/// What becomes of a layer's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Wins,
    /// It is a map, and so are the stronger ones: their keys are put over its own.
    Merged,
    /// A stronger layer says something else.
    Hidden,
}

impl Workspace {
    /// Every layer of a release that says something about a key, the strongest first. Nothing where none does.
    #[must_use]
    pub fn why(&self, release: usize, address: &Address) -> Vec<Said> {
        if address.place != Place::Values {
            let said = self.read(release, address).into_iter();
            let wins = |reading: Reading| Said {
                undecided: self.undecided(release, &reading),
                reading,
                standing: Standing::Wins,
            };
            return said.map(wins).collect();
        }
        let Some(found) = self.releases.get(release) else {
            return Vec::new();
        };
        let route = route_of(&address.segments, 0);
        let mut all: Vec<Said> = Vec::new();
        let mut is_covered = false;
        for (number, layer) in found.layers.iter().enumerate().rev() {
            match self.look_up(release, layer, &route) {
                Lookup::Found(node) => {
                    let reading =
                        self.reading(release, (layer.file, layer.document), node, Some(number));
                    let is_map = |said: &Said| matches!(said.reading.held, Held::Map(_));
                    let merges = matches!(reading.held, Held::Map(_)) && all.iter().all(is_map);
                    let standing = match (is_covered, all.is_empty(), merges) {
                        (true, ..) | (_, false, false) => Standing::Hidden,
                        (_, true, _) => Standing::Wins,
                        (_, false, true) => Standing::Merged,
                    };
                    let conditions = self.conditions(release, layer.file, layer.document);
                    let undecided = match conditions.at(node.span().start) {
                        Presence::Undecided(reason) => Some(reason),
                        _ => self.undecided(release, &reading),
                    };
                    all.push(Said {
                        reading,
                        standing,
                        undecided,
                    });
                }
                Lookup::Covered => is_covered = true,
                Lookup::Missing => {}
            }
        }
        all
    }

    /// Why what a template comes to is not known.
    fn undecided(&self, release: usize, reading: &Reading) -> Option<String> {
        let scope = self.scope_of(release, reading.at.file)?;
        worked_out(&reading.text, scope).err()
    }
}
