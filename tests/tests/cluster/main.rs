//! A real API server and a real scheduler on what the post-renderer writes: nothing is refused that was not, pods are
//! where they should be, and releases change when they should and only then.
#![allow(
    clippy::unwrap_used,
    reason = "whatever fails here is a failed test, and says where"
)]

mod accepted;
mod permissions;
mod placed;
mod pod_security;
mod released;
