//! Which keys are fields.

use evenkeel_core::keys::{self, Key, Place, Section, Segment};

/// A key by its row, so that it compares cheaply.
#[derive(Clone, Copy)]
pub(crate) struct FieldKey(pub(crate) &'static Key);

impl FieldKey {
    /// The row of the key.
    pub(crate) fn row(self) -> usize {
        usize::from(self.0.id)
    }
}

impl PartialEq for FieldKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

/// Whether a key has a field of its own: not a part of a list's element, not below a free name, no parent of fields.
pub(crate) fn is_field(key: &Key) -> bool {
    let segments = key.segments();
    let elements = segments
        .iter()
        .filter(|segment| matches!(segment, Segment::Element))
        .count();
    let first = match segments.first() {
        Some(Segment::Key(name)) => name.as_str(),
        _ => "",
    };
    let allowed = match key.place {
        Place::Helmfile => usize::from(matches!(first, "releases" | "repositories")),
        Place::Config => usize::from(first == "runners"),
        Place::Values => 0,
    };
    let ends_in_element = matches!(segments.last(), Some(Segment::Element));
    let is_list_of_ours = matches!(key.path(), "releases" | "repositories" | "runners");
    elements <= allowed
        && !ends_in_element
        && !key.path().contains('*')
        && !key.has_children()
        && (key.place == Place::Values || !is_list_of_ours)
}

/// The fields of a section in table order.
pub(crate) fn fields(section: Section) -> impl Iterator<Item = &'static Key> {
    keys::groups(section)
        .flat_map(keys::Group::keys)
        .filter(|key| is_field(key))
}
