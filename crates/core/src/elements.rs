//! Elements of a list, of YAML and of TOML alike: which of them stay when the list becomes another, and a text with its
//! pieces in another order.

use evenkeel_yaml::Edit;
use std::ops::Range;

/// What stands at a place of a new list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    /// The old element of this number.
    Kept(usize),
    /// The old element of this number, with something in it changed.
    Changed(usize),
    /// Something new.
    New,
}

impl Slot {
    pub(crate) fn old(self) -> Option<usize> {
        match self {
            Self::Kept(number) | Self::Changed(number) => Some(number),
            Self::New => None,
        }
    }
}

/// The new list in terms of the old one. What is the same at the front and at the back stays, and between them what
/// comes in the same order; an element that is `alike` the next old one is that one, changed.
pub(crate) fn slots(
    old: usize,
    new: usize,
    is_same: impl Fn(usize, usize) -> bool,
    is_alike: impl Fn(usize, usize) -> bool,
) -> Vec<Slot> {
    let both = old.min(new);
    let front = (0..both).take_while(|&at| is_same(at, at)).count();
    let back = (1..=both - front)
        .take_while(|&at| is_same(old - at, new - at))
        .count();
    let mut next = front;
    let between = front..new - back;
    let mut slots: Vec<Slot> = (0..front).map(Slot::Kept).collect();
    for value in between.clone() {
        let same = (next..old - back).find(|&number| is_same(number, value));
        let comes_later = || (value + 1..between.end).any(|later| is_same(next, later));
        slots.push(match same {
            Some(number) => Slot::Kept(number),
            None if next < old - back && is_alike(next, value) && !comes_later() => {
                Slot::Changed(next)
            }
            None => Slot::New,
        });
        if let Some(number) = slots.last().and_then(|slot| slot.old()) {
            next = number + 1;
        }
    }
    slots.extend((old - back..old).map(Slot::Kept));
    slots
}

/// The same for a list where order says little: an element that is there at another place stays too, and what is new takes
/// the place of the old one that went there, if one did.
pub(crate) fn matched(
    old: usize,
    new: usize,
    is_same: impl Fn(usize, usize) -> bool,
    is_alike: impl Fn(usize, usize) -> bool,
) -> Vec<Slot> {
    let mut slots = slots(old, new, &is_same, is_alike);
    let is_free = |slots: &[Slot], number: usize| {
        let taken = slots.iter().any(|slot| slot.old() == Some(number));
        number < old && !taken
    };
    for value in 0..slots.len() {
        let found = (0..old).find(|&number| is_same(number, value) && is_free(&slots, number));
        if let (Some(slot @ Slot::New), Some(number)) = (slots.get_mut(value), found) {
            *slot = Slot::Kept(number);
        }
    }
    let mut next = 0;
    for value in 0..slots.len() {
        let is_free = is_free(&slots, next);
        if let Some(slot @ Slot::New) = slots.get_mut(value)
            && is_free
        {
            *slot = Slot::Changed(next);
        }
        let own = slots.get(value).and_then(|slot| slot.old());
        next = own.map_or(next, |number| number + 1);
    }
    slots
}

/// The order of `count` elements when one of them is moved.
pub(crate) fn moved(count: usize, from: usize, to: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).filter(|&number| number != from).collect();
    order.insert(to.min(order.len()), from);
    order
}

/// Pieces of a text in another order; what stands between two places stays between them.
pub(crate) fn permuted(text: &str, pieces: &[Range<usize>], order: &[usize]) -> Option<Edit> {
    let region = pieces.first()?.start..pieces.last()?.end;
    let mut written = String::with_capacity(region.len());
    for (place, number) in order.iter().enumerate() {
        if let Some(before) = place.checked_sub(1) {
            written.push_str(text.get(pieces.get(before)?.end..pieces.get(place)?.start)?);
        }
        written.push_str(text.get(pieces.get(*number)?.clone())?);
    }
    Some(Edit {
        range: region,
        text: written,
        depth: 0,
        change: 0,
    })
}

/// The same for pieces that are whole lines, the last of which may end with the text and without a newline.
pub(crate) fn permuted_lines(text: &str, pieces: &[Range<usize>], order: &[usize]) -> Option<Edit> {
    let end = pieces.last()?.end;
    if text.get(..end)?.ends_with('\n') {
        return permuted(text, pieces, order);
    }
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let whole = format!("{}{newline}", text.get(..end)?);
    let mut pieces = pieces.to_vec();
    pieces.last_mut()?.end = whole.len();
    let mut edit = permuted(&whole, &pieces, order)?;
    edit.range.end = end;
    edit.text.truncate(edit.text.len() - newline.len());
    Some(edit)
}

/// The one edit that makes one text of another: whole lines where the texts differ.
pub(crate) fn difference(old: &str, new: &str) -> Edit {
    let front: usize = old
        .split_inclusive('\n')
        .zip(new.split_inclusive('\n'))
        .take_while(|(old, new)| old == new)
        .map(|(line, _)| line.len())
        .sum();
    let rest = |text: &str| text.get(front..).unwrap_or_default().len();
    let (old_rest, new_rest) = (rest(old), rest(new));
    let back: usize = old
        .split_inclusive('\n')
        .rev()
        .zip(new.split_inclusive('\n').rev())
        .take_while(|(old, new)| old == new)
        .map(|(line, _)| line.len())
        .scan(0, |sum, length| {
            *sum += length;
            (*sum <= old_rest && *sum <= new_rest).then_some(length)
        })
        .sum();
    Edit {
        range: front..old.len() - back,
        text: new
            .get(front..new.len() - back)
            .unwrap_or_default()
            .to_owned(),
        depth: 0,
        change: 0,
    }
}
