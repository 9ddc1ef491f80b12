use super::*;
use evenkeel_core::keys::{self, Key, Place, Segment};
use evenkeel_core::presets::PRESETS;
use evenkeel_protocol::{Edit, Entry, Nodes, Picture, Value};

/// A session that began with the article's preset, and a page that knows it.
fn start() -> Session {
    let article = PRESETS
        .iter()
        .find(|preset| preset.id == "article")
        .unwrap();
    let mut session = Session::default();
    session.take(Edit::Begin {
        edition: 0,
        files: article.workspace().unwrap().bundle(),
        environment: String::new(),
        assumed: Assumed::default(),
    });
    session.picture();
    session
}

fn open(files: &[(&str, &str)]) -> Edit {
    let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
    Edit::Open {
        files: files.iter().map(owned).collect(),
    }
}

fn keystroke(at: &str, text: &str) -> Edit {
    Edit::Type {
        at: at.to_owned(),
        text: text.to_owned(),
        is_kept: false,
    }
}

fn typed(session: &mut Session, at: &str, text: &str) {
    for end in 1..=text.len() {
        session.take(keystroke(at, &text[..end]));
    }
    session.take(Edit::Leave);
}

fn bundle(session: &Session) -> Vec<TextFile> {
    session.documents().workspace.bundle()
}

fn value<'a>(picture: &'a Picture, at: &str) -> Option<&'a Value> {
    picture.values.iter().find(|value| value.at == at)
}

fn text_of(session: &mut Session, at: &str) -> String {
    let picture = session.picture();
    value(&picture, at)
        .map(|value| value.text.clone())
        .unwrap_or_default()
}

#[test]
fn a_visit_of_a_field_is_one_step_of_undo() {
    let mut session = start();
    let before = bundle(&session);
    typed(&mut session, "values:replicas", "12");
    assert_eq!(text_of(&mut session, "values:replicas"), "12");
    let after = bundle(&session);
    session.take(Edit::Undo);
    assert_eq!(bundle(&session), before);
    session.take(Edit::Redo);
    assert_eq!(bundle(&session), after);
    let picture = session.picture();
    assert!(picture.can_undo && !picture.can_redo);
}

#[test]
fn an_emptied_field_removes_its_key() {
    let mut session = start();
    session.take(keystroke("values:replicas", ""));
    assert_eq!(value(&session.picture(), "values:replicas"), None);
}

#[test]
fn what_cannot_be_placed_is_kept_as_a_draft() {
    let mut session = start();
    session.take(open(&[("values.yaml", "image: old/string:1\n")]));
    typed(&mut session, "values:image.tag", "v1");
    let picture = session.picture();
    let [draft] = &picture.drafts[..] else {
        panic!("{:?}", picture.drafts);
    };
    assert_eq!(
        (draft.at.as_str(), draft.text.as_str()),
        ("values:image.tag", "v1")
    );
    assert_eq!(picture.unwritten, 1);
    assert_eq!(bundle(&session)[0].1, "image: old/string:1\n");
}

#[test]
fn a_value_of_another_type_is_shown_as_it_is_written() {
    let mut session = start();
    session.take(open(&[("values.yaml", "replicas: {many: 3}\n")]));
    assert_eq!(text_of(&mut session, "values:replicas"), "{many: 3}");
}

#[test]
fn changed_lines_are_marked_and_come_into_view() {
    let mut session = start();
    typed(
        &mut session,
        "config:runners.kubernetes.memory_limit",
        "2Gi",
    );
    let picture = session.picture();
    let (file, line) = picture.look.unwrap();
    let (from, to) = picture.files[file].changed.unwrap();
    let line = line.unwrap() - 1;
    assert_eq!((from, to), (line, line + 1));
    let text = &bundle(&session)[file].1;
    assert_eq!(
        text.lines().nth(line).unwrap().trim(),
        "memory_limit = \"2Gi\""
    );
}

#[test]
fn a_picture_has_the_texts_that_are_new() {
    let mut session = start();
    typed(&mut session, "values:replicas", "12");
    let told = |picture: &Picture| -> Vec<bool> {
        let files = picture.files.iter();
        files.map(|file| file.text.is_some()).collect()
    };
    let picture = session.picture();
    assert_eq!(told(&picture), [false, true]);
    let text = picture.files[1].text.as_ref().unwrap();
    assert_eq!(text.text, bundle(&session)[1].1);
    assert_eq!(told(&session.picture()), [false, false]);
    // Whoever begins again knows none.
    session.take(Edit::Begin {
        edition: 9,
        files: bundle(&session),
        environment: String::new(),
        assumed: Assumed::default(),
    });
    let picture = session.picture();
    assert_eq!(told(&picture), [true, true]);
    assert_eq!(picture.edition, 9);
}

#[test]
fn every_key_that_holds_something_is_in_the_picture_as_it_is_read() {
    let mut session = start();
    let picture = session.picture();
    let workspace = &session.documents().workspace;
    // The lists of which one element is shown are no field, and neither is what only holds others.
    let is_ours = |key: &Key| matches!(key.path(), "releases" | "repositories" | "runners");
    // What is in an element has as many places as there are elements.
    let is_in_element = |key: &Key| {
        let segments = key.segments();
        let own = if key.place == Place::Values { 0 } else { 2 };
        segments
            .iter()
            .skip(own)
            .any(|segment| *segment == Segment::Element)
    };
    let is_one = |key: &&Key| key.has_field() && !is_ours(key) && !is_in_element(key);
    for key in keys::all().iter().filter(is_one) {
        let at = key.address();
        let read = workspace.read(0, &at);
        let value = value(&picture, &at.to_string());
        assert_eq!(
            value.map(|value| (value.line, value.key)),
            read.map(|reading| (reading.at.line, Some(usize::from(key.id)))),
            "{at}"
        );
    }
}

const COMPOUND: &str = "nodeSelector:
  node-role.kubernetes.io/ci: \"\"
  x: 1
podLabels: {}
runners:
  config: |
    [[runners]]
      [[runners.kubernetes.volumes.host_path]]
        name = \"docker\"
        mount_path = \"/var/run\"
      [[runners.kubernetes.volumes.host_path]]
        # the second
        name = \"cache\"
      [[runners.kubernetes.services]]
";
const VOLUMES: &str = "config:runners.kubernetes.volumes.host_path";

fn compound() -> Session {
    let mut session = start();
    session.take(open(&[("values.yaml", COMPOUND)]));
    session
}

#[test]
fn elements_of_lists_are_counted_and_their_parts_have_addresses() {
    let mut session = compound();
    let picture = session.picture();
    assert_eq!(value(&picture, VOLUMES).unwrap().count, 2);
    let text =
        |at: &str| value(&picture, &format!("{VOLUMES}{at}")).map(|value| value.text.as_str());
    assert_eq!(text("[0].name"), Some("docker"));
    assert_eq!(text("[1].name"), Some("cache"));
    assert_eq!(text("[1].mount_path"), None);
    // An element without anything in it is one.
    assert_eq!(
        value(&picture, "config:runners.kubernetes.services")
            .unwrap()
            .count,
        1
    );
}

#[test]
fn an_object_that_may_be_empty_is_there_or_not() {
    let mut session = start();
    let values = "volumes:\n  - name: scratch\n";
    session.take(open(&[("values.yaml", values)]));
    let at = "values:volumes[0].emptyDir";
    session.take(keystroke(at, "{}"));
    assert_eq!(text_of(&mut session, at), "{}");
    let text = |session: &Session| bundle(session)[0].1.clone();
    assert_eq!(text(&session), format!("{values}    emptyDir: {{}}\n"));
    session.take(keystroke(&format!("{at}.medium"), "Memory"));
    assert_eq!(text_of(&mut session, at), "medium: Memory");
    session.take(keystroke(at, ""));
    assert_eq!(text(&session), values);
}

#[test]
fn names_of_maps_are_told_with_their_addresses() {
    let mut session = compound();
    let picture = session.picture();
    let map = value(&picture, "values:nodeSelector").unwrap();
    let entry = |entry: &Entry| [&entry.name, &entry.at, &entry.text].map(ToString::to_string);
    let entries: Vec<[String; 3]> = map.entries.iter().map(entry).collect();
    let ci = "node-role.kubernetes.io/ci";
    let at = format!("values:nodeSelector.\"{ci}\"");
    assert_eq!(entries[0], [ci, &at, ""]);
    assert_eq!(entries[1], ["x", "values:nodeSelector.x", "1"]);
    assert_eq!(entries.len(), 2);
    assert_eq!(value(&picture, "values:podLabels").unwrap().text, "{}");
}

#[test]
fn an_element_begins_with_its_first_part_and_is_moved_and_removed_as_a_whole() {
    let mut session = compound();
    typed(&mut session, &format!("{VOLUMES}[2].name"), "tmp");
    typed(&mut session, &format!("{VOLUMES}[2].mount_path"), "/tmp");
    let text = |session: &Session| bundle(session)[0].1.clone();
    let added = "        name = \"tmp\"\n        mount_path = \"/tmp\"\n";
    assert!(text(&session).contains(added), "{}", text(&session));
    session.take(Edit::Move {
        at: format!("{VOLUMES}[1]"),
        to: 0,
    });
    let moved = text(&session);
    assert!(moved.find("# the second") < moved.find("docker"), "{moved}");
    for at in ["[2]", "[0]"] {
        let at = format!("{VOLUMES}{at}");
        session.take(Edit::Remove { at });
    }
    assert_eq!(value(&session.picture(), VOLUMES).unwrap().count, 1);
    assert!(!text(&session).contains("the second"));
    for _ in 0..5 {
        session.take(Edit::Undo);
    }
    assert_eq!(text(&session), COMPOUND);
}

#[test]
fn a_name_of_a_map_stays_with_an_empty_text() {
    let mut session = compound();
    let at = "values:nodeSelector.\"a.b/c\"";
    for text in ["", "v", ""] {
        session.take(Edit::Type {
            at: at.to_owned(),
            text: text.to_owned(),
            is_kept: true,
        });
    }
    assert!(
        bundle(&session)[0].1.contains("  a.b/c: \"\"\n"),
        "{}",
        bundle(&session)[0].1
    );
    let at = at.to_owned();
    session.take(Edit::Remove { at });
    assert_eq!(bundle(&session)[0].1, COMPOUND);
}

#[test]
fn a_whole_value_is_one_once_its_text_can_be_read() {
    let mut session = compound();
    let text = |session: &Session| bundle(session)[0].1.clone();
    // As with every value that is not of its key's type: written as it is typed, for the findings to say so.
    session.take(keystroke("values:affinity", "nodeAffinity: {"));
    assert!(
        text(&session).contains("affinity: \"nodeAffinity: {\"\n"),
        "{}",
        text(&session)
    );
    session.take(keystroke("values:affinity", "nodeAffinity: {a: 1}"));
    assert!(
        text(&session).contains("affinity:\n  nodeAffinity:\n    a: 1\n"),
        "{}",
        text(&session)
    );
    session.take(Edit::Undo);
    assert_eq!(text(&session), COMPOUND);
}

#[test]
fn secrets_are_told_with_the_text() {
    let mut session = start();
    session.take(open(&[(
        "values.yaml",
        "runnerToken: glrt-abcdefghijklmnopqrst\n",
    )]));
    let picture = session.picture();
    let text = picture.files[0].text.as_ref().unwrap();
    let [(from, to)] = text.secrets[..] else {
        panic!("{:?}", text.secrets);
    };
    assert_eq!(&text.text[from..to], "glrt-abcdefghijklmnopqrst");
}

#[test]
fn the_nodes_are_one_step_of_undo_and_no_part_of_the_files() {
    let mut session = start();
    let before = bundle(&session);
    for count in ["1", "12"] {
        let nodes = Nodes {
            count: count.to_owned(),
            ..Nodes::default()
        };
        session.take(Edit::Assume { nodes });
    }
    session.take(Edit::Leave);
    assert_eq!(session.picture().nodes.unwrap().count, "12");
    assert_eq!(bundle(&session), before);
    session.take(Edit::Undo);
    let picture = session.picture();
    assert_eq!(picture.nodes, None);
    assert!(!picture.can_undo);
}

#[test]
fn nothing_to_open_leaves_what_is_open() {
    let mut session = start();
    let before = bundle(&session);
    session.open(Vec::new(), vec!["a.zip: is damaged".to_owned()]);
    assert_eq!(bundle(&session), before);
    assert_eq!(
        session.picture().said,
        "nothing to open in it. a.zip: is damaged"
    );
}

#[test]
fn a_runner_is_added_shown_and_removed() {
    let mut session = start();
    let before = bundle(&session);
    let name = " gpu ".to_owned();
    session.take(Edit::AddRunner { name, like: None });
    let picture = session.picture();
    assert_eq!(picture.releases.len(), 2);
    let shown = &picture.releases[picture.release];
    assert_eq!(shown.name.as_deref(), Some("gpu"));
    let release = picture.release;
    session.take(Edit::RemoveRunner { release });
    assert_eq!(bundle(&session), before);
    assert_eq!(session.picture().release, 0);
    session.take(Edit::AddRunner {
        name: " ".to_owned(),
        like: None,
    });
    assert_eq!(session.picture().said, "not done: a runner needs a name");
}

#[test]
fn a_runner_like_another_shares_its_values() {
    let mut session = start();
    session.take(Edit::AddRunner {
        name: "arm".to_owned(),
        like: Some(0),
    });
    let picture = session.picture();
    assert_eq!(
        picture.releases[picture.release].name.as_deref(),
        Some("arm")
    );
    let replicas = value(&picture, "values:replicas").unwrap();
    let shared = picture
        .shared
        .iter()
        .find(|(file, _)| *file == replicas.file);
    assert_eq!(shared.unwrap().1, ["gitlab-runner"]);
}

#[test]
fn an_environment_is_added_and_shown_and_one_step() {
    let mut session = start();
    let before = bundle(&session);
    session.take(Edit::AddEnvironment {
        name: "prod".to_owned(),
    });
    let picture = session.picture();
    assert_eq!(picture.environments, ["default", "prod"]);
    assert_eq!(picture.environment, "prod");
    typed(&mut session, "values:concurrent", "60");
    let files = bundle(&session);
    let written = files
        .iter()
        .find(|(_, text)| text.contains("concurrent: 60"));
    assert!(written.unwrap().0.contains("prod"), "{files:?}");
    session.take(Edit::Undo);
    session.take(Edit::Undo);
    assert_eq!(bundle(&session), before);
    session.take(Edit::AddEnvironment {
        name: "a b".to_owned(),
    });
    assert!(session.picture().said.starts_with("not done: "));
}

#[test]
fn an_environment_is_shown_and_written_and_undo_does_not_leave_it() {
    let mut session = start();
    let helmfile = "environments:\n  dev:\n  prod:\n---\nreleases:\n  - name: a\n    chart: gitlab/gitlab-runner\n    values: [all.yaml, '{{ .Environment.Name }}.yaml']\n";
    session.take(open(&[
        ("helmfile.yaml.gotmpl", helmfile),
        ("all.yaml", "concurrent: 10\n"),
        ("dev.yaml", "concurrent: 2\n"),
        ("prod.yaml", "concurrent: 50\n"),
    ]));
    let at = "values:concurrent";
    assert_eq!(session.picture().environments, ["default", "dev", "prod"]);
    assert_eq!(text_of(&mut session, at), "10");
    let edition = session.edition;
    let show = |name: &str| Edit::ShowEnvironment {
        name: name.to_owned(),
    };
    session.take(show("prod"));
    assert_eq!(text_of(&mut session, at), "50");
    // What is checked is the same files in another environment.
    assert!(session.edition > edition);
    typed(&mut session, at, "60");
    let text = |session: &Session, path| {
        let file = session.documents().workspace.file(path);
        file.unwrap().text().to_owned()
    };
    assert_eq!(text(&session, "prod.yaml"), "concurrent: 60\n");
    session.take(show("dev"));
    assert_eq!(text_of(&mut session, at), "2");
    session.take(Edit::Undo);
    assert_eq!(text(&session, "prod.yaml"), "concurrent: 50\n");
    assert_eq!(text_of(&mut session, at), "2");
    assert_eq!(session.picture().environment, "dev");
    // The files before have no such environment.
    session.take(Edit::Undo);
    assert_eq!(session.picture().environment, "default");
}
