//! Real Helm 3, Helm 4 and helmfile around the post-renderer, installed from the tarballs that are shipped.
#![allow(
    clippy::unwrap_used,
    reason = "whatever fails here is a failed test, and says where"
)]

mod failures;
mod helmfiles;
mod packed;
mod plugins;
mod policy;
mod recipes;
mod same_everywhere;
