use super::*;
use crate::presets;
use crate::rules::{Assumptions, Severity, check};
use std::fmt::Debug;

const BUSY: &str = "gitlabUrl: https://gitlab.example.com\nrunners:\n  secret: s # ours\n  config: |\n    [[runners]]\n      environment = [\"A=b\"] # mine\n      [runners.feature_flags]\n        FF_TIMESTAMPS = false\n      [runners.kubernetes]\n        image = \"alpine\"\n        # kept\n        [[runners.kubernetes.volumes.empty_dir]]\n          name = \"scratch\"\n          mount_path = \"/scratch\"\n        [[runners.kubernetes.services]]\n          name = \"redis:8\"\n          alias = \"redis\"\nenvVars:\n  - {name: A, value: b} # one\nextraObjects:\n  # theirs\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: theirs}\npodLabels:\n  team: ci\nserviceAccount:\n  create: true\n  annotations:\n    a: b\npodSecurityContext:\n  runAsUser: 100\n  fsGroup: 65533\n";

/// What Helm's `tpl` sees, on lines of their own, in values and escaped.
const BRACES: &str = "gitlabUrl: https://gitlab.example.com\nrunners:\n  secret: s\n  config: |\n    [[runners]]\n      {{- if .Values.proxied }}\n      builds_dir = \"/b\"\n      {{- end }}\n      pre_build_script = \"echo '{{ \"{{\" }} .Names }}'\"\n      [runners.kubernetes]\n        namespace = \"{{ .Release.Namespace }}\"\n        image = \"{{ .Values.image }}\" # theirs\npodLabels:\n  of: \"{{ .Release.Name }}\"\n";

/// Files that know nothing of a concept, and files with things beside it that must stay.
fn bases() -> Vec<Workspace> {
    let preset = |id: &str| {
        let mut workspace = presets::find(id).unwrap().workspace().unwrap();
        // The oldest one that knows all keys.
        let version = "helmfile:releases[].version".parse().unwrap();
        let input = Input::Text("0.88.4".to_owned());
        workspace.write(0, &version, &input).unwrap();
        workspace
    };
    let loose = |text: &str| Workspace::open([("values.yaml", text)]).0;
    vec![
        preset("minimal"),
        loose(BUSY),
        preset("article"),
        loose(BRACES),
    ]
}

/// The same without a number of managers, which an autoscaler and a session server cannot stand beside.
fn without_replicas() -> Vec<Workspace> {
    let mut bases = bases();
    for base in &mut bases {
        let at = "values:replicas".parse().unwrap();
        if base.read(0, &at).is_some() {
            base.remove(0, &at).unwrap();
        }
    }
    bases
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
fn assert_round_trips<C: Options + PartialEq + Debug>(forms: &[C]) {
    assert_round_trips_on(&bases(), forms);
}

#[track_caller]
fn assert_round_trips_on<C: Options + PartialEq + Debug>(bases: &[Workspace], forms: &[C]) {
    for base in bases {
        assert_eq!(C::read(base, 0), None);
        let mut untouched = base.clone();
        C::remove(&mut untouched, 0).unwrap();
        assert_eq!(texts(&untouched), texts(base));
        for first in forms {
            let mut workspace = base.clone();
            first.write(&mut workspace, 0).unwrap();
            let text = texts(&workspace);
            assert_eq!(C::read(&workspace, 0).as_ref(), Some(first), "{text}");
            assert_eq!(worse(base, &workspace), Vec::<String>::new(), "{text}");
            assert_told_by_options(first, base, &text);
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
                assert_eq!(texts(&other), texts(base), "{first:?}, {second:?}");
            }
            C::remove(&mut workspace, 0).unwrap();
            assert_eq!(texts(&workspace), texts(base), "{first:?}");
        }
    }
}

/// The same, told by options as text.
#[track_caller]
fn assert_told_by_options<C: Options + PartialEq + Debug>(form: &C, base: &Workspace, text: &str) {
    let entry = find(C::ABOUT.id).unwrap();
    let settings = form.settings();
    let said = settings
        .iter()
        .map(|(name, text)| ((*name).to_owned(), text.clone()));
    let said: Vec<_> = said.collect();
    let mut workspace = base.clone();
    entry.write(&mut workspace, 0, &said).unwrap();
    assert_eq!(texts(&workspace), text, "{settings:?}");
    assert_eq!(entry.read(&workspace, 0), Some(settings));
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
    assert_round_trips_on(&without_replicas(), &[scale(1, 5, 10), scale(2, 20, 4)]);
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
    let forms = [
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
    ];
    assert_round_trips_on(&without_replicas(), &forms);
}

#[test]
fn every_concept_has_a_page_of_help() {
    for entry in ENTRIES {
        let words = entry.about.help.split(' ').count();
        assert!((60..250).contains(&words), "{}: {words}", entry.about.id);
    }
}

fn keyed<K: Keys>(values: &[Option<&str>]) -> Keyed<K> {
    Keyed::new(
        values
            .iter()
            .map(|value| value.map(str::to_owned))
            .collect(),
    )
}

#[test]
fn priority_classes() {
    assert_round_trips::<PriorityClasses>(&[
        keyed(&[Some("ci"), None]),
        keyed(&[None, Some("ci-jobs")]),
        keyed(&[Some("ci"), Some("ci-jobs")]),
    ]);
}

#[test]
fn retries() {
    assert_round_trips::<Retries>(&[
        keyed(&[Some("10"), None, None]),
        keyed(&[None, Some("7"), Some("30000")]),
        keyed(&[Some("3"), Some("4"), Some("5000")]),
    ]);
}

#[test]
fn logs_and_polling() {
    assert_round_trips::<LogsAndPolling>(&[
        keyed(&[Some("warn"), Some("json"), None, None, None, None]),
        keyed(&[
            None,
            None,
            Some("10"),
            Some("900"),
            Some("5"),
            Some("16384"),
        ]),
    ]);
}

#[test]
fn custom_ca() {
    let ca = |secret: &str, file, jobs_path| CustomCa {
        secret: secret.to_owned(),
        file,
        jobs_path,
    };
    assert_round_trips(&[
        ca("certificates", None, None),
        ca(
            "certificates",
            some("/home/gitlab-runner/.gitlab-runner/certs/all.crt"),
            None,
        ),
        ca("certificates", None, some("/etc/certificates")),
        ca("others", None, some("/etc/ssl/ours")),
    ]);
}

#[test]
fn proxy() {
    let proxy =
        |http: Option<&str>, https: &str, no_proxy: &str, (is_for_managers, is_for_jobs)| Proxy {
            http: http.map(str::to_owned),
            https: some(https),
            no_proxy: no_proxy.to_owned(),
            is_for_managers,
            is_for_jobs,
        };
    let address = "http://proxy.example.com:3128";
    assert_round_trips(&[
        proxy(Some(address), address, ".svc,10.0.0.0/8", (true, true)),
        proxy(None, address, "gitlab.example.com", (true, false)),
        proxy(Some(address), "http://other:8080", ".svc", (false, true)),
    ]);
}

#[test]
fn disruption_budget() {
    let budget = |managers, is_for_jobs| DisruptionBudget {
        managers,
        is_for_jobs,
    };
    assert_round_trips(&[
        budget(Some(1), false),
        budget(None, true),
        budget(Some(2), true),
    ]);
}

#[test]
fn idle_capacity() {
    let idle = |jobs, periods: &[&str], timezone, priority_class| IdleCapacity {
        jobs,
        periods: periods.iter().map(|period| (*period).to_owned()).collect(),
        timezone,
        priority_class,
    };
    assert_round_trips(&[
        idle(2, &[], None, some("idle")),
        idle(
            5,
            &["* 8-18 * * 1-5", "* 9-12 * * 6"],
            some("Asia/Tokyo"),
            some("idle"),
        ),
        idle(3, &[], None, None),
    ]);
}

/// The same files, which have a token, without it.
fn without_token() -> Vec<Workspace> {
    let mut bases = bases();
    bases.pop();
    for base in &mut bases {
        base.remove(0, &"values:runners.secret".parse().unwrap())
            .unwrap();
    }
    bases
}

#[test]
fn token() {
    let secret = || "gitlab-runner-token".to_owned();
    let external = |store: &str, is_namespaced, property| Token::External {
        secret: secret(),
        store: store.to_owned(),
        is_namespaced,
        key: "ci/runner".to_owned(),
        property,
    };
    let forms = [
        Token::Existing {
            secret: "other".to_owned(),
        },
        external("vault", false, some("token")),
        external("ours", true, None),
        Token::Sealed {
            secret: secret(),
            sealed: "AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq".to_owned(),
        },
        Token::Vals {
            reference: "ref+vault://ci/runner#/token".to_owned(),
        },
    ];
    let bases = without_token();
    assert_round_trips_on(&bases, &forms);
    // Only a helmfile has files that are decrypted.
    let sops = Token::Sops {
        file: "../secrets/gitlab-runner.yaml".to_owned(),
    };
    let helmfiles: Vec<_> = [&bases[0], &bases[2]].into_iter().cloned().collect();
    let forms: Vec<_> = forms.into_iter().chain([sops.clone()]).collect();
    assert_round_trips_on(&helmfiles, &forms);
    let mut loose = bases[1].clone();
    assert!(sops.write(&mut loose, 0).is_err());
    assert_eq!(texts(&loose), texts(&bases[1]));
}

/// What looks like a template and means itself is written so that `tpl` leaves it, and read back.
#[test]
fn braces_mean_themselves() {
    let cache = Cache {
        storage: Storage::Gcs {
            bucket: "b".to_owned(),
        },
        access: Access::Secret("s".to_owned()),
        path: some("a/{{ b }}"),
        is_shared: false,
    };
    assert_round_trips(&[cache]);
    let external = Token::External {
        secret: "s".to_owned(),
        store: "vault".to_owned(),
        is_namespaced: false,
        key: "{{ key }}".to_owned(),
        property: None,
    };
    assert_round_trips_on(&without_token(), &[external]);
}

#[test]
fn options_that_make_no_concept_are_said() {
    let wrong = |name: &str, said: &[(&str, &str)]| {
        let said: Vec<_> = said
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        let mut workspace = bases().swap_remove(0);
        let before = texts(&workspace);
        let error = find(name)
            .unwrap()
            .write(&mut workspace, 0, &said)
            .unwrap_err();
        assert_eq!(texts(&workspace), before);
        error.to_string()
    };
    for (name, said, expected) in [
        (
            "cache",
            &[("storage", "s3")][..],
            "the option bucket is needed",
        ),
        (
            "cache",
            &[("storage", "nfs")],
            "storage cannot be `nfs`; it is s3 or gcs or azure",
        ),
        (
            "cache",
            &[("storage", "gcs"), ("bucket", "b"), ("region", "r")],
            "region says nothing beside the other options",
        ),
        (
            "metrics",
            &[("interval", "30s")],
            "interval says nothing beside the other options",
        ),
        (
            "retries",
            &[("pods", "1")],
            "there is no option pods; there are: quota, requests, backoff-max",
        ),
        (
            "retries",
            &[("quota", "-1")],
            "quota cannot be `-1`; it is a whole number, not below zero",
        ),
        ("retries", &[], "the option quota is needed"),
        (
            "security",
            &[("level", "restricted"), ("user", "0")],
            "user cannot be `0`; it is not root",
        ),
        (
            "token",
            &[("from", "vals"), ("reference", "glrt-aaaaaaaaaaaaaaaaaaaa")],
            "reference cannot be `[redacted]`; it is a reference that begins with ref+",
        ),
    ] {
        let said = wrong(name, said);
        assert!(
            said == expected || said.replace(crate::secret::REDACTED, "[redacted]") == expected,
            "{said}"
        );
    }
    assert!(
        find("nothing")
            .err()
            .unwrap()
            .to_string()
            .starts_with("there is no concept nothing; there are: token, ")
    );
}

#[test]
fn what_is_said_goes_over_what_is_there() {
    let mut workspace = bases().swap_remove(0);
    let cache = find("cache").unwrap();
    let mut say = |said: &[(&str, &str)]| {
        let said: Vec<_> = said
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        cache.write(&mut workspace, 0, &said).unwrap();
        let settings = cache.read(&workspace, 0).unwrap();
        let told: Vec<_> = settings
            .iter()
            .map(|(name, text)| format!("{name}={text}"))
            .collect();
        told.join(" ")
    };
    assert_eq!(
        say(&[
            ("storage", "s3"),
            ("bucket", "ci"),
            ("region", "eu-central-1")
        ]),
        "storage=s3 bucket=ci region=eu-central-1 shared=false"
    );
    assert_eq!(
        say(&[("shared", "true")]),
        "storage=s3 bucket=ci region=eu-central-1 shared=true"
    );
    // What does not fit another storage goes with the old one.
    assert_eq!(
        say(&[("storage", "gcs")]),
        "storage=gcs bucket=ci shared=true"
    );
    assert_eq!(say(&[("shared", "")]), "storage=gcs bucket=ci shared=false");
}
