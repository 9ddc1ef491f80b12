//! Known findings: by what one is known again, and the file that lists them.
//!
//! A fingerprint is made of the rule, the file and the key, so lines may move and values may change. It holds no secret.

use super::{Place, Told, VERSION};
use anyhow::{Context, Result, bail};
use evenkeel_core::rules::Finding;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

const KIND: &str = "CheckBaseline";

/// The findings that are known.
pub(super) struct Baseline(BTreeSet<String>);

impl Baseline {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let name = path.display();
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
        let document: Value = serde_json::from_str(&text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            anyhow::anyhow!("{name}: line {line}, column {column}: this is no JSON")
        })?;
        if document["apiVersion"] != VERSION || document["kind"] != KIND {
            bail!("{name}: line 1, column 1: a baseline has apiVersion {VERSION} and kind {KIND}");
        }
        let findings = document["findings"]
            .as_array()
            .with_context(|| format!("{name}: line 1, column 1: findings is no list"))?;
        let known = findings
            .iter()
            .filter_map(|finding| finding["fingerprint"].as_str());
        Ok(Self(known.map(str::to_owned).collect()))
    }

    pub(super) fn knows(&self, told: &Told) -> bool {
        self.0.contains(&told.fingerprint)
    }
}

/// Writes findings as known ones, in an order that changes little when they do.
pub(super) fn write(path: &Path, told: &[Told]) -> Result<()> {
    let mut entries: Vec<(&str, &str, &str)> = told
        .iter()
        .map(|told| (&*told.place.path, told.rule(), &*told.fingerprint))
        .collect();
    entries.sort_unstable();
    let findings = entries.into_iter().map(
        |(path, rule, fingerprint)| json!({"path": path, "rule": rule, "fingerprint": fingerprint}),
    );
    let document = json!({
        "apiVersion": VERSION,
        "kind": KIND,
        "findings": findings.collect::<Vec<_>>(),
    });
    super::super::write(path, &format!("{document:#}\n"))
}

/// By what a finding is known again. Of several that are alike in everything but their line, each has its number.
pub(super) fn fingerprint(
    finding: &Finding,
    place: &Place,
    is_taken: impl Fn(&str) -> bool,
) -> String {
    let key = finding.address.as_ref().map(ToString::to_string);
    let line = || {
        place
            .source
            .as_ref()
            .map(|source| source.text.trim().to_owned())
    };
    let about = key.or_else(line).unwrap_or_default();
    let text = [finding.rule, &place.path, &about].join("\0");
    (0_u32..)
        .map(|number| format!("{:016x}", hash(&format!("{text}\0{number}"))))
        .find(|fingerprint| !is_taken(fingerprint))
        .unwrap_or_default()
}

/// FNV-1a, which every version gives the same result; nobody gains anything from a collision.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
