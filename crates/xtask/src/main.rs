//! Automation of this repository: serve, test, dist.

fn main() {}
