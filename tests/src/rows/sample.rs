//! What is written to a row: a value of its type as a person types it, and one of another type.

use evenkeel_core::keys::{self, Item, Key, Place, Status, Type};
use evenkeel_core::quantity::Resource;
use evenkeel_yaml::Value;

/// A value of the row's type as a person types it; text that looks like a number where text is meant.
pub fn sample(key: &Key) -> String {
    if let Some(allowed) = key.allowed().last().filter(|_| key.is_scalar()) {
        return (*allowed).to_owned();
    }
    // With another chart the release would be none of a runner.
    if key.path() == "releases[].chart" {
        return "other/gitlab-runner".to_owned();
    }
    match key.ty {
        Type::String => "0500",
        Type::Text => "line one\nline two\n",
        Type::Toml => "[[runners]]\n  name = \"x\"\n",
        Type::Integer => "7",
        Type::Float => "1.5",
        Type::Boolean => "true",
        Type::Quantity(Resource::Cpu) => "250m",
        Type::Quantity(_) => "512Mi",
        Type::Duration => "1m30s",
        Type::DateTime => "2026-01-01T00:00:00Z",
        Type::Any => "25%",
        _ => return compound(key).spelled(),
    }
    .to_owned()
}

/// A list or map as a person types it, and what it should be read back as.
enum Sample {
    Text(&'static str),
    Plain(String),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

impl Sample {
    /// As JSON, which is YAML as well.
    fn spelled(&self) -> String {
        match self {
            Self::Text(text) => format!("{text:?}"),
            Self::Plain(text) => text.clone(),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(Self::spelled).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Map(entries) => {
                let entries = entries.iter();
                let entries: Vec<_> = entries
                    .map(|(key, value)| format!("{key:?}: {}", value.spelled()))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }
}

/// Two elements of every list, two names of every map, and of an object all keys that the table knows; where some of these
/// have keys below them, the first three, deep down.
fn compound(key: &Key) -> Sample {
    let object = || object_below(key);
    let text = key.allowed().last().copied().unwrap_or("0500");
    let one = |item: Item| match item {
        Item::String | Item::Any => Sample::Text(text),
        Item::Integer => Sample::Plain("7".to_owned()),
        Item::Float => Sample::Plain("1.5".to_owned()),
        Item::Boolean => Sample::Plain("true".to_owned()),
        Item::Object => object(),
        Item::Strings => Sample::List(vec![Sample::Text("0500")]),
    };
    match key.ty {
        Type::List(item) | Type::OneOrList(item) => Sample::List(vec![one(item), one(item)]),
        Type::Map(item) => Sample::Map(vec![
            ("any".to_owned(), one(item)),
            ("example.com/other".to_owned(), one(item)),
        ]),
        Type::Object => object(),
        other => panic!("{other:?} is no list or map"),
    }
}

fn object_below(key: &Key) -> Sample {
    let mark = match (key.place, key.ty) {
        (Place::Config, _) | (_, Type::Object) => "",
        (_, Type::Map(_)) => ".*",
        _ => "[]",
    };
    let path = format!("{}{mark}", key.path());
    let below: Vec<_> = keys::children(key.place, &path)
        .filter(|key| key.status == Status::Current && key.name() != "*")
        .collect();
    let is_deep = below.iter().any(|key| key.has_children());
    let entries: Vec<_> = below
        .into_iter()
        .take(if is_deep { 3 } else { usize::MAX })
        .map(|key| {
            let value = match key.ty {
                Type::Integer | Type::Float | Type::Boolean => Sample::Plain(sample(key)),
                Type::Any => Sample::Text("25%"),
                ty if ty.is_scalar() => {
                    let text: &'static str = Box::leak(sample(key).into_boxed_str());
                    Sample::Text(text)
                }
                _ => compound(key),
            };
            (key.name().to_owned(), value)
        })
        .collect();
    if entries.is_empty() {
        let name = |name: &str| (name.to_owned(), Sample::Text("0500"));
        return Sample::Map(vec![name("name"), name("other")]);
    }
    Sample::Map(entries)
}

/// A value of another type than the row's.
pub fn wrong(key: &Key) -> Value {
    match key.ty {
        Type::OneOrList(_) => Value::Seq(vec![Value::Seq(vec![Value::from("no-such")])]),
        Type::String | Type::Text | Type::Toml => Value::Seq(vec![Value::Number("1".to_owned())]),
        _ => Value::from("no-such"),
    }
}
