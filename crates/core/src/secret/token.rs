//! Text that looks like a token or a private key, wherever it stands.
//!
//! Refuses to measure randomness: only prefixes that their makers gave to tokens count.

use std::ops::Range;

/// Beginnings of tokens, and how many characters of a token must follow.
/// Sources: GitLab's list of token prefixes; AWS's unique identifiers; RFC 7519 for what begins a JSON web token.
const PREFIXES: [(&str, usize); 22] = [
    ("glrt-", 6),
    ("glrtr-", 6),
    ("GR1348941", 6),
    ("glpat-", 6),
    ("glptt-", 6),
    ("gldt-", 6),
    ("glft-", 6),
    ("glsoat-", 6),
    ("glcbt-", 6),
    ("glimt-", 6),
    ("glagent-", 6),
    ("glffct-", 6),
    ("gloas-", 6),
    ("glwt-", 6),
    ("AKIA", 12),
    ("ASIA", 12),
    ("ghp_", 16),
    ("gho_", 16),
    ("ghs_", 16),
    ("github_pat_", 16),
    ("eyJhbGciOi", 16),
    ("xoxb-", 10),
];

/// All such places; they may lie in each other.
pub(super) fn ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = private_keys(text);
    // One pass for all prefixes: every file and every message goes through here.
    for (start, byte) in text.bytes().enumerate() {
        if !BEGINNINGS[usize::from(byte)] {
            continue;
        }
        // Prefixes begin with ASCII, so a character begins here.
        let (before, here) = text.split_at(start);
        if before
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric)
        {
            continue;
        }
        for (prefix, least) in PREFIXES {
            if prefix.as_bytes().first() != Some(&byte) {
                continue;
            }
            let Some(rest) = here.strip_prefix(prefix) else {
                continue;
            };
            let length = rest.bytes().take_while(|byte| is_token_byte(*byte)).count();
            let body = rest.get(..length).unwrap_or_default().trim_end_matches('.');
            if body.len() >= least {
                ranges.push(start..start + prefix.len() + body.len());
            }
        }
    }
    ranges
}

/// Which bytes a prefix begins with.
const BEGINNINGS: [bool; 256] = {
    let mut begins = [false; 256];
    let mut at = 0;
    while at < PREFIXES.len() {
        begins[PREFIXES[at].0.as_bytes()[0] as usize] = true;
        at += 1;
    }
    begins
};

const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// Blocks of `-----BEGIN … PRIVATE KEY-----`; without their end they reach to the end of the text.
fn private_keys(text: &str) -> Vec<Range<usize>> {
    const BEGIN: &str = "-----BEGIN ";
    let mut ranges = Vec::new();
    for (start, _) in text.match_indices(BEGIN) {
        let rest = text.get(start..).unwrap_or_default();
        let first = rest.lines().next().unwrap_or_default();
        if !first.contains("PRIVATE KEY") {
            continue;
        }
        let end = rest.find("-----END ").map_or(rest.len(), |end| {
            let tail = rest.get(end + 9..).unwrap_or_default();
            tail.find("-----")
                .map_or(rest.len(), |dashes| end + 9 + dashes + 5)
        });
        ranges.push(start..start + end);
    }
    ranges
}
