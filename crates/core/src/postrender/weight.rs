//! What a change of a workload means to its cluster: whether pods start anew, whether the change is refused, what is
//! requested more.
use evenkeel_yaml::Route;

use super::facts::Facts;
use super::intent::{ContainerRequest, Draft};
use super::kinds::Replicas;
use super::output::Named;
use super::policy::RESOURCE_NAMES;
use super::report::{AddedRequest, Affected};
use super::resources::Role;
use super::workload::{Pod, Workload};
use crate::quantity::{Family, Quantity};

/// What a change of a workload means to its cluster.
pub(super) struct Weight {
    replicas: Option<u64>,
    is_immutable: bool,
    budget: Option<String>,
    /// Where its pods are, if a change there starts them anew.
    pods: Vec<Route>,
}

impl Weight {
    pub(super) fn of(workload: &Workload<'_>, pods: &[Pod<'_>], facts: &Facts) -> Self {
        let shape = &workload.shape;
        let number = |path: &str| {
            let count = workload.at(path)?.scalar()?.as_int()?;
            u64::try_from(count).ok()
        };
        let replicas = match shape.replicas {
            Replicas::At(path) => number(path).or_else(|| {
                let scaler = facts.autoscaler(&workload.object)?;
                u64::try_from(scaler.min_replicas).ok()
            }),
            Replicas::AtOrOne(path) => Some(number(path).unwrap_or(1)),
            Replicas::One => Some(1),
            Replicas::Unknown => None,
        };
        let labels = pods.first().map_or_else(Vec::new, |pod| match pod {
            Pod::Template(pod) => pod.labels(),
            Pod::Container(..) => Vec::new(),
        });
        let route = |pod: &Pod<'_>| match pod {
            Pod::Template(pod) => pod
                .template
                .as_ref()
                .map_or_else(|| pod.spec_route.clone(), |(_, route)| route.clone()),
            Pod::Container(_, route) => route.clone(),
        };
        Self {
            replicas,
            is_immutable: shape.is_immutable,
            budget: facts.budget(&workload.object, &labels).map(str::to_owned),
            pods: if shape.rolls {
                pods.iter().map(route).collect()
            } else {
                Vec::new()
            },
        }
    }
}

/// A workload of a document as the report tells of it; none where it is not changed.
pub(super) fn affected(
    document: usize,
    number: usize,
    named: &Named,
    drafts: &[Draft],
    requests: &[ContainerRequest],
) -> Option<Affected> {
    let mut made = drafts
        .iter()
        .filter(|draft| draft.workload == number && draft.change.is_some())
        .peekable();
    made.peek()?;
    let weight = &named.weight;
    let rolls = made
        .filter_map(|draft| draft.path.as_ref())
        .any(|path| weight.pods.iter().any(|pod| path.starts_with(pod)));
    let is_made = |request: &ContainerRequest| {
        let drafts = drafts.get(request.drafts.clone()).unwrap_or_default();
        drafts.iter().any(|draft| draft.change.is_some())
    };
    Some(Affected {
        document,
        source: named.source.clone(),
        object: named.object.clone(),
        rolls,
        immutable: weight.is_immutable,
        replicas: weight.replicas,
        requests: added_requests(number, weight.replicas, requests, is_made),
        disruption_budget: weight.budget.clone(),
    })
}

/// What a pod requests more than before, by resource: the larger of what its containers ask for together and what any init
/// container asks for alone.
fn added_requests(
    number: usize,
    replicas: Option<u64>,
    requests: &[ContainerRequest],
    is_made: impl Fn(&ContainerRequest) -> bool,
) -> Vec<AddedRequest> {
    let of_pod = |resource: &str, is_after: bool| {
        let (mut together, mut alone) = (0, 0);
        for request in requests
            .iter()
            .filter(|one| one.workload == number && one.resource == resource)
        {
            let asked = if is_after && is_made(request) {
                request.after
            } else {
                request.before
            };
            match request.role {
                Role::App | Role::Sidecar => together += asked,
                Role::Init => alone = asked.max(alone),
            }
        }
        alone.max(together)
    };
    let added = RESOURCE_NAMES.into_iter().filter_map(|resource| {
        let nanos = of_pod(resource, true) - of_pod(resource, false);
        let family = if resource == "cpu" {
            Family::Decimal
        } else {
            Family::Binary
        };
        let quantity = |nanos| Quantity::from_nanos(nanos, family);
        (nanos != 0).then(|| AddedRequest {
            resource,
            per_pod: quantity(nanos),
            total: replicas.map(|replicas| quantity(nanos * i128::from(replicas))),
        })
    });
    added.collect()
}
