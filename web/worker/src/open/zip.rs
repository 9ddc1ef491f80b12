//! The directory of a zip: where its files are. Unpacks nothing.
//!
//! The format as in PKWARE's APPNOTE 6.3. Refuses encryption, archives in parts and the extension for more than 4 GiB.

use std::ops::Range;

/// A file in a zip.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    /// Its bytes, as they are packed.
    pub(super) at: Range<usize>,
    pub(super) is_deflated: bool,
    /// How long it is unpacked.
    pub(super) size: usize,
}

const END: usize = 22;
const LONGEST_COMMENT: usize = 0xFFFF;
const STORED: usize = 0;
const DEFLATED: usize = 8;

/// The files of a zip in the order of its directory, without folders.
pub(super) fn entries(zip: &[u8]) -> Result<Vec<Entry>, String> {
    let damaged = || "is no zip, or a damaged one".to_owned();
    let end = end(zip).ok_or_else(damaged)?;
    let count = short(zip, end + 10).ok_or_else(damaged)?;
    let mut at = long(zip, end + 16).ok_or_else(damaged)?;
    let mut entries = Vec::new();
    for _ in 0..count {
        let (entry, next) = entry(zip, at).ok_or_else(damaged)??;
        entries.extend(entry);
        at = next;
    }
    Ok(entries)
}

/// The record at the end of the directory; a comment may follow it.
fn end(zip: &[u8]) -> Option<usize> {
    let last = zip.len().checked_sub(END)?;
    let first = last.saturating_sub(LONGEST_COMMENT);
    (first..=last)
        .rev()
        .find(|at| is_at(zip, *at, b"PK\x05\x06"))
}

type Found = Result<(Option<Entry>, usize), String>;

/// The entry of the directory at an offset and the offset of the next one; none where the bytes are not such an entry.
fn entry(zip: &[u8], at: usize) -> Option<Found> {
    if !is_at(zip, at, b"PK\x01\x02") {
        return None;
    }
    let (flags, method) = (short(zip, at + 8)?, short(zip, at + 10)?);
    let (packed, size) = (long(zip, at + 20)?, long(zip, at + 24)?);
    let (length, extra, comment) = (
        short(zip, at + 28)?,
        short(zip, at + 30)?,
        short(zip, at + 32)?,
    );
    let header = long(zip, at + 42)?;
    let name = zip.get(at + 46..at + 46 + length)?;
    let name = String::from_utf8_lossy(name).replace('\\', "/");
    let next = at + 46 + length + extra + comment;
    if name.ends_with('/') {
        return Some(Ok((None, next)));
    }
    if flags & 1 == 1 {
        return Some(Err(format!("{name} is encrypted")));
    }
    if method != STORED && method != DEFLATED {
        return Some(Err(format!(
            "{name} is packed in a way that is not read here"
        )));
    }
    if !is_at(zip, header, b"PK\x03\x04") {
        return None;
    }
    let start = header + 30 + short(zip, header + 26)? + short(zip, header + 28)?;
    let range = start..start.checked_add(packed)?;
    zip.get(range.clone())?;
    let entry = Entry {
        name,
        at: range,
        is_deflated: method == DEFLATED,
        size,
    };
    Some(Ok((Some(entry), next)))
}

fn is_at(zip: &[u8], at: usize, sign: &[u8]) -> bool {
    zip.get(at..).is_some_and(|rest| rest.starts_with(sign))
}

fn short(zip: &[u8], at: usize) -> Option<usize> {
    let bytes = zip.get(at..at + 2)?.try_into().ok()?;
    Some(usize::from(u16::from_le_bytes(bytes)))
}

/// A number of four bytes; all ones say that the true one is in the extension for longer archives.
fn long(zip: &[u8], at: usize) -> Option<usize> {
    let bytes = zip.get(at..at.checked_add(4)?)?.try_into().ok()?;
    let number = u32::from_le_bytes(bytes);
    (number != u32::MAX).then_some(number as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::zip::CompressionMethod;
    use ::zip::write::{SimpleFileOptions, ZipWriter};
    use std::io::{Cursor, Write};

    fn packed(method: CompressionMethod) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(method);
        zip.add_directory("folder", options).unwrap();
        zip.start_file("folder/ä.yaml", options).unwrap();
        zip.write_all("a: 1\n".repeat(200).as_bytes()).unwrap();
        zip.start_file("empty.yaml", options).unwrap();
        zip.set_comment("a comment").unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn finds_the_files_of_a_zip_that_others_packed() {
        let zip = packed(CompressionMethod::Stored);
        let found = entries(&zip).unwrap();
        let names: Vec<&str> = found.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["folder/ä.yaml", "empty.yaml"]);
        assert_eq!(zip[found[0].at.clone()], *"a: 1\n".repeat(200).as_bytes());
        let zip = packed(CompressionMethod::Deflated);
        let found = entries(&zip).unwrap();
        assert!(found[0].is_deflated);
        assert_eq!(found[0].size, 1_000);
        assert!(found[0].at.len() < 100);
    }

    #[test]
    fn what_is_cut_or_changed_is_refused_and_never_read_beyond_its_end() {
        let zip = packed(CompressionMethod::Deflated);
        for end in 0..zip.len() {
            let _ = entries(&zip[..end]);
        }
        for at in 0..zip.len() {
            let mut changed = zip.clone();
            changed[at] ^= 0xFF;
            let _ = entries(&changed);
        }
        assert!(entries(b"a: 1\n").is_err());
        assert!(entries(&zip[..zip.len() - 40]).is_err());
    }
}
