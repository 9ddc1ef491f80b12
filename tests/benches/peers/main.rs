//! What post-rendering costs as Helm sees it, beside others that edit the same stream: the tables of `cargo xtask bench
//! --peers`.
//!
//! All programs take turns in one run, so that whatever else the machine does falls on all of them. Ratios are what to
//! look at; nothing is asserted about time.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark is for people at a terminal, and what fails here has nobody else to tell"
)]

mod growth;
mod helm;
mod in_process;
mod inputs;
mod measured;
mod whole_process;

use std::env;

fn main() {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    if let Some((_, call)) = arguments
        .split_first()
        .filter(|(first, _)| *first == measured::ONE)
    {
        return measured::one(call);
    }
    whole_process::print();
    in_process::print();
    growth::print();
    helm::print();
}
