//! The current rows of the table, and what is written to each and read back.

mod reading;
mod sample;

use evenkeel_core::keys::{self, Address, Key, Segment, Status};

pub use reading::{Tree, at, expected};
pub use sample::{sample, wrong};

/// Every current row.
pub fn all() -> Vec<&'static Key> {
    keys::all()
        .iter()
        .filter(|key| key.status == Status::Current)
        .collect()
}

/// The address of a row; free names become `any`.
pub fn address(key: &Key) -> Address {
    let mut address = key.address();
    for segment in &mut address.segments {
        if matches!(segment, Segment::Key(name) if name == "*") {
            *segment = Segment::Key("any".to_owned());
        }
    }
    address
}
