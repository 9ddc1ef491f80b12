//! What each layer needs and runs.

use std::fmt::{self, Display};

use anyhow::Result;
use clap::ValueEnum;

use super::{Tally, sabotage};
use crate::budgets;
use crate::command::Program;
use crate::dist::Dist;
use crate::repository::Repository;
use crate::tools::Tools;

/// A group of tests that needs the same tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Layer {
    /// Every crate's own tests; needs stable Rust, and npm once for the YAML test suite and editors' servers
    Unit,
    /// Sizes of the wasm modules, and the plugin's module beside the native binary
    Wasm,
    /// Real Helm 3, Helm 4 and helmfile
    Helm,
    /// Kubernetes' own scheduler plugins and validation, on the same questions
    Peers,
    /// The built site in Chromium
    Browser,
    /// A Kubernetes control plane of its own; runs only when it is asked for
    Cluster,
}

impl Layer {
    /// From quick to slow.
    pub(crate) const ALL: [Self; 6] = [
        Self::Unit,
        Self::Wasm,
        Self::Helm,
        Self::Peers,
        Self::Browser,
        Self::Cluster,
    ];

    /// Whether it runs although nobody named it: building Kubernetes takes ten minutes once.
    pub(crate) fn by_default(self) -> bool {
        self != Self::Cluster
    }

    /// Runs the layer; an error means that it could not run.
    pub(crate) fn run(
        self,
        repository: &Repository,
        tools: &Tools,
        dist: &Dist<'_>,
    ) -> Result<Tally> {
        match self {
            Self::Unit => {
                let suite = tools.yaml_suite()?;
                let tests = cargo_test(repository)
                    .arg("--workspace")
                    .env("EVENKEEL_YAML_SUITE", suite)
                    .env("EVENKEEL_EDITORS", tools.editors()?);
                let mut tally = count(tests)?;
                tally.add(sabotage::is_noticed(cargo_test(repository))?);
                Ok(tally)
            }
            Self::Wasm => {
                dist.site()?;
                dist.pair()?;
                let mut tally = budgets::check(repository)?.print();
                let tests = cargo_test(repository)
                    .args([
                        "--package",
                        "evenkeel-tests",
                        "--features",
                        "wasm",
                        "--test",
                        "wasm",
                    ])
                    .env("EVENKEEL_DIST", repository.dist())
                    .env("EVENKEEL_BIN", dist.native()?)
                    .env("EVENKEEL_HELM4", tools.helm4()?)
                    .env("EVENKEEL_EXTISM", tools.extism_host()?);
                tally.add(count(tests)?);
                Ok(tally)
            }
            Self::Helm => {
                dist.pair()?;
                count(
                    cargo_test(repository)
                        .args([
                            "--package",
                            "evenkeel-tests",
                            "--features",
                            "helm",
                            "--test",
                            "helm",
                            "--test",
                            "runner_chart",
                        ])
                        .env("EVENKEEL_DIST", repository.dist())
                        .env("EVENKEEL_BIN", dist.native()?)
                        .env("EVENKEEL_HELM3", tools.helm3()?)
                        .env("EVENKEEL_HELM4", tools.helm4()?)
                        .env("EVENKEEL_HELMFILE", tools.helmfile()?)
                        .env("EVENKEEL_KUSTOMIZE", tools.kustomize()?),
                )
            }
            Self::Peers => count(
                cargo_test(repository)
                    .args([
                        "--package",
                        "evenkeel-tests",
                        "--features",
                        "peers",
                        "--test",
                        "scheduler",
                    ])
                    .env("EVENKEEL_SCHEDULER", tools.scheduler()?)
                    .env("EVENKEEL_HELM3", tools.helm3()?)
                    .env("EVENKEEL_HELM4", tools.helm4()?),
            ),
            Self::Browser => {
                let chromium = tools.chromium()?;
                tools.browser_modules()?;
                dist.site()?;
                count(
                    Program::new("node")
                        .arg("run.mjs")
                        .env("EVENKEEL_CHROMIUM", chromium)
                        .env("EVENKEEL_SITE", repository.dist().join("site"))
                        .env("EVENKEEL_BIN", dist.native()?)
                        .current_dir(repository.root.join("tests/e2e")),
                )
            }
            Self::Cluster => {
                // The tools first: without them there is no use in building ours.
                let etcd = tools.etcd()?;
                let api_server = tools.kubernetes("kube-apiserver")?;
                let scheduler = tools.kubernetes("kube-scheduler")?;
                let controller_manager = tools.kubernetes("kube-controller-manager")?;
                let kubectl = tools.kubernetes("kubectl")?;
                dist.pair()?;
                count(
                    cargo_test(repository)
                        .args([
                            "--package",
                            "evenkeel-tests",
                            "--features",
                            "cluster",
                            "--test",
                            "cluster",
                        ])
                        .env("EVENKEEL_ETCD", etcd)
                        .env("EVENKEEL_KUBE_APISERVER", api_server)
                        .env("EVENKEEL_KUBE_SCHEDULER", scheduler)
                        .env("EVENKEEL_KUBE_CONTROLLER_MANAGER", controller_manager)
                        .env("EVENKEEL_KUBECTL", kubectl)
                        .env("EVENKEEL_DIST", repository.dist())
                        .env("EVENKEEL_BIN", dist.native()?)
                        .env("EVENKEEL_HELM3", tools.helm3()?)
                        .env("EVENKEEL_HELM4", tools.helm4()?)
                        .env("EVENKEEL_HELMFILE", tools.helmfile()?),
                )
            }
        }
    }
}

impl Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unit => "unit",
            Self::Wasm => "wasm",
            Self::Helm => "helm",
            Self::Peers => "peers",
            Self::Browser => "browser",
            Self::Cluster => "cluster",
        })
    }
}

fn cargo_test(repository: &Repository) -> Program {
    Program::new("cargo")
        .args(["test", "--quiet", "--no-fail-fast"])
        // The line of the assertion is what one wants to see; who wants more runs the one test by cargo.
        .env("RUST_BACKTRACE", "0")
        .env("CARGO_TARGET_DIR", &repository.target)
        .current_dir(&repository.root)
}

fn count(program: Program) -> Result<Tally> {
    let mut tally = Tally::default();
    let succeeded = program.watch(|line| tally.read(line))?;
    Ok(tally.ended(succeeded))
}
