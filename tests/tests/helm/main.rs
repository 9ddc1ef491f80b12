//! Real Helm 3, Helm 4 and helmfile around the post-renderer, installed from the tarballs that are shipped.

mod failures;
mod packed;
mod policy;
mod recipes;
mod same_everywhere;
