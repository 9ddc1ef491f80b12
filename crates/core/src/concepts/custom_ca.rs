//! A certificate authority of one's own: for the manager, and for jobs that talk to hosts behind it.
//!
//! Source: GitLab's documentation of self-signed certificates and custom authorities; the chart's mount of
//! `certsSecretName`, 0.86.0.

use super::entry::Options;
use super::lists::no_element;
use super::option::{ConceptOption, Given, OptionError, Settings};
use super::{About, Concept, Plan, View};
use crate::workspace::Workspace;

/// A certificate authority of one's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomCa {
    /// The Secret with the certificates, each below the name of its host with `.crt` behind it.
    pub secret: String,
    /// The file that the manager trusts GitLab by, where its name is not that of GitLab's host.
    pub file: Option<String>,
    /// Where in job containers the Secret is mounted.
    pub jobs_path: Option<String>,
}

const SECRET: &str = "values:certsSecretName";
const FILE: &str = "config:runners.tls-ca-file";
const VOLUMES: &str = "config:runners.kubernetes.volumes.secret";

impl Concept for CustomCa {
    const ABOUT: About = About {
        id: "custom-ca",
        title: "Certificate authority of one's own",
        help: "When GitLab's certificate is signed by an authority that no image knows, the manager cannot register: x509, certificate signed by unknown authority. The chart mounts a Secret into the manager's .gitlab-runner/certs, and the runner trusts a file there for the host whose name it has: gitlab.example.com.crt for https://gitlab.example.com, with the whole chain in it. A file of another name is told by file, as a path in the manager. The runner hands the chain to git in its jobs by itself, so cloning works without more. What a job's own tools talk to, a registry or a package server behind the same authority, they have to be told: jobs-path mounts the Secret in every job, read only, and the image or a variable such as SSL_CERT_FILE, NODE_EXTRA_CA_CERTS or GIT_SSL_CAINFO points there. The Secret has to be in the namespace of the jobs for that.",
    }
    .kept();

    fn read(workspace: &Workspace, release: usize) -> Option<Self> {
        let view = View::of(workspace, release);
        let secret = view.text(SECRET)?;
        let (volume, _) = view.element(VOLUMES, "name", &secret);
        let path = volume.and_then(|index| view.text(&format!("{VOLUMES}[{index}].mount_path")));
        Some(Self {
            file: view.text(FILE),
            jobs_path: path,
            secret,
        })
    }

    fn plan(&self, workspace: &Workspace, release: usize) -> Plan {
        let view = View::of(workspace, release);
        let mut plan = Plan::default();
        plan.set(SECRET, self.secret.as_str());
        plan.maybe(FILE, self.file.clone());
        let before = Self::read(workspace, release);
        let old = before.filter(|before| before.jobs_path.is_some());
        if let Some(path) = &self.jobs_path {
            let own = old.as_ref().map_or(self.secret.as_str(), |old| &old.secret);
            let (found, count) = view.element(VOLUMES, "name", own);
            let at = |field: &str| format!("{VOLUMES}[{}].{field}", found.unwrap_or(count));
            plan.set(at("name"), self.secret.as_str());
            plan.set(at("mount_path"), path.as_str());
            plan.set(at("read_only"), true);
        } else if let Some(old) = old {
            no_element(&view, VOLUMES, "name", &old.secret, &mut plan);
        }
        plan
    }

    fn removal(workspace: &Workspace, release: usize) -> Plan {
        let view = View::of(workspace, release);
        let mut plan = Plan::unset_all(&[FILE, SECRET]);
        if let Some(own) = Self::read(workspace, release).filter(|own| own.jobs_path.is_some()) {
            no_element(&view, VOLUMES, "name", &own.secret, &mut plan);
        }
        plan
    }
}

impl Options for CustomCa {
    const OPTIONS: &'static [ConceptOption] = &[
        ConceptOption::new("secret", "The Secret with the certificates, HOST.crt each.").required(),
        ConceptOption::new(
            "file",
            "The file in the manager to trust GitLab by, where it is not named after GitLab's host.",
        ),
        ConceptOption::new("jobs-path", "Where in every job the Secret is mounted."),
    ];

    fn settings(&self) -> Settings {
        let mut settings = vec![("secret", self.secret.clone())];
        settings.extend(self.file.clone().map(|file| ("file", file)));
        settings.extend(self.jobs_path.clone().map(|path| ("jobs-path", path)));
        settings
    }

    fn of(given: &mut Given) -> Result<Self, OptionError> {
        Ok(Self {
            secret: given.required("secret")?,
            file: given.text("file"),
            jobs_path: given.text("jobs-path"),
        })
    }
}
