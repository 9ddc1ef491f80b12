//! Finding a field by words a person types.

use super::{KEYS, Key, Status};

/// The keys that match every word of `query` in their name, label, heading, environment variable or help, the best
/// first: name and label before help, current before removed, prominent before rare, then table order. An empty
/// query finds nothing.
#[must_use]
pub fn search(query: &str) -> Vec<&'static Key> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let score = |key: &'static Key| {
        let scores = words.iter().map(|word| score(key, word));
        Some((
            scores.sum::<Option<u32>>()?,
            key.status != Status::Current,
            key.rank,
            key.id,
            key,
        ))
    };
    let mut found: Vec<_> = KEYS.iter().filter_map(score).collect();
    found.sort_by_key(|(score, gone, rank, id, _)| (*gone, *score, *rank, *id));
    found.into_iter().map(|(.., key)| key).collect()
}

/// How far from the centre of a key a word is found; `None` = nowhere.
fn score(key: &Key, word: &str) -> Option<u32> {
    let name = key.name().to_lowercase();
    let label = key.label().to_lowercase();
    if name == word || label == word {
        return Some(0);
    }
    if name.starts_with(word) || label.split(' ').any(|part| part.starts_with(word)) {
        return Some(1);
    }
    if name.contains(word) || label.contains(word) {
        return Some(2);
    }
    let holds = |text: &str| text.to_lowercase().contains(word);
    if holds(key.path()) || holds(key.group()) || key.env().is_some_and(holds) {
        return Some(4);
    }
    holds(key.note()).then_some(8)
}
