//! What holds for every document there could be: generated ones here, real streams where a folder of them is named.
//!
//! Each edit is explained by its ranges, gives exactly the tree that was asked for, is refused a second time, and reads
//! the same to two other parsers.

#![allow(
    clippy::unwrap_used,
    reason = "whatever fails here is a failed test, and says where"
)]

mod checked;
mod generated;
mod json;
mod properties;
mod real;
mod suite;
