//! Feeds the fuzzer's bytes to `invariants::edit`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evenkeel_fuzz::invariants::edit(bytes));
