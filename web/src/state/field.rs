//! Which keys are fields, and where.

use evenkeel_core::keys::{self, Address, Key, Place, Section, Segment};

/// A place that a field is for: a key, and where exactly it is.
#[derive(Clone)]
pub(crate) struct Spot {
    pub(crate) key: &'static Key,
    address: Address,
    /// The address as a text, which names the place.
    pub(crate) at: String,
}

impl PartialEq for Spot {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl Spot {
    fn new(key: &'static Key, address: Address) -> Self {
        let at = address.to_string();
        Self { key, address, at }
    }

    /// The one place of a key.
    pub(crate) fn of(key: &'static Key) -> Self {
        Self::new(key, key.address())
    }

    /// An element of the list at this place.
    pub(crate) fn element(&self, number: usize) -> Self {
        let mut address = self.address.clone();
        address.segments.push(Segment::Index(number));
        Self::new(self.key, address)
    }

    /// The place of one of the [`parts`] in an element of this place's list.
    pub(crate) fn part(&self, part: &'static Key) -> Self {
        let mut address = self.address.clone();
        let own = self.key.segments().len() + 1;
        address
            .segments
            .extend(part.segments().into_iter().skip(own));
        Self::new(part, address)
    }

    /// A name in the map at this place.
    pub(crate) fn entry(&self, name: &str) -> String {
        let mut address = self.address.clone();
        address.segments.push(Segment::Key(name.to_owned()));
        address.to_string()
    }

    /// The path of its key, of an element's part that within the element.
    pub(crate) fn path(&self) -> &str {
        let is_index = |segment: &Segment| matches!(segment, Segment::Index(_));
        match self.address.segments.iter().rposition(is_index) {
            None => self.key.path(),
            Some(index) => {
                let names = self.address.segments.len() - index - 1;
                let path = self.key.path();
                let mut dots = path.rmatch_indices('.').map(|(at, _)| at + 1);
                dots.nth(names.saturating_sub(1))
                    .map_or(path, |start| &path[start..])
            }
        }
    }
}

/// Whether a key has a field of its own: not a part of a list's element, not below a free name, no parent of fields.
pub(crate) fn is_field(key: &Key) -> bool {
    let segments = key.segments();
    let first = match segments.first() {
        Some(Segment::Key(name)) => name.as_str(),
        _ => "",
    };
    let allowed = match key.place {
        Place::Helmfile => usize::from(matches!(first, "releases" | "repositories")),
        Place::Config => usize::from(first == "runners"),
        Place::Values => 0,
    };
    let is_list_of_ours = matches!(key.path(), "releases" | "repositories" | "runners");
    elements(&segments) <= allowed
        && is_shown_whole(key, &segments)
        && (key.place == Place::Values || !is_list_of_ours)
}

/// The fields of a section in table order.
pub(crate) fn fields(section: Section) -> impl Iterator<Item = &'static Key> {
    keys::groups(section)
        .flat_map(keys::Group::keys)
        .filter(|key| is_field(key))
}

/// What an element of a list is made of that the table describes, in table order.
pub(crate) fn parts(list: &'static Key) -> impl Iterator<Item = &'static Key> {
    let own = list.segments().len() + 1;
    keys::all().iter().filter(move |key| {
        let is_below = key.place == list.place && key.path().starts_with(list.path());
        is_below && key.id != list.id && {
            let segments = key.segments();
            segments.len() > own
                && segments[..own - 1] == list.segments()
                && segments[own - 1] == Segment::Element
                && elements(&segments[own..]) == 0
                && is_shown_whole(key, &segments)
        }
    })
}

fn elements(segments: &[Segment]) -> usize {
    let is_element = |segment: &&Segment| matches!(segment, Segment::Element);
    segments.iter().filter(is_element).count()
}

fn is_shown_whole(key: &Key, segments: &[Segment]) -> bool {
    let ends_in_element = matches!(segments.last(), Some(Segment::Element));
    !ends_in_element && !key.path().contains('*') && key.has_field()
}
