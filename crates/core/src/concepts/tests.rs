use super::*;
use crate::presets;
use crate::rules::{Assumptions, Severity, check};
use std::fmt::Debug;

/// Files that know nothing of a concept, and files with things beside it that must stay.
fn bases() -> Vec<Workspace> {
    let mut minimal = presets::find("minimal").unwrap().workspace().unwrap();
    // The oldest one that knows all keys.
    let version = "helmfile:releases[].version".parse().unwrap();
    let input = Input::Text("0.88.4".to_owned());
    minimal.write(0, &version, &input).unwrap();
    let busy = "gitlabUrl: https://gitlab.example.com\nrunners:\n  secret: s # ours\n  config: |\n    [[runners]]\n      environment = [\"A=b\"] # mine\n      [runners.feature_flags]\n        FF_TIMESTAMPS = false\n      [runners.kubernetes]\n        image = \"alpine\"\n        # kept\n        [[runners.kubernetes.volumes.empty_dir]]\n          name = \"scratch\"\n          mount_path = \"/scratch\"\n        [[runners.kubernetes.services]]\n          name = \"redis:8\"\n          alias = \"redis\"\npodLabels:\n  team: ci\nserviceAccount:\n  create: true\n  annotations:\n    a: b\npodSecurityContext:\n  runAsUser: 100\n  fsGroup: 65533\n";
    let (busy, _) = Workspace::open([("values.yaml", busy)]);
    vec![minimal, busy]
}

fn texts(workspace: &Workspace) -> String {
    workspace
        .bundle()
        .into_iter()
        .map(|(_, text)| text)
        .collect()
}

/// Nothing that was right is wrong afterwards.
fn worse(before: &Workspace, after: &Workspace) -> Vec<String> {
    let of = |workspace: &Workspace| -> Vec<String> {
        let mut found = check(workspace, &Assumptions::default());
        found.retain(|finding| finding.severity != Severity::Info);
        found.into_iter().map(|finding| finding.sentence).collect()
    };
    let known = of(before);
    of(after)
        .into_iter()
        .filter(|own| !known.contains(own))
        .collect()
}

/// Written it reads back, each form after each other, and taken out it leaves the text as it was.
#[track_caller]
fn assert_round_trips<C: Concept + PartialEq + Debug>(forms: &[C]) {
    for base in bases() {
        assert_eq!(C::read(&base, 0), None);
        let mut untouched = base.clone();
        C::remove(&mut untouched, 0).unwrap();
        assert_eq!(texts(&untouched), texts(&base));
        for first in forms {
            let mut workspace = base.clone();
            first.write(&mut workspace, 0).unwrap();
            let text = texts(&workspace);
            assert_eq!(C::read(&workspace, 0).as_ref(), Some(first), "{text}");
            assert_eq!(worse(&base, &workspace), Vec::<String>::new(), "{text}");
            let mut again = workspace.clone();
            first.write(&mut again, 0).unwrap();
            assert_eq!(texts(&again), text);
            for second in forms {
                let mut other = workspace.clone();
                second.write(&mut other, 0).unwrap();
                let text = texts(&other);
                assert_eq!(
                    C::read(&other, 0).as_ref(),
                    Some(second),
                    "{first:?}: {text}"
                );
                C::remove(&mut other, 0).unwrap();
                assert_eq!(texts(&other), texts(&base), "{first:?}, {second:?}");
            }
            C::remove(&mut workspace, 0).unwrap();
            assert_eq!(texts(&workspace), texts(&base), "{first:?}");
        }
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn cache() {
    let cache = |storage, access| Cache {
        storage,
        access,
        path: None,
        is_shared: false,
    };
    let s3 = |server: Option<String>| Storage::S3 {
        bucket: "cache".to_owned(),
        region: some("eu-central-1"),
        server,
    };
    let gcs = || Storage::Gcs {
        bucket: "cache".to_owned(),
    };
    let azure = |account| Storage::Azure {
        container: "cache".to_owned(),
        account,
    };
    let secret = || Access::Secret("cache-access".to_owned());
    assert_round_trips(&[
        cache(s3(some("minio.example.com:9000")), secret()),
        cache(s3(None), Access::Identity(None)),
        cache(
            s3(None),
            Access::Identity(some("arn:aws:iam::123456789012:role/cache")),
        ),
        cache(gcs(), secret()),
        cache(
            gcs(),
            Access::Identity(some("cache@project.iam.gserviceaccount.com")),
        ),
        cache(azure(None), secret()),
        cache(
            azure(some("account")),
            Access::Identity(some("00000000-0000-0000-0000-000000000001")),
        ),
        Cache {
            path: some("ci"),
            is_shared: true,
            ..cache(gcs(), Access::Identity(None))
        },
    ]);
}

#[test]
fn keys_in_the_file_itself_are_seen_and_go_with_another_access() {
    let mut base = bases().swap_remove(0);
    let key = "config:runners.cache.s3.AccessKey".parse().unwrap();
    let cache = Cache {
        storage: Storage::S3 {
            bucket: "b".to_owned(),
            region: None,
            server: None,
        },
        access: Access::Identity(None),
        path: None,
        is_shared: false,
    };
    cache.write(&mut base, 0).unwrap();
    base.write(0, &key, &Input::Text("AKIA".to_owned()))
        .unwrap();
    let read = Cache::read(&base, 0).unwrap();
    assert_eq!(read.access, Access::InConfig);
    let mut same = base.clone();
    read.write(&mut same, 0).unwrap();
    assert!(same.read(0, &key).is_some());
    cache.write(&mut base, 0).unwrap();
    assert!(base.read(0, &key).is_none());
}

#[test]
fn autoscaling() {
    let scale = |min, max, jobs_per_manager| Autoscaling {
        min,
        max,
        jobs_per_manager,
    };
    assert_round_trips(&[scale(1, 5, 10), scale(2, 20, 4)]);
}

#[test]
fn image_builds() {
    let docker = |image: &str| ImageBuilds::DockerInDocker {
        image: image.to_owned(),
    };
    assert_round_trips(&[
        docker("docker:28-dind"),
        docker("mirror/docker:29-dind"),
        ImageBuilds::Rootless,
    ]);
}

#[test]
fn security() {
    assert_round_trips(&[
        Security::Baseline,
        Security::Restricted { user: 1000 },
        Security::Restricted { user: 4711 },
    ]);
}

#[test]
fn job_spread() {
    let spread = |key: &str, max_skew, is_strict| JobSpread {
        topology_key: key.to_owned(),
        max_skew,
        is_strict,
    };
    assert_round_trips(&[
        spread("topology.kubernetes.io/zone", 1, false),
        spread("kubernetes.io/hostname", 3, true),
    ]);
}

#[test]
fn metrics() {
    let monitor = |labels: &[(&str, &str)], interval| Metrics {
        monitor: Some(Monitor {
            labels: labels
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
            interval,
        }),
    };
    assert_round_trips(&[
        Metrics { monitor: None },
        monitor(&[], None),
        monitor(&[("prometheus", "main"), ("a.b/c", "1")], some("30s")),
    ]);
}

#[test]
fn session_server() {
    let server = |exposure, address, timeout| SessionServer {
        exposure,
        address,
        timeout,
    };
    assert_round_trips(&[
        server(Exposure::LoadBalancer, None, None),
        server(
            Exposure::NodePort(Some(30_900)),
            some("203.0.113.7"),
            Some(900),
        ),
        server(Exposure::NodePort(None), some("203.0.113.7"), None),
        server(Exposure::ClusterIp, some("runner.ci.svc"), None),
        server(
            Exposure::Ingress(some("nginx")),
            some("terminals.example.com"),
            None,
        ),
    ]);
}

#[test]
fn every_concept_has_a_page_of_help() {
    for concept in CONCEPTS {
        let words = concept.help.split(' ').count();
        assert!((60..250).contains(&words), "{}: {words}", concept.id);
    }
}
