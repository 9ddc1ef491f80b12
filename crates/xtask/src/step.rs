//! One line per step with the time it took, so that a first run of many minutes explains itself.

use std::fmt::Display;
use std::time::Instant;

use anyhow::{Context, Result};

/// Runs `work`, printing its name before and its duration after it.
pub(crate) fn step<T>(name: impl Display, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("==> {name}");
    let start = Instant::now();
    let result = work().with_context(|| format!("{name} failed"))?;
    println!("    {name}: {:.1} s", start.elapsed().as_secs_f64());
    Ok(result)
}
