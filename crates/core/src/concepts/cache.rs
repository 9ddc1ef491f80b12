//! The distributed cache: where it is, and what the manager shows to be let in.
//!
//! Source: `[runners.cache]` in GitLab's documentation; the chart's mount of `runners.cache.secretName`, 0.86.0.

use super::entry::Options;
use super::option::{ConceptOption, Given, OptionError, Settings};
use super::{About, Concept, NOTHING, Plan, View};
use crate::workspace::Workspace;

/// A distributed cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    /// Where it is.
    pub storage: Storage,
    /// What the manager shows to be let in.
    pub access: Access,
    /// A prefix inside the bucket.
    pub path: Option<String>,
    /// Whether other runners use the same objects.
    pub is_shared: bool,
}

/// Where a cache is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// S3, or what speaks like it.
    S3 {
        /// The bucket.
        bucket: String,
        /// Its region.
        region: Option<String>,
        /// Host and port of another server than Amazon's, without a scheme.
        server: Option<String>,
    },
    /// Google Cloud Storage.
    Gcs {
        /// The bucket.
        bucket: String,
    },
    /// Azure Blob storage.
    Azure {
        /// The container.
        container: String,
        /// The storage account; a Secret brings it along.
        account: Option<String>,
    },
}

/// What the manager shows to be let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// A Secret of this name, with the keys that the chart knows.
    Secret(String),
    /// The identity of its account: of a role, a service account or a client with this name, where the cloud is told it by
    /// an annotation.
    Identity(Option<String>),
    /// Keys in `config.toml` itself. Read, and left as they are when written; not offered.
    InConfig,
}

const TYPE: &str = "config:runners.cache.Type";
const PATH: &str = "config:runners.cache.Path";
const SHARED: &str = "config:runners.cache.Shared";
const SECRET: &str = "values:runners.cache.secretName";
const S3_BUCKET: &str = "config:runners.cache.s3.BucketName";
const S3_REGION: &str = "config:runners.cache.s3.BucketLocation";
const S3_SERVER: &str = "config:runners.cache.s3.ServerAddress";
const S3_LOGIN: &str = "config:runners.cache.s3.AuthenticationType";
const GCS_BUCKET: &str = "config:runners.cache.gcs.BucketName";
const CONTAINER: &str = "config:runners.cache.azure.ContainerName";
const ACCOUNT: &str = "config:runners.cache.azure.AccountName";
const ROLE: &str = "values:serviceAccount.annotations.\"eks.amazonaws.com/role-arn\"";
const GOOGLE: &str = "values:serviceAccount.annotations.\"iam.gke.io/gcp-service-account\"";
const CLIENT: &str = "values:serviceAccount.annotations.\"azure.workload.identity/client-id\"";
const LABEL: &str = "values:podLabels.\"azure.workload.identity/use\"";
/// Credentials in the file itself, which are no matter of this concept except that they have to go.
const IN_CONFIG: [&str; 6] = [
    "config:runners.cache.s3.AccessKey",
    "config:runners.cache.s3.SecretKey",
    "config:runners.cache.gcs.AccessID",
    "config:runners.cache.gcs.PrivateKey",
    "config:runners.cache.gcs.CredentialsFile",
    "config:runners.cache.azure.AccountKey",
];

impl Concept for Cache {
    const ABOUT: About = About {
        id: "cache",
        title: "Distributed cache",
        help: "Without it, a cache lives as long as its job's pod, so that no job ever finds one. S3, Google Cloud Storage and Azure Blob storage are known; anything that speaks S3, such as MinIO, is S3 with a server address, written without https://. Let the manager in by the identity of its account where the cloud has that: a role, a service account or a client id goes into an annotation of the account, and nothing secret into any file. Otherwise a Secret: accesskey and secretkey for S3; gcs-access-id and gcs-private-key, or gcs-application-credentials-file, for Google; azure-account-name and azure-account-key for Azure. Keys in config.toml itself are readable for everyone who reads the values. Shared lets several runners use one cache; protected branches then share with all others, too. The helper uploads and downloads, so it needs memory: 256Mi at least.",
    }
    .kept();

    fn read(workspace: &Workspace, release: usize) -> Option<Self> {
        let view = View::of(workspace, release);
        let storage = match view.text(TYPE)?.to_ascii_lowercase().as_str() {
            "s3" => Storage::S3 {
                bucket: view.text(S3_BUCKET)?,
                region: view.text(S3_REGION),
                server: view.text(S3_SERVER),
            },
            "gcs" => Storage::Gcs {
                bucket: view.text(GCS_BUCKET)?,
            },
            "azure" => Storage::Azure {
                container: view.text(CONTAINER)?,
                account: view.text(ACCOUNT),
            },
            _ => return None,
        };
        let identity = match storage {
            Storage::S3 { .. } => ROLE,
            Storage::Gcs { .. } => GOOGLE,
            Storage::Azure { .. } => CLIENT,
        };
        let is_in_config = IN_CONFIG.iter().any(|at| view.held(at).is_some());
        let access = match view.text(SECRET) {
            Some(name) => Access::Secret(name),
            None if is_in_config => Access::InConfig,
            None => Access::Identity(view.text(identity)),
        };
        Some(Self {
            storage,
            access,
            path: view.text(PATH),
            is_shared: view.is(SHARED, true),
        })
    }

    fn plan(&self, workspace: &Workspace, release: usize) -> Plan {
        let mut plan = Plan::default();
        let before = Self::read(workspace, release);
        let is_identity = matches!(self.access, Access::Identity(_));
        let name = match &self.access {
            Access::Identity(name) => name.clone(),
            _ => None,
        };
        plan.maybe(PATH, self.path.clone());
        plan.maybe(SHARED, self.is_shared.then_some(true));
        let mut s3 = (None, None, None, None, None);
        let mut gcs = (None, None);
        let mut azure = (None, None, None, None);
        match &self.storage {
            Storage::S3 {
                bucket,
                region,
                server,
            } => {
                plan.set(TYPE, "s3");
                let login = is_identity.then_some("iam");
                s3 = (
                    Some(bucket.clone()),
                    region.clone(),
                    server.clone(),
                    login,
                    name,
                );
            }
            Storage::Gcs { bucket } => {
                plan.set(TYPE, "gcs");
                gcs = (Some(bucket.clone()), name);
            }
            Storage::Azure { container, account } => {
                plan.set(TYPE, "azure");
                // The webhook of the identity looks at pods with this label only.
                let label = name.is_some().then_some("true");
                azure = (Some(container.clone()), account.clone(), name, label);
            }
        }
        plan.maybe(S3_BUCKET, s3.0);
        plan.maybe(S3_REGION, s3.1);
        plan.maybe(S3_SERVER, s3.2);
        plan.maybe(S3_LOGIN, s3.3);
        plan.maybe(ROLE, s3.4);
        plan.maybe(GCS_BUCKET, gcs.0);
        plan.maybe(GOOGLE, gcs.1);
        plan.maybe(CONTAINER, azure.0);
        plan.maybe(ACCOUNT, azure.1);
        plan.maybe(CLIENT, azure.2);
        plan.maybe(LABEL, azure.3);
        match &self.access {
            Access::Secret(name) => plan.set(SECRET, name.as_str()),
            _ => plan.unset(SECRET),
        }
        if self.access != Access::InConfig {
            for at in IN_CONFIG {
                plan.maybe(at, NOTHING);
            }
        }
        if !before.is_some_and(|before| before.has_identity()) {
            let is_foreign = |at: &str| [ROLE, GOOGLE, CLIENT, LABEL].contains(&at);
            plan.0
                .retain(|(at, value)| value.is_some() || !is_foreign(at));
        }
        plan
    }

    fn removal(workspace: &Workspace, release: usize) -> Plan {
        // Whatever else is in the table is about this cache and goes with it.
        let mut plan = Plan::unset_all(&["config:runners.cache", SECRET]);
        let before = Self::read(workspace, release);
        if let Some(before) = before.filter(Self::has_identity) {
            match before.storage {
                Storage::S3 { .. } => plan.unset(ROLE),
                Storage::Gcs { .. } => plan.unset(GOOGLE),
                Storage::Azure { .. } => {
                    plan.unset(CLIENT);
                    plan.unset(LABEL);
                }
            }
        }
        plan
    }
}

impl Cache {
    /// Whether an annotation of the manager's account is the cache's; with a Secret it is about something else.
    const fn has_identity(&self) -> bool {
        matches!(self.access, Access::Identity(Some(_)))
    }
}

impl Options for Cache {
    const OPTIONS: &'static [ConceptOption] = &[
        ConceptOption::new("storage", "Where the cache is.")
            .one_of(&["s3", "gcs", "azure"])
            .required(),
        ConceptOption::new("bucket", "The bucket; with azure the container.").required(),
        ConceptOption::new("region", "The bucket's region, with s3."),
        ConceptOption::new(
            "server",
            "Host and port of another server than Amazon's, without a scheme, with s3.",
        ),
        ConceptOption::new("account", "The storage account, with azure."),
        ConceptOption::new(
            "secret",
            "A Secret with the keys to be let in; without it the manager's account is.",
        ),
        ConceptOption::new(
            "identity",
            "The role, service account or client id that the manager's account stands for.",
        ),
        ConceptOption::new("path", "A prefix inside the bucket."),
        ConceptOption::new("shared", "Whether other runners use the same objects.")
            .truth()
            .or("false"),
    ];

    fn settings(&self) -> Settings {
        let (storage, bucket) = match &self.storage {
            Storage::S3 { bucket, .. } => ("s3", bucket),
            Storage::Gcs { bucket } => ("gcs", bucket),
            Storage::Azure { container, .. } => ("azure", container),
        };
        let mut settings = vec![("storage", storage.to_owned()), ("bucket", bucket.clone())];
        match self.storage.clone() {
            Storage::S3 { region, server, .. } => {
                settings.extend(region.map(|region| ("region", region)));
                settings.extend(server.map(|server| ("server", server)));
            }
            Storage::Azure { account, .. } => {
                settings.extend(account.map(|account| ("account", account)));
            }
            Storage::Gcs { .. } => {}
        }
        match self.access.clone() {
            Access::Secret(name) => settings.push(("secret", name)),
            Access::Identity(Some(name)) => settings.push(("identity", name)),
            Access::Identity(None) | Access::InConfig => {}
        }
        settings.extend(self.path.clone().map(|path| ("path", path)));
        settings.push(("shared", self.is_shared.to_string()));
        settings
    }

    fn of(given: &mut Given) -> Result<Self, OptionError> {
        let storage = given.required("storage")?;
        let bucket = given.required("bucket")?;
        let storage = match storage.as_str() {
            "s3" => Storage::S3 {
                bucket,
                region: given.text("region"),
                server: given.text("server"),
            },
            "gcs" => Storage::Gcs { bucket },
            _ => Storage::Azure {
                container: bucket,
                account: given.text("account"),
            },
        };
        let access = match given.text("secret") {
            Some(name) => Access::Secret(name),
            None => Access::Identity(given.text("identity")),
        };
        Ok(Self {
            storage,
            access,
            path: given.text("path"),
            is_shared: given.is_true("shared"),
        })
    }
}
