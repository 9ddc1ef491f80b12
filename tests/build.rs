//! Tells the tests which inputs from outside the repository are there, so that what can't run shows as ignored.

fn main() {
    println!("cargo::rustc-check-cfg=cfg(has_streams)");
    println!("cargo::rerun-if-env-changed=EVENKEEL_STREAMS");
    if std::env::var_os("EVENKEEL_STREAMS").is_some() {
        println!("cargo::rustc-cfg=has_streams");
    }
}
