//! Feeds the fuzzer's bytes to `invariants::parse`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evenkeel_fuzz::invariants::parse(bytes));
