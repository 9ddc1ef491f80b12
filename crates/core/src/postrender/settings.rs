//! What a caller of the post-renderer decides besides the policy.
use std::fmt;
use std::str::FromStr;

use super::OnBadDocument;

/// How a stream is post-rendered; the default passes bad documents through and knows no namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What happens with a document that is no YAML.
    pub on_bad: OnBadDocument,
    /// The cluster's version; without it the newest is assumed.
    pub kube_version: Option<KubeVersion>,
    /// The release's namespace, for manifests that do not name one.
    pub namespace: Option<String>,
    /// Whether each insertion is marked with a comment that names its rule.
    pub mark: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            on_bad: OnBadDocument::PassThrough,
            kube_version: None,
            namespace: None,
            mark: false,
        }
    }
}

impl From<OnBadDocument> for Settings {
    fn from(on_bad: OnBadDocument) -> Self {
        Self {
            on_bad,
            ..Self::default()
        }
    }
}

/// A Kubernetes version, as far as fields come and go with it: `1.27`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KubeVersion {
    /// The first number.
    pub major: u32,
    /// The second number.
    pub minor: u32,
}

impl fmt::Display for KubeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// Takes what `helm --kube-version` takes: `1.27`, `v1.27.3`, `1.27.3-gke.100`, `1.27+`.
impl FromStr for KubeVersion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("`{text}` is no Kubernetes version such as 1.34");
        let (major, rest) = text
            .trim_start_matches('v')
            .split_once('.')
            .ok_or_else(refuse)?;
        let minor: String = rest.chars().take_while(char::is_ascii_digit).collect();
        match (major.parse(), minor.parse()) {
            (Ok(major), Ok(minor)) => Ok(Self { major, minor }),
            _ => Err(refuse()),
        }
    }
}

impl Settings {
    /// Whether the cluster has what came with 1.`minor`.
    pub(super) fn has(&self, minor: u32) -> bool {
        self.kube_version
            .is_none_or(|version| version >= KubeVersion { major: 1, minor })
    }
}
