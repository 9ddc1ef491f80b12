//! Makes values of what Helm rendered with them: the manager's Deployment, its `ConfigMap` and its Role.
//!
//! What the chart's templates write by themselves is understood without a place; what no value gives is not possible.
//! A value that is the chart's own default is not written again.

mod container;

use super::draft::Draft;
use super::{Leaf, Line, Migration, MigrationError, Part, Report, global, leaves, line_of};
use crate::config_toml::ConfigToml;
use crate::keys::{Address, Key, Resolved};
use crate::secret;
use crate::workspace::File;
use evenkeel_yaml::{Kind, Node, Route, Value};

/// Places in the Deployment that a value is copied to as a whole.
/// Source: templates/deployment.yaml of chart 0.86.0.
const WHOLE: &[(&str, &str)] = &[
    ("spec.replicas", "replicas"),
    ("spec.revisionHistoryLimit", "revisionHistoryLimit"),
    ("spec.strategy", "strategy"),
    (
        "spec.template.spec.terminationGracePeriodSeconds",
        "terminationGracePeriodSeconds",
    ),
    ("spec.template.spec.priorityClassName", "priorityClassName"),
    ("spec.template.spec.runtimeClassName", "runtimeClassName"),
    ("spec.template.spec.nodeSelector", "nodeSelector"),
    ("spec.template.spec.tolerations", "tolerations"),
    ("spec.template.spec.affinity", "affinity"),
    (
        "spec.template.spec.topologySpreadConstraints",
        "topologySpreadConstraints",
    ),
    ("spec.template.spec.hostAliases", "hostAliases"),
    ("spec.template.spec.imagePullSecrets", "imagePullSecrets"),
    ("spec.template.spec.securityContext", "podSecurityContext"),
    (
        "spec.template.spec.containers[0].livenessProbe.timeoutSeconds",
        "probeTimeoutSeconds",
    ),
    (
        "spec.template.spec.containers[0].readinessProbe.timeoutSeconds",
        "probeTimeoutSeconds",
    ),
    (
        "spec.template.spec.containers[0].imagePullPolicy",
        "imagePullPolicy",
    ),
    (
        "spec.template.spec.containers[0].securityContext",
        "securityContext",
    ),
    ("spec.template.spec.containers[0].resources", "resources"),
];

/// What the templates write by themselves.
const OWN: &[&str] = &[
    "apiVersion",
    "kind",
    "metadata",
    "data",
    "roleRef",
    "subjects",
    "spec.selector",
    "spec.template.metadata.labels.app",
    "spec.template.metadata.labels.chart",
    "spec.template.metadata.labels.release",
    "spec.template.metadata.labels.heritage",
    "spec.template.metadata.annotations.checksum/configmap",
    "spec.template.metadata.annotations.checksum/secrets",
    "spec.template.metadata.annotations.\"prometheus.io/scrape\"",
    "spec.template.metadata.annotations.\"prometheus.io/port\"",
    "spec.template.spec.serviceAccountName",
    "spec.template.spec.containers[0].name",
    "spec.template.spec.containers[0].command",
    "spec.template.spec.containers[0].lifecycle",
    "spec.template.spec.containers[0].livenessProbe.exec",
    "spec.template.spec.containers[0].readinessProbe.exec",
    "spec.template.spec.containers[0].ports",
];

struct Rendered<'f> {
    file: &'f File,
    draft: Draft,
    lines: Vec<Line>,
    environment: Vec<Value>,
    volumes: Vec<Value>,
    mounts: Vec<Value>,
    /// Where the document that is being read begins.
    start: usize,
    kind: String,
}

/// Migrates manifests; none where no Deployment of the chart is among them.
pub(super) fn migrate(path: &str, text: &str) -> Option<Result<Migration, MigrationError>> {
    let file = File::new(path, text);
    let documents = || {
        let roots = file
            .trees()
            .filter_map(|(number, tree)| Some((number, tree.root()?)));
        roots.filter(|(_, root)| chart_of(*root).is_some())
    };
    let (_, deployment) = documents().find(|(_, root)| text_at(*root, "kind") == "Deployment")?;
    let mut rendered = Rendered {
        file: &file,
        draft: Draft::of_release(
            &text_at(deployment, "metadata.labels.release"),
            &text_at(deployment, "metadata.namespace"),
            &chart_of(deployment)?,
        ),
        lines: Vec::new(),
        environment: Vec::new(),
        volumes: Vec::new(),
        mounts: Vec::new(),
        start: 0,
        kind: String::new(),
    };
    for (number, root) in documents() {
        rendered.start = file.document(number).0;
        rendered.kind = text_at(root, "kind");
        rendered.object(root);
    }
    rendered.lists();
    rendered.absent(
        deployment,
        &documents()
            .map(|(_, root)| text_at(root, "kind"))
            .collect::<Vec<_>>(),
    );
    let Rendered {
        draft, mut lines, ..
    } = rendered;
    lines.sort_by_key(|line| line.line);
    let made = super::draft::files(std::slice::from_ref(&draft)).map(|files| Migration {
        report: Report {
            source: path.to_owned(),
            files: files.iter().map(|(path, _)| path.clone()).collect(),
            releases: vec![draft.release.clone()],
            lines,
        },
        files,
    });
    Some(made)
}

/// The version of the chart that the labels of an object name.
fn chart_of(root: Node<'_>) -> Option<String> {
    let chart = text_at(root, "metadata.labels.chart");
    chart.strip_prefix("gitlab-runner-").map(str::to_owned)
}

fn text_at(root: Node<'_>, path: &str) -> String {
    let route: Option<Route> = path.parse().ok();
    let node = route.and_then(|route| root.at(&route));
    node.and_then(Node::text).unwrap_or_default().to_owned()
}

impl Rendered<'_> {
    fn object(&mut self, root: Node<'_>) {
        match self.kind.as_str() {
            "ConfigMap" => self.config_map(root),
            "Role" | "ClusterRole" => {
                self.draft.value("values:rbac.create", Value::Bool(true));
                if self.kind == "ClusterRole" {
                    self.draft
                        .value("values:rbac.clusterWideAccess", Value::Bool(true));
                }
                self.below(root, &Route::root());
            }
            "ServiceAccount" => {
                self.draft
                    .value("values:serviceAccount.create", Value::Bool(true));
                self.below(root, &Route::root());
            }
            _ => self.below(root, &Route::root()),
        }
    }

    fn line(&self, part: Part, node: Node<'_>, route: &Route, to: &[&str], text: &str) -> Line {
        let at = self.start + node.span().start;
        let shown: Vec<&str> = node.token().lines().map(str::trim).collect();
        Line {
            part,
            path: format!("{}.{route}", self.kind),
            line: self.file.line_of(at),
            value: secret::redact_text(&shown.join(" "))
                .chars()
                .take(120)
                .collect(),
            to: to.iter().map(|to| format!("values:{to}")).collect(),
            text: text.to_owned(),
            instead: None,
        }
    }

    fn say(&mut self, part: Part, node: Node<'_>, route: &Route, to: &[&str], text: &str) {
        let line = self.line(part, node, route, to, text);
        self.lines.push(line);
    }

    /// Goes down until a place is known, or nothing is below.
    fn below(&mut self, node: Node<'_>, route: &Route) {
        let path = route.to_string();
        if let Some((_, to)) = WHOLE
            .iter()
            .find(|(place, _)| *place == path && self.kind == "Deployment")
        {
            return self.whole(node, route, to);
        }
        if path == "rules" {
            return self.whole(node, route, "rbac.rules");
        }
        if OWN.contains(&path.as_str()) {
            return self.say(
                Part::Understood,
                node,
                route,
                &[],
                "the chart's templates write it",
            );
        }
        match path.as_str() {
            "spec.template.spec.containers[0].image" => return self.image(node, route),
            "spec.template.spec.containers[0].env" => {
                return self.each(node, route, Self::variable);
            }
            "spec.template.spec.containers[0].volumeMounts" => {
                return self.each(node, route, Self::mount);
            }
            "spec.template.spec.volumes" => return self.each(node, route, Self::volume),
            _ => {}
        }
        let (map, name) = match route.0.as_slice() {
            [
                ..,
                evenkeel_yaml::Step::Key(map),
                evenkeel_yaml::Step::Key(name),
            ] => (map.as_str(), name.as_str()),
            _ => ("", ""),
        };
        let to = match map {
            "annotations" => Some("podAnnotations"),
            "labels" => Some("podLabels"),
            _ => None,
        };
        if let (Some(to), true) = (to, path.starts_with("spec.template.metadata.")) {
            return self.whole(node, route, &Route::root().key(to).key(name).to_string());
        }
        // Numbers of the probes, and whatever else has the same name in values.
        let same = path.strip_prefix("spec.template.spec.containers[0].");
        if let Some(same) = same.filter(|_| node.kind() == Kind::Scalar)
            && row(same).is_some()
        {
            return self.whole(node, route, same);
        }
        let (entries, items) = (node.entries(), node.items());
        if entries.is_empty() && items.is_empty() {
            let mut line = self.line(
                Part::NotPossible,
                node,
                route,
                &[],
                "no value of the chart gives this; something else wrote it",
            );
            line.instead =
                Some("a post-renderer, or an object of your own beside the release".to_owned());
            self.lines.push(line);
        }
        for (key, value) in entries {
            if let Some(name) = key.text() {
                self.below(value, &route.key(name));
            }
        }
        for (index, item) in items.into_iter().enumerate() {
            self.below(item, &route.index(index));
        }
    }

    fn each(&mut self, list: Node<'_>, route: &Route, take: fn(&mut Self, Node<'_>, &Route)) {
        for (index, item) in list.items().into_iter().enumerate() {
            take(self, item, &route.index(index));
        }
    }

    /// Copies what stands at a place, unless it is what the chart has anyway.
    fn whole(&mut self, node: Node<'_>, route: &Route, to: &str) {
        let Some(value) = node.copy() else {
            let text = "written in a way that cannot be copied";
            return self.say(Part::NotPossible, node, route, &[], text);
        };
        let address = format!("values:{to}");
        let default = row(to).and_then(Key::default);
        if node.kind() == Kind::Scalar && default.is_some() && default == node.text() {
            return self.say(Part::Understood, node, route, &[], "the chart's default");
        }
        self.draft.value(&address, value);
        self.say(Part::Understood, node, route, &[to], "");
    }

    /// What no object is there for is not to be made.
    fn absent(&mut self, deployment: Node<'_>, kinds: &[String]) {
        let has = |kind: &str| kinds.iter().any(|known| known == kind);
        if !has("Role") && !has("ClusterRole") {
            self.draft.value("values:rbac.create", Value::Bool(false));
        }
        if !has("ServiceAccount") {
            self.draft
                .value("values:serviceAccount.create", Value::Bool(false));
            let name = text_at(deployment, "spec.template.spec.serviceAccountName");
            if !name.is_empty() {
                self.draft
                    .value("values:serviceAccount.name", Value::Str(name));
            }
        }
    }

    fn config_map(&mut self, root: Node<'_>) {
        let data = root.get("data");
        for (key, value) in root.entries() {
            if let Some(name) = key.text().filter(|name| *name != "data") {
                self.below(value, &Route::root().key(name));
            }
        }
        for (key, value) in data.map(Node::entries).unwrap_or_default() {
            let Some(name) = key.text() else { continue };
            let route = Route::root().key("data").key(name);
            let text = value.text().unwrap_or_default();
            match name {
                "config.template.toml" => {
                    self.draft.config_text = Some(text.trim_end().to_owned() + "\n");
                    self.say(
                        Part::Understood,
                        value,
                        &route,
                        &["runners.config"],
                        "what the templates in it gave is text now",
                    );
                }
                "config.toml" => self.globals(value, text, &route),
                "register-the-runner" => self.registration(value, text, &route),
                "pre-entrypoint-script" if !text.trim().is_empty() => {
                    self.draft
                        .value("values:preEntrypointScript", Value::from(text));
                    self.say(
                        Part::Understood,
                        value,
                        &route,
                        &["preEntrypointScript"],
                        "",
                    );
                }
                _ => self.say(
                    Part::Understood,
                    value,
                    &route,
                    &[],
                    "the chart's templates write it",
                ),
            }
        }
    }

    /// What registration is told: flags in a script.
    fn registration(&mut self, node: Node<'_>, text: &str, route: &Route) {
        let quoted = |flag: &str| {
            let (_, rest) = text.split_once(flag)?;
            Some(rest.split_once('"')?.0.to_owned())
        };
        let mut to = Vec::new();
        for (flag, at) in [
            ("--name=\"", "runners.name"),
            ("--maximum-timeout=\"", "runners.maximumTimeout"),
        ] {
            if let Some(value) = quoted(flag) {
                self.draft.value(&format!("values:{at}"), Value::Str(value));
                to.push(at);
            }
        }
        for (flag, at) in [
            (
                "RUN_UNTAGGED=\"--run-untagged=true\"",
                "runners.runUntagged",
            ),
            (
                "ACCESS_LEVEL=\"--access-level=ref_protected\"",
                "runners.protected",
            ),
        ] {
            if text.contains(flag) {
                self.draft.value(&format!("values:{at}"), Value::Bool(true));
                to.push(at);
            }
        }
        self.say(
            Part::Understood,
            node,
            route,
            &to,
            "the chart's templates write the rest of it",
        );
    }

    /// Each key of the manager's own `config.toml` by the value of the chart that gives it.
    fn globals(&mut self, node: Node<'_>, text: &str, route: &Route) {
        let config = match ConfigToml::parse(text) {
            Ok(config) => config,
            Err(error) => {
                let text = format!(
                    "line {} of it is no TOML: {error}",
                    line_of(text, error.offset)
                );
                return self.say(Part::NotPossible, node, route, &[], &text);
            }
        };
        let mut drafts = [std::mem::replace(
            &mut self.draft,
            Draft::of_release("", "", ""),
        )];
        for leaf in leaves(&config, &[]) {
            let line = self
                .file
                .line_of(self.start + node.offset_within(leaf.found.span().start));
            let path = format!("{}.{route}.{}", self.kind, leaf.path);
            let said = if is_default(&leaf) {
                leaf.moved(&[], "the chart's default")
            } else {
                global::take(&mut drafts, &leaf)
            };
            self.lines.push(Line { line, path, ..said });
        }
        let [draft] = drafts;
        self.draft = draft;
    }
}

/// The row of a value of the chart.
fn row(path: &str) -> Option<&'static Key> {
    let address: Address = format!("values:{path}").parse().ok()?;
    match address.resolve() {
        Resolved::Row(key) => Some(key),
        _ => None,
    }
}

/// Whether a key of the manager's `config.toml` is what the chart writes when nobody says anything.
fn is_default(leaf: &Leaf<'_>) -> bool {
    let written = match leaf.path.to_string().as_str() {
        "shutdown_timeout" => "0",
        "concurrent" => "10",
        "check_interval" => "3",
        "log_level" => "\"info\"",
        _ => return false,
    };
    leaf.found.token() == written
}
