//! The annotation by which a chart's author, or a user through values, keeps the post-renderer away:
//! `evenkeel.dev/skip: all`, or a list of `topology-spread`, `resources`, `resources.CONTAINER`, `fields`.
//! Read from the object and from its pod template. A word it does not know is reported, for it may be a misspelling.
use super::workload::{Pod, Workload};

/// The annotation's key.
pub(super) const ANNOTATION: &str = "evenkeel.dev/skip";

/// What a workload wants to be left alone with.
#[derive(Debug, Default)]
pub(super) struct OptOut {
    words: Vec<String>,
}

impl OptOut {
    /// What the workload's annotations and those of its pods say.
    pub(super) fn of(workload: &Workload<'_>, pods: &[Pod<'_>]) -> Self {
        let own = workload.annotation(ANNOTATION);
        let theirs = pods.iter().filter_map(|pod| match pod {
            Pod::Template(pod) => pod.metadata("annotations")?.get(ANNOTATION)?.text(),
            Pod::Container(..) => None,
        });
        let words = own
            .into_iter()
            .chain(theirs)
            .flat_map(|text| text.split([',', ' ']));
        Self {
            words: words
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Whether everything is to stay.
    pub(super) fn all(&self) -> bool {
        self.has("all")
    }

    /// Whether topology spread is to stay.
    pub(super) fn topology_spread(&self) -> bool {
        self.has("topology-spread")
    }

    /// Whether other fields are to stay.
    pub(super) fn fields(&self) -> bool {
        self.has("fields")
    }

    /// Whether the resources of a container are to stay; without a name those of all.
    pub(super) fn resources(&self, container: Option<&str>) -> bool {
        self.has("resources")
            || container.is_some_and(|name| {
                self.words
                    .iter()
                    .any(|word| word.strip_prefix("resources.") == Some(name))
            })
    }

    /// The words that mean nothing.
    pub(super) fn unknown(&self) -> Vec<&str> {
        let is_known = |word: &str| {
            matches!(word, "all" | "topology-spread" | "fields" | "resources")
                || word.starts_with("resources.")
        };
        self.words
            .iter()
            .map(String::as_str)
            .filter(|word| !is_known(word))
            .collect()
    }

    fn has(&self, word: &str) -> bool {
        self.words.iter().any(|one| one == word)
    }
}
