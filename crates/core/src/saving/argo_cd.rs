//! An Argo CD `Application` with the values in it.
//!
//! Source: Argo CD 3, user guide, Helm.

use super::SaveError;
use super::source::Source;
use super::values::{below, is_kept, text as values_text};
use crate::workspace::Workspace;
use evenkeel_yaml::{Value, spell};

pub(super) fn text(workspace: &Workspace, source: &Source) -> Result<String, SaveError> {
    let own = |text: &str| spell(&Value::from(text));
    let namespace = source.namespace.as_deref().unwrap_or("default");
    // A registry is written without its scheme.
    let url = source.url.strip_prefix("oci://").unwrap_or(&source.url);
    // Argo CD takes `*` for the newest one, as Helm does without a version.
    let version = source.version.as_deref().unwrap_or("*");
    let name = own(&source.name);
    let head = format!(
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: {name}\n  namespace: argocd\nspec:\n  project: default\n  destination:\n    server: https://kubernetes.default.svc\n    namespace: {}\n  syncPolicy:\n    syncOptions:\n      - CreateNamespace=true\n  source:\n    repoURL: {}\n    chart: {}\n    targetRevision: {}\n    helm:\n      releaseName: {name}\n",
        own(namespace),
        own(url),
        own(&source.chart),
        own(version),
    );
    let values = values_text(workspace, source)?;
    let text = below(&head, "valuesObject", 6, &values);
    let keys = ["spec", "source", "helm", "valuesObject"];
    if !is_kept(&text, &values, &keys) {
        return Err(SaveError::Unverified(source.name.clone()));
    }
    Ok(text)
}
