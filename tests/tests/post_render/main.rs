//! The post-renderer as a library: cases with expected bytes, bad input, policies, and whole streams of real charts.
#![allow(clippy::unwrap_used, reason = "in a test the panic is the message")]

mod bad_input;
mod cases;
mod damaged;
mod invariants;
mod policies;
mod reports;
mod streams;
