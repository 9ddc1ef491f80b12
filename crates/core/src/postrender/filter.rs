//! Which documents are worth parsing: most of a stream (definitions, config maps, roles) can hold no pod.
//! Answers from bytes alone; in doubt the document is parsed.
use memchr::memmem;

use super::facts;
use super::kinds;
use super::policy::CustomKind;

/// What the bytes of a document say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glance {
    /// Whether it may hold a workload, or is so unlike a manifest that only a parser can tell whether it is YAML.
    pub(super) needs_parsing: bool,
    /// Whether it may say something about workloads elsewhere.
    pub(super) may_say: bool,
}

impl Glance {
    /// A look at a document; `custom` are the policy's own kinds.
    pub(super) fn at(document: &str, custom: &[CustomKind]) -> Self {
        let has = |text: &str| memmem::find(document.as_bytes(), text.as_bytes()).is_some();
        let kinds = block_kinds(document);
        let (may_hold, may_say, is_manifest) = match &kinds {
            Some(kinds) => (
                kinds.iter().copied().any(kinds::may_hold_workloads) && has("containers"),
                kinds.iter().copied().any(facts::may_say),
                true,
            ),
            None => (
                has("containers"),
                facts::KINDS.into_iter().any(has),
                has("kind"),
            ),
        };
        // Without a kind it is no manifest, and a tab at the start of a line is the commonest way to break one.
        let needs_parsing = may_hold
            || has("\n\t")
            || (!is_manifest && has_content(document))
            || custom.iter().any(|one| has(&one.kind));
        Self {
            needs_parsing,
            may_say,
        }
    }
}

/// The plain values of every `kind:` at the start of a line; none when there is no such line or one is not plain.
fn block_kinds(document: &str) -> Option<Vec<&str>> {
    let mut values = Vec::new();
    let starts = memmem::find_iter(document.as_bytes(), b"\nkind:").map(|at| at + "\nkind:".len());
    let first = document.starts_with("kind:").then_some("kind:".len());
    for start in first.into_iter().chain(starts) {
        let line = document.get(start..)?.lines().next().unwrap_or_default();
        let value = line.split(" #").next().unwrap_or_default().trim();
        if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        values.push(value);
    }
    (!values.is_empty()).then_some(values)
}

/// Whether anything but comments, separators and blank lines is there.
fn has_content(document: &str) -> bool {
    document.trim_start_matches('\u{feff}').lines().any(|line| {
        let line = line.strip_prefix("---").unwrap_or(line).trim();
        !(line.is_empty() || line.starts_with('#') || line == "...")
    })
}

#[cfg(test)]
mod tests {
    use super::Glance;

    fn needs_parsing(document: &str) -> bool {
        Glance::at(document, &[]).needs_parsing
    }

    #[test]
    fn only_kinds_that_speak_of_others_are_listened_to() {
        for (document, may_say) in [
            ("kind: HorizontalPodAutoscaler\n", true),
            ("metadata: {name: x}\nkind: LimitRange # ours\n", true),
            ("kind: ScaledObjectList\n", true),
            ("{\"kind\": \"PodDisruptionBudget\"}\n", true),
            (
                "kind: CustomResourceDefinition\nspec:\n  names: {kind: LimitRange}\n",
                false,
            ),
            ("kind: Deployment\n", false),
            ("{\"kind\": \"Deployment\"}\n", false),
        ] {
            assert_eq!(Glance::at(document, &[]).may_say, may_say, "{document}");
        }
    }

    #[test]
    fn what_can_hold_no_pod_is_not_parsed() {
        for document in [
            "---\napiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n",
            "---\nkind: CustomResourceDefinition # big\nspec:\n  containers: 1\n",
            "kind: ConfigMap\ndata:\n  x: |\n    kind: Deployment\n    containers:\n",
            "---\n# Source: a/b.yaml\n",
            "",
            "\u{feff}--- # c\n...\n",
        ] {
            assert!(!needs_parsing(document), "{document}");
        }
    }

    #[test]
    fn in_doubt_the_document_is_parsed() {
        for document in [
            "kind: Deployment\nspec: {template: {spec: {containers: []}}}\n",
            "\"kind\": Deployment\ncontainers: []\n",
            "{\"kind\": \"Deployment\", \"containers\": []}\n",
            "kind: ConfigMap\nkind: Deployment\ncontainers: 1\n",
            "kind: !!str Deployment\ncontainers: 1\n",
            "kind:\n  Deployment\ncontainers: 1\n",
            "---\napiVersion: v1\nkind: ConfigMap\ndata:\n\ta: b\n",
            "Error: could not render\n",
            "a: [1\n",
        ] {
            assert!(needs_parsing(document), "{document}");
        }
    }
}
