//! Braces that mean themselves, at places that Helm's `tpl` or helmfile fills in.
//!
//! Source: calls of `tpl` in the templates of chart 0.86.0; release templating of helmfile 1.8.

use super::{Applied, Input, Workspace, WriteRefused};
use crate::keys::{Address, Place, Segment};
use evenkeel_yaml::Value;

/// A pair of braces that is printed instead of read. It holds no quotes, which TOML and YAML would escape.
const OPEN: &str = "{{`{{`}}";

/// Values that the chart hands to `tpl`, with all that is below them.
const FILLED: [&[&str]; 9] = [
    &["image"],
    &["serviceAccount", "annotations"],
    &["runners", "config"],
    &["runners", "secret"],
    &["deploymentLabels"],
    &["podLabels"],
    &["metrics", "podMonitor", "metricRelabelings"],
    &["metrics", "serviceMonitor", "metricRelabelings"],
    &["extraObjects"],
];

/// Whether what is written at a place is filled in by the chart, or by helmfile in any helmfile.
pub(crate) fn is_filled(address: &Address) -> bool {
    let begins = |path: &[&str]| {
        let segments = address.segments.iter();
        let keys = segments.filter_map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            _ => None,
        });
        keys.take(path.len()).eq(path.iter().copied())
    };
    match address.place {
        Place::Config => true,
        Place::Values => FILLED.iter().any(|path| begins(path)),
        Place::Helmfile => begins(&["releases"]),
    }
}

/// The same value, with braces that mean themselves.
pub(crate) fn escaped(value: Value) -> Value {
    match value {
        Value::Str(text) => Value::Str(text.replace("{{", OPEN)),
        Value::Seq(items) => Value::Seq(items.into_iter().map(escaped).collect()),
        Value::Map(entries) => {
            let entries = entries.into_iter();
            Value::Map(entries.map(|(key, value)| (key, escaped(value))).collect())
        }
        other => other,
    }
}

/// A text as it comes out; none where more than braces would be filled in.
pub(crate) fn unescaped(text: &str) -> Option<String> {
    let rest = text.replace(OPEN, "");
    (!rest.contains("{{")).then(|| text.replace(OPEN, "{{"))
}

impl Workspace {
    /// Writes a text that means itself: where Helm or helmfile would take `{{` for the beginning of an action, it is written
    /// so that both leave it.
    ///
    /// # Errors
    /// As [`Workspace::write`].
    pub fn write_literal(
        &mut self,
        release: usize,
        address: &Address,
        text: &str,
    ) -> Result<Applied, WriteRefused> {
        let once = if is_filled(address) {
            text.replace("{{", OPEN)
        } else {
            text.to_owned()
        };
        let mut after = self.clone();
        let applied = after.write(release, address, &Input::Text(once.clone()))?;
        let is_template = self
            .files
            .get(applied.file)
            .is_some_and(|file| file.is_template());
        if !is_template || !text.contains("{{") {
            *self = after;
            return Ok(applied);
        }
        // helmfile reads the whole file before anybody else does; of its own fields nobody else does.
        let twice = match address.place {
            Place::Helmfile => once,
            _ => once.replace("{{", OPEN),
        };
        self.write(release, address, &Input::Text(twice))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_come_back_and_templates_stay_what_they_are() {
        for text in ["plain", "{{", "a {{ .b }} c", "}}", "{{{{"] {
            let Value::Str(written) = escaped(Value::from(text)) else {
                panic!("{text}");
            };
            assert_eq!(unescaped(&written).as_deref(), Some(text));
        }
        assert_eq!(unescaped("{{ .Release.Name }}"), None);
    }

    #[test]
    fn what_the_chart_fills_in_is_known() {
        for (at, expected) in [
            ("config:runners.pre_build_script", true),
            ("values:podLabels.a", true),
            ("values:extraObjects[0].metadata", true),
            ("values:image.tag", true),
            ("values:imagePullPolicy", false),
            ("values:podAnnotations.a", false),
            ("values:runners.jobNamespace", false),
            ("helmfile:releases[].name", true),
            ("helmfile:helmDefaults.kubeContext", false),
        ] {
            assert_eq!(is_filled(&at.parse().unwrap()), expected, "{at}");
        }
    }
}
