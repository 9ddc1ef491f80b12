//! The runner authentication token: where it comes from, and what makes the Secret that the chart mounts.
//!
//! Source: templates of chart 0.86.0 (both keys of the Secret are mounted); External Secrets `v1`, Sealed Secrets
//! `v1alpha1`, helmfile 1.8 with helm-secrets and vals.

use super::entry::Options;
use super::lists::{map, no_object, object, set_object};
use super::option::{ConceptOption, Given, OptionError, Settings};
use super::{About, Concept, Plan, View};
use crate::workspace::{Held, Workspace};
use evenkeel_yaml::Value;

/// Where the token comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A Secret that somebody makes.
    Existing {
        /// Its name.
        secret: String,
    },
    /// A Secret that External Secrets makes of what a store holds.
    External {
        /// The Secret's name.
        secret: String,
        /// The store, a `ClusterSecretStore`, or a `SecretStore` of the namespace.
        store: String,
        /// Whether it is a store of the namespace alone.
        is_namespaced: bool,
        /// Where in the store.
        key: String,
        /// Which part of what is there.
        property: Option<String>,
    },
    /// A Secret that the Sealed Secrets controller makes.
    Sealed {
        /// The Secret's name.
        secret: String,
        /// The token as `kubeseal --raw` prints it.
        sealed: String,
    },
    /// A file of values that SOPS encrypted and helm-secrets decrypts; it holds `runnerToken`.
    Sops {
        /// Its path, from the helmfile.
        file: String,
    },
    /// A reference that helmfile resolves when it runs.
    Vals {
        /// As in `ref+vault://ci/runner#/token`.
        reference: String,
    },
}

const SECRET: &str = "values:runners.secret";
const TOKEN: &str = "values:runnerToken";
const FILES: &str = "helmfile:releases[].secrets";
const EXTERNAL: &str = "ExternalSecret";
const SEALED: &str = "SealedSecret";
const KEY: &str = "runner-token";
/// Mounted as well, so it has to be there, and nothing is in it.
const OTHER_KEY: &str = "runner-registration-token";

impl Concept for Token {
    const ABOUT: About = About {
        id: "token",
        title: "Runner authentication token",
        help: "The token, glrt-…, is made in GitLab when the runner is created, and belongs into no file that is read by more people than may register runners. The chart wants a Secret with two keys: runner-token, and runner-registration-token, which is empty but has to exist, or the pod hangs in ContainerCreating. existing names a Secret that somebody makes by hand or by another tool. external-secrets adds an ExternalSecret to the release, which fetches the token from a store such as Vault or a cloud's, and writes the empty key beside it. sealed-secrets adds a SealedSecret, encrypted for this cluster, namespace and name by kubeseal --raw. sops names a file that SOPS encrypted, with runnerToken in it; helmfile decrypts it by the helm-secrets plugin. vals is a reference such as ref+vault://ci/runner#/token, which helmfile resolves when it runs. The last two hand the token to Helm, so it is in the release's Secret, too.",
    }
    .kept();

    fn read(workspace: &Workspace, release: usize) -> Option<Self> {
        let view = View::of(workspace, release);
        if let Some(secret) = view.text(SECRET) {
            return Some(match (external(&view, &secret), sealed(&view, &secret)) {
                (Some(external), _) => external,
                (None, Some(sealed)) => sealed,
                (None, None) => Self::Existing { secret },
            });
        }
        if let Some(reference) = view.text(TOKEN) {
            return reference
                .starts_with("ref+")
                .then_some(Self::Vals { reference });
        }
        match view.list(FILES).as_slice() {
            [Held::Str(file)] => Some(Self::Sops { file: file.clone() }),
            _ => None,
        }
    }

    fn plan(&self, workspace: &Workspace, release: usize) -> Plan {
        let view = View::of(workspace, release);
        let before = Self::read(workspace, release);
        let mut plan = Plan::default();
        plan.maybe(SECRET, self.secret());
        let reference = match self {
            Self::Vals { reference } => Some(reference.clone()),
            _ => None,
        };
        plan.maybe(TOKEN, reference);
        match self {
            Self::Sops { file } => plan.set(FILES, [file.as_str()].into_iter().collect::<Value>()),
            _ if matches!(before, Some(Self::Sops { .. })) => plan.unset(FILES),
            _ => {}
        }
        let kind = |own: &Self| match own {
            Self::External { .. } => Some(EXTERNAL),
            Self::Sealed { .. } => Some(SEALED),
            _ => None,
        };
        let old = before
            .as_ref()
            .and_then(|old| Some((kind(old)?, old.secret()?)));
        let new = kind(self).zip(self.secret());
        if let Some((kind, name)) = old.clone().filter(|_| old != new) {
            no_object(&view, kind, &name, &mut plan);
        }
        if let (Some((kind, name)), Some(object)) = (new, self.object()) {
            set_object(&view, kind, &name, object, &mut plan);
        }
        plan
    }

    fn removal(workspace: &Workspace, release: usize) -> Plan {
        let view = View::of(workspace, release);
        let mut plan = Plan::default();
        match Self::read(workspace, release) {
            None => {}
            Some(Self::Sops { .. }) => plan.unset(FILES),
            Some(Self::Vals { .. }) => plan.unset(TOKEN),
            Some(Self::Existing { .. }) => plan.unset(SECRET),
            Some(Self::External { secret, .. }) => {
                plan.unset(SECRET);
                no_object(&view, EXTERNAL, &secret, &mut plan);
            }
            Some(Self::Sealed { secret, .. }) => {
                plan.unset(SECRET);
                no_object(&view, SEALED, &secret, &mut plan);
            }
        }
        plan
    }
}

/// The kind of a store of External Secrets.
const fn store_kind(is_namespaced: bool) -> &'static str {
    if is_namespaced {
        "SecretStore"
    } else {
        "ClusterSecretStore"
    }
}

impl Token {
    /// The Secret that the chart mounts; none where it makes one of its own.
    fn secret(&self) -> Option<String> {
        match self {
            Self::Existing { secret }
            | Self::External { secret, .. }
            | Self::Sealed { secret, .. } => Some(secret.clone()),
            Self::Sops { .. } | Self::Vals { .. } => None,
        }
    }

    /// The object that makes the Secret.
    fn object(&self) -> Option<Value> {
        let text = |text: &str| Value::from(text);
        let empty = || map([(OTHER_KEY, text(""))]);
        let whole = |api: &str, kind: &str, name: &str, spec: Value| {
            map([
                ("apiVersion", text(api)),
                ("kind", text(kind)),
                ("metadata", map([("name", text(name))])),
                ("spec", spec),
            ])
        };
        match self {
            Self::External {
                secret,
                store,
                is_namespaced,
                key,
                property,
            } => {
                let kind = store_kind(*is_namespaced);
                let mut remote = vec![("key", text(key))];
                remote.extend(
                    property
                        .as_deref()
                        .map(|property| ("property", text(property))),
                );
                let data = map([("secretKey", text(KEY)), ("remoteRef", Value::map(remote))]);
                // What is fetched is put beside the template's own instead of being replaced by it.
                let template = map([("mergePolicy", text("Merge")), ("data", empty())]);
                let spec = map([
                    ("refreshInterval", text("1h")),
                    (
                        "secretStoreRef",
                        map([("kind", text(kind)), ("name", text(store))]),
                    ),
                    (
                        "target",
                        map([("name", text(secret)), ("template", template)]),
                    ),
                    ("data", Value::Seq(vec![data])),
                ]);
                Some(whole("external-secrets.io/v1", EXTERNAL, secret, spec))
            }
            Self::Sealed { secret, sealed } => {
                let spec = map([
                    ("encryptedData", map([(KEY, text(sealed))])),
                    ("template", map([("data", empty())])),
                ]);
                Some(whole("bitnami.com/v1alpha1", SEALED, secret, spec))
            }
            _ => None,
        }
    }
}

fn at<'h>(held: &'h Held, path: &[&str]) -> Option<&'h Held> {
    path.iter().try_fold(held, |held, step| held.entry(step))
}

fn text_at(held: &Held, path: &[&str]) -> Option<String> {
    at(held, path)?.as_str().map(str::to_owned)
}

fn spec(view: &View<'_>, kind: &str, name: &str) -> Option<Held> {
    let (index, _) = object(view, kind, name);
    view.held(&format!("{}[{}].spec", super::lists::OBJECTS, index?))
}

fn external(view: &View<'_>, secret: &str) -> Option<Token> {
    let spec = spec(view, EXTERNAL, secret)?;
    let Some(Held::List(data)) = spec.entry("data") else {
        return None;
    };
    let [data] = data.as_slice() else {
        return None;
    };
    let kind = text_at(&spec, &["secretStoreRef", "kind"])?;
    Some(Token::External {
        secret: secret.to_owned(),
        store: text_at(&spec, &["secretStoreRef", "name"])?,
        is_namespaced: kind == "SecretStore",
        key: text_at(data, &["remoteRef", "key"])?,
        property: text_at(data, &["remoteRef", "property"]),
    })
}

fn sealed(view: &View<'_>, secret: &str) -> Option<Token> {
    let spec = spec(view, SEALED, secret)?;
    Some(Token::Sealed {
        secret: secret.to_owned(),
        sealed: text_at(&spec, &["encryptedData", KEY])?,
    })
}

impl Options for Token {
    const OPTIONS: &'static [ConceptOption] = &[
        ConceptOption::new("from", "Where it comes from.")
            .one_of(&[
                "existing",
                "external-secrets",
                "sealed-secrets",
                "sops",
                "vals",
            ])
            .required(),
        ConceptOption::new("secret", "The Secret's name.").or("gitlab-runner-token"),
        ConceptOption::new("store", "The store, with external-secrets."),
        ConceptOption::new("store-kind", "Its kind, with external-secrets.")
            .one_of(&["ClusterSecretStore", "SecretStore"])
            .or("ClusterSecretStore"),
        ConceptOption::new("key", "Where in the store, with external-secrets."),
        ConceptOption::new(
            "property",
            "Which part of what is there, with external-secrets.",
        ),
        ConceptOption::new(
            "sealed",
            "The token as kubeseal --raw prints it, with sealed-secrets.",
        ),
        ConceptOption::new("file", "The encrypted file, from the helmfile, with sops."),
        ConceptOption::new(
            "reference",
            "As in ref+vault://ci/runner#/token, with vals.",
        ),
    ];

    fn settings(&self) -> Settings {
        let mut settings = Settings::new();
        settings.extend(self.secret().map(|secret| ("secret", secret)));
        let from = match self {
            Self::Existing { .. } => "existing",
            Self::External {
                store,
                is_namespaced,
                key,
                property,
                ..
            } => {
                let kind = store_kind(*is_namespaced);
                settings.push(("store", store.clone()));
                settings.push(("store-kind", kind.to_owned()));
                settings.push(("key", key.clone()));
                settings.extend(property.clone().map(|property| ("property", property)));
                "external-secrets"
            }
            Self::Sealed { sealed, .. } => {
                settings.push(("sealed", sealed.clone()));
                "sealed-secrets"
            }
            Self::Sops { file } => {
                settings.push(("file", file.clone()));
                "sops"
            }
            Self::Vals { reference } => {
                settings.push(("reference", reference.clone()));
                "vals"
            }
        };
        settings.insert(0, ("from", from.to_owned()));
        settings
    }

    fn of(given: &mut Given) -> Result<Self, OptionError> {
        let secret = |given: &mut Given| {
            let own = given.text("secret");
            own.unwrap_or_else(|| "gitlab-runner-token".to_owned())
        };
        Ok(match given.required("from")?.as_str() {
            "external-secrets" => Self::External {
                secret: secret(given),
                store: given.required("store")?,
                is_namespaced: given.text("store-kind").as_deref() == Some("SecretStore"),
                key: given.required("key")?,
                property: given.text("property"),
            },
            "sealed-secrets" => Self::Sealed {
                secret: secret(given),
                sealed: given.required("sealed")?,
            },
            "sops" => Self::Sops {
                file: given.required("file")?,
            },
            "vals" => {
                let reference = given.required("reference")?;
                if !reference.starts_with("ref+") {
                    return Err(OptionError::Wrong {
                        name: "reference",
                        // It may be the token itself.
                        text: crate::secret::REDACTED.to_owned(),
                        expected: "a reference that begins with ref+".to_owned(),
                    });
                }
                Self::Vals { reference }
            }
            _ => Self::Existing {
                secret: secret(given),
            },
        })
    }
}
