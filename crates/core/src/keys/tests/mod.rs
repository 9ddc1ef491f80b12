//! The table is complete and consistent, and its lookups answer as a user would expect.

mod lookup;
mod table;
mod typed;

use super::*;

fn route(path: &str) -> Vec<Segment> {
    format!("values:{path}")
        .parse::<Address>()
        .unwrap()
        .segments
}

fn key(address: &str) -> &'static Key {
    let address: Address = address.parse().unwrap();
    match address.resolve() {
        Resolved::Row(key) => key,
        other => panic!("{address}: {other:?}"),
    }
}
