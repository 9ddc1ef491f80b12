use super::*;
use evenkeel_protocol::post_renderer::{Outcome, Policed};
use evenkeel_protocol::{Block, Change, Subject, Topic};

const NONE: &str = "apiVersion: evenkeel.dev/v1alpha1\nkind: PostRenderPolicy\nrules: []\n";

fn asked(kept: Option<&str>, inputs: &[(&str, &str)]) -> String {
    let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    encode(&Policed {
        kept: kept.map(str::to_owned),
        subject: Subject {
            topic: Topic::PostRenderer,
            release: 0,
            inputs: inputs.iter().map(owned).collect(),
        },
    })
}

fn said(kept: Option<&str>, inputs: &[(&str, &str)]) -> Vec<Block> {
    decode(&blocks(&asked(kept, inputs)).unwrap()).unwrap()
}

fn outcome(kept: Option<&str>, inputs: &[(&str, &str)], name: &str) -> Outcome {
    decode(&act(&asked(kept, inputs), name).unwrap()).unwrap()
}

fn alerts(blocks: &[Block]) -> Vec<&str> {
    let of = |block: &Block| matches!(block, Block::Alert { .. });
    let texts = blocks.iter().filter(|block| of(block));
    texts
        .filter_map(|block| match block {
            Block::Alert { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

#[test]
fn a_policy_is_tried_on_manifests_and_its_mistakes_have_their_place() {
    let manifests = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: b\n";
    let policy = "apiVersion: evenkeel.dev/v1alpha1\nkind: PostRenderPolicy\nrules:\n- match: {kind: Pod}\n  resources: {app: {requests: {cpu: 7m}}}\n";
    let tried = said(None, &[("policy", policy), ("manifests", manifests)]);
    let added: Vec<&str> = tried
        .iter()
        .flat_map(|block| match block {
            Block::Lines { lines, .. } => lines.as_slice(),
            _ => &[],
        })
        .filter(|(change, _)| *change == Change::Added)
        .map(|(_, line)| line.trim())
        .collect();
    assert_eq!(added, ["resources:", "requests:", "cpu: 7m"]);
    let wrong = policy.replace("  resources", "  resurces");
    let said = said(None, &[("policy", &wrong)]);
    let first = *alerts(&said).first().unwrap();
    assert!(
        first.starts_with("evenkeel.yaml: line 5, column 3"),
        "{first}"
    );
    let is_offer = |block: &Block| matches!(block, Block::Offer { .. });
    assert!(!said.iter().any(is_offer));
}

#[test]
fn a_policy_is_kept_only_when_it_is_one() {
    let kept = outcome(None, &[("policy", NONE)], "keep");
    let Outcome::Keep { policy, done, .. } = kept else {
        panic!("{kept:?}");
    };
    assert_eq!(policy, NONE);
    assert_eq!(done, ["policy"]);
    let wrong = asked(None, &[("policy", "rules: 1\n")]);
    assert!(act(&wrong, "keep").unwrap_err().contains("line 1"));
}

#[test]
fn a_policy_among_the_files_is_the_one_to_go_on_with() {
    let shown = said(Some(NONE), &[]);
    let is_it = |block: &Block| matches!(block, Block::Input { name, text, .. } if name == "policy" && text == NONE);
    assert!(shown.iter().any(is_it), "{shown:?}");
    let Outcome::Pack { plugin } = outcome(Some(NONE), &[], "module") else {
        panic!();
    };
    assert_eq!(plugin.name, "evenkeel-wasm");
    assert!(plugin.has_module && plugin.manifest.contains("rules: []"));
    let named = said(Some(NONE), &[("plugin", "a b")]);
    assert!(alerts(&named)[0].starts_with("`a b` is no plugin name"));
}

#[test]
fn a_tarball_has_the_manifest_and_the_module() {
    let Outcome::Pack { plugin } = outcome(None, &[], "module") else {
        panic!();
    };
    let tarball = tarball(&encode(&plugin), Some(b"a module".to_vec())).unwrap();
    let tarball = String::from_utf8_lossy(&tarball);
    for part in [
        "evenkeel-wasm/plugin.yaml",
        &plugin.manifest,
        "evenkeel-wasm/plugin.wasm",
        "a module",
    ] {
        assert!(tarball.contains(part), "{part}");
    }
}

#[test]
fn a_question_of_another_version_is_refused() {
    assert_eq!(blocks("of another version"), Err(OTHER_VERSION.to_owned()));
}

#[test]
fn every_policy_to_begin_with_is_one_and_is_offered_until_it_is_taken() {
    let starts = |blocks: &[Block]| -> Vec<String> {
        let of = |block: &Block| match block {
            Block::Link { name, text, .. } if name == "policy" => Some(text.clone()),
            _ => None,
        };
        blocks.iter().filter_map(of).collect()
    };
    let others = starts(&said(None, &[]));
    assert_eq!(others.len(), 2);
    for (policy, preset) in others.iter().zip(["strict-zone", "karpenter"]) {
        assert!(
            policy.contains(&format!("    preset: {preset}\n")),
            "{policy}"
        );
        let blocks = said(None, &[("policy", policy)]);
        assert_eq!(alerts(&blocks), [""; 0]);
        assert!(!starts(&blocks).contains(policy));
    }
}
