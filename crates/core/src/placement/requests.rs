//! What a pod asks for: containers, init containers, pod level and overhead added up as the scheduler does.
//!
//! Source: Kubernetes' `component-helpers/resource`, and the defaults of a Pod, which copy a limit into a missing
//! request. Nothing here looks at what a pod uses; the scheduler does not either.

use crate::quantity::{Quantity, Resource};

/// CPU, memory and ephemeral storage, in the order in which Kubernetes lists them.
pub const RESOURCES: [Resource; 3] = [Resource::Cpu, Resource::Memory, Resource::EphemeralStorage];

/// What the scheduler takes a container to want for scoring when it says nothing: 100m of CPU and 200Mi of memory.
const MISSING: [Option<i128>; 3] = [
    Some(100_000_000),
    Some(200 * 1024 * 1024 * 1_000_000_000),
    None,
];

/// Amounts as the scheduler counts them: thousandths of a core, and bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amounts {
    /// CPU in millicores.
    pub cpu_milli: i64,
    /// Memory in bytes.
    pub memory: i64,
    /// Ephemeral storage in bytes.
    pub ephemeral_storage: i64,
}

impl Amounts {
    /// The amount of one resource.
    #[must_use]
    pub const fn of(&self, resource: Resource) -> i64 {
        match resource {
            Resource::Cpu => self.cpu_milli,
            Resource::Memory => self.memory,
            Resource::EphemeralStorage => self.ephemeral_storage,
        }
    }

    /// Both together.
    #[must_use]
    pub const fn plus(&self, other: &Self) -> Self {
        Self {
            cpu_milli: self.cpu_milli.saturating_add(other.cpu_milli),
            memory: self.memory.saturating_add(other.memory),
            ephemeral_storage: self
                .ephemeral_storage
                .saturating_add(other.ephemeral_storage),
        }
    }

    /// What is left of these once others are taken away; below zero when more is taken than there is.
    #[must_use]
    pub const fn minus(&self, other: &Self) -> Self {
        Self {
            cpu_milli: self.cpu_milli.saturating_sub(other.cpu_milli),
            memory: self.memory.saturating_sub(other.memory),
            ephemeral_storage: self
                .ephemeral_storage
                .saturating_sub(other.ephemeral_storage),
        }
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub const fn is_zero(&self) -> bool {
        self.cpu_milli == 0 && self.memory == 0 && self.ephemeral_storage == 0
    }

    fn of_nanos(nanos: [Option<i128>; 3]) -> Self {
        let [cpu, memory, storage] = nanos.map(Option::unwrap_or_default);
        Self {
            cpu_milli: rounded_up(cpu, 1_000_000),
            memory: rounded_up(memory, 1_000_000_000),
            ephemeral_storage: rounded_up(storage, 1_000_000_000),
        }
    }
}

/// What one container, or a pod as a whole, asks for. A resource it says nothing about is another thing than none of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Request([Option<i128>; 3]);

impl Request {
    /// Requests by resource, in the order of [`RESOURCES`]; where there is only a limit, that is the request.
    #[must_use]
    pub fn new(requests: [Option<&Quantity>; 3], limits: [Option<&Quantity>; 3]) -> Self {
        let [cpu, memory, storage] = requests;
        let [cpu_limit, memory_limit, storage_limit] = limits;
        let nanos = |request: Option<&Quantity>, limit: Option<&Quantity>| {
            request.or(limit).map(Quantity::nanos)
        };
        Self([
            nanos(cpu, cpu_limit),
            nanos(memory, memory_limit),
            nanos(storage, storage_limit),
        ])
    }

    /// The amount of a resource in billionths of its unit; none where it says nothing.
    #[must_use]
    pub const fn nanos(&self, resource: Resource) -> Option<i128> {
        let [cpu, memory, storage] = self.0;
        match resource {
            Resource::Cpu => cpu,
            Resource::Memory => memory,
            Resource::EphemeralStorage => storage,
        }
    }

    /// Whether it says anything about a resource.
    #[must_use]
    pub const fn says(&self, resource: Resource) -> bool {
        self.nanos(resource).is_some()
    }

    /// As the scheduler counts it.
    #[must_use]
    pub fn amounts(&self) -> Amounts {
        Amounts::of_nanos(self.0)
    }

    fn with(&self, other: &Self, join: impl Fn(i128, i128) -> i128) -> Self {
        let pair = |one: Option<i128>, two: Option<i128>| match (one, two) {
            (Some(one), Some(two)) => Some(join(one, two)),
            (one, two) => one.or(two),
        };
        let ([a, b, c], [x, y, z]) = (self.0, other.0);
        Self([pair(a, x), pair(b, y), pair(c, z)])
    }

    /// This one where it says something, else the other.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        self.with(other, |own, _| own)
    }
}

/// The containers of a pod.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Containers {
    /// Containers that run together.
    pub running: Vec<Request>,
    /// Init containers, which run one after another before them.
    pub init: Vec<Request>,
    /// What the pod as a whole asks for; it replaces the sum of its containers, resource by resource.
    pub pod: Request,
    /// What the `RuntimeClass` adds.
    pub overhead: Request,
}

impl Containers {
    /// What the scheduler reserves for the pod.
    #[must_use]
    pub fn requests(&self) -> Amounts {
        self.total(&Request::default()).amounts()
    }

    /// What the scheduler takes for its scores, where a container that says nothing counts too.
    #[must_use]
    pub fn scored(&self) -> Amounts {
        self.total(&Request(MISSING)).amounts()
    }

    /// Whether anything in the pod speaks of a resource.
    #[must_use]
    pub fn says(&self, resource: Resource) -> bool {
        self.total(&Request::default()).says(resource)
    }

    fn total(&self, missing: &Request) -> Request {
        let filled = |request: &Request| request.or(missing);
        let sum = self
            .running
            .iter()
            .map(filled)
            .fold(Request::default(), |sum, own| {
                sum.with(&own, i128::saturating_add)
            });
        let most = self
            .init
            .iter()
            .map(filled)
            .fold(sum, |most, own| most.with(&own, i128::max));
        self.pod
            .or(&most)
            .with(&self.overhead, i128::saturating_add)
    }
}

/// Nanos in larger units, rounded up as the scheduler rounds, and cut to what 64 bits hold.
fn rounded_up(nanos: i128, unit: i128) -> i64 {
    let whole = nanos.div_euclid(unit) + i128::from(nanos.rem_euclid(unit) != 0);
    i64::try_from(whole).unwrap_or(if whole < 0 { i64::MIN } else { i64::MAX })
}
