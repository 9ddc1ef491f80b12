use super::*;
use evenkeel_core::presets::PRESETS;
use evenkeel_core::rules::Severity;
use evenkeel_protocol::{Answer, Finding, KEY, Nodes, Subject};

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn start() -> State {
    let presets = PRESETS.iter().map(|preset| Preset {
        id: preset.id.to_owned(),
        title: preset.title.to_owned(),
        about: preset.about.to_owned(),
        files: preset.workspace().unwrap().bundle(),
    });
    State::start(Rc::new(presets.collect()))
}

fn typed(state: &mut State, at: &str, text: &str) {
    for end in 1..=text.len() {
        state.take(Action::Type {
            address: address(at),
            text: text[..end].to_owned(),
        });
    }
    state.take(Action::Leave);
}

#[test]
fn a_visit_of_a_field_is_one_step_of_undo() {
    let mut state = start();
    let before = state.documents.workspace.bundle();
    typed(&mut state, "values:replicas", "12");
    assert_eq!(state.text_of(&address("values:replicas")), "12");
    let after = state.documents.workspace.bundle();
    state.take(Action::Undo);
    assert_eq!(state.documents.workspace.bundle(), before);
    state.take(Action::Redo);
    assert_eq!(state.documents.workspace.bundle(), after);
    assert!(!state.can_redo());
}

#[test]
fn an_emptied_field_removes_its_key() {
    let mut state = start();
    state.take(Action::Type {
        address: address("values:replicas"),
        text: String::new(),
    });
    assert!(
        state
            .documents
            .workspace
            .read(0, &address("values:replicas"))
            .is_none()
    );
}

#[test]
fn what_cannot_be_placed_is_kept_as_a_draft() {
    let mut state = start();
    state.take(Action::Open(vec![(
        "values.yaml".into(),
        "image: old/string:1\n".into(),
    )]));
    typed(&mut state, "values:image.tag", "v1");
    let draft = state.draft_of(&address("values:image.tag")).unwrap();
    assert_eq!(draft.text, "v1");
    assert_eq!(state.text_of(&address("values:image.tag")), "v1");
    assert_eq!(
        state
            .documents
            .workspace
            .file("values.yaml")
            .unwrap()
            .text(),
        "image: old/string:1\n"
    );
}

#[test]
fn changed_lines_are_marked() {
    let mut state = start();
    typed(&mut state, "config:runners.kubernetes.memory_limit", "2Gi");
    let file = &state.documents.workspace.files()[state.file];
    let (line, _) = state.shown_line.unwrap();
    assert!(state.marks.has(file.path(), line - 1));
    assert_eq!(
        file.text().lines().nth(line - 1).unwrap().trim(),
        "memory_limit = \"2Gi\""
    );
}

#[test]
fn every_section_has_fields_and_every_field_can_be_read() {
    let state = start();
    for section in Section::ALL {
        let keys: Vec<_> = fields(section).collect();
        assert!(!keys.is_empty(), "{section:?}");
        for key in keys {
            let _ = state.text_of(&key.address());
        }
    }
}

fn found(edition: usize) -> Action {
    let finding = Finding {
        severity: Severity::Error,
        release: 0,
        sentence: "wrong".to_owned(),
        reason: String::new(),
        key: address("values:replicas")
            .key()
            .map(|key| usize::from(key.id)),
        file: 1,
        line: 1,
        fix: None,
    };
    Action::Answered(Answer::Found {
        edition,
        findings: vec![finding],
    })
}

#[test]
fn findings_of_documents_as_they_were_are_not_taken() {
    let mut state = start();
    let asked = state.written;
    typed(&mut state, "values:replicas", "2");
    state.take(found(asked));
    assert!(!state.is_checked());
    assert_eq!(state.count_release(0), Count::default());
    state.take(found(state.written));
    assert!(state.is_checked());
    assert_eq!(state.count_release(0).errors, 1);
    assert_eq!(state.count(Section::Managers).errors, 1);
    // The documents before are other documents, also for the checks.
    state.take(Action::Undo);
    assert!(!state.is_checked());
}

#[test]
fn changed_files_are_one_step_and_only_while_the_documents_are_those() {
    let mut state = start();
    let before = state.documents.workspace.bundle();
    let changed = |edition| {
        Action::Answered(Answer::Changed {
            edition,
            files: vec![(before[1].0.clone(), "concurrent: 9\n".to_owned())],
            said: "fixed".to_owned(),
            done: Vec::new(),
        })
    };
    state.take(changed(state.written));
    assert_eq!(state.text_of(&address("values:concurrent")), "9");
    assert_eq!(state.said, "fixed");
    state.take(Action::Undo);
    assert_eq!(state.documents.workspace.bundle(), before);
    state.take(changed(state.written - 1));
    assert_eq!(state.documents.workspace.bundle(), before);
    assert!(state.said.starts_with("not done"), "{}", state.said);
}

#[test]
fn without_checks_everything_else_goes_on() {
    let mut state = start();
    state.take(found(state.written));
    state.take(Action::AdviceStopped("no answer".to_owned()));
    assert_eq!(state.count_release(0), Count::default());
    typed(&mut state, "values:replicas", "2");
    assert_eq!(state.text_of(&address("values:replicas")), "2");
    assert_eq!(state.checks.stopped.as_deref(), Some("no answer"));
    state.take(Action::RestartAdvice);
    assert_eq!(state.checks.stopped, None);
}

#[test]
fn the_nodes_are_one_step_of_undo_and_no_part_of_the_files() {
    let mut state = start();
    let before = state.documents.workspace.bundle();
    for count in ["1", "12"] {
        state.take(Action::Assume(Nodes {
            count: count.to_owned(),
            ..Nodes::default()
        }));
    }
    state.take(Action::Leave);
    let nodes = state.documents.assumed.nodes.clone().unwrap();
    assert_eq!(nodes.count, "12");
    assert_eq!(state.documents.workspace.bundle(), before);
    state.take(Action::Undo);
    assert_eq!(state.documents.assumed.nodes, None);
    assert!(!state.can_undo());
}

#[test]
fn an_explanation_is_shown_only_where_it_is_what_is_asked_for() {
    let mut state = start();
    assert_eq!(state.subject(), None);
    state.take(Action::ShowPanel(Some(Topic::Why)));
    assert_eq!(state.subject(), None);
    state.take(Action::LookAt(address("values:replicas").key().unwrap().id));
    let subject = state.subject().unwrap();
    assert_eq!(subject.input(KEY), Some("values:replicas"));
    state.take(shown(&state, subject));
    assert!(state.explanation().is_some());
    state.take(Action::LookAt(
        address("values:concurrent").key().unwrap().id,
    ));
    assert!(state.explanation().is_none());
    state.take(Action::ShowPanel(Some(Topic::Capacity)));
    assert!(state.explanation().is_none());
}

fn shown(state: &State, subject: Subject) -> Action {
    Action::Answered(Answer::Shown {
        edition: state.written,
        subject,
        blocks: Vec::new(),
    })
}

#[test]
fn an_input_keeps_its_panel_and_is_forgotten_once_it_is_in_the_files() {
    let mut state = start();
    state.take(Action::ShowPanel(Some(Topic::Concepts)));
    state.take(shown(&state, state.subject().unwrap()));
    assert!(state.is_explained());
    for text in ["s", "s3"] {
        let (name, text) = ("cache.type".to_owned(), text.to_owned());
        state.take(Action::Tell { name, text });
    }
    let subject = state.subject().unwrap();
    assert_eq!(subject.inputs, [("cache.type".into(), "s3".into())]);
    // What was said before stays in view until the next answer.
    assert!(state.explanation().is_some());
    assert!(!state.is_explained());
    state.take(Action::ShowPanel(Some(Topic::Version)));
    assert_eq!(state.told("cache.type"), None);
    state.take(Action::ShowPanel(Some(Topic::Concepts)));
    assert_eq!(state.told("cache.type"), Some("s3"));
    state.take(Action::Answered(Answer::Changed {
        edition: state.written,
        files: Vec::new(),
        said: "written".to_owned(),
        done: vec!["cache.type".to_owned()],
    }));
    assert_eq!(state.told("cache.type"), None);
}

#[test]
fn an_environment_is_shown_and_written_and_undo_does_not_leave_it() {
    let mut state = start();
    let helmfile = "environments:\n  dev:\n  prod:\n---\nreleases:\n  - name: a\n    chart: gitlab/gitlab-runner\n    values: [all.yaml, '{{ .Environment.Name }}.yaml']\n";
    let files = [
        ("helmfile.yaml.gotmpl", helmfile),
        ("all.yaml", "concurrent: 10\n"),
        ("dev.yaml", "concurrent: 2\n"),
        ("prod.yaml", "concurrent: 50\n"),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
    state.take(Action::Open(files.into()));
    let at = address("values:concurrent");
    assert_eq!(state.text_of(&at), "10");
    let asked = state.written;
    state.take(Action::ShowEnvironment("prod".to_owned()));
    assert_eq!(state.text_of(&at), "50");
    // What is checked is the same files in another environment.
    assert!(state.written > asked);
    typed(&mut state, "values:concurrent", "60");
    let text = |state: &State, path| {
        state
            .documents
            .workspace
            .file(path)
            .unwrap()
            .text()
            .to_owned()
    };
    assert_eq!(text(&state, "prod.yaml"), "concurrent: 60\n");
    state.take(Action::ShowEnvironment("dev".to_owned()));
    assert_eq!(state.text_of(&at), "2");
    state.take(Action::Undo);
    assert_eq!(text(&state, "prod.yaml"), "concurrent: 50\n");
    assert_eq!(state.text_of(&at), "2");
    assert_eq!(state.documents.workspace.environment(), "dev");
    // The files before have no such environment.
    state.take(Action::Undo);
    assert_eq!(state.documents.workspace.environment(), "default");
}
