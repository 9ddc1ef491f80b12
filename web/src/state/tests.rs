use super::*;
use evenkeel_core::presets::PRESETS;
use evenkeel_core::rules::Severity;
use evenkeel_protocol::{Answer, Finding, Nodes, Subject};

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
    state.take(Action::ShowPanel(Panel::Why));
    assert_eq!(state.subject(), None);
    state.take(Action::LookAt(address("values:replicas").key().unwrap().id));
    let key = "values:replicas".to_owned();
    let subject = Subject::Why { release: 0, key };
    assert_eq!(state.subject(), Some(subject.clone()));
    let shown = Answer::Shown {
        edition: state.written,
        subject,
        blocks: Vec::new(),
    };
    state.take(Action::Answered(shown));
    assert!(state.explanation().is_some());
    state.take(Action::ShowPanel(Panel::Capacity));
    assert!(state.explanation().is_none());
}
