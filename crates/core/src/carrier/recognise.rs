//! Recognises the carriers of a document and where in it their values are.

use super::values::{looks_like_config, looks_like_runner};
use super::{CARRIERS, Carrier, Form, Holds, Place};
use evenkeel_yaml::{Kind, Node, Route, Step, Tree};

/// What a source in a carrier holds.
#[derive(Clone)]
pub(crate) struct Found {
    pub(crate) carrier: &'static Carrier,
    pub(crate) name: Option<String>,
    pub(crate) namespace: Option<String>,
    pub(crate) chart: Option<String>,
    pub(crate) version: Option<String>,
    /// The object's own name, for people.
    pub(crate) object: String,
    /// Way, form and kind of each place, the weakest first.
    pub(crate) places: Vec<(Route, Form, Holds)>,
    /// The files of values that it names, from the top of what is opened, the weakest first.
    pub(crate) value_files: Vec<String>,
    /// Where values would begin that are not there yet.
    pub(crate) vacant: Option<Route>,
    /// Whether Helm wrote this object, so that its next upgrade writes over whatever is changed here.
    pub(crate) is_rendered: bool,
}

/// The sources of a document that carry the runner's values or a `config.toml`.
pub(crate) fn find(root: Node<'_>) -> Vec<Found> {
    let text = |key: &str| root.get(key).and_then(Node::text).unwrap_or_default();
    let (api, kind) = (text("apiVersion"), text("kind"));
    let Some(carrier) = CARRIERS
        .iter()
        .find(|carrier| carrier.kind == kind && api.starts_with(carrier.api))
    else {
        return Vec::new();
    };
    let sources = carrier.sources.iter();
    let sources = sources.flat_map(|source| each(root, source));
    sources
        .filter_map(|(route, node)| found(carrier, root, &route, node))
        .collect()
}

fn found(
    carrier: &'static Carrier,
    root: Node<'_>,
    source: &Route,
    node: Node<'_>,
) -> Option<Found> {
    let text = |from: Node<'_>, way: &str| {
        let found = each(from, way).into_iter().next()?.1;
        let text = found.text().filter(|text| !text.is_empty())?;
        Some(text.to_owned())
    };
    let first = |ways: &[&str]| ways.iter().find_map(|way| text(root, way));
    let below = |way: &str| (!way.is_empty()).then(|| text(node, way)).flatten();
    let chart = below(carrier.chart);
    let is_chart = chart
        .as_deref()
        .and_then(|chart| chart.rsplit(['/', ':']).next())
        .is_some_and(|name| name.starts_with("gitlab-runner"));
    let mut places = Vec::new();
    for place in carrier.places {
        for (way, at) in each(node, place.route) {
            let mut route = source.clone();
            route.0.extend(way.0);
            if let Some(holds) = holds(place, &route, at, is_chart) {
                places.push((route, place.form, holds));
            }
        }
    }
    let is_values = |form: Form, holds: Holds| holds == Holds::Values && form == Form::Tree;
    // The object replaces the text: what Argo CD does not read is no layer.
    if places
        .iter()
        .any(|(_, form, holds)| is_values(*form, *holds))
    {
        places.retain(|(_, form, holds)| *holds != Holds::Values || *form == Form::Tree);
    }
    let mut vacant = None;
    if is_chart && !places.iter().any(|(.., holds)| *holds == Holds::Values) {
        let place = carrier
            .places
            .iter()
            .find(|place| is_values(place.form, place.holds));
        vacant = place.map(|place| {
            let keys = place.route.split('.');
            keys.fold(source.clone(), |route, key| route.key(key))
        });
    }
    if places.is_empty() && vacant.is_none() {
        return None;
    }
    let folder = below("path").unwrap_or_default();
    // Of an empty way the end is the source itself, which is no text.
    let named = each(node, carrier.value_files).into_iter();
    let named = named.filter_map(|(_, file)| file.text());
    let value_files = named.filter(|_| is_chart || !folder.is_empty());
    let value_files = value_files.map(|file| from_top(&folder, file)).collect();
    let object = text(root, "metadata.name");
    Some(Found {
        carrier,
        name: below("helm.releaseName")
            .or_else(|| first(carrier.name))
            .or_else(|| object.clone()),
        namespace: first(carrier.namespace),
        chart,
        version: below(carrier.version),
        object: object.unwrap_or_default(),
        places,
        value_files,
        vacant,
        is_rendered: is_rendered(root),
    })
}

/// The path of a file of values from the top of its repository: behind `$name/` it is one, else it lies in the chart.
fn from_top(folder: &str, file: &str) -> String {
    match file.strip_prefix('$').and_then(|file| file.split_once('/')) {
        Some((_, path)) => path.to_owned(),
        None => format!("{folder}/{file}"),
    }
}

/// What a place holds, if it is the runner's.
fn holds(place: &Place, route: &Route, at: Node<'_>, is_chart: bool) -> Option<Holds> {
    match (place.form, place.holds) {
        (Form::Tree, Holds::Parameters) => is_chart.then_some(Holds::Parameters),
        (Form::Tree, holds) => {
            let is_map = at.resolved().kind() == Kind::Mapping;
            (is_map && (is_chart || looks_like_runner(at))).then_some(holds)
        }
        (Form::Text, holds) => {
            let text = at
                .scalar()
                .and_then(|scalar| scalar.as_str().map(str::to_owned))?;
            let name = match route.0.last() {
                Some(Step::Key(name)) => name.as_str(),
                _ => "",
            };
            if holds == Holds::Either && name.ends_with(".toml") {
                return looks_like_config(&text).then_some(Holds::Config);
            }
            if is_chart && holds == Holds::Values {
                return Some(Holds::Values);
            }
            let tree = Tree::parse(super::Kept::mask(&text).0).ok();
            let is_values = tree
                .as_ref()
                .and_then(Tree::root)
                .is_some_and(looks_like_runner);
            if is_values {
                return Some(Holds::Values);
            }
            (holds == Holds::Either && looks_like_config(&text)).then_some(Holds::Config)
        }
    }
}

/// Whether the labels say that Helm wrote the object.
fn is_rendered(root: Node<'_>) -> bool {
    let labels = root
        .get("metadata")
        .and_then(|metadata| metadata.get("labels"));
    let label = |key: &str| {
        let value = labels.and_then(|labels| labels.get(key)?.text());
        value.unwrap_or_default()
    };
    label("heritage") == "Helm"
        || label("app.kubernetes.io/managed-by") == "Helm"
        || label("chart").starts_with("gitlab-runner-")
}

/// What is at the end of a way of the table: several nodes where it has `[]` or `*`.
fn each<'t>(root: Node<'t>, way: &str) -> Vec<(Route, Node<'t>)> {
    let mut ends = vec![(Route::root(), root)];
    for step in way.split('.').filter(|step| !step.is_empty()) {
        let mut next = Vec::new();
        for (route, node) in ends {
            if step == "*" {
                for (key, value) in node.entries() {
                    next.extend(key.text().map(|key| (route.key(key), value)));
                }
                continue;
            }
            let name = step.trim_end_matches("[]");
            let Some(child) = node.get(name) else {
                continue;
            };
            let route = route.key(name);
            if name == step {
                next.push((route, child));
            } else {
                let items = child.items().into_iter().enumerate();
                next.extend(items.map(|(index, item)| (route.index(index), item)));
            }
        }
        ends = next;
    }
    ends
}
