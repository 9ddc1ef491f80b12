use super::*;

#[test]
fn the_built_in_policy_and_every_preset_are_readable() {
    let rules = Policy::built_in();
    assert_eq!(rules.rules().len(), 1);
    for preset in [Preset::Default, Preset::StrictZone, Preset::Karpenter] {
        let keys: Vec<String> = preset
            .constraints()
            .into_iter()
            .map(|one| one.topology_key)
            .collect();
        assert_eq!(
            keys,
            ["topology.kubernetes.io/zone", "kubernetes.io/hostname"],
            "{preset:?}"
        );
    }
}
