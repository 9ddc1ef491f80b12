use super::*;
use evenkeel_core::presets;
use evenkeel_protocol::Nodes;

fn about(topic: Topic, inputs: &[(&str, &str)]) -> Subject {
    let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    Subject {
        topic,
        release: 0,
        inputs: inputs.iter().map(owned).collect(),
    }
}

fn blocks(workspace: &Workspace, assumed: &Assumed, subject: &Subject) -> Vec<Block> {
    let about = About {
        workspace,
        assumed,
        help: &[],
    };
    super::blocks(&about, subject)
}

fn done(workspace: &mut Workspace, subject: &Subject, act: &str) -> Step {
    super::act(workspace, &Assumptions::default(), subject, act).unwrap()
}

fn article() -> Workspace {
    presets::find("article").unwrap().workspace().unwrap()
}

fn facts(blocks: &[Block]) -> Vec<(String, String)> {
    let facts = blocks.iter().find_map(|block| match block {
        Block::Facts { rows } => Some(rows.clone()),
        _ => None,
    });
    facts.unwrap()
}

#[test]
fn why_names_the_line_that_counts_and_the_one_it_hides() {
    let helmfile = "releases:\n  - name: a\n    chart: gitlab/gitlab-runner\n    values: [one.yaml, two.yaml]\n";
    let (workspace, _) = Workspace::open([
        ("helmfile.yaml", helmfile),
        ("one.yaml", "concurrent: 1\n"),
        ("two.yaml", "# own\nconcurrent: 2\n"),
    ]);
    let said = blocks(
        &workspace,
        &Assumed::default(),
        &about(Topic::Why, &[(KEY, "values:concurrent")]),
    );
    let place = |file, line, text: &str, note: &str| Block::Place {
        file,
        line,
        text: text.to_owned(),
        note: note.to_owned(),
    };
    assert_eq!(said[0], place(2, 2, "2", "counts"));
    assert_eq!(said[1], place(1, 1, "1", "hidden by the one above"));
    assert_eq!(said[2], text("If no file set it, the chart would use 10."));
}

#[test]
fn why_shows_no_secret() {
    let token = "glrt-T0kenT0kenT0kenT0ken";
    let (workspace, _) = Workspace::open([("values.yaml", format!("runnerToken: {token}\n"))]);
    let subject = about(Topic::Why, &[(KEY, "values:runnerToken")]);
    let said = format!("{:?}", blocks(&workspace, &Assumed::default(), &subject));
    assert!(!said.contains(token), "{said}");
}

#[test]
fn capacity_says_what_binds_and_what_it_costs() {
    let nodes = Nodes {
        price: "0.1".to_owned(),
        ..Nodes::default()
    };
    let assumed = Assumed {
        nodes: Some(nodes),
        ..Assumed::default()
    };
    let said = blocks(&article(), &assumed, &about(Topic::Capacity, &[]));
    let facts = facts(&said);
    let of = |name: &str| &facts.iter().find(|(own, _)| own == name).unwrap().1;
    assert!(of("Jobs in parallel").contains("3 managers"), "{facts:?}");
    assert_eq!(of("An idle hour costs"), "0.3");
    assert!(
        said.iter()
            .any(|block| matches!(block, Block::Table { .. }))
    );
}

#[test]
fn nodes_that_make_no_sense_are_said_to() {
    for (count, cpu) in [
        ("", "2"),
        ("a=1,a=2", "2"),
        ("3", "two"),
        ("3", "-1"),
        ("5000", "2"),
    ] {
        let nodes = Nodes {
            count: count.to_owned(),
            cpu: cpu.to_owned(),
            ..Nodes::default()
        };
        let assumed = Assumed {
            nodes: Some(nodes),
            ..Assumed::default()
        };
        let said = blocks(&article(), &assumed, &about(Topic::Capacity, &[]));
        assert!(matches!(said[..], [Block::Alert { .. }]), "{count} {cpu}");
        assert_eq!(assumptions(&assumed).node_cpu_milli, None);
    }
}

#[test]
fn permissions_offer_a_fix_only_where_something_differs() {
    let is_offer = |block: &Block| matches!(block, Block::Offer { .. });
    let subject = about(Topic::Permissions, &[]);
    let same = blocks(&article(), &Assumed::default(), &subject);
    assert!(!same.iter().any(is_offer));
    let (wide, _) = Workspace::open([("values.yaml", "rbac:\n  create: true\n")]);
    let wide = blocks(&wide, &Assumed::default(), &subject);
    assert!(wide.iter().any(is_offer));
    assert!(
        wide.iter()
            .any(|block| matches!(block, Block::Table { .. }))
    );
}

const PINNED: &str = "releases:\n  - name: a\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.79.0\n    values: [values.yaml]\n";

fn version(workspace: &Workspace, to: &str) -> Vec<Block> {
    let subject = about(Topic::Version, &[("to", to)]);
    blocks(workspace, &Assumed::default(), &subject)
}

#[test]
fn another_version_is_told_by_what_it_makes_wrong() {
    // Each version says nothing of itself, and an old one lacks what a newer one has.
    let values = "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        image = \"alpine:3.22\"\n";
    let (workspace, _) = Workspace::open([("helmfile.yaml", PINNED), ("values.yaml", values)]);
    let now = version(&workspace, "");
    let is_offer = |block: &Block| matches!(block, Block::Offer { .. });
    assert!(!now.iter().any(is_offer), "{now:?}");
    let newer = version(&workspace, "0.93.0");
    assert!(newer.contains(&Block::Offer {
        label: "Pin 0.93.0".to_owned(),
        act: "pin".to_owned(),
    }));
    assert!(
        newer.contains(&heading("Settings that it adds")),
        "{newer:?}"
    );
}

#[test]
fn deprecated_keys_are_moved_at_once() {
    let values = "rbac:\n  create: true\n  serviceAccountAnnotations:\n    team: ci\n";
    let (mut workspace, _) = Workspace::open([("helmfile.yaml", PINNED), ("values.yaml", values)]);
    let offer = Block::Offer {
        label: "Move this key to its replacement".to_owned(),
        act: "move".to_owned(),
    };
    assert!(version(&workspace, "").contains(&offer));
    // Both in one click, when another version is chosen.
    let mut both = workspace.clone();
    let to = about(Topic::Version, &[("to", "0.93.0")]);
    let is_both =
        |block: &Block| matches!(block, Block::Offer { act, .. } if act == "pin and move");
    assert!(version(&workspace, "0.93.0").iter().any(is_both));
    done(&mut both, &to, "pin and move");
    assert!(both.bundle()[0].1.contains("version: 0.93.0"));
    assert!(both.bundle()[1].1.contains("annotations:\n    team: ci"));
    done(&mut workspace, &about(Topic::Version, &[]), "move");
    assert!(
        workspace.bundle()[1]
            .1
            .contains("annotations:\n    team: ci")
    );
    assert!(!version(&workspace, "").contains(&offer));
    let to = about(Topic::Version, &[("to", "0.93.0")]);
    assert_eq!(done(&mut workspace, &to, "pin").taken, ["to"]);
    assert!(workspace.bundle()[0].1.contains("version: 0.93.0"));
}

#[test]
fn a_concept_is_listed_told_and_written_by_its_form() {
    let (mut workspace, _) = Workspace::open([("values.yaml", "runners: {}\n")]);
    let list = blocks(
        &workspace,
        &Assumed::default(),
        &about(Topic::Concepts, &[]),
    );
    let links: Vec<_> = list
        .iter()
        .filter_map(|block| match block {
            Block::Link { text, note, .. } => Some((text.as_str(), note.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(links.len(), evenkeel_core::concepts::ENTRIES.len());
    assert!(links.contains(&("cache", "not in use")));

    let offers = |workspace: &Workspace, subject: &Subject| -> Vec<String> {
        let of = |block: &Block| match block {
            Block::Offer { act, .. } => Some(act.clone()),
            _ => None,
        };
        let all = blocks(workspace, &Assumed::default(), subject);
        all.iter().filter_map(of).collect()
    };
    let nothing = about(Topic::Concepts, &[("concept", "cache")]);
    assert!(offers(&workspace, &nothing).is_empty());
    let said = [
        ("concept", "cache"),
        ("cache.storage", "gcs"),
        ("cache.bucket", "ci"),
        // Of another concept, which is being told beside.
        ("token.secret", "x"),
    ];
    let subject = about(Topic::Concepts, &said);
    assert_eq!(offers(&workspace, &subject), ["write"]);
    let written = done(&mut workspace, &subject, "write");
    assert!(written.taken.contains(&"cache.bucket".to_owned()));
    assert!(!written.taken.contains(&"concept".to_owned()));
    assert_eq!(offers(&workspace, &nothing), ["remove"]);
    let form = blocks(&workspace, &Assumed::default(), &nothing);
    assert!(form.iter().any(|block| matches!(
        block,
        Block::Input { name, text, .. } if name == "cache.bucket" && text == "ci"
    )));
    done(&mut workspace, &nothing, "remove");
    assert!(!workspace.bundle()[0].1.contains("ci"));
}

#[test]
fn a_panel_whose_module_is_missing_says_so_in_one_line() {
    let subject = about(Topic::PostRenderer, &[]);
    let said = blocks(&article(), &Assumed::default(), &subject);
    assert!(matches!(said[..], [Block::Alert { .. }]), "{said:?}");
    let mut workspace = article();
    let kept = act(&mut workspace, &Assumptions::default(), &subject, "keep");
    assert!(kept.is_err());
    assert_eq!(workspace.bundle(), article().bundle());
}
