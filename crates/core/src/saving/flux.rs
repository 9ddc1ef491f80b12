//! A Flux `HelmRelease`, the `HelmRepository` it takes the chart from, and the namespace of both.
//!
//! Source: Flux 2, source.toolkit.fluxcd.io/v1 and helm.toolkit.fluxcd.io/v2.

use super::SaveError;
use super::source::Source;
use super::values::{below, is_kept, text as values_text};
use crate::workspace::Workspace;
use evenkeel_yaml::{Value, spell};

pub(super) fn files(
    workspace: &Workspace,
    sources: &[Source],
) -> Result<Vec<(String, String)>, SaveError> {
    let mut files = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        let before = sources.get(..number).unwrap_or_default();
        let text = shared(source, before) + &release(workspace, source)?;
        files.push((format!("flux/{}.yaml", source.name), text));
    }
    Ok(files)
}

fn own(text: &str) -> String {
    spell(&Value::from(text))
}

fn namespace(source: &Source) -> &str {
    source.namespace.as_deref().unwrap_or("default")
}

/// The namespace and the repository, where no file before has them: an object twice is an error.
fn shared(source: &Source, before: &[Source]) -> String {
    let in_namespace = |other: &&Source| namespace(other) == namespace(source);
    let mut same = before.iter().filter(in_namespace);
    let has_repository = same.any(|other| other.repository == source.repository);
    let has_namespace = before.iter().any(|other| in_namespace(&other));
    let space = own(namespace(source));
    let mut text = String::new();
    if !has_namespace && namespace(source) != "default" {
        text += &format!("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {space}\n---\n");
    }
    if !has_repository {
        let kind = if source.url.starts_with("oci://") {
            "  type: oci\n"
        } else {
            ""
        };
        text += &format!(
            "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata:\n  name: {}\n  namespace: {space}\nspec:\n{kind}  interval: 1h\n  url: {}\n---\n",
            own(&source.repository),
            own(&source.url)
        );
    }
    text
}

fn release(workspace: &Workspace, source: &Source) -> Result<String, SaveError> {
    let (name, space) = (own(&source.name), own(namespace(source)));
    let mut release = format!(
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: {name}\n  namespace: {space}\nspec:\n  interval: 1h\n  releaseName: {name}\n  chart:\n    spec:\n      chart: {}\n",
        own(&source.chart)
    );
    if let Some(version) = &source.version {
        release += &format!("      version: {}\n", own(version));
    }
    release += &format!(
        "      sourceRef:\n        kind: HelmRepository\n        name: {}\n",
        own(&source.repository)
    );
    let values = values_text(workspace, source)?;
    let release = below(&release, "values", 2, &values);
    if !is_kept(&release, &values, &["spec", "values"]) {
        return Err(SaveError::Unverified(source.name.clone()));
    }
    Ok(release)
}
