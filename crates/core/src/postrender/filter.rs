//! Which documents are worth parsing: most of a stream (definitions, config maps, roles) can hold no pod.
//! Answers from bytes alone; in doubt the document is parsed.
use memchr::memmem;

use super::kinds;
use super::policy::CustomKind;

/// Whether a document may hold a workload, or is so unlike a manifest that only a parser can tell whether it is YAML.
pub(super) fn needs_parsing(document: &str, custom: &[CustomKind]) -> bool {
    let bytes = document.as_bytes();
    if custom
        .iter()
        .any(|one| memmem::find(bytes, one.kind.as_bytes()).is_some())
    {
        return true;
    }
    if memmem::find(bytes, b"containers").is_some() {
        return block_kinds(document).is_none_or(|mut found| found.any(kinds::may_hold_workloads));
    }
    // Without a kind it is no manifest, and a tab at the start of a line is the commonest way to break one.
    let is_manifest = memmem::find(bytes, b"kind").is_some();
    let has_tab = memmem::find(bytes, b"\n\t").is_some();
    has_tab || (!is_manifest && has_content(document))
}

/// The plain values of every `kind:` at the start of a line; none when there is no such line or one is not plain.
fn block_kinds(document: &str) -> Option<impl Iterator<Item = &str>> {
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
    (!values.is_empty()).then(|| values.into_iter())
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
    use super::needs_parsing;

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
            assert!(!needs_parsing(document, &[]), "{document}");
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
            assert!(needs_parsing(document, &[]), "{document}");
        }
    }
}
