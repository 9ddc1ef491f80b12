//! Files in a zip: read, never written. Refuses what unpacks to more than anybody edits.

use anyhow::{Context, Result, bail};
use evenkeel_core::workspace::{File, Role, may_hold};
use std::io::Read;
use std::path::Path;
use zip::ZipArchive;

/// As much as is unpacked, over all files of a zip.
const LIMIT: u64 = 64 << 20;

/// The files of a zip that may hold something of the runner's, as paths below the zip's own.
pub(super) fn files(path: &str) -> Result<Vec<(String, String)>> {
    let context = || format!("cannot read {path}");
    let file = std::fs::File::open(path).with_context(context)?;
    let mut archive = ZipArchive::new(file).with_context(context)?;
    let (mut files, mut left) = (Vec::new(), LIMIT);
    for number in 0..archive.len() {
        let mut entry = archive.by_index(number).with_context(context)?;
        let name = entry.name().with_context(context)?.replace('\\', "/");
        let is_hidden = name
            .split('/')
            .any(|part| part.starts_with('.') || part == "__MACOSX");
        if entry.is_dir() || is_hidden || !may_hold(&name) {
            continue;
        }
        let mut bytes = Vec::new();
        // One byte more than allowed, to see that there is more.
        let read = entry.by_ref().take(left + 1).read_to_end(&mut bytes);
        read.with_context(|| format!("cannot read {name} in {path}"))?;
        left = match left.checked_sub(bytes.len() as u64) {
            Some(left) => left,
            None => bail!("{path} unpacks to more than {} MiB", LIMIT >> 20),
        };
        let Ok(text) = String::from_utf8(bytes) else {
            bail!("{name} in {path} is not UTF-8");
        };
        let path = format!("{}/{name}", path.replace('\\', "/"));
        if File::new(&path, &text).role() != Role::Other {
            files.push((path, text));
        }
    }
    files.sort();
    Ok(files)
}

/// Refuses to write a file that is in a zip.
pub(super) fn refuse(path: &str) -> Result<()> {
    let mut above = Path::new(path).ancestors().skip(1);
    if let Some(zip) = above.find(|above| above.is_file()) {
        bail!(
            "cannot write {path}: it is in {}; unpack that to change it",
            zip.display()
        );
    }
    Ok(())
}
