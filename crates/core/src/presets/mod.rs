//! Presets: writes on a skeleton, made by the workspace like any other write.

use crate::keys::{Address, Place};
use crate::permissions;
use crate::workspace::{Held, Input, Workspace};
use evenkeel_yaml::{Node, Tree};
use std::collections::BTreeSet;

/// A named starting point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// Its name on the command line.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it is for, in one sentence.
    pub about: &'static str,
    /// A page of help in one paragraph: what it decides, and what is left to decide. Empty without the feature `texts`.
    pub help: &'static str,
    /// What it sets: addresses with values, as YAML.
    writes: &'static str,
}

impl Preset {
    /// The preset as this build has it: help is not downloaded by everyone who opens the site.
    const fn kept(self) -> Self {
        if cfg!(feature = "texts") {
            return self;
        }
        Self { help: "", ..self }
    }
}

/// All presets, the plainest first.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "minimal",
        title: "Minimal",
        about: "One runner with its token in a Secret and the permissions a job needs; everything else is the chart's.",
        help: "The least that runs jobs: where GitLab is, a Secret with the runner authentication token, an account of its own and the list of permissions that the executor uses, instead of all permissions in the namespace. Jobs have no requests, so any number of them fits any node; give them some before other people share the cluster.",
        writes: "",
    }
    .kept(),
    Preset {
        id: "small-team",
        title: "Small team",
        about: "One manager, four jobs at once, each with requests and a memory limit.",
        help: "For a few people on nodes that are there anyway. Four jobs run at once, and each asks for half a core and one gibibyte, with the helper on top; a job that needs more than two gibibytes is killed rather than its neighbours. Job pods are not given a token for the cluster. Raise concurrent and request_concurrency together when jobs wait although nodes have room.",
        writes: include_str!("small-team.yaml"),
    }
    .kept(),
    Preset {
        id: "autoscaling",
        title: "Autoscaling cloud nodes",
        about: "Forty jobs at once on nodes that a cluster autoscaler adds and removes.",
        help: "A cluster autoscaler adds nodes for pods that wait, so concurrent is above what the nodes hold and every job pod has requests. A new node takes minutes: poll_timeout is fifteen of them, and the manager waits until a pod on a fresh node can be reached. Nodes are not taken away below a running job: its pod is marked as not to be evicted and has a disruption budget, which needs runner 18.11 and a permission that the list has. When a quota is exceeded the runner tries again instead of failing the job. Give the nodes for jobs a taint, and the jobs a node selector and a toleration for it, once you know their names.",
        writes: include_str!("autoscaling.yaml"),
    }
    .kept(),
    Preset {
        id: "many-managers",
        title: "Many managers",
        about: "Three managers with one token, apart from each other, of which a drain takes one at a time.",
        help: "Three pods take jobs for one runner, so that losing a node or a zone stops none of the waiting ones. Each takes ten jobs: concurrent counts for every manager, which makes thirty. The managers prefer different nodes and zones and start in any case; a disruption budget keeps a drain from taking two at once, and strict_check_interval spreads jobs over them. A manager has two hours to finish its jobs when it goes. The session server for web terminals stays off: it works with one manager only. The labels are those of a release called gitlab-runner.",
        writes: include_str!("many-managers.yaml"),
    }
    .kept(),
    Preset {
        id: "rootless-builds",
        title: "Image builds without privilege",
        about: "BuildKit builds images in a job pod, neither privileged nor as root.",
        help: "Jobs run in BuildKit's rootless image and build with buildctl-daemonless.sh; no daemon, no privileged container. BuildKit makes namespaces of its own, which the default seccomp and AppArmor profiles forbid, so these two are unconfined for the build container, and for it alone: the namespace needs the Pod Security level privileged or an exemption all the same. The profiles are keys since runner 18.11. Layers are in a volume that ends with the pod; push and pull a cache through the registry. Jobs that build nothing are better off with a runner of their own.",
        writes: include_str!("rootless-builds.yaml"),
    }
    .kept(),
    Preset {
        id: "docker-in-docker",
        title: "Docker-in-Docker with TLS",
        about: "Every job has a Docker daemon of its own, reached by TLS inside the pod.",
        help: "For pipelines that call docker. The daemon is a service of each job and needs privileged containers: who can push a pipeline is root on the node, so give these jobs nodes of their own by a node selector and a taint, and this runner to trusted projects only. Certificates are made anew for each job and shared in memory; the job waits for the daemon's port and has the variables that point to it. Requests for the daemon are those of the service. Image builds alone need none of this: see the preset without privilege.",
        writes: include_str!("docker-in-docker.yaml"),
    }
    .kept(),
    Preset {
        id: "locked-down",
        title: "Locked-down namespace",
        about: "Manager and jobs pass the Pod Security level restricted, with limits on everything.",
        help: "For a namespace labelled pod-security.kubernetes.io/enforce: restricted. The manager gets the seccomp profile that the chart leaves out. Jobs run as user 1000 without capabilities, escalation or a token for the cluster; every container has requests and limits, which quotas ask for, and no pod can be reached from outside. The seccomp profile of jobs is a key since runner 18.11. Images that only work as root fail here, and so do privileged builds. HOME is /tmp, because user 1000 has none in most images. allowed_images is the next thing to set.",
        writes: include_str!("locked-down.yaml"),
    }
    .kept(),
    Preset {
        id: "article",
        title: "The article, corrected",
        about: "Three managers that prefer to be apart, job pods with requests, a registry mirror that reaches the jobs.",
        help: "What the article about GitLab Runner with helmfile sets out to do, with its mistakes mended: the mirror reaches the jobs instead of the manager and has the right host, the permissions are complete and none too many, the spread prefers zones instead of insisting on them, the probes are the chart's, and the most that a job may ask for fits a node of two cores.",
        writes: include_str!("article.yaml"),
    }
    .kept(),
];

const HELMFILE: (&str, &str) = (
    "helmfile.d/gitlab-runner.yaml",
    include_str!("skeleton.helmfile.yaml"),
);
const VALUES: (&str, &str) = (
    "values/gitlab-runner.yaml",
    include_str!("skeleton.values.yaml"),
);

/// The files every preset starts from.
pub(crate) const SKELETON: [(&str, &str); 2] = [HELMFILE, VALUES];

/// The values a new runner starts with.
pub const NEW_RUNNER: &str = VALUES.1;

/// Why a preset cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PresetError {
    /// There is none of this name.
    #[error("there is no preset `{0}`; there are: {1}")]
    Unknown(String, String),
    /// The preset's own text is wrong.
    #[error("the preset is broken: {0}")]
    Broken(String),
}

/// The preset of a name.
///
/// # Errors
/// There is none; the error names those that are.
pub fn find(id: &str) -> Result<&'static Preset, PresetError> {
    PRESETS
        .iter()
        .find(|preset| preset.id == id)
        .ok_or_else(|| {
            let known: Vec<_> = PRESETS.iter().map(|preset| preset.id).collect();
            PresetError::Unknown(id.to_owned(), known.join(", "))
        })
}

impl Preset {
    /// The preset's documents.
    ///
    /// # Errors
    /// A write of the preset is refused; a test makes every preset.
    pub fn workspace(&self) -> Result<Workspace, PresetError> {
        let (mut workspace, _) = Workspace::open([HELMFILE, VALUES]);
        self.apply(&mut workspace, 0)?;
        Ok(workspace)
    }

    /// Makes the preset's writes on a release, and grants what they need, no more and no less. What the preset does not
    /// speak of stays.
    ///
    /// # Errors
    /// A write is refused; the workspace stays as it was.
    pub fn apply(&self, workspace: &mut Workspace, release: usize) -> Result<(), PresetError> {
        let mut applied = workspace.clone();
        let tree = self.tree()?;
        for (key, value) in tree.root().map(Node::entries).unwrap_or_default() {
            let at = key.text().unwrap_or_default();
            let address: Address = at.parse().map_err(|error| broken(at, &error))?;
            let input = match value.text() {
                Some(text) => Input::Text(text.to_owned()),
                None => Input::Value(
                    value
                        .copy()
                        .ok_or_else(|| broken(at, &"a value that cannot be copied"))?,
                ),
            };
            applied
                .write(release, &address, &input)
                .map_err(|error| broken(at, &error))?;
        }
        permissions::grant(&mut applied, release)
            .map_err(|error| broken("values:rbac.rules", &error))?;
        *workspace = applied;
        Ok(())
    }

    fn tree(&self) -> Result<Tree, PresetError> {
        Tree::parse(self.writes).map_err(|error| broken(self.id, &error))
    }

    /// How many of its writes a release holds, all of them or none. Name, namespace and version of a release are not the
    /// preset's to decide and do not count.
    fn held_by(&self, workspace: &Workspace, release: usize) -> Option<usize> {
        let tree = self.tree().ok()?;
        let mut count = 0;
        for (key, value) in tree.root().map(Node::entries).unwrap_or_default() {
            let address: Address = key.text()?.parse().ok()?;
            if address.place == Place::Helmfile {
                continue;
            }
            let wanted = Held::of_yaml(value);
            let reading = workspace.read(release, &address)?;
            if reading.held != wanted {
                return None;
            }
            count += 1;
        }
        Some(count)
    }
}

fn broken(at: &str, error: &dyn std::fmt::Display) -> PresetError {
    PresetError::Broken(format!("{at}: {error}"))
}

/// The preset whose writes a release holds, all of them; of several the one that says most. The minimal one, which writes
/// nothing on the skeleton, only where nothing but the skeleton's keys is set.
#[must_use]
pub fn recognise(workspace: &Workspace, release: usize) -> Option<&'static Preset> {
    let held = PRESETS.iter().filter_map(|preset| {
        let count = preset.held_by(workspace, release)?;
        (count > 0).then_some((count, preset))
    });
    // Of equals the plainer one, which comes first.
    let most = held.rev().max_by_key(|(count, _)| *count);
    if let Some((_, preset)) = most {
        return Some(preset);
    }
    let (skeleton, _) = Workspace::open([HELMFILE, VALUES]);
    let keys = |workspace: &Workspace, release| -> BTreeSet<Address> {
        let leaves = workspace.leaves(release).into_iter();
        let values = leaves.filter(|leaf| leaf.address.place != Place::Helmfile);
        values.map(|leaf| leaf.address).collect()
    };
    let is_skeleton = keys(workspace, release) == keys(&skeleton, 0);
    PRESETS.first().filter(|_| is_skeleton)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_can_be_made_and_reads_back() {
        for preset in PRESETS {
            let workspace = preset.workspace().unwrap();
            assert!(workspace.report().notes.is_empty());
            assert_eq!(workspace.releases().len(), 1);
        }
        assert_eq!(
            find("none").unwrap_err().to_string(),
            "there is no preset `none`; there are: minimal, small-team, autoscaling, many-managers, rootless-builds, docker-in-docker, locked-down, article"
        );
    }

    #[test]
    fn every_preset_is_recognised_until_one_of_its_writes_is_gone() {
        for preset in PRESETS {
            let workspace = preset.workspace().unwrap();
            assert_eq!(recognise(&workspace, 0), Some(preset), "{}", preset.id);
            // What a person decides does not matter.
            let mut own = workspace.clone();
            for (at, value) in [
                ("helmfile:releases[].namespace", "ci"),
                ("values:gitlabUrl", "https://gitlab.example.com"),
            ] {
                let input = Input::Text(value.to_owned());
                own.write(0, &at.parse().unwrap(), &input).unwrap();
            }
            assert_eq!(recognise(&own, 0), Some(preset), "{}", preset.id);
            let mut other = workspace.clone();
            let input = Input::Text("7".to_owned());
            other
                .write(0, &"values:concurrent".parse().unwrap(), &input)
                .unwrap();
            assert_eq!(recognise(&other, 0), None, "{}", preset.id);
        }
    }

    #[test]
    fn a_preset_grants_exactly_what_it_needs() {
        for preset in PRESETS {
            let workspace = preset.workspace().unwrap();
            let compared = permissions::compare(&workspace, 0);
            assert_eq!(
                compared.granted,
                permissions::Granted::List,
                "{}",
                preset.id
            );
            assert_eq!(compared.missing, vec![], "{}", preset.id);
            assert_eq!(compared.excessive, vec![], "{}", preset.id);
        }
    }

    #[test]
    fn applied_to_files_of_ones_own_the_rest_stays() {
        let values = "# mine\ngitlabUrl: https://gitlab.example.com # ours\nrunnerToken: \"\"\nrbac:\n  create: true\nlogLevel: debug\n";
        let (own, _) = Workspace::open([("values.yaml", values)]);
        for preset in PRESETS
            .iter()
            .filter(|own| !own.writes.contains("helmfile:"))
        {
            let mut workspace = own.clone();
            preset.apply(&mut workspace, 0).unwrap();
            let text = workspace.bundle().swap_remove(0).1;
            for line in values.lines() {
                assert!(text.lines().any(|own| own == line), "{line}: {text}");
            }
            let is_skeleton = preset.writes.is_empty();
            assert!(
                is_skeleton || recognise(&workspace, 0) == Some(preset),
                "{text}"
            );
        }
    }

    #[test]
    fn every_preset_has_a_page_of_help() {
        for preset in PRESETS {
            let words = preset.help.split(' ').count();
            assert!((40..200).contains(&words), "{}: {words}", preset.id);
        }
    }
}
