//! A release in the making: what its values will hold, and the files in the end.

use super::table::Table;
use super::{Leaf, MigrationError, number_of};
use crate::keys::Address;
use crate::presets;
use crate::workspace::{Input, Workspace};
use evenkeel_yaml::{Route, Step, Value};

/// A release in the making.
pub(super) struct Draft {
    /// Its name in the helmfile.
    pub(super) release: String,
    /// What the input names as its executor.
    pub(super) executor: String,
    /// The host of GitLab, where the input says it.
    pub(super) host: String,
    /// Addresses of values, and what they get.
    values: Vec<(String, Value)>,
    /// Its namespace and the version of its chart, where the input says them.
    place: Option<(String, String)>,
    /// The text of `runners.config`, where it is taken as it is.
    pub(super) config_text: Option<String>,
    /// What is below `[[runners]]`.
    pub(super) config: Table,
    /// Lines that nobody reads.
    comments: Vec<String>,
}

/// The release of an input with one runner, as the skeleton names it.
const ONLY: &str = "gitlab-runner";

impl Draft {
    pub(super) fn new(leaves: &[Leaf<'_>], number: usize, count: usize) -> Self {
        let text = |key: &str| {
            let path = Route::root().key("runners").index(number).key(key);
            let leaf = leaves.iter().find(|leaf| leaf.path == path);
            leaf.and_then(Leaf::text).unwrap_or_default()
        };
        let is_taken = |name: &str| {
            let others = leaves.iter().filter(|leaf| {
                let own = Route::root()
                    .key("runners")
                    .index(number_of(&leaf.path).unwrap_or(0))
                    .key("name");
                number_of(&leaf.path) != Some(number) && leaf.path == own
            });
            others
                .filter_map(Leaf::text)
                .any(|other| slug(&other) == name)
        };
        let name = slug(&text("name"));
        let release = match count {
            1 => ONLY.to_owned(),
            _ if name.is_empty() || name == ONLY || is_taken(&name) => {
                format!("{name}-{}", number + 1)
                    .trim_matches('-')
                    .to_owned()
            }
            _ => name,
        };
        // A name may not begin with a digit everywhere it is used.
        let release = match release.chars().next() {
            Some(first) if first.is_ascii_digit() => format!("runner-{release}"),
            _ => release,
        };
        let url = text("url");
        let host = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        let host = host.split(['/', ':']).next().unwrap_or_default().to_owned();
        let mut config = Table::default();
        let path = [
            Step::Key("kubernetes".to_owned()),
            Step::Key("image".to_owned()),
        ];
        config.set(&path, Value::from("alpine"));
        Self {
            release,
            executor: text("executor"),
            host,
            place: None,
            config_text: None,
            values: Vec::new(),
            config,
            comments: Vec::new(),
        }
    }

    /// A release that is there already.
    pub(super) fn of_release(name: &str, namespace: &str, version: &str) -> Self {
        Self {
            release: if name.is_empty() { ONLY } else { name }.to_owned(),
            executor: "kubernetes".to_owned(),
            host: String::new(),
            place: Some((namespace.to_owned(), version.to_owned())),
            config_text: None,
            values: Vec::new(),
            config: Table::default(),
            comments: Vec::new(),
        }
    }

    /// Whether a namespace is the release's own.
    pub(super) fn is_in(&self, namespace: &str) -> bool {
        self.place.as_ref().is_some_and(|(own, _)| own == namespace)
    }

    /// A value of the chart.
    pub(super) fn value(&mut self, address: &str, value: Value) {
        self.values.retain(|(known, _)| known != address);
        self.values.push((address.to_owned(), value));
    }

    /// A key below `[[runners]]`, given by its path there.
    pub(super) fn key(&mut self, path: &str, value: Value) {
        if let Ok(route) = path.parse::<Route>() {
            self.config.set(&route.0, value);
        }
    }

    /// A value at the same path below `[[runners]]`, an element at the end of its list; its address.
    pub(super) fn copy(&mut self, path: &Route, value: Value) -> String {
        let path = match path.split_last() {
            Some((list, Step::Index(_))) => {
                let index = self.config.push(&list.0, value);
                list.index(index)
            }
            _ => {
                self.config.set(&path.0, value);
                path.clone()
            }
        };
        format!("config:runners.{path}")
    }

    /// A line that is kept without a reader.
    pub(super) fn comment(&mut self, line: String) {
        self.comments.push(line);
    }

    /// The name of the Secret with the keys of the cache.
    pub(super) fn cache_secret(&self) -> String {
        format!("{}-cache", self.release)
    }

    fn config(&self) -> String {
        if let Some(text) = &self.config_text {
            return escaped(text);
        }
        let mut text = String::new();
        self.config.print("runners", 1, &mut text);
        format!("[[runners]]\n{}", escaped(&text))
    }

    /// Keys of the helmfile.
    fn helmfile(&self) -> Vec<(String, Value)> {
        let Some((namespace, version)) = &self.place else {
            return Vec::new();
        };
        [
            ("name", &self.release),
            ("namespace", namespace),
            ("version", version),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| {
            (
                format!("helmfile:releases[].{key}"),
                Value::from(value.as_str()),
            )
        })
        .collect()
    }
}

/// A text that goes through Helm's tpl and comes out as it is.
fn escaped(text: &str) -> String {
    text.replace("{{", "{{ \"{{\" }}")
}

/// A name as releases may have it.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars().map(|c| c.to_ascii_lowercase()) {
        match character {
            'a'..='z' | '0'..='9' => slug.push(character),
            _ if !slug.ends_with('-') && !slug.is_empty() => slug.push('-'),
            _ => {}
        }
    }
    slug.truncate(40);
    slug.trim_end_matches('-').to_owned()
}

/// The files of all releases.
pub(super) fn files(drafts: &[Draft]) -> Result<Vec<(String, String)>, MigrationError> {
    let refused = |at: &str| {
        let at = at.to_owned();
        move |refused| MigrationError::Refused {
            at,
            refused: Box::new(refused),
        }
    };
    let (mut workspace, _) = Workspace::open(presets::SKELETON);
    let mut texts = Vec::new();
    if drafts.len() > 1 {
        for draft in drafts {
            let values = presets::NEW_RUNNER
                .replace("gitlab-runner-token", &format!("{}-token", draft.release));
            workspace
                .add_runner(&draft.release, &values)
                .map_err(refused(&draft.release))?;
        }
        workspace.remove_runner(0).map_err(refused(ONLY))?;
    }
    for (number, draft) in drafts.iter().enumerate() {
        let config = (
            "values:runners.config".to_owned(),
            Value::Str(draft.config()),
        );
        for (at, value) in draft
            .helmfile()
            .iter()
            .chain(&draft.values)
            .chain([&config])
        {
            let Ok(address) = at.parse::<Address>() else {
                continue;
            };
            workspace
                .write(number, &address, &Input::Value(value.clone()))
                .map_err(refused(at))?;
        }
        if draft.comments.is_empty() {
            continue;
        }
        let layers = workspace
            .releases()
            .get(number)
            .map(|release| release.layers.as_slice());
        let file = layers
            .and_then(<[_]>::last)
            .and_then(|layer| workspace.files().get(layer.file));
        if let Some(file) = file {
            let lines: String = draft
                .comments
                .iter()
                .map(|line| format!("#   {line}\n"))
                .collect();
            let heading = "# Kept from config.toml, where nothing read it:\n";
            texts.push((
                file.path().to_owned(),
                format!("{}\n{heading}{lines}", file.text()),
            ));
        }
    }
    for (path, text) in texts {
        workspace.add_file(&path, &text);
    }
    Ok(workspace.bundle())
}
