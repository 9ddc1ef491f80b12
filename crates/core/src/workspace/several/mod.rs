//! Several runners in one helmfile: a release like another one, with a file for what differs, and several `[[runners]]` of
//! one text made into releases of their own. The chart takes one runner for each release.

use super::{Held, Input, Workspace, WriteRefused};
use crate::config_toml::ConfigToml;
use crate::keys::{Address, Place, Segment};
use evenkeel_yaml::{Change, Node, Route, Scalar, Value, spell};

impl Workspace {
    /// Adds a runner like another one: a release with the same chart and the same values, and behind them a file of its own
    /// for what differs. That is its token's Secret, `NAME-token`, and whatever holds the other's name.
    ///
    /// # Errors
    /// The release is not in a helmfile, the name is taken or none, or the list of releases cannot take one more.
    pub fn add_runner_like(&mut self, like: usize, name: &str) -> Result<usize, WriteRefused> {
        self.add_like(like, name, None)
    }

    /// Gives each further `[[runners]]` of a release's `runners.config` a release of its own. Returns these.
    ///
    /// # Errors
    /// There is only one, the text is not in values, or it does not fall apart at its `[[runners]]`.
    pub fn split_runners(&mut self, release: usize) -> Result<Vec<usize>, WriteRefused> {
        let found = self.releases.get(release).ok_or(WriteRefused::NoRelease)?;
        let base = found.name.clone().ok_or(WriteRefused::NoRelease)?;
        let refuse = |reason: &str| WriteRefused::ReadOnly {
            file: "runners.config".to_owned(),
            reason: reason.to_owned(),
        };
        let place = found
            .config
            .as_ref()
            .filter(|config| config.layer.is_some());
        let config = place.and_then(|place| place.parsed(&self.files)?.as_ref().ok());
        let config = config.ok_or_else(|| refuse("it is not in values, or cannot be read"))?;
        let texts = runners(config)
            .ok_or_else(|| refuse("it has no two [[runners]] that stand one behind the other"))?;
        let mut after = self.clone();
        let mut names = Vec::new();
        for (number, text) in texts.iter().enumerate().skip(1) {
            let own = format!("{base}-{}", number + 1);
            let name = wanted_name(text).filter(|name| after.find_release(Some(name)).is_none());
            let name = name.unwrap_or(own);
            after.add_like(release, &name, Some(text))?;
            names.push(name);
        }
        for number in (1..texts.len()).rev() {
            let at = Address {
                place: Place::Config,
                segments: vec![Segment::Key("runners".to_owned()), Segment::Index(number)],
            };
            after.remove(release, &at)?;
        }
        *self = after;
        let added = names
            .iter()
            .filter_map(|name| self.find_release(Some(name)));
        Ok(added.collect())
    }

    fn add_like(
        &mut self,
        like: usize,
        name: &str,
        config: Option<&str>,
    ) -> Result<usize, WriteRefused> {
        let refuse = |reason: &str| WriteRefused::ReadOnly {
            file: name.to_owned(),
            reason: reason.to_owned(),
        };
        if !is_name(name) {
            return Err(refuse(
                "a release's name is at most 53 small letters, digits and dashes",
            ));
        }
        if self.find_release(Some(name)).is_some() {
            return Err(refuse("a release of this name is there already"));
        }
        let (file, document, index) = self
            .releases
            .get(like)
            .and_then(|release| release.place)
            .ok_or_else(|| WriteRefused::NoFile(format!("a release {name}")))?;
        let own = self.own_values(like, name, config)?;
        let (path, reference) = self.values_path(file, name);
        if self.file(&path).is_some() {
            return Err(refuse("its values file is there already"));
        }
        let list = Route::root().key("releases");
        let node = self
            .files
            .get(file)
            .and_then(|open| open.tree(document)?.root());
        let node = node.and_then(|root| root.at(&list.index(index)));
        let node = node.ok_or(WriteRefused::NoRelease)?;
        let uncopied = || refuse("the other release has something that cannot be copied");
        let mut entries = vec![(Value::from("name"), Value::from(name))];
        let mut has_values = false;
        for (key, value) in node.merged() {
            let key = key.text().unwrap_or_default();
            let mut value = match key {
                // These say who the other one is, and `set` would win over what this one has of its own.
                "name" | "set" => continue,
                _ => value.copy().ok_or_else(uncopied)?,
            };
            if let ("values", Value::Seq(items)) = (key, &mut value) {
                items.push(Value::from(reference.as_str()));
                has_values = true;
            }
            entries.push((Value::from(key), value));
        }
        if !has_values {
            let own = [reference.as_str()].into_iter().collect();
            entries.push((Value::from("values"), own));
        }
        let change = Change::Append {
            at: list,
            value: Value::Map(entries),
        };
        self.edit_helmfile(file, document, &change)?;
        self.add_file(&path, &own);
        self.find_release(Some(name)).ok_or(WriteRefused::NoRelease)
    }

    /// The text of a values file with what a runner cannot share with the one that it is like.
    fn own_values(
        &self,
        like: usize,
        name: &str,
        config: Option<&str>,
    ) -> Result<String, WriteRefused> {
        let mut text = format!(
            "# What {name} has of its own; the values that the helmfile names before this file are shared.\n\nrunners:\n  secret: {}\n",
            spell(&Value::from(format!("{name}-token")))
        );
        if let Some(config) = config {
            text.push_str("  config: |\n");
            for line in config.trim_matches('\n').lines() {
                let pad = if line.is_empty() { "" } else { "    " };
                text.push_str(&format!("{pad}{line}\n"));
            }
        }
        let (mut own, _) = Self::open([("values.yaml", text)]);
        for (at, value) in self.not_to_share(like, name) {
            own.write(0, &at, &Input::Value(value))?;
        }
        Ok(own.bundle().pop().map(|(_, text)| text).unwrap_or_default())
    }

    /// What must not be the same for two releases in one namespace: names of objects, and the labels by which one finds its
    /// own pods.
    fn not_to_share(&self, like: usize, name: &str) -> Vec<(Address, Value)> {
        let held = |at: &str| self.value(like, &values(at));
        let text = |at: &str| {
            let held = held(at)?;
            held.as_str()
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let old = crate::placement::full_name(self, like).unwrap_or_default();
        let chart = text("nameOverride").unwrap_or_else(|| "gitlab-runner".to_owned());
        let has_own_name = text("fullnameOverride").is_some();
        let new = if has_own_name || name.starts_with(&chart) {
            name.to_owned()
        } else {
            format!("{name}-{chart}")
        };
        let secret = text("runners.secret");
        let renamed = |text: &str| match text {
            _ if secret.as_deref() == Some(text) => Some(format!("{name}-token")),
            _ if text == old => Some(new.clone()),
            _ => {
                let rest = text.strip_prefix(&old)?;
                rest.starts_with('-').then(|| format!("{new}{rest}"))
            }
        };
        let mut found = Vec::new();
        if has_own_name {
            found.push((values("fullnameOverride"), Value::from(name)));
        }
        if text("runnerToken").is_some() {
            found.push((values("runnerToken"), Value::from("")));
        }
        if let Some(account) = text("serviceAccount.name")
            && held("serviceAccount.create") == Some(Held::Bool(true))
        {
            let own = renamed(&account).unwrap_or_else(|| format!("{name}-{account}"));
            found.push((values("serviceAccount.name"), Value::from(own)));
        }
        for at in ["topologySpreadConstraints", "affinity"] {
            if let Some(value) = self.copied(like, at)
                && let (value, true) = with_names(value, &renamed)
            {
                found.push((values(at), value));
            }
        }
        if let Some(Value::Seq(objects)) = self.copied(like, "extraObjects") {
            // An object without the release's name in its own is made once, by the other one.
            let objects = objects.into_iter().filter_map(|object| {
                let is_own = name_of(&object).is_some_and(|name| renamed(&name).is_some());
                is_own.then(|| with_names(object, &renamed).0)
            });
            found.push((values("extraObjects"), Value::Seq(objects.collect())));
        }
        found
    }

    /// The value of a key of the chart as it is written in the strongest layer.
    fn copied(&self, release: usize, at: &str) -> Option<Value> {
        let layers = &self.releases.get(release)?.layers;
        let route: Route = at.parse().ok()?;
        let found = layers.iter().rev().find_map(|layer| {
            let node: Node<'_> = layer.root(&self.files)?.at(&route)?;
            Some(node.copy())
        });
        found.flatten()
    }
}

fn values(at: &str) -> Address {
    let segments = at.split('.').map(|key| Segment::Key(key.to_owned()));
    Address {
        place: Place::Values,
        segments: segments.collect(),
    }
}

/// Whether Helm takes it for a release.
fn is_name(name: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !name.is_empty()
        && name.len() <= 53
        && name.chars().all(is_inner)
        && !name.starts_with('-')
        && !name.ends_with('-')
}

fn text_of(value: &Value) -> Option<&str> {
    match value {
        Value::Str(text) => Some(text),
        Value::Token(token) => match token.reading() {
            Scalar::Str(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// The value with other names in it, and whether there were any.
fn with_names(value: Value, renamed: &impl Fn(&str) -> Option<String>) -> (Value, bool) {
    if let Some(own) = text_of(&value).and_then(renamed) {
        return (Value::Str(own), true);
    }
    let mut has_names = false;
    let mut within = |value| {
        let (value, own) = with_names(value, renamed);
        has_names |= own;
        value
    };
    let value = match value {
        Value::Seq(items) => Value::Seq(items.into_iter().map(&mut within).collect()),
        Value::Map(entries) => {
            let entries = entries.into_iter();
            Value::Map(entries.map(|(key, value)| (key, within(value))).collect())
        }
        other => other,
    };
    (value, has_names)
}

/// `metadata.name` of an object.
fn name_of(object: &Value) -> Option<String> {
    let get = |value: &Value, wanted: &str| match value {
        Value::Map(entries) => entries
            .iter()
            .find(|(key, _)| text_of(key) == Some(wanted))
            .map(|(_, value)| value.clone()),
        _ => None,
    };
    let name = get(&get(object, "metadata")?, "name")?;
    text_of(&name).map(str::to_owned)
}

/// The texts of the runners of a document, each from its `[[runners]]` to the next; the first has what is above it. None
/// where there are not several, or where one would not read alone as it does there.
fn runners(config: &ConfigToml) -> Option<Vec<String>> {
    let all = config.get(&Route::root().key("runners"))?.tables();
    let mut texts: Vec<String> = vec![String::new()];
    let mut seen = 0;
    // Comments above a header go with it.
    let mut waiting = String::new();
    for line in config.text().split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.starts_with("[[runners]]") {
            seen += 1;
            if seen > 1 {
                texts.push(String::new());
            }
        }
        let is_comment = trimmed.starts_with('#') || trimmed.is_empty();
        let last = texts.last_mut()?;
        if is_comment {
            waiting.push_str(line);
        } else {
            last.push_str(&std::mem::take(&mut waiting));
            last.push_str(line);
        }
    }
    texts.last_mut()?.push_str(&waiting);
    if all.len() < 2 || texts.len() != all.len() {
        return None;
    }
    for (text, whole) in texts.iter().zip(all) {
        let own = ConfigToml::parse(text).ok()?;
        let own = own.get(&Route::root().key("runners"))?.tables();
        let [own] = own.as_slice() else { return None };
        if Held::of_toml(*own) != Held::of_toml(whole) {
            return None;
        }
    }
    Some(texts)
}

/// The name that a runner has in its text, as a release may be called.
fn wanted_name(text: &str) -> Option<String> {
    let config = ConfigToml::parse(text).ok()?;
    let name = config.get(&Route::root().key("runners").key("name"))?;
    let held = Held::of_toml(name);
    let mut own = String::new();
    for c in held.as_str()?.to_lowercase().chars() {
        let c = if c.is_ascii_alphanumeric() { c } else { '-' };
        if c != '-' || !own.ends_with('-') {
            own.push(c);
        }
    }
    Some(own.trim_matches('-').to_owned()).filter(|name| is_name(name))
}

#[cfg(test)]
mod tests;
