//! Addresses, lookups and guesses.

use super::*;

fn parsed(text: &str) -> Result<String, String> {
    text.parse::<Address>()
        .map(|address| address.to_string())
        .map_err(|error| error.to_string())
}

#[test]
fn addresses_are_read_and_written() {
    for (text, full) in [
        ("replicas", "values:replicas"),
        ("gitlabUrl", "values:gitlabUrl"),
        ("resources.limits.memory", "values:resources.limits.memory"),
        (
            "runners.kubernetes.cpu_request",
            "config:runners.kubernetes.cpu_request",
        ),
        ("config:runners[0].limit", "config:runners[0].limit"),
        ("releases.version", "helmfile:releases[].version"),
        ("releases[].version", "helmfile:releases[].version"),
        (
            "releases[2].set[0].name",
            "helmfile:releases[2].set[0].name",
        ),
        (
            "helmfile:environments.prod.values",
            "helmfile:environments.prod.values",
        ),
        (
            "runners.kubernetes.node_selector.\"kubernetes.io/arch\"",
            "config:runners.kubernetes.node_selector.\"kubernetes.io/arch\"",
        ),
        (
            "values:podLabels.\"a\\\"b\\\\\"",
            "values:podLabels.\"a\\\"b\\\\\"",
        ),
        ("values:not.a.key", "values:not.a.key"),
        (
            "values:rbac.rules[1].verbs[0]",
            "values:rbac.rules[1].verbs[0]",
        ),
    ] {
        assert_eq!(parsed(text).as_deref(), Ok(full));
        let address: Address = full.parse().unwrap();
        assert_eq!(address.to_string().parse::<Address>().unwrap(), address);
    }
    for (text, hint) in [
        ("concurrent", "values:concurrent or config:concurrent"),
        ("runners.name", "values:runners.name or config:runners.name"),
        ("namespace", "helmfile:namespace or values:namespace"),
        ("replicaCount", "perhaps values:replicas was meant"),
        ("", "empty"),
        ("values:", "a key is expected at character 8"),
        ("a..b", "a name is expected at character 3"),
        ("a[x]", "a number is expected"),
        ("a[0", "]"),
        ("a\"b", "a dot is expected"),
        ("values:\"a", "closing quote"),
        ("zzzzzzzzzzzzz", "no key"),
    ] {
        let error = parsed(text).unwrap_err();
        assert!(
            error.contains(hint) && !error.contains('\n'),
            "{text}: {error}"
        );
    }
}

#[test]
fn resolving_says_what_stands_there() {
    let at = |text: &str| {
        let address: Address = text.parse().unwrap();
        match address.resolve() {
            Resolved::Row(key) => format!("row {}", key.path()),
            Resolved::Inside { key, depth } => format!("{depth} inside {}", key.path()),
            Resolved::Branch => "branch".into(),
            Resolved::PassedOn => "passed on".into(),
            Resolved::Unknown { known } => format!("unknown after {known}"),
        }
    };
    for (text, expected) in [
        ("values:rbac", "branch"),
        ("values:image", "branch"),
        ("values:rbac.creat", "unknown after 1"),
        ("values:rbac.rules[0].verbs", "row rbac.rules[].verbs"),
        ("values:rbac.rules.verbs", "row rbac.rules[].verbs"),
        ("values:tolerations[0].efect", "unknown after 2"),
        (
            "values:volumes[0].secret.items[1].path",
            "row volumes[].secret.items[].path",
        ),
        ("values:volumes[0].iscsi.lun", "1 inside volumes[].iscsi"),
        ("values:tolerations[0]", "1 inside tolerations"),
        ("values:nodeSelector.disk", "1 inside nodeSelector"),
        ("values:affinity.podAffinity.x", "2 inside affinity"),
        ("values:securityContext.seLinuxOptions.level", "passed on"),
        ("values:resources.limits.nvidia", "passed on"),
        ("values:replicas.x", "unknown after 1"),
        ("values:GitlabUrl", "unknown after 0"),
        ("values:livenessProbe.exec", "unknown after 1"),
        (
            "config:RUNNERS.Kubernetes.CPU_Request",
            "row runners.kubernetes.cpu_request",
        ),
        (
            "config:runners.cache.s3.bucketname",
            "row runners.cache.s3.BucketName",
        ),
        ("config:runners[0]", "1 inside runners"),
        (
            "config:runners.kubernetes.services[1]",
            "1 inside runners.kubernetes.services",
        ),
        (
            "config:runners.kubernetes.services[1].name",
            "row runners.kubernetes.services.name",
        ),
        (
            "config:runners.environment[0]",
            "1 inside runners.environment",
        ),
        ("config:runners.environment.x", "unknown after 3"),
        (
            "config:runners.kubernetes.node_selector.a",
            "1 inside runners.kubernetes.node_selector",
        ),
        (
            "config:runners.feature_flags.FF_TIMESTAMPS",
            "row runners.feature_flags.FF_TIMESTAMPS",
        ),
        ("config:runners.feature_flags.FF_NO_SUCH", "unknown after 3"),
        ("config:runners.kubernetes.cpu_requests", "unknown after 3"),
        ("helmfile:releases[0].chart", "row releases[].chart"),
        ("helmfile:releases[0]", "1 inside releases"),
        (
            "helmfile:releases[0].labels.app",
            "1 inside releases[].labels",
        ),
        (
            "helmfile:releases[0].values[1].gitlabUrl",
            "2 inside releases[].values",
        ),
        ("values:\"rbac.create\"", "unknown after 0"),
        ("values:\"\"", "unknown after 0"),
        ("values:rbac.\"rules[]\"", "unknown after 1"),
        ("helmfile:\"*\"", "unknown after 0"),
        (
            "helmfile:environments.\"a.b\".values",
            "row environments.*.values",
        ),
        ("helmfile:environments.prod", "1 inside environments"),
        (
            "helmfile:environments.prod.secrets",
            "row environments.*.secrets",
        ),
        ("helmfile:environments.prod.secret", "unknown after 2"),
        ("helmfile:templates.base.values", "2 inside templates"),
        ("helmfile:x-anchors", "unknown after 0"),
    ] {
        assert_eq!(at(text), expected, "{text}");
    }
}

#[test]
fn new_keys_have_an_order_among_their_siblings() {
    let of = |path: &str| order(Place::Values, &route(path));
    assert!(
        of("image") < of("replicas") && of("replicas") < of("rbac") && of("rbac") < of("runners")
    );
    assert_eq!(
        of("rbac"),
        of("rbac.create"),
        "a branch stands where its first key stands"
    );
    assert_eq!((of("nope"), of("nodeSelector.x")), (None, None));
    // TOML wants the plain keys of a table before its sub-tables.
    let config = |path: &str| key(&format!("config:{path}")).id;
    assert!(config("runners.kubernetes.privileged") < config("runners.kubernetes.node_selector"));
    assert!(config("runners.kubernetes.node_selector") < config("runners.kubernetes.volumes"));
    assert!(config("runners.step_runner_image") < config("runners.kubernetes"));
    let names: Vec<_> = children(Place::Helmfile, "repositories[]")
        .take(2)
        .map(Key::name)
        .collect();
    assert_eq!(names, ["name", "url"]);
    assert!(children(Place::Values, "").any(|key| key.path() == "replicas"));
    assert!(children(Place::Values, "").all(|key| !key.path().contains('.')));
}

#[test]
fn mistakes_of_real_files_are_known() {
    let meant = |address: &str| {
        let address: Address = address.parse().unwrap();
        nearest(address.place, &address.segments)
            .map(|near| (near.kind, near.meant.to_string(), near.certain))
    };
    for (address, kind, expected, certain) in [
        (
            "config:runners.kubernetes.cpu_requests",
            Kind::Misspelt,
            "config:runners.kubernetes.cpu_request",
            true,
        ),
        (
            "config:runners[0].kubernetes.volumes.pvc[0].cpu_limit",
            Kind::Moved,
            "config:runners.kubernetes.cpu_limit",
            true,
        ),
        (
            "values:replicaCount",
            Kind::Misspelt,
            "values:replicas",
            true,
        ),
        (
            "values:install",
            Kind::OtherChart,
            "a switch of the GitLab umbrella chart",
            true,
        ),
        (
            "config:runners.tags",
            Kind::GitlabSide,
            "tags are set on the runner in GitLab",
            true,
        ),
        // Not in the file: guessed.
        (
            "values:gitlabURL",
            Kind::Misspelt,
            "values:gitlabUrl",
            false,
        ),
        (
            "values:terminationGracePeriod",
            Kind::Misspelt,
            "values:terminationGracePeriodSeconds",
            false,
        ),
        (
            "values:concurent",
            Kind::Misspelt,
            "values:concurrent",
            false,
        ),
        (
            "values:rbac.clusterWideAcces",
            Kind::Misspelt,
            "values:rbac.clusterWideAccess",
            false,
        ),
        (
            "values:tolerations[1].efect",
            Kind::Misspelt,
            "values:tolerations[].effect",
            false,
        ),
        (
            "values:volumes[0].emptyDir.sizelimit",
            Kind::Misspelt,
            "values:volumes[].emptyDir.sizeLimit",
            false,
        ),
        (
            "values:clusterWideAccess",
            Kind::Moved,
            "values:rbac.clusterWideAccess",
            false,
        ),
        (
            "values:cpu_request",
            Kind::Moved,
            "config:runners.kubernetes.cpu_request",
            false,
        ),
        (
            "config:runners.kubernetes.memory_reqeust",
            Kind::Misspelt,
            "config:runners.kubernetes.memory_request",
            false,
        ),
        (
            "config:runners.kubernetes.node-selector",
            Kind::Misspelt,
            "config:runners.kubernetes.node_selector",
            false,
        ),
        (
            "config:runners.kubernetes.volumes.csi[0].memory_limit",
            Kind::Moved,
            "config:runners.kubernetes.memory_limit",
            false,
        ),
        (
            "config:runners.kubernetes.output_limit",
            Kind::Moved,
            "config:runners.output_limit",
            false,
        ),
        (
            "helmfile:releases[0].vaules",
            Kind::Misspelt,
            "helmfile:releases[].values",
            false,
        ),
        (
            "helmfile:release",
            Kind::Misspelt,
            "helmfile:releases",
            false,
        ),
    ] {
        assert_eq!(
            meant(address),
            Some((kind, expected.to_owned(), certain)),
            "{address}"
        );
    }
    for known_or_far in [
        "values:replicas",
        "config:runners.kubernetes.node_selector.a",
        "values:fluxcapacitor",
    ] {
        assert_eq!(meant(known_or_far), None, "{known_or_far}");
    }
}

#[test]
fn every_listed_mistake_is_answered_from_the_list() {
    for row in MISTAKEN {
        let address: Address = format!("{}:{}", row.place, row.path).parse().unwrap();
        let near = nearest(row.place, &address.segments).unwrap();
        assert!(near.certain && near.kind == row.kind, "{}", row.path);
    }
}

#[test]
fn mangled_addresses_neither_panic_nor_change_when_written_and_read() {
    let marks = [
        ".", "[", "]", "\"", "\\", "[0]", "[]", "*", ":", "", "é", " ", "x", "-1",
    ];
    let mut parsed = 0;
    for (at, key) in all().iter().enumerate().step_by(7) {
        let text = key.address().to_string();
        for (turn, mark) in marks.iter().enumerate() {
            let mut mangled = text.clone();
            let cut = (at * 7 + turn * 5) % (text.len() + 1);
            mangled.replace_range(cut..(cut + turn % 2).min(text.len()), mark);
            let Ok(address) = mangled.parse::<Address>() else {
                continue;
            };
            parsed += 1;
            let _ = (
                address.resolve(),
                nearest(address.place, &address.segments),
                order(address.place, &address.segments),
            );
            assert_eq!(address.to_string().parse(), Ok(address), "{mangled}");
        }
    }
    assert!(parsed > 1000, "{parsed}");
}

#[test]
fn fields_are_found_by_what_people_type() {
    let first = |query: &str| {
        search(query)
            .first()
            .map(|key| format!("{}:{}", key.place, key.path()))
    };
    for (query, expected) in [
        ("cpu_request", "config:runners.kubernetes.cpu_request"),
        ("manager pods", "values:replicas"),
        ("replicas", "values:replicas"),
        ("memory limit", "values:resources.limits.memory"),
        (
            "KUBERNETES_MEMORY_LIMIT",
            "config:runners.kubernetes.memory_limit",
        ),
        ("bucket", "config:runners.cache.s3.BucketName"),
        ("fastzip", "config:runners.feature_flags.FF_USE_FASTZIP"),
        ("chart version", "helmfile:releases[].version"),
        ("privileged", "config:runners.kubernetes.privileged"),
    ] {
        assert_eq!(first(query).as_deref(), Some(expected), "{query}");
    }
    assert!(search(" ").is_empty() && search("no such thing at all").is_empty());
    let toleration = search("tolerations");
    assert!(
        toleration.iter().any(|k| k.place == Place::Values)
            && toleration.iter().any(|k| k.place == Place::Config)
    );
}

/// The path as it is found: TOML names whatever their letter case.
fn spelled(key: &Key) -> String {
    match key.place {
        Place::Config => key.path().to_ascii_lowercase(),
        Place::Helmfile | Place::Values => key.path().to_owned(),
    }
}

#[test]
fn a_key_with_rows_below_it_has_children() {
    for key in all() {
        let own = spelled(key);
        let is_below = |other: &Key| {
            let path = spelled(other);
            let rest = path.strip_prefix(&own);
            other.place == key.place
                && rest.is_some_and(|rest| rest.starts_with('.') || rest.starts_with("[]."))
        };
        assert_eq!(key.has_children(), all().iter().any(is_below), "{own}");
    }
}

#[test]
fn a_map_without_a_row_stands_where_the_first_row_below_it_does() {
    for key in all() {
        let segments = key.segments();
        for length in 1..segments.len() {
            let route = &segments[..length];
            if !matches!(resolve(key.place, route), Resolved::Branch) {
                continue;
            }
            let first = all()
                .iter()
                .find(|first| first.place == key.place && first.segments().starts_with(route));
            assert_eq!(
                order(key.place, route),
                first.map(|first| first.id),
                "{route:?}"
            );
        }
    }
    assert_eq!(order(Place::Values, &[]), None);
}

#[test]
fn a_row_is_small() {
    // Every byte of it is there more than a thousand times in each module.
    assert!(
        size_of::<Key>() <= 32 + size_of::<usize>(),
        "{}",
        size_of::<Key>()
    );
}
