//! The policy file `evenkeel.yaml`: reading it, changing single values of it, and choosing which one applies.
//! Refuses keys it does not know and keys whose meaning is not built yet; nothing in a policy is ignored.
use evenkeel_yaml::{Route, Tree};

mod amounts;
mod check;
mod error;
mod later;
mod matching;
mod read;
mod set;
mod spread;

use error::Flaw;

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
    text: String,
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
        let tree = Tree::parse(text).map_err(|error| PolicyError::unreadable(name, &error))?;
        let rules = rules(&tree).map_err(|flaw| flaw.in_text(name, &tree))?;
        Ok(Self {
            text: text.to_owned(),
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
        let text = set::assigned(&self.text, assignment)
            .map_err(|message| PolicyError::new(&name, message))?;
        let tree = Tree::parse(text.as_str()).map_err(|error| PolicyError::new(&name, error))?;
        let rules = rules(&tree).map_err(|flaw| flaw.without_text(&name))?;
        *self = Self { text, rules };
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

/// The rules, checked, each with a name and with its preset's constraints.
fn rules(tree: &Tree) -> Result<Vec<Rule>, Flaw> {
    let root = tree.root().ok_or_else(|| {
        Flaw::new(
            Route::root(),
            "the policy is empty; it begins with `apiVersion: evenkeel.dev/v1alpha1`",
        )
    })?;
    let File { mut rules, .. } = read::read(root)?;
    for (index, rule) in rules.iter_mut().enumerate() {
        if rule.name.is_empty() {
            rule.name = format!("rules[{index}]");
        }
    }
    check::rules(&rules)?;
    for spread in rules
        .iter_mut()
        .filter_map(|rule| rule.topology_spread.as_mut())
    {
        if let Some(preset) = spread.preset {
            spread.constraints = preset.constraints();
        }
    }
    Ok(rules)
}

#[cfg(test)]
mod tests;
