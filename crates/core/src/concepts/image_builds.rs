//! Builds of container images in jobs: by a Docker daemon beside each job, or by `BuildKit` without root.
//!
//! Source: GitLab's documentation on Docker-in-Docker with TLS in Kubernetes and on `BuildKit` without root.

use super::entry::Options;
use super::lists::{environment, no_element, variables};
use super::option::{ConceptOption, Given, OptionError, Settings};
use super::{About, Concept, Plan, View};
use crate::workspace::Workspace;
use evenkeel_yaml::Value;

/// How jobs build images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageBuilds {
    /// A privileged Docker daemon as a service of each job, reached by TLS.
    DockerInDocker {
        /// The daemon's image, as in `docker:28-dind`.
        image: String,
    },
    /// `BuildKit` in the job's container, without root and without privileges.
    Rootless,
}

const PRIVILEGED: &str = "config:runners.kubernetes.privileged";
const SERVICES: &str = "config:runners.kubernetes.services";
const VOLUMES: &str = "config:runners.kubernetes.volumes.empty_dir";
const PROFILES: [&str; 2] = [
    "config:runners.kubernetes.build_container_security_context.seccomp_profile.type",
    "config:runners.kubernetes.build_container_security_context.app_armor_profile.type",
];
const UNCONFINED: &str = "Unconfined";
/// What the jobs are told about the daemon; what the daemon is told by its image.
const DOCKER: [(&str, &str); 4] = [
    ("DOCKER_HOST", "tcp://docker:2376"),
    ("DOCKER_TLS_CERTDIR", "/certs"),
    ("DOCKER_TLS_VERIFY", "1"),
    ("DOCKER_CERT_PATH", "/certs/client"),
];
const BUILDKIT: [(&str, &str); 1] = [("BUILDKITD_FLAGS", "--oci-worker-no-process-sandbox")];
/// All variables that are this concept's.
const OURS: [&str; 5] = [
    DOCKER[0].0,
    DOCKER[1].0,
    DOCKER[2].0,
    DOCKER[3].0,
    BUILDKIT[0].0,
];
const CERTIFICATES: (&str, &str) = ("docker-certs", "/certs/client");
const STATE: (&str, &str) = ("buildkit", "/home/user/.local/share/buildkit");

impl Concept for ImageBuilds {
    const ABOUT: About = About {
        id: "image-builds",
        title: "Image builds",
        help: "Docker-in-Docker gives each job a daemon as a service named docker, with certificates that are made for the job and shared in memory; pipelines work as they do anywhere with Docker. It needs privileged containers, so whoever can push a pipeline is root on the node. BuildKit without root runs in the job's own container, in the image moby/buildkit:…-rootless, and is called by buildctl-daemonless.sh. It needs no privileges, but makes namespaces, which default seccomp and AppArmor profiles forbid: both are off for the build container. kaniko, which needed neither, is no longer maintained. Jobs that build no images should go to a runner that has none of this.",
    }
    .kept();

    fn read(workspace: &Workspace, release: usize) -> Option<Self> {
        let view = View::of(workspace, release);
        if has(&view, &DOCKER) && view.is(PRIVILEGED, true) {
            let (found, _) = view.element(SERVICES, "alias", "docker");
            let services = view.list(SERVICES);
            let image = crate::placement::reading::text(services.get(found?)?, "name")?;
            return Some(Self::DockerInDocker {
                image: image.to_owned(),
            });
        }
        let is_unconfined = PROFILES
            .iter()
            .all(|at| view.text(at).as_deref() == Some(UNCONFINED));
        (has(&view, &BUILDKIT) && is_unconfined).then_some(Self::Rootless)
    }

    fn plan(&self, workspace: &Workspace, release: usize) -> Plan {
        let view = View::of(workspace, release);
        let mut plan = Plan::default();
        let before = Self::read(workspace, release);
        match self {
            Self::DockerInDocker { image } => {
                plan.set(PRIVILEGED, true);
                environment(&view, &DOCKER, &OURS, &mut plan);
                volume(&view, CERTIFICATES, Some("Memory"), &mut plan);
                let (found, count) = view.element(SERVICES, "alias", "docker");
                let at = |field: &str| format!("{SERVICES}[{}].{field}", found.unwrap_or(count));
                plan.set(at("name"), image.as_str());
                plan.set(at("alias"), "docker");
                let wait = ["HEALTHCHECK_TCP_PORT=2376"].into_iter().collect::<Value>();
                plan.set(at("environment"), wait);
                if before == Some(Self::Rootless) {
                    PROFILES.iter().for_each(|at| plan.unset(*at));
                    no_element(&view, VOLUMES, "name", STATE.0, &mut plan);
                }
            }
            Self::Rootless => {
                for at in PROFILES {
                    plan.set(at, UNCONFINED);
                }
                environment(&view, &BUILDKIT, &OURS, &mut plan);
                volume(&view, STATE, None, &mut plan);
                if matches!(before, Some(Self::DockerInDocker { .. })) {
                    plan.unset(PRIVILEGED);
                    no_element(&view, SERVICES, "alias", "docker", &mut plan);
                    no_element(&view, VOLUMES, "name", CERTIFICATES.0, &mut plan);
                }
            }
        }
        plan
    }

    fn removal(workspace: &Workspace, release: usize) -> Plan {
        let view = View::of(workspace, release);
        let mut plan = Plan::default();
        match Self::read(workspace, release) {
            None => return plan,
            Some(Self::DockerInDocker { .. }) => plan.unset(PRIVILEGED),
            Some(Self::Rootless) => PROFILES.iter().for_each(|at| plan.unset(*at)),
        }
        environment(&view, &[], &OURS, &mut plan);
        no_element(&view, SERVICES, "alias", "docker", &mut plan);
        // From the last to the first, so that numbers stay true.
        let names = [STATE.0, CERTIFICATES.0];
        let mut ours: Vec<(usize, &str)> = names
            .into_iter()
            .filter_map(|name| Some((view.element(VOLUMES, "name", name).0?, name)))
            .collect();
        ours.sort_unstable_by(|left, right| right.cmp(left));
        for (_, name) in ours {
            no_element(&view, VOLUMES, "name", name, &mut plan);
        }
        plan
    }
}

fn has(view: &View<'_>, wanted: &[(&str, &str)]) -> bool {
    let own = variables(view);
    wanted
        .iter()
        .all(|(name, value)| own.contains(&format!("{name}={value}")))
}

fn volume(view: &View<'_>, (name, path): (&str, &str), medium: Option<&str>, plan: &mut Plan) {
    let (found, count) = view.element(VOLUMES, "name", name);
    let at = |field: &str| format!("{VOLUMES}[{}].{field}", found.unwrap_or(count));
    plan.set(at("name"), name);
    plan.set(at("mount_path"), path);
    if let Some(medium) = medium {
        plan.set(at("medium"), medium);
    }
}

impl Options for ImageBuilds {
    const OPTIONS: &'static [ConceptOption] = &[
        ConceptOption::new(
            "by",
            "What builds: a Docker daemon beside each job, or BuildKit without root.",
        )
        .one_of(&["docker-in-docker", "rootless"])
        .required(),
        ConceptOption::new("image", "The daemon's image, with docker-in-docker.")
            .or("docker:28-dind"),
    ];

    fn settings(&self) -> Settings {
        match self {
            Self::DockerInDocker { image } => vec![
                ("by", "docker-in-docker".to_owned()),
                ("image", image.clone()),
            ],
            Self::Rootless => vec![("by", "rootless".to_owned())],
        }
    }

    fn of(given: &mut Given) -> Result<Self, OptionError> {
        Ok(match given.required("by")?.as_str() {
            "rootless" => Self::Rootless,
            _ => Self::DockerInDocker {
                image: given
                    .text("image")
                    .unwrap_or_else(|| "docker:28-dind".to_owned()),
            },
        })
    }
}
