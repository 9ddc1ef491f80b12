//! Streams to work on: those of real charts, and larger ones made of small documents.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

/// What a chart that says nothing about spread and resources renders.
const DEPLOYMENT: &str = "---
# Source: large/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app.kubernetes.io/name: web
    app.kubernetes.io/instance: large
spec:
  replicas: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: web
      app.kubernetes.io/instance: large
  template:
    metadata:
      annotations:
        checksum/config: 3f0c5a9ad9e8ed0b3b1a3f1f6f2d6d2c
      labels:
        app.kubernetes.io/name: web
        app.kubernetes.io/instance: large
    spec:
      serviceAccountName: web
      containers:
        - name: web
          image: \"registry.example.invalid/web:1.2.3\"
          imagePullPolicy: IfNotPresent
          ports:
            - {name: http, containerPort: 8080, protocol: TCP}
          env:
            - name: LOG_LEVEL
              value: \"info\"
            - name: PASSWORD
              valueFrom:
                secretKeyRef: {name: web, key: password}
          livenessProbe:
            httpGet: {path: /healthz, port: http}
          volumeMounts:
            - name: settings
              mountPath: /etc/web
      volumes:
        - name: settings
          configMap:
            name: web
";

const CONFIG_MAP: &str = "---
# Source: large/templates/configmap.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  settings.ini: |
    [web]
    replicas = 3
";

/// A folder with streams in files.
pub(crate) struct Inputs {
    folder: TempDir,
}

impl Inputs {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A file with `text`.
    pub(crate) fn file(&self, text: &[u8]) -> PathBuf {
        let file = self.path("stream.yaml");
        fs::write(&file, text).unwrap();
        file
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Deployments, all of which get something, `size` bytes of them.
pub(crate) fn deployments(size: usize) -> String {
    DEPLOYMENT.repeat(size.div_ceil(DEPLOYMENT.len()))
}

/// `count` documents, every tenth a Deployment, the others config maps.
pub(crate) fn documents(count: usize) -> String {
    let ten = CONFIG_MAP.repeat(9) + DEPLOYMENT;
    ten.repeat(count.div_ceil(10))
}

/// One Deployment of `size` bytes, most of them environment variables.
pub(crate) fn one_deployment(size: usize) -> String {
    let variable =
        "            - name: A_VARIABLE_OF_MANY\n              value: \"of some length\"\n";
    let (before, after) = DEPLOYMENT
        .split_once("            - name: LOG_LEVEL\n")
        .unwrap();
    let variables = variable.repeat(size / variable.len());
    format!("{before}{variables}            - name: LOG_LEVEL\n{after}")
}

/// The documents of the real charts' streams that are workloads of the kinds that a default is for; none where the folder
/// of streams is not there.
pub(crate) fn workloads() -> Option<String> {
    let mut all = String::new();
    for stream in evenkeel_tests::streams("peers") {
        let text = String::from_utf8(stream.bytes).unwrap();
        for document in evenkeel_yaml::split(&text) {
            let body = &text[document.body];
            let kind = body.lines().find_map(|line| line.strip_prefix("kind: "));
            if matches!(kind, Some("Deployment" | "StatefulSet" | "DaemonSet")) {
                all.push_str("---\n");
                all.push_str(body.trim_start_matches("---\n"));
            }
        }
    }
    (!all.is_empty()).then_some(all)
}

/// The stream `name` of a real chart, if the folder of streams has it.
pub(crate) fn real(name: &str) -> Option<Vec<u8>> {
    let streams = evenkeel_tests::streams("peers");
    let found = streams.into_iter().find(|stream| stream.name == name);
    if found.is_none() {
        println!("{name}: not measured, it is not there");
    }
    found.map(|stream| stream.bytes)
}
