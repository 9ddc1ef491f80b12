//! A real Kubernetes control plane without machines: etcd, API server, scheduler and controller manager on the loopback
//! address, their state in a folder of its own.
//!
//! Pods are accepted, created by the controllers and bound to nodes, and never run. It ends with the value, however the
//! test ends, and with the test program, however that ends; it never reaches a cluster of the person who runs the tests.

mod nodes;
mod service;

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

pub use nodes::{NO_ZONE, by_zone};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Ended, named_by, run, run_with_input};
use service::Service;

/// How long a step may take before it has failed; far longer than it does on a slow machine.
const PATIENCE: Duration = Duration::from_secs(120);
const TOKEN: &str = "of-the-tests";

/// A running control plane.
pub struct ControlPlane {
    // Ends before its folder goes.
    services: Vec<Service>,
    folder: TempDir,
}

impl ControlPlane {
    /// One that no other test uses, with no node.
    #[track_caller]
    pub fn start() -> Self {
        let mut plane = Self {
            services: Vec::new(),
            folder: tempfile::tempdir().unwrap(),
        };
        plane.write(
            "tokens.csv",
            &format!("{TOKEN},admin,admin,system:masters\n"),
        );
        plane.write("account.key", &signing_key());
        let [clients, peers, secure] = free_ports();
        plane.start_etcd(clients, peers);
        plane.start_api_server(secure, clients);
        plane.write("kubeconfig", &kubeconfig(secure));
        plane.wait_for("the API server", |plane| {
            let ready = run(plane.kubectl().args(["get", "--raw", "/readyz"]));
            (ready.code == Some(0)).then_some(())
        });
        plane.start_controllers();
        plane.wait_for("the namespace `default`", |plane| {
            plane.find("namespace/default", "")
        });
        plane
    }

    /// One that is running for other tests of this program anyway, else a new one. Each test has its own namespaces.
    #[track_caller]
    pub fn shared() -> Arc<Self> {
        static RUNNING: Mutex<Weak<ControlPlane>> = Mutex::new(Weak::new());
        // A test that failed while it started one left nothing behind that could be wrong.
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plane) = running.upgrade() {
            return plane;
        }
        let plane = Arc::new(Self::start());
        *running = Arc::downgrade(&plane);
        plane
    }

    /// `kubectl`, ready for arguments.
    pub fn kubectl(&self) -> Command {
        let mut kubectl = Command::new(named_by("EVENKEEL_KUBECTL"));
        // Its cache of what the server knows would be in the home folder.
        kubectl
            .arg("--cache-dir")
            .arg(self.folder.path().join("cache"))
            .env("KUBECONFIG", self.kubeconfig());
        kubectl
    }

    /// The file that tells `kubectl`, Helm and helmfile about this control plane.
    pub fn kubeconfig(&self) -> PathBuf {
        self.folder.path().join("kubeconfig")
    }

    /// Makes those of `namespaces` that are not there.
    #[track_caller]
    pub fn namespaces<'a>(&self, namespaces: impl IntoIterator<Item = &'a str>) {
        let manifests: String = namespaces
            .into_iter()
            .map(|name| {
                format!("---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: {name:?}}}\n")
            })
            .collect();
        if !manifests.is_empty() {
            self.apply(&manifests);
        }
    }

    /// Applies `manifests`, all of which have to be accepted.
    #[track_caller]
    pub fn apply(&self, manifests: &str) {
        run_with_input(
            self.kubectl()
                .args(["apply", "--server-side", "--filename", "-"]),
            manifests.as_bytes(),
        )
        .succeeded();
    }

    /// The object `name` (`kind/name`) of `namespace`, if there is one.
    pub fn find(&self, name: &str, namespace: &str) -> Option<Value> {
        let found =
            run(self
                .kubectl()
                .args(["get", name, "--namespace", namespace, "--output", "json"]));
        (found.code == Some(0)).then(|| serde_json::from_str(found.text()).unwrap())
    }

    /// The object `name` (`kind/name`) of `namespace`, which has to be there.
    #[track_caller]
    pub fn get(&self, name: &str, namespace: &str) -> Value {
        self.find(name, namespace)
            .unwrap_or_else(|| panic!("{name} is not in {namespace}"))
    }

    /// All objects of `kind` in `namespace` with the labels `selector`.
    #[track_caller]
    pub fn list(&self, kind: &str, namespace: &str, selector: &str) -> Vec<Value> {
        let listed = self.kubectl_json(&[
            "get",
            kind,
            "--namespace",
            namespace,
            "--selector",
            selector,
        ]);
        listed["items"].as_array().unwrap().clone()
    }

    /// What `look` gives as soon as it gives something; a failure, with the last lines of every log, when it never does.
    #[track_caller]
    pub fn wait_for<T>(&self, what: &str, look: impl Fn(&Self) -> Option<T>) -> T {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(seen) = look(self) {
                return seen;
            }
            if self.services.iter().any(Service::has_ended) {
                break;
            }
            thread::sleep(Duration::from_millis(100));
        }
        let logs: String = self.services.iter().map(Service::last_lines).collect();
        panic!("waited in vain for {what}\n{logs}");
    }

    #[track_caller]
    fn kubectl_json(&self, arguments: &[&str]) -> Value {
        let ended: Ended = run(self.kubectl().args(arguments).args(["--output", "json"]));
        serde_json::from_str(ended.succeeded().text()).unwrap()
    }

    #[track_caller]
    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    #[track_caller]
    fn start_etcd(&mut self, clients: u16, peers: u16) {
        let [clients, peers] = [clients, peers].map(|port| format!("http://127.0.0.1:{port}"));
        self.serve(
            "EVENKEEL_ETCD",
            &[
                "--data-dir=etcd",
                // What is lost when the machine stops is of no use to anybody.
                "--unsafe-no-fsync",
                &format!("--listen-client-urls={clients}"),
                &format!("--advertise-client-urls={clients}"),
                &format!("--listen-peer-urls={peers}"),
                &format!("--initial-advertise-peer-urls={peers}"),
                &format!("--initial-cluster=default={peers}"),
            ],
        );
    }

    #[track_caller]
    fn start_api_server(&mut self, secure: u16, etcd: u16) {
        self.serve(
            "EVENKEEL_KUBE_APISERVER",
            &[
                &format!("--etcd-servers=http://127.0.0.1:{etcd}"),
                "--bind-address=127.0.0.1",
                &format!("--secure-port={secure}"),
                "--endpoint-reconciler-type=none",
                "--cert-dir=certificates",
                "--token-auth-file=tokens.csv",
                "--authorization-mode=RBAC",
                "--service-account-issuer=https://evenkeel.invalid",
                "--service-account-key-file=account.key",
                "--service-account-signing-key-file=account.key",
                "--service-cluster-ip-range=10.0.0.0/24",
                // Charts of storage and networks ask for it, and most clusters allow it.
                "--allow-privileged=true",
                // It would hold back pods until a token for their account exists.
                "--disable-admission-plugins=ServiceAccount",
            ],
        );
    }

    #[track_caller]
    fn start_controllers(&mut self) {
        let shared = [
            "--kubeconfig=kubeconfig",
            "--leader-elect=false",
            "--secure-port=0",
        ];
        self.serve("EVENKEEL_KUBE_SCHEDULER", &shared);
        let [kubeconfig, leader, port] = shared;
        self.serve(
            "EVENKEEL_KUBE_CONTROLLER_MANAGER",
            &[
                kubeconfig,
                leader,
                port,
                // No one says that nodes are alive, so no one may watch whether they are.
                "--controllers=deployment,replicaset,statefulset,serviceaccount,namespace,disruption",
                "--service-account-private-key-file=account.key",
            ],
        );
    }

    #[track_caller]
    fn serve(&mut self, variable: &str, arguments: &[&str]) {
        let service = Service::start(&named_by(variable), arguments, self.folder());
        self.services.push(service);
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Ports that nothing listens on; all are held until each is known, so that they differ.
#[track_caller]
fn free_ports<const N: usize>() -> [u16; N] {
    let held: [_; N] = std::array::from_fn(|_| TcpListener::bind("127.0.0.1:0").unwrap());
    held.map(|listener| listener.local_addr().unwrap().port())
}

/// A private key on the curve P-256 as PEM, the same every time: an `ECPrivateKey` (RFC 5915) of 32 bytes that names its
/// curve. It signs the tokens of a server that only this machine reaches and that nothing of worth is behind.
fn signing_key() -> String {
    let mut der = vec![0x30, 0x31, 0x02, 0x01, 0x01, 0x04, 0x20];
    der.extend([0x42; 32]);
    der.extend([
        0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07,
    ]);
    let [begin, end] = ["BEGIN", "END"].map(|word| format!("-----{word} EC PRIVATE KEY-----\n"));
    format!("{begin}{}\n{end}", STANDARD.encode(der))
}

fn kubeconfig(port: u16) -> String {
    format!(
        "apiVersion: v1
kind: Config
clusters:
- name: test
  cluster: {{server: 'https://127.0.0.1:{port}', insecure-skip-tls-verify: true}}
users:
- name: admin
  user: {{token: {TOKEN}}}
contexts:
- name: test
  context: {{cluster: test, user: admin}}
current-context: test
"
    )
}
