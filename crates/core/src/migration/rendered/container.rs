//! The manager's container and its volumes, as the values that give them.

use super::{Rendered, text_at};
use crate::migration::Part;
use crate::secret;
use evenkeel_yaml::{Node, Route, Value};

/// Variables of the manager with the value that sets them; without one the templates write them by themselves.
const VARIABLES: &[(&str, &str)] = &[
    ("CI_SERVER_URL", "gitlabUrl"),
    ("RUNNER_EXECUTOR", "runners.executor"),
    ("REGISTER_LOCKED", "runners.locked"),
    ("RUNNER_TAG_LIST", "runners.tags"),
    ("SESSION_SERVER_ADDRESS", ""),
    ("KUBERNETES_NAMESPACE", "runners.jobNamespace"),
];

/// Volumes that the templates make.
const VOLUMES: [&str; 6] = [
    "runner-secrets",
    "etc-gitlab-runner",
    "projected-secrets",
    "custom-certs",
    "configmaps",
    "scripts",
];

impl Rendered<'_> {
    /// `registry/image:tag`; the chart joins the three.
    pub(super) fn image(&mut self, node: Node<'_>, route: &Route) {
        let text = node.text().unwrap_or_default();
        let parts = text.split_once('/').and_then(|(registry, rest)| {
            let (image, tag) = rest.rsplit_once(':')?;
            registry
                .contains(['.', ':'])
                .then_some((registry, image, tag))
        });
        let Some((registry, image, tag)) = parts else {
            return self.say(
                Part::NotPossible,
                node,
                route,
                &[],
                "no registry, image and tag; the chart joins the three",
            );
        };
        if registry == "registry.gitlab.com"
            && image == "gitlab-org/gitlab-runner"
            && tag.starts_with("alpine-v")
        {
            return self.say(
                Part::Understood,
                node,
                route,
                &[],
                "the image of this version of the chart",
            );
        }
        for (to, value) in [("registry", registry), ("image", image), ("tag", tag)] {
            self.draft
                .value(&format!("values:image.{to}"), Value::from(value));
        }
        self.say(
            Part::Understood,
            node,
            route,
            &["image.registry", "image.image", "image.tag"],
            "",
        );
    }

    pub(super) fn variable(&mut self, item: Node<'_>, route: &Route) {
        let (name, value) = (text_at(item, "name"), text_at(item, "value"));
        let known = VARIABLES.iter().find(|(known, _)| *known == name);
        match known {
            Some((_, "")) => self.by_the_chart(item, route),
            Some(("RUNNER_EXECUTOR", _)) if value == "kubernetes" => {
                self.say(Part::Understood, item, route, &[], "the chart's default");
            }
            Some(("KUBERNETES_NAMESPACE", _)) if self.draft.is_in(&value) => {
                let text = "the release's own namespace, which jobs without another one get";
                self.say(Part::Understood, item, route, &[], text);
            }
            Some(("REGISTER_LOCKED", to)) => {
                self.draft
                    .value(&format!("values:{to}"), Value::Bool(value == "true"));
                self.say(Part::Understood, item, route, &[to], "");
            }
            Some((_, to)) => {
                self.draft.value(&format!("values:{to}"), Value::Str(value));
                self.say(Part::Understood, item, route, &[to], "");
            }
            None if item.get("value").is_some() && !secret::is_secret_name(&name) => {
                self.environment.push(Value::map([
                    ("name", Value::Str(name)),
                    ("value", Value::Str(value)),
                ]));
                self.say(Part::Understood, item, route, &["envVars"], "");
            }
            None => {
                let text = "a value of its own, or a secret in clear, is not in values";
                let mut line = self.line(Part::NotPossible, item, route, &[], text);
                line.value = format!("{{name: {name}, …}}");
                line.instead = Some("values:extraEnvFrom".to_owned());
                self.lines.push(line);
            }
        }
    }

    /// Something that the chart makes by itself.
    fn by_the_chart(&mut self, item: Node<'_>, route: &Route) {
        self.say(
            Part::Understood,
            item,
            route,
            &[],
            "the chart's templates write it",
        );
    }

    /// An item as a value of the chart's key of the same kind; none, with a line that says so, where it cannot be copied.
    fn copied(&mut self, item: Node<'_>, route: &Route, key: &str) -> Option<Value> {
        let value = item.copy();
        if value.is_some() {
            self.say(Part::Understood, item, route, &[key], "");
        } else {
            let text = "written in a way that cannot be copied";
            self.say(Part::NotPossible, item, route, &[], text);
        }
        value
    }

    pub(super) fn mount(&mut self, item: Node<'_>, route: &Route) {
        if VOLUMES.contains(&text_at(item, "name").as_str()) {
            return self.by_the_chart(item, route);
        }
        let value = self.copied(item, route, "volumeMounts");
        self.mounts.extend(value);
    }

    pub(super) fn volume(&mut self, item: Node<'_>, route: &Route) {
        match text_at(item, "name").as_str() {
            "custom-certs" => {
                let name = text_at(item, "secret.secretName");
                self.draft.value("values:certsSecretName", Value::Str(name));
                self.say(Part::Understood, item, route, &["certsSecretName"], "");
            }
            "projected-secrets" => {
                let sources: Option<Route> = "projected.sources".parse().ok();
                let sources = sources.and_then(|way| item.at(&way)).map(Node::items);
                let mut to = Vec::new();
                for source in sources.unwrap_or_default() {
                    let name = text_at(source, "secret.name");
                    let is_token = source.token().contains("runner-token");
                    let at = if is_token {
                        "runners.secret"
                    } else {
                        "runners.cache.secretName"
                    };
                    if !name.is_empty() && !to.contains(&at) {
                        self.draft.value(&format!("values:{at}"), Value::Str(name));
                        to.push(at);
                    }
                }
                self.say(Part::Understood, item, route, &to, "");
            }
            name if VOLUMES.contains(&name) => {
                self.by_the_chart(item, route);
            }
            _ => {
                let value = self.copied(item, route, "volumes");
                self.volumes.extend(value);
            }
        }
    }

    pub(super) fn lists(&mut self) {
        let lists = [
            ("values:envVars", std::mem::take(&mut self.environment)),
            ("values:volumes", std::mem::take(&mut self.volumes)),
            ("values:volumeMounts", std::mem::take(&mut self.mounts)),
        ];
        for (to, items) in lists.into_iter().filter(|(_, items)| !items.is_empty()) {
            self.draft.value(to, Value::Seq(items));
        }
    }
}
