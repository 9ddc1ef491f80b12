//! A script that calls `helm upgrade --install` for each release, and the values files that it names.
//!
//! Source: `helm upgrade` of Helm 3.22 and 4.3; both take every option that is written here.

use super::SaveError;
use super::source::Source;
use super::values;
use crate::workspace::Workspace;

const HEAD: &str = "#!/bin/sh\n# Installs the runner, or upgrades it. What is said behind the script goes to Helm, as in --dry-run or --wait.\nset -eu\ncd \"$(dirname \"$0\")\"\n";

pub(super) fn files(
    workspace: &Workspace,
    sources: &[Source],
) -> Result<Vec<(String, String)>, SaveError> {
    let mut script = HEAD.to_owned();
    let mut files = Vec::new();
    for source in sources {
        let is_oci = source.url.starts_with("oci://");
        let chart = if is_oci {
            format!("{}/{}", source.url, source.chart)
        } else {
            source.chart.clone()
        };
        let mut call = format!(
            "helm upgrade --install {} {}",
            word(&source.name),
            word(&chart)
        );
        let mut option = |name: &str, value: &str| {
            call.push_str(&format!(" \\\n  {name} {}", word(value)));
        };
        if !is_oci {
            option("--repo", &source.url);
        }
        if let Some(version) = &source.version {
            option("--version", version);
        }
        if let Some(namespace) = &source.namespace {
            option("--namespace", namespace);
        }
        let text = values::text(workspace, source)?;
        if !text.is_empty() {
            let path = format!("values/{}.yaml", source.name);
            option("--values", &path);
            files.push((path, text));
        }
        script.push('\n');
        script.push_str(&call);
        script.push_str(" \\\n  --create-namespace \"$@\"\n");
    }
    files.insert(0, ("deploy.sh".to_owned(), script));
    Ok(files)
}

/// A word as a shell takes it.
fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@+".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
