//! The module that Helm loads.
