//! Tests of the whole: real inputs, real Helm, a real browser.
