//! JSON Schemas made from the table of keys, so that any editor completes and checks what neither Helm nor the runner
//! does. Knows nothing of its own: types are those that [`Key::accepts`] lets pass, texts are the table's.
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::keys::{
    Address, Availability, ChartVersion, Item, Key, Place, Resolved, Seen, Segment, Severity,
    Status, Type, all, available,
};

/// A level of a document: what the table says of it, and the names below.
#[derive(Default)]
struct Level {
    row: Option<&'static Key>,
    below: BTreeMap<&'static str, Self>,
}

/// The schema of a document, as JSON text with a newline at its end. With a chart version, what that chart and its runner
/// do not have is left out.
#[must_use]
pub fn schema(place: Place, chart: Option<ChartVersion>) -> String {
    let mut root = Level::default();
    let rows = all().iter().filter(|key| key.place == place);
    for key in rows.filter(|key| has(key, chart)) {
        let mut level = &mut root;
        for name in key.path().split('.') {
            level = level.below.entry(name.trim_end_matches("[]")).or_default();
        }
        level.row = Some(key);
    }
    let mut schema = root.object(place, "");
    let (title, of) = match place {
        Place::Values => ("Values of the GitLab Runner chart", "chart"),
        Place::Config => ("config.toml of GitLab Runner", "chart's runner"),
        Place::Helmfile => ("helmfile", "newest helmfile that was checked"),
    };
    let version = match (place, chart) {
        (Place::Helmfile, _) | (_, None) => String::new(),
        (_, Some(version)) => format!(", of {of} {version}"),
    };
    schema.insert(
        "$schema".into(),
        json!("http://json-schema.org/draft-07/schema#"),
    );
    schema.insert("title".into(), json!(format!("{title}{version}")));
    // Only a map with keys that are no text could fail.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

/// Whether a key belongs into a schema: without a version whatever some version reads.
fn has(key: &Key, chart: Option<ChartVersion>) -> bool {
    match chart.map(|chart| available(key, chart)) {
        Some(Availability::SinceLater(_) | Availability::Removed(_)) => false,
        Some(Availability::Yes | Availability::Unknown) | None => key.status != Status::Removed,
    }
}

impl Level {
    /// The schema of a map with these names.
    fn object(&self, place: Place, path: &str) -> Map<String, Value> {
        let mut schema = Map::new();
        schema.insert("type".into(), json!(["object", "null"]));
        let names = self.below.iter().filter(|(name, _)| **name != "*");
        let properties: Map<String, Value> = names
            .map(|(name, level)| ((*name).to_owned(), level.value(place, &below(path, name))))
            .collect();
        let free = self
            .below
            .get("*")
            .map(|level| level.value(place, &below(path, "*")));
        schema.insert("properties".into(), Value::Object(properties));
        schema.insert(
            "additionalProperties".into(),
            free.unwrap_or(json!(is_open(place, path))),
        );
        schema
    }

    fn value(&self, place: Place, path: &str) -> Value {
        let has_names = !self.below.is_empty();
        let mut schema = match self.row.map(|row| row.ty) {
            Some(Type::List(_)) if has_names => {
                let mut list = Map::new();
                list.insert("type".into(), json!(["array", "null"]));
                list.insert("items".into(), Value::Object(self.object(place, path)));
                list
            }
            _ if has_names => self.object(place, path),
            _ => Map::new(),
        };
        if let Some(row) = self.row {
            if !has_names {
                shape(row, &mut schema);
            }
            describe(row, &mut schema);
        }
        Value::Object(schema)
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// Whether the table leaves open what else a map holds, because Kubernetes gets it as it is.
fn is_open(place: Place, path: &str) -> bool {
    let mut segments: Vec<Segment> = path
        .split('.')
        .map(|name| Segment::Key(name.to_owned()))
        .collect();
    segments.push(Segment::Key("any name at all".to_owned()));
    let resolved = Address { place, segments }.resolve();
    matches!(resolved, Resolved::PassedOn | Resolved::Inside { .. })
}

/// What may stand there, by asking the one check of types.
fn shape(row: &Key, schema: &mut Map<String, Value>) {
    let texts: &[&str] = match (row.allowed(), row.ty) {
        ([], Type::Quantity(_)) => &["100Mi", "100m"],
        ([], Type::Duration) => &["1h"],
        ([], Type::DateTime) => &["2026-01-01T00:00:00Z"],
        ([], _) => &["text"],
        (allowed, _) => allowed,
    };
    let passes = |seen: Seen<'_>| match row.accepts(&seen) {
        Ok(()) => true,
        Err(mismatch) => mismatch.severity == Severity::Loose,
    };
    let mut types = vec!["null"];
    let whole = passes(Seen::Int("1")) || row.allowed().iter().any(|word| passes(Seen::Int(word)));
    if texts.iter().any(|text| passes(Seen::Str(text))) {
        types.push("string");
    }
    if passes(Seen::Float("1.5")) {
        types.push("number");
    } else if whole {
        types.push("integer");
    }
    if passes(Seen::Bool(true)) {
        types.push("boolean");
    }
    if passes(Seen::List(Vec::new())) {
        types.push("array");
    }
    if passes(Seen::Map(Vec::new())) {
        types.push("object");
    }
    if types.len() < 7 {
        schema.insert("type".into(), json!(types));
    }
    match row.ty {
        Type::List(item) | Type::OneOrList(item) => {
            schema.insert("items".into(), item_schema(item));
        }
        Type::Map(item) => {
            schema.insert("additionalProperties".into(), item_schema(item));
        }
        _ => {}
    }
    if !row.allowed().is_empty() && row.is_scalar() {
        let words = row.allowed().iter().map(|word| json!(word));
        let numbers = row
            .allowed()
            .iter()
            .filter_map(|word| word.parse::<i64>().ok());
        let numbers = numbers.filter(|_| whole).map(|number| json!(number));
        let words = words.chain(numbers).chain([Value::Null]);
        schema.insert("enum".into(), words.collect());
    }
}

fn item_schema(item: Item) -> Value {
    match item {
        Item::String => json!({"type": "string"}),
        Item::Integer => json!({"type": "integer"}),
        Item::Float => json!({"type": "number"}),
        Item::Boolean => json!({"type": "boolean"}),
        Item::Object => json!({"type": "object"}),
        Item::Strings => json!({"type": "array", "items": {"type": "string"}}),
        Item::Any => json!({}),
    }
}

fn describe(row: &Key, schema: &mut Map<String, Value>) {
    let mut description = row.label().to_owned();
    if !row.note().is_empty() {
        description = format!("{description}. {}", row.note());
    }
    if let Some(default) = row.default() {
        if let Ok(default) = serde_json::from_str::<Value>(default) {
            schema.insert("default".into(), default);
        }
    } else if let Some(unset) = row.unset() {
        description = format!("{description} When not set: {unset}.");
    }
    if matches!(row.status, Status::Deprecated | Status::Obsolete) {
        let message = match row.replaced_by() {
            Some(instead) => format!("Deprecated; use {instead}."),
            None => "Deprecated.".to_owned(),
        };
        schema.insert("deprecated".into(), json!(true));
        schema.insert("deprecationMessage".into(), json!(message));
        description = format!("{message} {description}");
    }
    schema.insert("description".into(), json!(description));
}
