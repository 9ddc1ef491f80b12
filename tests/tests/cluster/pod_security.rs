//! The presets on a real API server that enforces Pod Security: everything rendered is accepted, and managers and job
//! pods pass the level that the preset's help speaks of, and none that is stricter.

use std::fs;

use evenkeel_core::presets::{PRESETS, Preset};
use evenkeel_tests::{ControlPlane, Helm, Manifests, folder, run, run_with_input, say};
use serde_json::{Map, Value, json};

/// From lax to strict.
const LEVELS: [&str; 3] = ["privileged", "baseline", "restricted"];

/// The strictest level that manager and job pod of a preset pass.
const EXPECTED: [(&str, &str, &str); 8] = [
    ("minimal", "baseline", "baseline"),
    ("small-team", "baseline", "baseline"),
    ("autoscaling", "baseline", "baseline"),
    ("many-managers", "baseline", "baseline"),
    ("rootless-builds", "baseline", "privileged"),
    ("docker-in-docker", "baseline", "privileged"),
    ("locked-down", "restricted", "restricted"),
    ("article", "baseline", "baseline"),
];

fn namespace(level: &str) -> String {
    format!("security-{level}")
}

/// The strictest level at which the server takes a pod.
#[track_caller]
fn strictest(plane: &ControlPlane, pod: &Value) -> &'static str {
    let taken = LEVELS.into_iter().take_while(|level| {
        let mut kubectl = plane.kubectl();
        kubectl
            .args(["create", "--dry-run=server", "--filename", "-"])
            .args(["--namespace", &namespace(level)]);
        let ended = run_with_input(&mut kubectl, pod.to_string().as_bytes());
        let is_refused = ended.stderr.contains("violates PodSecurity");
        assert!(ended.code == Some(0) || is_refused, "{}", ended.stderr);
        !is_refused
    });
    taken
        .last()
        .unwrap_or_else(|| panic!("taken nowhere: {pod}"))
}

#[track_caller]
fn rendered(preset: &Preset) -> String {
    let workspace = preset.workspace().unwrap();
    let values_folder = tempfile::tempdir().unwrap();
    let values = values_folder.path().join("values.yaml");
    let text = workspace.file("values/gitlab-runner.yaml").unwrap().text();
    fs::write(&values, text).unwrap();
    let ended = run(Helm::three()
        .command()
        .args(["template", "gitlab-runner", "--values"])
        .arg(&values)
        .args(["--namespace", &namespace("privileged")])
        .arg(folder().join("charts/gitlab-runner")));
    ended.succeeded().text().to_owned()
}

fn pod(spec: &Value) -> Value {
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "tried"}, "spec": spec})
}

/// `run_as_user` as `runAsUser`, all the way down.
fn in_camel_case(value: &toml::Value) -> Value {
    match value {
        toml::Value::Table(table) => {
            let entries = table.iter().map(|(key, value)| {
                let mut words = key.split('_');
                let mut name = words.next().unwrap_or_default().to_owned();
                for word in words {
                    name += &word[..1].to_uppercase();
                    name += &word[1..];
                }
                (name, in_camel_case(value))
            });
            Value::Object(entries.collect::<Map<_, _>>())
        }
        other => serde_json::to_value(other).unwrap(),
    }
}

/// A job's pod as the executor makes it, as far as Pod Security looks at it.
fn job(kubernetes: &toml::Value) -> Value {
    let table = |name: &str| {
        kubernetes
            .get(name)
            .map_or_else(|| json!({}), in_camel_case)
    };
    let container = |name: &str, context: &str| {
        let mut context = table(&format!("{context}_container_security_context"));
        for (key, name) in [
            ("privileged", "privileged"),
            ("allow_privilege_escalation", "allowPrivilegeEscalation"),
        ] {
            if let Some(value) = kubernetes.get(key) {
                context[name] = in_camel_case(value);
            }
        }
        json!({"name": name, "image": "image", "securityContext": context})
    };
    let volumes: Vec<Value> = kubernetes
        .get("volumes")
        .and_then(|volumes| volumes["empty_dir"].as_array())
        .into_iter()
        .flatten()
        .map(|volume| json!({"name": volume["name"].as_str(), "emptyDir": {}}))
        .collect();
    let mut containers = vec![container("build", "build"), container("helper", "helper")];
    if kubernetes.get("services").is_some() {
        containers.push(container("svc-0", "service"));
    }
    pod(&json!({
        "securityContext": table("pod_security_context"),
        "initContainers": [container("init-permissions", "init_permissions")],
        "containers": containers,
        "volumes": volumes,
    }))
}

#[test]
fn presets_pass_the_level_their_help_speaks_of() {
    let plane = ControlPlane::shared();
    for level in LEVELS {
        plane.apply(&format!(
            "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {}\n  labels: {{pod-security.kubernetes.io/enforce: {level}}}\n",
            namespace(level)
        ));
    }
    for preset in PRESETS {
        let text = rendered(preset);
        let mut kubectl = plane.kubectl();
        kubectl
            .args(["apply", "--dry-run=server", "--filename", "-"])
            .args(["--namespace", &namespace("privileged")]);
        run_with_input(&mut kubectl, text.as_bytes()).succeeded();

        let manifests = Manifests::parse(&text);
        let deployment = manifests.get("Deployment", "gitlab-runner");
        let manager = pod(&serde_json::to_value(&deployment["spec"]["template"]["spec"]).unwrap());
        let config = manifests.get("ConfigMap", "gitlab-runner");
        let config = config["data"]["config.template.toml"].as_str().unwrap();
        let config: toml::Table = toml::from_str(config).unwrap();
        let job = job(&config["runners"][0]["kubernetes"]);
        let found = (
            preset.id,
            strictest(&plane, &manager),
            strictest(&plane, &job),
        );
        say(&format!(
            "{}: manager {}, jobs {}",
            found.0, found.1, found.2
        ));
        assert!(EXPECTED.contains(&found), "{found:?}");
    }
}
