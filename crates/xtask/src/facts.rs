//! What another version of the chart changes in its values, as rows to paste into the table of keys and lines to judge.
//! Reads what `values.yaml` sets; keys that stand there only as comments are for a person to read.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use serde_json::{Value, json};

/// What to do with facts.
#[derive(Subcommand)]
pub(crate) enum Facts {
    /// List the values that come, go or change their default between two packages of a chart
    Diff {
        /// The older package and the newer one, as `helm pull` gives them
        #[arg(long, num_args = 2, value_names = ["OLD.tgz", "NEW.tgz"], required = true)]
        chart: Vec<PathBuf>,
    },
}

/// Carries it out.
pub(crate) fn run(facts: &Facts) -> Result<()> {
    let Facts::Diff { chart } = facts;
    let [old, new] = chart.as_slice() else {
        bail!("two packages are compared");
    };
    print!("{}", Difference::of(&Chart::read(old)?, &Chart::read(new)?));
    Ok(())
}

/// The version of a chart, and what its `values.yaml` sets.
struct Chart {
    version: String,
    values: BTreeMap<String, Value>,
}

impl Chart {
    fn read(package: &Path) -> Result<Self> {
        let name = package.display();
        let bytes = fs::read(package).with_context(|| format!("cannot read {name}"))?;
        let file = |file: &str| -> Result<Value> {
            let text = evenkeel_tarball::read(&bytes, file)
                .with_context(|| format!("{name} is no chart package"))?;
            serde_yaml::from_slice(&text).with_context(|| format!("{file} of {name}"))
        };
        let (about, values) = (file("Chart.yaml")?, file("values.yaml")?);
        let version = about.get("version").and_then(Value::as_str);
        let mut chart = Self {
            version: version
                .with_context(|| format!("Chart.yaml of {name} names no version"))?
                .to_owned(),
            values: BTreeMap::new(),
        };
        chart.add("", values);
        Ok(chart)
    }

    fn add(&mut self, path: &str, value: Value) {
        match value {
            Value::Object(entries) if !entries.is_empty() || path.is_empty() => {
                for (key, value) in entries {
                    let path = match path {
                        "" => key,
                        _ => format!("{path}.{key}"),
                    };
                    self.add(&path, value);
                }
            }
            value => {
                self.values.insert(path.to_owned(), value);
            }
        }
    }
}

/// What is different between two versions.
struct Difference<'c> {
    versions: [&'c str; 2],
    added: Vec<(&'c str, &'c Value)>,
    removed: Vec<&'c str>,
    changed: Vec<(&'c str, [&'c Value; 2])>,
}

impl<'c> Difference<'c> {
    fn of(old: &'c Chart, new: &'c Chart) -> Self {
        let added = new
            .values
            .iter()
            .filter(|(path, _)| !old.values.contains_key(*path));
        let removed = old
            .values
            .keys()
            .filter(|path| !new.values.contains_key(*path));
        let changed = old.values.iter().filter_map(|(path, before)| {
            let after = new.values.get(path)?;
            (before != after).then_some((path.as_str(), [before, after]))
        });
        Self {
            versions: [&old.version, &new.version],
            added: added.map(|(path, value)| (path.as_str(), value)).collect(),
            removed: removed.map(String::as_str).collect(),
            changed: changed.collect(),
        }
    }
}

impl Display for Difference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [old, new] = self.versions;
        writeln!(f, "{} added from {old} to {new}", self.added.len())?;
        for (path, default) in &self.added {
            let mut row = format!(
                "{{\"path\": {}, \"type\": \"{}\"",
                json!(path),
                kind(default)
            );
            if !default.is_null() {
                row.push_str(&format!(", \"default\": {default}"));
            }
            writeln!(f, "    {row}, \"since\": \"{new}\", \"note\": \"\"}},")?;
        }
        writeln!(
            f,
            "{} removed; each row gets \"until\": \"{new}\"",
            self.removed.len()
        )?;
        for path in &self.removed {
            writeln!(f, "    {path}")?;
        }
        writeln!(f, "{} with another default", self.changed.len())?;
        for (path, [before, after]) in &self.changed {
            writeln!(f, "    {path}: {before} -> {after}")?;
        }
        Ok(())
    }
}

/// The type of a row, as far as a default tells.
fn kind(default: &Value) -> &'static str {
    match default {
        Value::Null => "any",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "integer",
        Value::String(text) if text.contains('\n') => "text",
        Value::String(_) => "string",
        Value::Array(items) if items.iter().all(Value::is_object) => "list<object>",
        Value::Array(_) => "list<string>",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::{Chart, Difference};
    use evenkeel_tarball::{Entry, Kind, write};

    fn chart(folder: &std::path::Path, version: &str, values: &str) -> Chart {
        let entry = |name: &str, text: String| Entry {
            name: name.to_owned(),
            bytes: text.into_bytes(),
            kind: Kind::Data,
        };
        let package = folder.join(format!("demo-{version}.tgz"));
        let entries = vec![
            entry("Chart.yaml", format!("name: demo\nversion: {version}\n")),
            entry("values.yaml", values.to_owned()),
            entry("charts/inner/values.yaml", "hidden: true\n".to_owned()),
        ];
        write(&package, Some("demo"), entries).unwrap();
        Chart::read(&package).unwrap()
    }

    #[test]
    fn what_comes_goes_and_changes_is_listed() {
        let folder = tempfile::tempdir().unwrap();
        let old = "image: {tag: a, old: 1}\nlabels: {}\nsame: [x]\n";
        let new =
            "image: {tag: b, pullSecrets: []}\nlabels: {}\nsame: [x]\nhpa:\n  enabled: false\n";
        let (old, new) = (
            chart(folder.path(), "1.0.0", old),
            chart(folder.path(), "1.1.0", new),
        );
        assert_eq!(
            Difference::of(&old, &new).to_string(),
            r#"2 added from 1.0.0 to 1.1.0
    {"path": "hpa.enabled", "type": "boolean", "default": false, "since": "1.1.0", "note": ""},
    {"path": "image.pullSecrets", "type": "list<object>", "default": [], "since": "1.1.0", "note": ""},
1 removed; each row gets "until": "1.1.0"
    image.old
1 with another default
    image.tag: "a" -> "b"
"#
        );
    }

    #[test]
    fn what_is_no_package_is_said_in_one_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("no.tgz");
        std::fs::write(&file, "text").unwrap();
        let error = Chart::read(&file).err().map(|error| format!("{error:#}"));
        assert!(error.is_some_and(|error| error.contains("is no chart package") && !error.contains('\n')));
    }
}
