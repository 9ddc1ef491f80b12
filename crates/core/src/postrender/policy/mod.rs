//! The policy file `evenkeel.yaml`: reading it, changing single values of it, and choosing which one applies.
//! Refuses keys it does not know and keys whose meaning is not built yet; nothing in a policy is ignored.
use serde_yaml::Value;

mod amounts;
mod check;
mod error;
mod later;
mod matching;
mod set;
mod spread;

pub(crate) use amounts::RESOURCE_NAMES;
pub use amounts::{Amounts, Conflict, Limit, Limits, Mode, Profile, RequestFromDefault, Resources};
pub use error::PolicyError;
pub use later::Later;
pub use matching::{Conditions, Glob, KindName, Match, OneOrMany};
pub use spread::{
    Constraint, MatchLabelKeys, NodePolicy, Preset, TopologySpread, WhenPresent,
    WhenReplicasUnknown, WhenUnsatisfiable,
};

const BUILT_IN: &str = include_str!("built-in.yaml");

/// What the post-renderer adds to which objects: a checked policy file.
#[derive(Debug, Clone)]
pub struct Policy {
    name: String,
    text: String,
    /// The policy as plain data once a value of it was set; the text is out of date then.
    changed: Option<Value>,
    rules: Vec<Rule>,
}

/// The places a policy can come from, as the shells found them; see [`Policy::resolve`].
#[derive(Debug, Clone, Default)]
pub struct PolicySources<'a> {
    /// Name and text of the file given with `-f`.
    pub file: Option<(&'a str, &'a str)>,
    /// Text of the policy in the plugin's own configuration.
    pub plugin_config: Option<&'a str>,
    /// `PATH=VALUE` assignments in their order.
    pub sets: &'a [String],
}

#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct File {
    #[serde(rename = "apiVersion")]
    _api_version: ApiVersion,
    #[serde(rename = "kind")]
    _kind: Kind,
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, serde::Deserialize)]
enum ApiVersion {
    #[serde(rename = "evenkeel.dev/v1alpha1")]
    V1Alpha1,
}

#[derive(Debug, Clone, serde::Deserialize)]
enum Kind {
    PostRenderPolicy,
}

/// One rule: which objects it is for and what it adds there. Of several rules the first that says something wins.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Rule {
    /// The name in reports; without one the rule goes by its position, `rules[0]`.
    #[serde(default)]
    pub name: String,
    /// Which objects the rule is for.
    #[serde(rename = "match")]
    pub matches: Match,
    /// Which of those it is not for.
    pub exclude: Option<Conditions>,
    /// How many objects must match (`">=1"`).
    pub expect: Option<Later>,
    /// The spread over zones and nodes.
    pub topology_spread: Option<TopologySpread>,
    /// Requests and limits of containers.
    pub resources: Option<Resources>,
    /// Any other field: where it goes and its value.
    pub fields: Option<Later>,
}

impl Policy {
    /// The policy that applies when none is given.
    #[must_use]
    pub fn built_in() -> Self {
        Self::parse(BUILT_IN, "built-in policy")
            .expect("the built-in policy is part of the program and has a test")
    }

    /// The text of [`Policy::built_in`], a commented example of a policy file.
    #[must_use]
    pub const fn built_in_text() -> &'static str {
        BUILT_IN
    }

    /// The policy that `text` spells; `name` stands in front of errors (a file name).
    ///
    /// # Errors
    /// One line with line, column and, for an unknown key, the known ones.
    pub fn parse(text: &str, name: &str) -> Result<Self, PolicyError> {
        if text.trim_start_matches('\u{feff}').trim().is_empty() {
            return Err(PolicyError::new(
                name,
                "the policy is empty; it begins with `apiVersion: evenkeel.dev/v1alpha1`",
            ));
        }
        let file: File =
            serde_yaml::from_str(text).map_err(|error| PolicyError::from_yaml(name, &error))?;
        let rules = named(file.rules);
        check::rules(&rules).map_err(|flaw| flaw.in_text(name, text))?;
        Ok(Self {
            name: name.to_owned(),
            text: text.to_owned(),
            changed: None,
            rules,
        })
    }

    /// Changes one value, `PATH=VALUE`: `rules[0].topologySpread.minReplicas=3`. VALUE is YAML; `null` takes a key away.
    ///
    /// # Errors
    /// A path that leads nowhere, an unknown key (with the known ones), a value of another type, or a policy that no
    /// longer makes sense. The policy is unchanged then.
    pub fn set(&mut self, assignment: &str) -> Result<(), PolicyError> {
        let name = format!("--policy-set {assignment}");
        let mut tree = match &self.changed {
            Some(tree) => tree.clone(),
            None => serde_yaml::from_str(&self.text)
                .map_err(|error| PolicyError::from_yaml(&self.name, &error))?,
        };
        set::assign(&mut tree, assignment).map_err(|message| PolicyError::new(&name, message))?;
        let file: File = serde_yaml::from_value(tree.clone())
            .map_err(|error| PolicyError::from_yaml(&name, &error))?;
        let rules = named(file.rules);
        check::rules(&rules).map_err(|flaw| flaw.without_text(&name))?;
        self.changed = Some(tree);
        self.rules = rules;
        Ok(())
    }

    /// The policy that applies: the file given, else the plugin's, else the built-in one; each assignment on top.
    ///
    /// # Errors
    /// As [`Policy::parse`] and [`Policy::set`].
    pub fn resolve(sources: &PolicySources<'_>) -> Result<Self, PolicyError> {
        let mut policy = match (sources.file, sources.plugin_config) {
            (Some((name, text)), _) => Self::parse(text, name)?,
            (None, Some(text)) => Self::parse(text, "policy in the plugin's config")?,
            (None, None) => Self::built_in(),
        };
        for assignment in sources.sets {
            policy.set(assignment)?;
        }
        Ok(policy)
    }

    /// The rules in their order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

fn named(mut rules: Vec<Rule>) -> Vec<Rule> {
    for (index, rule) in rules.iter_mut().enumerate() {
        if rule.name.is_empty() {
            rule.name = format!("rules[{index}]");
        }
    }
    rules
}

#[cfg(test)]
mod tests;
