//! A pair of Helm 4 plugins with a policy inside: the module as a command, and the post-renderer that hands it the
//! manifests. Makes texts only; who writes them into archives is the caller's business.
use evenkeel_yaml::{Anchors, Change, Route, Value, apply_with};

use super::policy::{Policy, PolicyError};

const MODULE: &str = include_str!("../../../../plugin/wasm/plugin.yaml");
const BRIDGE: &str = include_str!("../../../../plugin/bridge/plugin.yaml");

/// The names and `plugin.yaml` files of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The post-renderer's name, for `--post-renderer NAME`.
    pub name: String,
    /// The post-renderer's `plugin.yaml`.
    pub bridge: String,
    /// The name of the command with the module.
    pub module_name: String,
    /// The command's `plugin.yaml`; the module lies beside it as `plugin.wasm`.
    pub module: String,
}

/// Why there is no pair.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// The policy is not taken.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// Helm does not take the name.
    #[error("`{0}` is no plugin name: Helm takes letters, digits, `-` and `_`")]
    Name(String),
    /// A `plugin.yaml` can't take it.
    #[error("the policy does not fit into plugin.yaml: {0}")]
    Unfit(String),
}

/// The pair called `name` that runs the policy spelled by `text`; `file` names it in errors.
///
/// # Errors
/// A policy that is not taken, or a name that Helm would refuse.
pub fn pair(name: &str, text: &str, file: &str) -> Result<Pair, PackError> {
    let is_taken = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || !name.chars().all(is_taken) {
        return Err(PackError::Name(name.to_owned()));
    }
    Policy::parse(text, file)?;
    let module_name = format!("{name}-wasm");
    let key = |route: &str| -> Route { route.parse().unwrap_or_default() };
    let set = |route: &str, value: String| Change::Replace {
        at: key(route),
        value: Value::from(value),
    };
    let config = Value::map([("policy", Value::from(text))]);
    let usage = format!("{module_name} [post-render|explain] [OPTIONS]");
    let module = [
        set("name", module_name.clone()),
        set("config.usage", usage),
        Change::Replace {
            at: key("runtimeConfig.config"),
            value: config,
        },
    ];
    let bridge = [
        set("name", name.to_owned()),
        set(
            "runtimeConfig.platformCommand[0].args[0]",
            module_name.clone(),
        ),
    ];
    let written = |text: &str, changes: &[Change]| {
        // The bridge says its arguments once for all machines.
        let applied = apply_with(text, changes, Anchors::All)
            .map_err(|refused| PackError::Unfit(refused.to_string()))?;
        Ok::<_, PackError>(applied.text)
    };
    Ok(Pair {
        name: name.to_owned(),
        bridge: written(BRIDGE, &bridge)?,
        module: written(MODULE, &module)?,
        module_name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_comes_out_of_the_manifest_as_it_went_in() {
        let texts = [
            Policy::built_in_text(),
            "apiVersion: evenkeel.dev/v1alpha1\nkind: PostRenderPolicy\nrules: [] # {{ none }}",
        ];
        for text in texts {
            let pair = pair("acme", text, "evenkeel.yaml").unwrap();
            let module: serde_yaml::Value = serde_yaml::from_str(&pair.module).unwrap();
            assert_eq!(module["runtimeConfig"]["config"]["policy"], text);
            assert_eq!(module["name"], "acme-wasm");
            assert!(
                module["config"]["usage"]
                    .as_str()
                    .unwrap()
                    .starts_with("acme-wasm ")
            );
            let bridge: serde_yaml::Value = serde_yaml::from_str(&pair.bridge).unwrap();
            assert_eq!(bridge["name"], "acme");
            let commands = bridge["runtimeConfig"]["platformCommand"].as_sequence();
            for command in commands.unwrap() {
                assert_eq!(command["args"][0], "acme-wasm");
            }
        }
    }

    #[test]
    fn what_helm_or_the_post_renderer_would_refuse_is_refused_here() {
        let error = |name, text| pair(name, text, "p.yaml").unwrap_err().to_string();
        assert!(error("a b", Policy::built_in_text()).starts_with("`a b` is no plugin name"));
        assert!(error("a", "rules: 1").starts_with("p.yaml: line 1, column "));
    }
}
