//! Streams that real Helm handed to a post-renderer, from a folder outside the repository that `EVENKEEL_STREAMS` names.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

/// One stream.
#[derive(Debug)]
pub struct Stream {
    /// Folder and file name, `helm4/redis.yaml`.
    pub name: String,
    /// The bytes as Helm wrote them.
    pub bytes: Vec<u8>,
}

/// Every stream of the folder, sorted by name. Without one the list is empty, and `test` says so where it is seen even
/// when the test passes; a folder that is named but has none is a failure.
pub fn streams(test: &str) -> Vec<Stream> {
    let Some(folder) = env::var_os("EVENKEEL_STREAMS")
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
    else {
        // Not eprintln: the harness would swallow it.
        writeln!(
            io::stderr(),
            "{test}: EVENKEEL_STREAMS names no folder, so no streams of real charts were tested"
        )
        .ok();
        return Vec::new();
    };
    let mut streams = Vec::new();
    for helm in ["helm3", "helm4"] {
        for entry in fs::read_dir(folder.join(helm))
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "yaml")
            {
                let name = format!("{helm}/{}", path.file_name().unwrap().display());
                streams.push(Stream {
                    name,
                    bytes: fs::read(&path).unwrap(),
                });
            }
        }
    }
    assert!(!streams.is_empty(), "{} has no streams", folder.display());
    streams.sort_by(|left, right| left.name.cmp(&right.name));
    streams
}
