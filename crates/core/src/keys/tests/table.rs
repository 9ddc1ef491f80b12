//! Every row of the facts is there, presented and consistent with the others.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::*;

fn data(name: &str) -> Value {
    let path = format!("{}/data/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn count(place: Place, status: Status) -> usize {
    all()
        .iter()
        .filter(|key| key.place == place && key.status == status)
        .count()
}

#[test]
fn every_fact_is_a_row() {
    // 215 keys of helmfile; 175 values of the chart, 6 for the manager's resources and 187 below lists and maps that the
    // chart hands to Kubernetes; 772 keys of config.toml, 51 feature flags and 18 that are gone.
    let total = |place| all().iter().filter(|key| key.place == place).count();
    assert_eq!(Place::ALL.map(total), [215, 175 + 6 + 187, 772 + 51 + 18]);
    let statuses = [
        Status::Current,
        Status::Deprecated,
        Status::Obsolete,
        Status::Removed,
        Status::OtherExecutor,
        Status::Managed,
    ];
    assert_eq!(
        statuses.map(|status| count(Place::Helmfile, status)),
        [205, 5, 4, 0, 0, 1]
    );
    assert_eq!(
        statuses.map(|status| count(Place::Values, status)),
        [138 + 187, 22, 2, 19, 0, 0]
    );
    assert_eq!(
        statuses.map(|status| count(Place::Config, status)),
        [570, 6, 0, 34, 228, 3]
    );
}

#[test]
fn ids_are_table_order_and_paths_are_unique() {
    let mut seen = BTreeSet::new();
    for (at, key) in all().iter().enumerate() {
        assert_eq!(usize::from(key.id), at);
        assert!(seen.insert((key.place, key.path())), "{} twice", key.path());
        assert!(
            !key.note().is_empty() && key.note().trim() == key.note() && !key.source().is_empty(),
            "{}",
            key.path()
        );
    }
    assert!(all().is_sorted_by_key(|key| key.place));
}

#[test]
fn every_key_is_found_by_its_own_address_and_segments() {
    for key in all() {
        let text = format!("{}:{}", key.place, key.path());
        let address: Address = text.parse().unwrap();
        match address.resolve() {
            Resolved::Row(found) => assert!(std::ptr::eq(found, key), "{text}"),
            other => panic!("{text}: {other:?}"),
        }
        assert_eq!(address, key.address(), "{text}");
        assert_eq!(address.to_string(), text);
        assert_eq!(order(key.place, &key.segments()), Some(key.id), "{text}");
    }
}

#[test]
fn what_looks_like_an_address_is_one() {
    let mut addresses = 0;
    for key in all() {
        for text in key.replaced_by().into_iter().chain(key.twin()) {
            if text
                .split_once(':')
                .is_some_and(|(place, _)| Place::ALL.iter().any(|known| known.name() == place))
            {
                let target: Address = text.parse().unwrap();
                let Resolved::Row(found) = target.resolve() else {
                    panic!("{}: {text}", key.path())
                };
                let same = found.status == Status::OtherExecutor && key.status == found.status;
                assert!(
                    key.twin() == Some(text) || found.status == Status::Current || same,
                    "{} → {text}",
                    key.path()
                );
                addresses += 1;
            }
        }
        let needs = matches!(key.status, Status::Deprecated | Status::Removed)
            && !key.name().starts_with("FF_");
        assert!(
            !needs || key.replaced_by().is_some(),
            "{} has no replacement",
            key.path()
        );
    }
    assert_eq!(addresses, 89);
    let mut places = [0, 0];
    for row in MISTAKEN {
        let route: Address = format!("{}:{}", row.place, row.path).parse().unwrap();
        assert!(
            !matches!(route.resolve(), Resolved::Row(_)),
            "{} is a key",
            row.path
        );
        assert_eq!(
            matches!(row.meant(), Meant::Text(_)),
            row.meant.contains(' '),
            "{}",
            row.meant
        );
        places[usize::from(row.place == Place::Config)] += 1;
    }
    assert_eq!(places, [74, 65]);
}

#[test]
fn defaults_and_listed_values_fit_their_types() {
    for key in all() {
        if let Some(default) = key.default() {
            let json: Value = serde_json::from_str(default).unwrap();
            let ok = key.accepts(&seen(&json));
            assert!(ok.is_ok(), "{}: {ok:?}", key.path());
        }
        for allowed in key.allowed() {
            let one = Seen::Str(allowed);
            let fits = key
                .accepts(&one)
                .or_else(|_| key.accepts(&Seen::List(vec![one.clone()])));
            assert!(fits.is_ok(), "{}: {allowed}: {fits:?}", key.path());
        }
        assert!(
            key.default().is_none() || key.unset().is_none(),
            "{}",
            key.path()
        );
        assert!(
            key.until().is_none() || key.status == Status::Removed,
            "{}",
            key.path()
        );
    }
}

fn seen(json: &Value) -> Seen<'_> {
    match json {
        Value::Null => Seen::Null,
        Value::Bool(value) => Seen::Bool(*value),
        Value::Number(number) if number.is_f64() => Seen::Float("0.5"),
        Value::Number(_) => Seen::Int("1"),
        Value::String(text) => Seen::Str(text),
        Value::Array(elements) => Seen::List(elements.iter().map(seen).collect()),
        Value::Object(entries) => Seen::Map(
            entries
                .iter()
                .map(|(name, value)| (name.as_str(), seen(value)))
                .collect(),
        ),
    }
}

#[test]
fn labels_read_well_and_are_unique_under_their_heading() {
    let mut headings: BTreeMap<_, BTreeMap<&str, &str>> = BTreeMap::new();
    for key in all() {
        let label = key.label();
        let first = label.chars().next().unwrap();
        assert!(
            first.is_uppercase()
                || ["tmpfs", "sysctls", "ulimit", "stdio"]
                    .iter()
                    .any(|w| label.starts_with(w)),
            "{label}"
        );
        assert!(
            !label.contains(['_', '{']) && label.len() <= 60 && label.trim() == label,
            "{}: {label}",
            key.path()
        );
        let words: Vec<_> = label.split(' ').collect();
        assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "{label}");
        let same = headings
            .entry((key.place, key.section(), key.group()))
            .or_default()
            .insert(label, key.path());
        assert!(
            same.is_none(),
            "{label} in {:?} {}: {} and {}",
            key.section(),
            key.group(),
            key.path(),
            same.unwrap()
        );
    }
}

#[test]
fn essential_and_common_keys_and_all_values_have_written_labels() {
    let shown = data("presentation");
    let written = shown["labels"].as_object().unwrap();
    for key in all() {
        let address = format!("{}:{}", key.place, key.path());
        let must = key.rank != Rank::Rare || key.place != Place::Config;
        // Fields of the elements of a list in a list read well when made of their own words.
        let element = key.rank == Rank::Rare && key.lists_above() > 1;
        assert!(
            !must || element || written.contains_key(&address),
            "{address}: {}",
            key.label()
        );
    }
    for address in written.keys() {
        key(address);
    }
}

#[test]
fn every_presentation_rule_serves_a_key() {
    let shown = data("presentation");
    let rules: Vec<&str> = shown["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["at"].as_str().unwrap())
        .collect();
    let mut unused: BTreeSet<&str> = rules.iter().copied().collect();
    assert_eq!(unused.len(), rules.len(), "a rule occurs twice");
    for key in all() {
        let address = format!("{}:{}", key.place, key.path());
        let covers = |at: &&&str| {
            let rest = address.strip_prefix(**at);
            rest.is_some_and(|rest| {
                at.ends_with(':') || rest.is_empty() || rest.starts_with(['.', '['])
            })
        };
        let rule = rules
            .iter()
            .filter(covers)
            .max_by_key(|at| at.len())
            .unwrap();
        unused.remove(rule);
    }
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn sections_hold_every_key_once() {
    let mut ids = BTreeSet::new();
    for section in Section::ALL {
        for group in groups(section) {
            let keys: Vec<_> = group.keys().collect();
            assert!(
                keys.is_sorted_by_key(|key| (key.rank, key.id)),
                "{}",
                group.heading
            );
            for key in keys {
                assert_eq!((key.section(), key.group()), (section, group.heading));
                assert!(ids.insert(key.id));
            }
        }
    }
    assert_eq!(ids.len(), all().len());
    let first = groups(Section::Managers)
        .find(|group| group.heading == "How many")
        .unwrap();
    let labels: Vec<_> = first.keys().map(|key| key.label()).collect();
    assert_eq!(labels, ["Manager pods", "Jobs at once, per manager"]);
}

#[test]
fn essentials_are_what_most_people_set() {
    let essential = |place| {
        all()
            .iter()
            .filter(|k| k.place == place && k.rank == Rank::Essential)
            .map(|k| k.path())
            .collect::<Vec<_>>()
    };
    for expected in [
        "gitlabUrl",
        "runners.secret",
        "runners.config",
        "replicas",
        "concurrent",
        "resources.limits.memory",
    ] {
        assert!(essential(Place::Values).contains(&expected), "{expected}");
    }
    assert!(essential(Place::Config).contains(&"runners.kubernetes.cpu_request"));
    assert!(
        all()
            .iter()
            .all(|key| key.status == Status::Current || key.rank == Rank::Rare)
    );
    // Counts move with the data on purpose only.
    let ranked = |rank| all().iter().filter(|key| key.rank == rank).count();
    assert_eq!([ranked(Rank::Essential), ranked(Rank::Common)], [32, 181]);
}
