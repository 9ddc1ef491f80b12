//! Pod Security: the level that manager and jobs pass.
//!
//! Source: Kubernetes Pod Security Standards; security contexts of the Kubernetes executor, profiles since runner 18.11.

use super::entry::Options;
use super::option::{ConceptOption, Given, OptionError, Settings};
use super::{About, Concept, Plan, View};
use crate::workspace::{Held, Workspace};
use evenkeel_yaml::Value;

/// The Pod Security level that manager and jobs pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Security {
    /// No privileged container, said once for all jobs.
    Baseline,
    /// As little as pods can have; jobs run as a user of this number.
    Restricted {
        /// The user and group of job containers; not 0.
        user: i64,
    },
}

const PRIVILEGED: &str = "config:runners.kubernetes.privileged";
const ESCALATION: &str = "config:runners.kubernetes.allow_privilege_escalation";
const MANAGER: &str = "values:podSecurityContext.seccompProfile.type";
const POD: &str = "config:runners.kubernetes.pod_security_context";
const CONTAINERS: [&str; 4] = ["init_permissions", "build", "helper", "service"];
const PROFILE: &str = "RuntimeDefault";

fn context(container: &str, field: &str) -> String {
    format!("config:runners.kubernetes.{container}_container_security_context.{field}")
}

/// The fields of a restricted pod besides its user.
fn restricted() -> Vec<(String, Held)> {
    let profile = Held::Str(PROFILE.to_owned());
    let mut fields = vec![
        (PRIVILEGED.to_owned(), Held::Bool(false)),
        (ESCALATION.to_owned(), Held::Bool(false)),
        (format!("{POD}.run_as_non_root"), Held::Bool(true)),
        (format!("{POD}.seccomp_profile.type"), profile.clone()),
        (MANAGER.to_owned(), profile),
    ];
    for container in CONTAINERS {
        let all = Held::List(vec![Held::Str("ALL".to_owned())]);
        fields.push((
            context(container, "allow_privilege_escalation"),
            Held::Bool(false),
        ));
        fields.push((context(container, "capabilities.drop"), all));
    }
    fields
}

const OF_USER: [&str; 3] = ["run_as_user", "run_as_group", "fs_group"];

impl Concept for Security {
    const ABOUT: About = About {
        id: "security",
        title: "Pod Security",
        help: "Namespaces are labelled with the level they enforce. Baseline forbids what gives a container its node: privileged mode, host paths and namespaces, most capabilities. The manager passes it as it is, and so do jobs unless something turns privileged on. Restricted also wants a user other than root, no capabilities, no escalation and a seccomp profile. The chart sets all of that for the manager except the profile. Jobs need it in four places, one for each kind of container; their profile is a key since runner 18.11, and before that a patch of the pod. In a restricted pod images that expect root do not work, and tools look for a home that user 1000 may not have: HOME=/tmp in environment helps. Docker-in-Docker and BuildKit pass neither level.",
    }
    .kept();

    fn read(workspace: &Workspace, release: usize) -> Option<Self> {
        let view = View::of(workspace, release);
        let is_restricted = restricted()
            .iter()
            .all(|(at, held)| view.held(at).as_ref() == Some(held));
        if is_restricted {
            let user = view
                .int(&format!("{POD}.run_as_user"))
                .filter(|user| *user != 0);
            return user.map(|user| Self::Restricted { user });
        }
        (view.is(PRIVILEGED, false) && view.is(ESCALATION, false)).then_some(Self::Baseline)
    }

    fn plan(&self, workspace: &Workspace, release: usize) -> Plan {
        let Self::Restricted { user } = self else {
            let mut plan = Self::removal(workspace, release);
            plan.0
                .retain(|(at, _)| at != PRIVILEGED && at != ESCALATION);
            plan.set(PRIVILEGED, false);
            plan.set(ESCALATION, false);
            return plan;
        };
        let mut plan = Plan::default();
        for (at, held) in restricted() {
            match held {
                Held::Bool(value) => plan.set(at, value),
                Held::Str(text) => plan.set(at, text),
                _ => plan.set(at, ["ALL"].into_iter().collect::<Value>()),
            }
        }
        for field in OF_USER {
            plan.set(format!("{POD}.{field}"), *user);
        }
        plan
    }

    /// Takes out what it would write and nothing else: fields that hold something else are somebody's decision.
    fn removal(workspace: &Workspace, release: usize) -> Plan {
        let view = View::of(workspace, release);
        let mut plan = Plan::default();
        for (at, held) in restricted() {
            if view.held(&at).as_ref() == Some(&held) {
                plan.unset(at);
            }
        }
        for field in OF_USER {
            plan.unset(format!("{POD}.{field}"));
        }
        plan
    }
}

impl Options for Security {
    const OPTIONS: &'static [ConceptOption] = &[
        ConceptOption::new("level", "The Pod Security level.")
            .one_of(&["baseline", "restricted"])
            .required(),
        ConceptOption::new("user", "The user of job containers, with restricted.").or("1000"),
    ];

    fn settings(&self) -> Settings {
        match self {
            Self::Baseline => vec![("level", "baseline".to_owned())],
            Self::Restricted { user } => vec![
                ("level", "restricted".to_owned()),
                ("user", user.to_string()),
            ],
        }
    }

    fn of(given: &mut Given) -> Result<Self, OptionError> {
        if given.required("level")? == "baseline" {
            return Ok(Self::Baseline);
        }
        let user = given.int("user")?.unwrap_or(1000);
        if user == 0 {
            return Err(OptionError::Wrong {
                name: "user",
                text: "0".to_owned(),
                expected: "not root".to_owned(),
            });
        }
        Ok(Self::Restricted { user })
    }
}
