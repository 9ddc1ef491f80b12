//! Where people keep a chart's values other than in a file of their own: as data, one row for each kind of carrier.
//!
//! A row says how the carrier is recognised, on which ways its values are reached, and whether they are part of its
//! tree or a text inside it. Nothing here edits anything, and a carrier that is not in the table stays plain text.

mod heredoc;
mod placeholder;
mod recognise;
mod values;

pub(crate) use heredoc::blocks;
pub(crate) use placeholder::{Kept, is_placeholder};
pub(crate) use recognise::{Found, find};
pub(crate) use values::{
    aliases, is_encrypted, is_encrypted_text, looks_like_config, looks_like_runner, seals,
};

/// How values are written at their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As part of the carrier's own tree.
    Tree,
    /// As a text inside a scalar, with a tree of its own.
    Text,
}

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Values of the chart.
    Values,
    /// A `config.toml`.
    Config,
    /// A list of `name` and `value`, as `helm --set` takes them.
    Parameters,
    /// Whatever the text turns out to be, by the name of its key and what it holds.
    Either,
}

/// A place in a carrier that may hold something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The way there: keys with dots between them, `name[]` for each item of a list, `*` for each key.
    pub route: &'static str,
    /// Tree or text.
    pub form: Form,
    /// What it holds.
    pub holds: Holds,
}

/// A kind of carrier.
#[derive(Debug, PartialEq, Eq)]
pub struct Carrier {
    /// Its name for programs.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What `apiVersion` begins with.
    pub api: &'static str,
    /// What `kind` is.
    pub kind: &'static str,
    /// Where the source of a chart is described: the places are below it. Empty for the object itself.
    pub sources: &'static [&'static str],
    /// Its places below a source, the weakest first.
    pub places: &'static [Place],
    /// Below a source: the chart's name.
    pub chart: &'static str,
    /// Below a source: the chart's version.
    pub version: &'static str,
    /// Below a source: the paths of files of values, weaker than all of its places; empty where there are none.
    pub value_files: &'static str,
    /// Of the object: the release's name, where it is not the object's own; the first that is there counts.
    pub name: &'static [&'static str],
    /// Of the object: the release's namespace; the first that is there counts.
    pub namespace: &'static [&'static str],
    /// Where it is said that this is so.
    pub source: &'static str,
}

const fn tree(route: &'static str) -> Place {
    Place {
        route,
        form: Form::Tree,
        holds: Holds::Values,
    }
}

const fn text(route: &'static str) -> Place {
    Place {
        route,
        form: Form::Text,
        holds: Holds::Values,
    }
}

const fn either(route: &'static str) -> Place {
    Place {
        route,
        form: Form::Text,
        holds: Holds::Either,
    }
}

const ARGO_PLACES: &[Place] = &[
    text("helm.values"),
    tree("helm.valuesObject"),
    Place {
        route: "helm.parameters",
        form: Form::Tree,
        holds: Holds::Parameters,
    },
];

/// Every kind of object that carries values.
pub const CARRIERS: &[Carrier] = &[
    Carrier {
        id: "argo-cd-application",
        title: "Argo CD Application",
        api: "argoproj.io/",
        kind: "Application",
        sources: &["spec.source", "spec.sources[]"],
        places: ARGO_PLACES,
        chart: "chart",
        version: "targetRevision",
        value_files: "helm.valueFiles[]",
        name: &[],
        namespace: &["spec.destination.namespace"],
        source: "Argo CD 3, user guide, Helm: parameters win over valuesObject, which replaces values",
    },
    Carrier {
        id: "argo-cd-application-set",
        title: "Argo CD ApplicationSet",
        api: "argoproj.io/",
        kind: "ApplicationSet",
        sources: &["spec.template.spec.source", "spec.template.spec.sources[]"],
        places: ARGO_PLACES,
        chart: "chart",
        version: "targetRevision",
        value_files: "helm.valueFiles[]",
        name: &[],
        namespace: &["spec.template.spec.destination.namespace"],
        source: "Argo CD 3, operator manual, ApplicationSet",
    },
    Carrier {
        id: "flux-helm-release",
        title: "Flux HelmRelease",
        api: "helm.toolkit.fluxcd.io/",
        kind: "HelmRelease",
        sources: &["spec"],
        places: &[tree("values")],
        chart: "chart.spec.chart",
        version: "chart.spec.version",
        value_files: "",
        name: &["spec.releaseName"],
        namespace: &["spec.targetNamespace", "metadata.namespace"],
        source: "Flux 2, HelmRelease v2",
    },
    Carrier {
        id: "k3s-helm-chart",
        title: "k3s HelmChart",
        api: "helm.cattle.io/",
        kind: "HelmChart",
        sources: &["spec"],
        places: &[text("valuesContent")],
        chart: "chart",
        version: "version",
        value_files: "",
        name: &[],
        namespace: &["spec.targetNamespace", "metadata.namespace"],
        source: "k3s, Helm controller",
    },
    Carrier {
        id: "k3s-helm-chart-config",
        title: "k3s HelmChartConfig",
        api: "helm.cattle.io/",
        kind: "HelmChartConfig",
        sources: &["spec"],
        places: &[text("valuesContent")],
        chart: "",
        version: "",
        value_files: "",
        name: &[],
        namespace: &["metadata.namespace"],
        source: "k3s, Helm controller",
    },
    Carrier {
        id: "config-map",
        title: "ConfigMap",
        api: "v1",
        kind: "ConfigMap",
        sources: &[""],
        places: &[either("data.*")],
        chart: "",
        version: "",
        value_files: "",
        name: &[],
        namespace: &["metadata.namespace"],
        source: "Kubernetes, core/v1 ConfigMap",
    },
    Carrier {
        id: "secret",
        title: "Secret",
        api: "v1",
        kind: "Secret",
        sources: &[""],
        places: &[either("stringData.*")],
        chart: "",
        version: "",
        value_files: "",
        name: &[],
        namespace: &["metadata.namespace"],
        source: "Kubernetes, core/v1 Secret; what is below data is base64 and stays as it is",
    },
];
