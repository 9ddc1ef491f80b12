//! Writing and removing a key of a `config.toml`: in values, in a carrier, or in a file of its own.

use super::read::new_toml_route;
use super::release::config_route;
use super::write::Target;
use super::{Applied, Workspace, WriteRefused};
use crate::carrier;
use crate::config_toml::{self, ConfigToml, TomlChange, TomlRefused};
use crate::keys::{self, Address, Place, Segment};
use evenkeel_yaml::{Change, EditSet, Value};

/// The chart's own `runners.config`, from which a new one starts: it carries namespace and image.
/// Source: values.yaml of chart 0.86.0.
const DEFAULT_CONFIG: &str = "[[runners]]\n  [runners.kubernetes]\n    namespace = \"{{ default .Release.Namespace .Values.runners.jobNamespace }}\"\n    image = \"alpine\"\n";

impl Workspace {
    pub(super) fn write_config(
        &mut self,
        release: usize,
        address: &Address,
        value: &Value,
    ) -> Result<Applied, WriteRefused> {
        let set = |config: Option<&ConfigToml>| TomlChange::Set {
            path: new_toml_route(&address.segments, config),
            value: value.clone(),
        };
        if self
            .releases
            .get(release)
            .is_some_and(|release| release.config.is_some())
        {
            let change = set(self.config(release).and_then(Result::ok));
            return self.change_config(release, address, &change);
        }
        if let Some(file) = self.encrypted_config(release) {
            return Err(self.encrypted(file));
        }
        let change = set(ConfigToml::parse(DEFAULT_CONFIG).ok().as_ref());
        let edits = config_toml::edit(DEFAULT_CONFIG, &change, &order).map_err(|refused| {
            WriteRefused::Toml {
                file: "values".to_owned(),
                refused,
            }
        })?;
        let text = Value::Str(edits.apply(DEFAULT_CONFIG));
        let config = Address {
            place: Place::Values,
            segments: vec![
                Segment::Key("runners".to_owned()),
                Segment::Key("config".to_owned()),
            ],
        };
        self.write_values(release, &config_route(), &config, &text)
    }

    pub(super) fn change_config(
        &mut self,
        release: usize,
        address: &Address,
        change: &TomlChange,
    ) -> Result<Applied, WriteRefused> {
        self.edit_config(release, address, |text| {
            config_toml::edit(text, change, &order)
        })
    }

    /// Makes edits of the text that is the release's `config.toml`, planned when it is known.
    pub(super) fn edit_config(
        &mut self,
        release: usize,
        address: &Address,
        plan: impl FnOnce(&str) -> Result<EditSet, TomlRefused>,
    ) -> Result<Applied, WriteRefused> {
        let not_set = || WriteRefused::NotSet(address.to_string());
        let found = self.releases.get(release).ok_or(WriteRefused::NoRelease)?;
        let place = found.config.as_ref().ok_or_else(not_set)?;
        let path = self.path_of(place.file);
        let refuse = |refused| WriteRefused::Toml {
            file: path.clone(),
            refused,
        };
        let Some(layer) = place.layer.and_then(|layer| found.layers.get(layer)) else {
            if let Some(reason) = place.read_only {
                return Err(WriteRefused::ReadOnly {
                    file: path,
                    reason: reason.to_owned(),
                });
            }
            let file = self.files.get(place.file).ok_or_else(not_set)?;
            let own = match place.parsed(&self.files) {
                Some(Ok(config)) => config.text(),
                Some(Err(error)) => return Err(refuse(TomlRefused::Unparsable(error.clone()))),
                None => return Err(not_set()),
            };
            let edits = plan(own).map_err(refuse)?;
            let edits = match &place.home {
                Some(home) => file
                    .lifted(home, edits)
                    .map_err(|refused| WriteRefused::Yaml {
                        file: path.clone(),
                        refused,
                    })?,
                None => edits,
            };
            let (number, text) = (place.file, edits.apply(file.text()));
            self.set_text(number, &text);
            return Ok(Applied {
                file: number,
                edits,
            });
        };
        if let Some(reason) = layer.read_only {
            return Err(WriteRefused::ReadOnly {
                file: path,
                reason: reason.to_owned(),
            });
        }
        let node = layer
            .root(&self.files)
            .and_then(|root| root.at(&config_route()))
            .ok_or_else(not_set)?;
        let text = layer.restored(&self.files, node.text().unwrap_or_default());
        let edits = plan(&text).map_err(refuse)?;
        let mut at = layer.route.clone();
        at.0.extend(config_route().0);
        let target = Target {
            file: layer.file,
            document: layer.document,
            base: layer.route.clone(),
        };
        self.apply(&target, &[Change::Within { at, edits }])
    }

    /// The file in which the release's `runners.config` is encrypted: a new one elsewhere would take its place unseen.
    fn encrypted_config(&self, release: usize) -> Option<usize> {
        let layers = self.releases.get(release)?.layers.iter().rev();
        let mut configs = layers.filter_map(|layer| {
            let node = layer.root(&self.files)?.at(&config_route())?;
            Some((layer.file, node))
        });
        configs
            .next()
            .filter(|(_, node)| carrier::is_encrypted(*node))
            .map(|(file, _)| file)
    }
}

fn order(path: &[&str]) -> Option<u16> {
    let segments: Vec<_> = path
        .iter()
        .map(|name| Segment::Key((*name).to_owned()))
        .collect();
    keys::order(Place::Config, &segments)
}
