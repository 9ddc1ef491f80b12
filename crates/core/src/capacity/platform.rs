//! What managed clusters leave of a machine for pods, as data with its source.
//!
//! A provider may change its rule with any release; what `kubectl get node` says is what counts.

use crate::placement::Amounts;

const GIB: i128 = 1024 * 1024 * 1024;
const MIB: i128 = 1024 * 1024;
/// Nothing above: the last tier.
const REST: i128 = i128::MAX;

/// How a kind of cluster reserves a part of every node for itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Platform {
    /// Its name on the command line.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What is kept of CPU: a fixed part in millicores, and shares of what there is, in tiers of millicores.
    cpu: (i128, &'static [Tier]),
    /// What is kept of memory.
    memory: MemoryRule,
    /// How many pods a node may run, by cores; the last of the list for larger ones.
    max_pods: &'static [(i64, i64)],
    /// Where the numbers are from.
    pub source: &'static str,
}

/// A share of the part of a machine that lies below a bound, in hundredths of a percent.
type Tier = (i128, i128);

/// What is kept of memory, in bytes; the kubelet's eviction threshold of 100Mi comes on top everywhere.
#[derive(Debug, PartialEq, Eq)]
enum MemoryRule {
    /// Nothing.
    Nothing,
    /// Shares in tiers of bytes, and a fixed part of machines below 1Gi.
    Shares(&'static [Tier], i128),
    /// A fixed part and so much for every pod it may run; at most a share of all.
    Pods {
        fixed: i128,
        each: i128,
        at_most: i128,
    },
}

/// Of the first core 6 %, of the second 1 %, of the next two 0.5 %, beyond 0.25 %.
const SHRINKING_CPU: &[Tier] = &[(1_000, 600), (2_000, 100), (4_000, 50), (REST, 25)];
/// Of the first 4Gi 25 %, of the next 4Gi 20 %, of the next 8Gi 10 %, up to 128Gi 6 %, beyond 2 %.
const SHRINKING_MEMORY: &[Tier] = &[
    (4 * GIB, 2_500),
    (8 * GIB, 2_000),
    (16 * GIB, 1_000),
    (128 * GIB, 600),
    (REST, 200),
];
const USUAL_PODS: &[(i64, i64)] = &[(i64::MAX, 110)];

/// What is taken when nobody says which.
pub(super) const ASSUMED: &Platform = &PLATFORMS[0];

/// All platforms, the one that is assumed first.
pub const PLATFORMS: &[Platform] = &[
    Platform {
        id: "gke",
        title: "GKE",
        cpu: (0, SHRINKING_CPU),
        memory: MemoryRule::Shares(SHRINKING_MEMORY, 255 * MIB),
        max_pods: USUAL_PODS,
        source: "Google's documentation of GKE, Plan GKE Standard node sizes",
    },
    Platform {
        id: "eks",
        title: "EKS",
        cpu: (0, SHRINKING_CPU),
        memory: MemoryRule::Pods {
            fixed: 255 * MIB,
            each: 11 * MIB,
            at_most: 10_000,
        },
        // As the network interfaces of the general-purpose machines allow: large, xlarge and 2xlarge, larger ones.
        max_pods: &[(2, 29), (8, 58), (48, 234), (i64::MAX, 737)],
        source: "the node bootstrap of Amazon's EKS images, and its list of pods per instance type (m5)",
    },
    Platform {
        id: "aks",
        title: "AKS",
        // The table of the documentation, 60m to 740m for 1 to 64 cores, lies on these lines.
        cpu: (0, &[(1_000, 600), (2_000, 400), (4_000, 200), (REST, 100)]),
        memory: MemoryRule::Pods {
            fixed: 50_000_000,
            each: 20_000_000,
            at_most: 2_500,
        },
        max_pods: USUAL_PODS,
        source: "Microsoft's documentation of AKS, Node resource reservations (1.29 and later)",
    },
    Platform {
        id: "tke",
        title: "TKE",
        cpu: (
            100,
            &[(4_000, 0), (64_000, 250), (128_000, 125), (REST, 50)],
        ),
        memory: MemoryRule::Shares(SHRINKING_MEMORY, 0),
        max_pods: USUAL_PODS,
        source: "Tencent Cloud's documentation of TKE, Node Resource Reservation Description",
    },
    Platform {
        id: "none",
        title: "no reservation",
        cpu: (0, &[]),
        memory: MemoryRule::Nothing,
        max_pods: USUAL_PODS,
        source: "the kubelet's own defaults: kubeadm, kind, k3s",
    },
];

/// What the kubelet keeps free before it evicts pods; its default, and that of every platform here.
const EVICTION: i128 = 100 * MIB;

impl Platform {
    /// The platform of a name.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        PLATFORMS.iter().find(|platform| platform.id == id)
    }

    /// How many pods a machine of so many millicores may run, unless somebody says otherwise.
    #[must_use]
    pub fn max_pods(&self, cpu_milli: i64) -> i64 {
        let cores = cpu_milli.saturating_add(999) / 1_000;
        let bounds = self.max_pods.iter();
        bounds
            .clone()
            .find(|(bound, _)| cores <= *bound)
            .or(bounds.clone().last())
            .map_or(110, |(_, pods)| *pods)
    }

    /// What a machine has left for pods. Ephemeral storage is taken as it is.
    #[must_use]
    pub fn allocatable(&self, machine: &Amounts, max_pods: i64) -> Amounts {
        let (fixed, tiers) = self.cpu;
        let cpu = i128::from(machine.cpu_milli);
        let memory = i128::from(machine.memory);
        let reserved = match &self.memory {
            MemoryRule::Nothing => 0,
            MemoryRule::Shares(_, small) if memory < GIB && *small > 0 => *small,
            MemoryRule::Shares(tiers, _) => share(memory, tiers),
            MemoryRule::Pods {
                fixed,
                each,
                at_most,
            } => (fixed + each * i128::from(max_pods)).min(memory * at_most / 10_000),
        };
        Amounts {
            cpu_milli: left(cpu, fixed + share(cpu, tiers)),
            memory: left(memory, reserved + EVICTION),
            ephemeral_storage: machine.ephemeral_storage,
        }
    }
}

/// The tiers' shares of an amount, rounded up to a whole unit.
fn share(amount: i128, tiers: &[Tier]) -> i128 {
    let mut from = 0;
    let mut sum = 0;
    for (to, hundredths) in tiers {
        sum += (amount.min(*to) - from).max(0) * hundredths;
        from = *to;
    }
    sum.div_euclid(10_000) + i128::from(sum.rem_euclid(10_000) != 0)
}

fn left(amount: i128, reserved: i128) -> i64 {
    i64::try_from((amount - reserved).max(0)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cpu(id: &str, cores: i64) -> i64 {
        let machine = Amounts {
            cpu_milli: cores * 1_000,
            ..Amounts::default()
        };
        Platform::named(id)
            .unwrap()
            .allocatable(&machine, 110)
            .cpu_milli
    }

    #[test]
    fn cpu_is_as_the_providers_tables_say() {
        // Two cores: research and documentation of each provider.
        assert_eq!(
            ["gke", "eks", "aks", "tke", "none"].map(|id| cpu(id, 2)),
            [1930, 1930, 1900, 1900, 2000]
        );
        assert_eq!(
            [1, 4, 8, 16, 32, 64].map(|cores| cores * 1_000 - cpu("aks", cores)),
            [60, 140, 180, 260, 420, 740]
        );
        assert_eq!(
            [32, 96, 196].map(|cores| cores * 1_000 - cpu("tke", cores)),
            [800, 2_000, 2_740]
        );
        assert_eq!(
            [1, 4, 8].map(|cores| cores * 1_000 - cpu("gke", cores)),
            [60, 80, 90]
        );
    }

    #[test]
    fn memory_is_as_the_providers_examples_say() {
        let memory = |id: &str, bytes: i128, pods: i64| {
            let machine = Amounts {
                memory: i64::try_from(bytes).unwrap(),
                ..Amounts::default()
            };
            let left = Platform::named(id)
                .unwrap()
                .allocatable(&machine, pods)
                .memory;
            bytes - EVICTION - i128::from(left)
        };
        // 25 % of 4Gi and 20 % of 4Gi: 1843Mi and a bit.
        assert_eq!(
            memory("gke", 8 * GIB, 110),
            (4 * GIB + 4 * GIB * 4 / 5) / 4 + 1
        );
        assert_eq!(memory("gke", 512 * MIB, 110), 255 * MIB);
        assert_eq!(memory("tke", 12 * GIB, 110) / MIB, 2_252);
        assert_eq!(memory("aks", 8 * GIB, 30), 650_000_000);
        // 20 MB for each of 110 pods is more than a quarter of 4Gi.
        assert_eq!(memory("aks", 4 * GIB, 110), GIB);
        assert_eq!(memory("eks", 8 * GIB, 29), (255 + 11 * 29) * MIB);
        assert_eq!(memory("none", 8 * GIB, 110), 0);
    }

    #[test]
    fn pods_are_bounded_by_the_size_of_the_machine() {
        let eks = Platform::named("eks").unwrap();
        assert_eq!(
            [2_000, 4_000, 8_000, 16_000, 96_000].map(|cpu| eks.max_pods(cpu)),
            [29, 58, 58, 234, 737]
        );
        assert_eq!(Platform::named("gke").unwrap().max_pods(2_000), 110);
        assert_eq!(Platform::named("azure"), None);
    }
}
