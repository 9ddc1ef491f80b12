//! Tarballs that come out the same from the same content: sorted names, fixed times, fixed modes.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

/// One file inside a tarball.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Name below the top folder, with `/`.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
    /// Who may run it.
    pub kind: Kind,
}

/// What a file is for.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Something to read.
    Data,
    /// A program.
    Program,
}

/// Writes `entries` to `path`, gzipped; below the folder `top` if there is one.
///
/// # Errors
/// What the file system says.
pub fn write(path: &Path, top: Option<&str>, entries: Vec<Entry>) -> io::Result<()> {
    let file = File::create(path)?;
    // The header of a fresh builder holds no time and no file name.
    let gzip = GzBuilder::new().write(file, Compression::best());
    archive(gzip, top, entries)?.finish()?;
    Ok(())
}

/// Writes `entries` as a tarball that is not gzipped; below the folder `top` if there is one. Gives back what was written to.
///
/// # Errors
/// What is written to.
pub fn archive<W: Write>(into: W, top: Option<&str>, mut entries: Vec<Entry>) -> io::Result<W> {
    entries.sort_by(|left, right| left.name.cmp(&right.name));
    let mut archive = Builder::new(into);
    let mut folders = Vec::new();
    for entry in &entries {
        let name = match top {
            Some(top) => format!("{top}/{}", entry.name),
            None => entry.name.clone(),
        };
        for (end, _) in name.match_indices('/') {
            let folder = &name[..=end];
            if !folders.iter().any(|seen| seen == folder) {
                append(&mut archive, folder, EntryType::Directory, 0o755, &[])?;
                folders.push(folder.to_owned());
            }
        }
        let mode = match entry.kind {
            Kind::Data => 0o644,
            Kind::Program => 0o755,
        };
        append(&mut archive, &name, EntryType::Regular, mode, &entry.bytes)?;
    }
    archive.into_inner()
}

fn append(
    archive: &mut Builder<impl Write>,
    name: &str,
    kind: EntryType,
    mode: u32,
    bytes: &[u8],
) -> io::Result<()> {
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_mtime(0);
    header.set_size(bytes.len() as u64);
    archive.append_data(&mut header, name, bytes)?;
    Ok(())
}

/// The content of a file with this name in a gzipped tarball: of several the one that lies in the fewest folders.
///
/// # Errors
/// Bytes that are no gzipped tarball, or none with such a file.
pub fn read(bytes: &[u8], name: &str) -> io::Result<Vec<u8>> {
    let mut archive = tar::Archive::new(GzDecoder::new(bytes));
    let mut uppermost: Option<(usize, Vec<u8>)> = None;
    for entry in archive.entries()? {
        let mut entry = entry?;
        let path = entry.path()?;
        let depth = path.components().count();
        let is_wanted = path.file_name().is_some_and(|found| found == name);
        if is_wanted && uppermost.as_ref().is_none_or(|(least, _)| depth < *least) {
            let mut content = Vec::new();
            entry.read_to_end(&mut content)?;
            uppermost = Some((depth, content));
        }
    }
    let missing = || io::Error::new(io::ErrorKind::NotFound, format!("there is no {name} in it"));
    uppermost.map(|(_, content)| content).ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> Vec<Entry> {
        vec![
            Entry {
                name: "plugin.yaml".into(),
                bytes: b"a: 1\n".to_vec(),
                kind: Kind::Data,
            },
            Entry {
                name: "bin/evenkeel".into(),
                bytes: b"\x7fELF".to_vec(),
                kind: Kind::Program,
            },
        ]
    }

    #[test]
    fn same_content_gives_the_same_bytes_in_any_order() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one.tgz"), folder.path().join("two.tgz"));
        write(&one, Some("evenkeel"), entries()).unwrap();
        write(
            &two,
            Some("evenkeel"),
            entries().into_iter().rev().collect(),
        )
        .unwrap();
        assert_eq!(std::fs::read(&one).unwrap(), std::fs::read(&two).unwrap());

        let mut archive = tar::Archive::new(GzDecoder::new(File::open(&one).unwrap()));
        let listed: Vec<(String, u32)> = archive
            .entries()
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                (
                    entry.path().unwrap().display().to_string(),
                    entry.header().mode().unwrap(),
                )
            })
            .collect();
        let expected = [
            ("evenkeel/", 0o755),
            ("evenkeel/bin/", 0o755),
            ("evenkeel/bin/evenkeel", 0o755),
            ("evenkeel/plugin.yaml", 0o644),
        ];
        assert_eq!(listed, expected.map(|(name, mode)| (name.to_owned(), mode)));
        assert_eq!(
            read(&std::fs::read(&one).unwrap(), "plugin.yaml").unwrap(),
            b"a: 1\n"
        );
        assert!(read(b"no tarball", "plugin.yaml").is_err());
    }
}
