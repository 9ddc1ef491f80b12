//! The post-renderer as a library: cases with expected bytes, bad input, policies, and whole streams of real charts.
mod bad_input;
mod cases;
mod invariants;
mod policies;
mod reports;
mod streams;
