//! Manifests as an independent parser reads them, and what an injected constraint has to look like.

use std::collections::BTreeMap;

use serde_yaml::Value;

/// The documents of a stream by kind and name, comments and empty documents left out.
#[derive(Debug, PartialEq)]
pub struct Manifests(BTreeMap<(String, String), Value>);

impl Manifests {
    /// Reads `text`; two documents of one kind and name would hide each other, so they are a failure.
    #[track_caller]
    pub fn parse(text: &str) -> Self {
        let mut manifests = BTreeMap::new();
        for document in serde_yaml::Deserializer::from_str(text) {
            let value: Value = serde::Deserialize::deserialize(document)
                .unwrap_or_else(|error| panic!("{error} in\n{text}"));
            if value.is_null() {
                continue;
            }
            let field = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let key = (field(&value["kind"]), field(&value["metadata"]["name"]));
            assert!(
                manifests.insert(key.clone(), value).is_none(),
                "twice: {key:?}"
            );
        }
        Self(manifests)
    }

    /// The manifest of `kind` called `name`.
    #[track_caller]
    pub fn get(&self, kind: &str, name: &str) -> &Value {
        let key = (kind.to_owned(), name.to_owned());
        self.0
            .get(&key)
            .unwrap_or_else(|| panic!("no {key:?} among {:?}", self.0.keys()))
    }

    /// Whether there is a manifest of `kind` called `name`.
    pub fn has(&self, kind: &str, name: &str) -> bool {
        self.0.contains_key(&(kind.to_owned(), name.to_owned()))
    }

    /// How many there are.
    #[allow(clippy::len_without_is_empty, reason = "nobody asks")]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// Checks that `workload` spreads its pods over zones and hosts by its own selector, softly, once per key.
#[track_caller]
pub fn assert_spread(workload: &Value, revision_label: &str) {
    let constraints =
        workload["spec"]["template"]["spec"]["topologySpreadConstraints"].as_sequence();
    let constraints = constraints.unwrap_or_else(|| panic!("no constraints in {workload:?}"));
    let keys: Vec<_> = constraints
        .iter()
        .map(|constraint| constraint["topologyKey"].as_str().unwrap())
        .collect();
    assert_eq!(
        keys,
        ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
    );
    for constraint in constraints {
        assert_eq!(constraint["maxSkew"], Value::from(1));
        assert_eq!(
            constraint["whenUnsatisfiable"],
            Value::from("ScheduleAnyway")
        );
        assert_eq!(constraint["labelSelector"], workload["spec"]["selector"]);
        assert_eq!(
            constraint["matchLabelKeys"],
            Value::from(vec![Value::from(revision_label)])
        );
    }
}
