//! Section, group and label of a key, from data/presentation.json.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use super::Failure;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Presentation {
    pub(crate) rules: Vec<Rule>,
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) whole_names: BTreeMap<String, String>,
    pub(crate) words: BTreeMap<String, String>,
    pub(crate) labels: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) at: String,
    pub(crate) section: String,
    pub(crate) group: String,
    #[serde(default)]
    pub(crate) nested: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pattern {
    pub(crate) suffix: String,
    pub(crate) label: String,
}

impl Presentation {
    /// The rule with the longest place that is the key or above it.
    pub(crate) fn rule(&self, address: &str) -> Result<usize, Failure> {
        let covers = |at: &str| {
            address.strip_prefix(at).is_some_and(|rest| {
                at.ends_with([':', '.']) || rest.is_empty() || rest.starts_with(['.', '['])
            })
        };
        let rules = self
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| covers(&rule.at));
        let longest = rules.max_by_key(|(_, rule)| rule.at.len());
        Ok(longest
            .ok_or_else(|| format!("{address}: no rule in presentation.json"))?
            .0)
    }

    /// The heading over a key; below a nested rule with the labels of the tables in between.
    pub(crate) fn group(&self, rule: usize, address: &str) -> String {
        let rule = &self.rules[rule];
        let mut group = rule.group.clone();
        if rule.nested && address.len() > rule.at.len() {
            let mut end = rule.at.len() + 1;
            while let Some(next) = address[end..].find('.') {
                let _ = write!(group, " › {}", self.label(&address[..end + next]));
                end += next + 1;
            }
        }
        group
    }

    /// The written label, else one made of the words of the name.
    pub(crate) fn label(&self, address: &str) -> String {
        if let Some(label) = self.labels.get(address) {
            return label.clone();
        }
        let name = address
            .rsplit(['.', ':'])
            .next()
            .unwrap_or(address)
            .trim_end_matches("[]");
        if let Some(label) = self.whole_names.get(name) {
            return label.clone();
        }
        for pattern in &self.patterns {
            if let Some(stem) = address.strip_suffix(&pattern.suffix) {
                return pattern.label.replace("{}", &self.label(stem));
            }
        }
        let flag = name.strip_prefix("FF_").map(str::to_ascii_lowercase);
        let words: Vec<String> = words(flag.as_deref().unwrap_or(name))
            .iter()
            .map(|word| {
                self.words
                    .get(word)
                    .cloned()
                    .unwrap_or_else(|| word.clone())
            })
            .collect();
        upper_first(&words.join(" "))
    }
}

/// The words of a name in snake, kebab or camel case, in lower case.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let letters: Vec<char> = name.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let after_lower =
            at > 0 && (letters[at - 1].is_lowercase() || letters[at - 1].is_ascii_digit());
        let last_of_acronym = at > 0
            && letters[at - 1].is_uppercase()
            && letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if *letter == '_'
            || *letter == '-'
            || letter.is_uppercase() && (after_lower || last_of_acronym)
        {
            words.push(String::new());
        }
        if letter.is_alphanumeric() {
            words
                .last_mut()
                .expect("starts with one")
                .extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The name of the enum variant for a title or a dashed word.
pub(crate) fn variant(title: &str) -> String {
    title.split([' ', '-']).map(upper_first).collect()
}

pub(crate) fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
