//! A zip of texts: nothing compressed, all times the same, so that the same files give the same bytes.
//!
//! The format as in PKWARE's APPNOTE 6.3, of which a stored entry needs three records. A library for all of the format
//! is 40 KB of the site's module. Refuses nothing: what is longer than the format's 4 GiB never was in a browser's text.

/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
/// What a reader has to understand: version 1.0.
const NEEDED: u16 = 10;
/// Written on Unix, as by version 2.0 of the format; what follows from it is how the permissions are read.
const MADE_BY: u16 = 3 << 8 | 20;
/// The first day that the format knows, 1980-01-01.
const DATE: u16 = 1 << 5 | 1;
/// A regular file that all may read and its owner may write.
const PERMISSIONS: u32 = 0o100_644 << 16;

/// The zip of files given as path and text, in this order.
pub(super) fn zip(files: &[(String, String)]) -> Vec<u8> {
    let mut zip = Vec::new();
    let mut directory = Vec::new();
    for (path, text) in files {
        let entry = entry(path, text);
        let start = long(zip.len());
        zip.extend(b"PK\x03\x04");
        zip.extend(&entry);
        directory.extend(b"PK\x01\x02");
        directory.extend(MADE_BY.to_le_bytes());
        directory.extend(&entry);
        // No comment, the first disk, no attributes of the format's own.
        directory.extend([0; 6]);
        directory.extend(PERMISSIONS.to_le_bytes());
        directory.extend(start);
        directory.extend(path.as_bytes());
        zip.extend(path.as_bytes());
        zip.extend(text.as_bytes());
    }
    let start = zip.len();
    zip.extend(&directory);
    zip.extend(b"PK\x05\x06");
    zip.extend([0; 4]);
    zip.extend(short(files.len()));
    zip.extend(short(files.len()));
    zip.extend(long(directory.len()));
    zip.extend(long(start));
    zip.extend([0; 2]);
    zip
}

/// What a file's own header and the directory say in the same words.
fn entry(path: &str, text: &str) -> Vec<u8> {
    let mut entry = Vec::new();
    entry.extend(NEEDED.to_le_bytes());
    entry.extend(FLAGS.to_le_bytes());
    // Stored, at midnight.
    entry.extend([0; 4]);
    entry.extend(DATE.to_le_bytes());
    entry.extend(checksum(text.as_bytes()).to_le_bytes());
    // Compressed and not are the same.
    entry.extend(long(text.len()));
    entry.extend(long(text.len()));
    entry.extend(short(path.len()));
    // Nothing extra.
    entry.extend([0; 2]);
    entry
}

fn short(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes()
}

fn long(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}

/// CRC-32, bit by bit: a table would be more bytes to download than there are bytes to sum up.
fn checksum(bytes: &[u8]) -> u32 {
    let sum = bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg())
        })
    });
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_of_the_format() {
        assert_eq!(checksum(b"123456789"), 0xCBF4_3926);
        assert_eq!(checksum(b""), 0);
    }

    #[test]
    fn records_point_at_each_other() {
        let files = [
            ("a/ä.yaml".to_owned(), "x: 1\n".to_owned()),
            ("b".to_owned(), String::new()),
        ];
        let zip = zip(&files);
        let number = |at: usize| u32::from_le_bytes(zip[at..at + 4].try_into().unwrap()) as usize;
        let end = zip.len() - 22;
        assert_eq!(&zip[end..end + 4], b"PK\x05\x06");
        let directory = number(end + 16);
        assert_eq!(directory + number(end + 12), end);
        assert_eq!(&zip[directory..directory + 4], b"PK\x01\x02");
        assert_eq!(&zip[..4], b"PK\x03\x04");
        // Header and directory of an entry agree from the version that is needed to the extra field.
        assert_eq!(zip[4..30], zip[directory + 6..directory + 32]);
        let second = directory + 46 + files[0].0.len();
        assert_eq!(&zip[number(second + 42)..][..4], b"PK\x03\x04");
    }
}
