//! What becomes of the managers: on an empty cluster, and while a new version rolls out.
//!
//! The Deployment's controller and the scheduler take turns until nothing changes. There is no clock: a pod that has a
//! node is available, a manager on its way out keeps its requests until the end, because it may finish jobs for an hour.
//! Where the controllers would decide by age or by lot, the newer pod goes first and the first node wins.

use super::cluster::Cluster;
use super::decide::decide;
use super::manager::{Manager, REVISION, Strategy};
use super::node::ZONE;
use super::pending::{Pending, pending};
use super::pod::Pod;
use super::selector::{Labels, Selector};

/// Where the managers are, and which of them wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The cluster as it ends.
    pub cluster: Cluster,
    /// The managers that have no node.
    pub pending: Vec<Pending>,
    /// The fewest managers that were there at any time.
    pub fewest: usize,
    /// The most that held requests at any time, those on their way out among them.
    pub most: usize,
}

impl Outcome {
    /// How many managers are in a zone, or on nodes without one; those on their way out are not counted.
    #[must_use]
    pub fn in_zone(&self, zone: Option<&str>) -> usize {
        let nodes = &self.cluster.nodes;
        let placed = self.cluster.pods.iter().filter(|placed| {
            let node = nodes.get(placed.node);
            let own = node
                .and_then(|node| node.labels.get(ZONE))
                .map(String::as_str);
            !placed.is_terminating && own == zone
        });
        placed.count()
    }
}

/// More managers than anybody runs are not worth the time to place them.
pub(super) const MOST: i64 = 200;

/// One revision of a Deployment.
#[derive(Clone, Copy)]
pub(super) enum Revision {
    Old,
    New,
}

impl Revision {
    const fn hash(self) -> &'static str {
        match self {
            Self::Old => "1",
            Self::New => "2",
        }
    }
}

/// A Deployment at work on a cluster.
pub(super) struct Work<'m> {
    pub(super) manager: &'m Manager,
    pub(super) cluster: Cluster,
    waiting: Vec<Pod>,
    created: usize,
    fewest: usize,
    most: usize,
}

impl<'m> Work<'m> {
    pub(super) fn on(manager: &'m Manager, cluster: Cluster) -> Self {
        let numbers = cluster.pods.iter().filter_map(|placed| {
            let (_, number) = placed.pod.name.rsplit_once('-')?;
            number.parse::<usize>().ok()
        });
        // New managers get names that none has, and none had at the start.
        let created = numbers.max().unwrap_or(0).max(size(manager.replicas));
        Self {
            manager,
            cluster,
            waiting: Vec::new(),
            created,
            fewest: usize::MAX,
            most: 0,
        }
    }

    pub(super) fn create(&mut self, revision: Revision, count: usize) {
        for _ in 0..count {
            self.created += 1;
            let pod = pod(self.manager, revision, self.created);
            self.waiting.push(pod);
        }
    }

    /// A turn for every pod that waits.
    pub(super) fn schedule(&mut self) {
        for pod in std::mem::take(&mut self.waiting) {
            match decide(&self.cluster, &pod).node {
                Some(node) => self.cluster.place(pod, node),
                None => self.waiting.push(pod),
            }
        }
        self.look();
    }

    pub(super) fn look(&mut self) {
        self.fewest = self.fewest.min(self.running(None));
        let held = self
            .cluster
            .pods
            .iter()
            .filter(|placed| is_of(&placed.pod, self.manager));
        self.most = self.most.max(held.count());
    }

    /// Makes up for managers that are gone.
    pub(super) fn replace_missing(&mut self) {
        let replicas = size(self.manager.replicas);
        let missing = replicas.saturating_sub(self.running(None) + self.waiting.len());
        self.create(Revision::Old, missing);
        self.schedule();
    }

    /// Managers that run, of one revision or of all.
    pub(super) fn running(&self, revision: Option<Revision>) -> usize {
        let running = self.cluster.pods.iter().filter(|placed| {
            !placed.is_terminating && is_of(&placed.pod, self.manager) && has(&placed.pod, revision)
        });
        running.count()
    }

    fn waits(&self, revision: Option<Revision>) -> usize {
        self.waiting.iter().filter(|pod| has(pod, revision)).count()
    }

    /// Ends running managers of the old revision: first where two share a node, then the newer.
    fn end_old(&mut self, count: usize) {
        for _ in 0..count {
            let candidates = self.cluster.pods.iter().enumerate().filter(|(_, placed)| {
                !placed.is_terminating
                    && is_of(&placed.pod, self.manager)
                    && has(&placed.pod, Some(Revision::Old))
            });
            let doubled = |node: usize| {
                let on = self.cluster.on(node);
                on.filter(|placed| !placed.is_terminating && is_of(&placed.pod, self.manager))
                    .count()
            };
            let next = candidates.max_by_key(|(number, placed)| (doubled(placed.node), *number));
            let Some(number) = next.map(|(number, _)| number) else {
                return;
            };
            if let Some(placed) = self.cluster.pods.get_mut(number) {
                placed.is_terminating = true;
            }
        }
        self.look();
    }

    pub(super) fn ended(self) -> Outcome {
        let pending = self
            .waiting
            .iter()
            .map(|pod| pending(&self.cluster, pod))
            .collect();
        Outcome {
            pending,
            cluster: self.cluster,
            fewest: if self.fewest == usize::MAX {
                0
            } else {
                self.fewest
            },
            most: self.most,
        }
    }
}

/// Starts the managers on a cluster.
#[must_use]
pub fn start(manager: &Manager, cluster: &Cluster) -> Outcome {
    let mut work = Work::on(manager, cluster.clone());
    work.created = 0;
    work.create(Revision::Old, size(manager.replicas));
    work.schedule();
    work.fewest = work.running(None);
    work.ended()
}

/// Replaces managers that were started by a new version, by the Deployment's strategy.
#[must_use]
pub fn update(manager: &Manager, started: &Outcome) -> Outcome {
    let mut work = Work::on(manager, started.cluster.clone());
    let replicas = size(manager.replicas);
    // Those that had no node are still without.
    for waiting in &started.pending {
        let mut pod = pod(manager, Revision::Old, 0);
        pod.name.clone_from(&waiting.pod);
        work.waiting.push(pod);
    }
    work.look();
    let (surge, unavailable) = match manager.strategy {
        Strategy::Recreate => {
            // The new ones are made once the last job of the old ones is done.
            work.waiting.clear();
            work.cluster
                .pods
                .retain(|placed| !is_of(&placed.pod, manager));
            work.look();
            work.create(Revision::New, replicas);
            work.schedule();
            return work.ended();
        }
        Strategy::RollingUpdate {
            max_surge,
            max_unavailable,
        } => (size(max_surge), size(max_unavailable)),
    };
    let least = replicas.saturating_sub(unavailable);
    // Every round that changes something makes a new pod or ends an old one.
    for _ in 0..=replicas.saturating_mul(4) {
        let before = (
            work.waiting.clone(),
            work.cluster.pods.len(),
            work.running(None),
        );
        let new = work.running(Some(Revision::New)) + work.waits(Some(Revision::New));
        let old = work.running(Some(Revision::Old)) + work.waits(Some(Revision::Old));
        let room = (replicas + surge).saturating_sub(new + old);
        work.create(Revision::New, room.min(replicas.saturating_sub(new)));
        work.schedule();
        // Old managers without a node go first; they are missed by nobody.
        let all = work.running(None) + work.waiting.len();
        let may_end = all.saturating_sub(least + work.waits(Some(Revision::New)));
        let mut cleaned = 0;
        work.waiting.retain(|pod| {
            let goes = cleaned < may_end && has(pod, Some(Revision::Old));
            cleaned += usize::from(goes);
            !goes
        });
        let spare = work.running(None).saturating_sub(least);
        work.end_old(spare.min(work.running(Some(Revision::Old))));
        if before
            == (
                work.waiting.clone(),
                work.cluster.pods.len(),
                work.running(None),
            )
        {
            break;
        }
    }
    work.schedule();
    work.ended()
}

fn size(count: i64) -> usize {
    usize::try_from(count.clamp(0, MOST)).unwrap_or(0)
}

fn pod(manager: &Manager, revision: Revision, number: usize) -> Pod {
    let mut pod = manager.pod.clone();
    pod.name = format!("{}-{}-{number}", manager.name, revision.hash());
    pod.labels
        .insert(REVISION.to_owned(), revision.hash().to_owned());
    if pod.wants.spread.is_empty() {
        // Kubernetes then spreads by the selector of the ReplicaSet.
        let mut selected = Labels::new();
        selected.insert("app".to_owned(), manager.name.clone());
        selected.insert(REVISION.to_owned(), revision.hash().to_owned());
        let mut wants = (*pod.wants).clone();
        wants.owner = Some(Selector::of_labels(&selected));
        pod.wants = std::sync::Arc::new(wants);
    }
    pod
}

fn is_of(pod: &Pod, manager: &Manager) -> bool {
    pod.labels.get("app") == Some(&manager.name) && pod.namespace == manager.pod.namespace
}

fn has(pod: &Pod, revision: Option<Revision>) -> bool {
    revision.is_none_or(|revision| {
        pod.labels
            .get(REVISION)
            .is_some_and(|hash| hash == revision.hash())
    })
}
