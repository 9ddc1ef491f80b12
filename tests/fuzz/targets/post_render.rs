//! Feeds the fuzzer's bytes to `invariants::post_render`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evenkeel_fuzz::invariants::post_render(bytes));
