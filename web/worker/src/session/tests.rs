use super::*;
use evenkeel_core::keys;
use evenkeel_core::presets::PRESETS;
use evenkeel_protocol::{Edit, Nodes, Picture, Value};

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn row(text: &str) -> usize {
    usize::from(address(text).key().unwrap().id)
}

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

fn typed(session: &mut Session, at: &str, text: &str) {
    for end in 1..=text.len() {
        session.take(Edit::Type {
            key: row(at),
            text: text[..end].to_owned(),
        });
    }
    session.take(Edit::Leave);
}

fn bundle(session: &Session) -> Vec<TextFile> {
    session.documents().workspace.bundle()
}

fn value<'a>(picture: &'a Picture, at: &str) -> Option<&'a Value> {
    let row = row(at);
    picture.values.iter().find(|value| value.key == row)
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
    let (key, text) = (row("values:replicas"), String::new());
    session.take(Edit::Type { key, text });
    let picture = session.picture();
    assert_eq!(value(&picture, "values:replicas"), None);
    assert!(!picture.set.contains(&key));
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
        (draft.key, draft.text.as_str()),
        (row("values:image.tag"), "v1")
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
fn every_value_is_in_the_picture_as_it_is_read() {
    let mut session = start();
    let picture = session.picture();
    let workspace = &session.documents().workspace;
    for key in keys::all() {
        let at = key.address();
        let read = workspace.read(0, &at);
        let of_key = picture
            .values
            .iter()
            .find(|value| value.key == usize::from(key.id));
        assert_eq!(
            of_key.map(|value| value.line),
            read.as_ref().map(|reading| reading.at.line),
            "{at}"
        );
    }
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
    session.take(Edit::AddRunner { name });
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
    });
    assert_eq!(session.picture().said, "not done: a runner needs a name");
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
