use super::*;

fn address(text: &str) -> Address {
    text.parse().unwrap()
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
    let mut state = State::start();
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
    let mut state = State::start();
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
    let mut state = State::start();
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
    let mut state = State::start();
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
    let state = State::start();
    for section in Section::ALL {
        let keys: Vec<_> = fields(section).collect();
        assert!(!keys.is_empty(), "{section:?}");
        for key in keys {
            let _ = state.text_of(&key.address());
        }
    }
}
