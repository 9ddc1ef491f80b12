//! Files that are made from the code and checked in all the same, because others read them where no code runs.

use anyhow::{Result, ensure};
use evenkeel_core::postrender::Policy;

use crate::repository::Repository;

/// Where a made file is, and what makes it.
const FILES: [(&str, Make); 1] = [("docs/evenkeel.schema.json", Policy::schema)];

type Make = fn() -> String;

/// Writes the files, or with `check` only compares.
pub(crate) fn run(repository: &Repository, check: bool) -> Result<()> {
    for (name, make) in FILES {
        let path = repository.root.join(name);
        let made = make();
        if check {
            let found = std::fs::read_to_string(&path).unwrap_or_default();
            ensure!(
                found == made,
                "{name} is not what the code makes; `cargo xtask codegen` writes it"
            );
        } else {
            std::fs::write(&path, made)?;
            println!("wrote {name}");
        }
    }
    Ok(())
}
