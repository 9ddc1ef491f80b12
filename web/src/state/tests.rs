use super::*;
use evenkeel_core::keys::{Address, Key};
use evenkeel_core::rules::Severity;
use evenkeel_protocol::{
    Answer, Draft, FilePicture, FileText, Finding, KEY, Picture, ReleasePicture, Subject, Value,
};

const REPLICAS: &str = "values:replicas";

fn key(address: &str) -> &'static Key {
    let address: Address = address.parse().unwrap();
    address.key().unwrap()
}

fn row(address: &str) -> usize {
    usize::from(key(address).id)
}

fn file(path: &str, text: Option<&str>) -> FilePicture {
    FilePicture {
        path: path.to_owned(),
        text: text.map(|text| FileText {
            text: text.to_owned(),
            secrets: Vec::new(),
        }),
        changed: None,
    }
}

/// One file, with `replicas` of this text.
fn picture(edition: usize, replicas: &str) -> Picture {
    Picture {
        edition,
        files: vec![file(
            "values.yaml",
            Some(&format!("replicas: {replicas}\n")),
        )],
        releases: vec![ReleasePicture {
            name: None,
            is_in_helmfile: false,
        }],
        values: vec![Value {
            at: REPLICAS.to_owned(),
            key: Some(row(REPLICAS)),
            text: replicas.to_owned(),
            file: 0,
            line: 1,
            count: 0,
            entries: Vec::new(),
        }],
        ..Picture::default()
    }
}

fn drawn(number: usize, picture: Picture) -> Action {
    let picture = Box::new(picture);
    Action::Answered(number, Answer::Drawn { picture })
}

/// A page that shows [`picture`] 1 with three replicas.
fn start() -> State {
    let mut state = State::start(Rc::default());
    state.take(Action::Sent(1, state.begin()));
    state.take(drawn(1, picture(1, "3")));
    state
}

fn text(state: &State, key: &str) -> String {
    state.text_of(state.documents.as_ref().unwrap(), key)
}

fn typed(state: &mut State, number: usize, text: &str) {
    let edit = Edit::Type {
        at: REPLICAS.to_owned(),
        text: text.to_owned(),
        is_kept: false,
    };
    state.take(Action::Sent(number, edit));
}

#[test]
fn a_field_shows_what_is_typed_until_it_is_left_and_the_documents_have_it() {
    let mut state = start();
    typed(&mut state, 2, "1");
    typed(&mut state, 3, " 12");
    assert_eq!(text(&state, REPLICAS), " 12");
    assert!(state.typing.is_pending());
    // Not the text of an answer that is about an earlier keystroke.
    state.take(drawn(2, picture(2, "1")));
    assert_eq!(text(&state, REPLICAS), " 12");
    state.take(Action::Sent(4, Edit::Leave));
    assert_eq!(text(&state, REPLICAS), " 12");
    state.take(drawn(3, picture(3, "12")));
    assert_eq!(text(&state, REPLICAS), "12");
    assert!(state.typing.is_pending());
    state.take(drawn(4, picture(3, "12")));
    assert!(!state.typing.is_pending());
}

#[test]
fn a_field_in_use_keeps_its_text_whatever_the_documents_make_of_it() {
    let mut state = start();
    typed(&mut state, 2, "12 ");
    state.take(drawn(2, picture(2, "12")));
    assert_eq!(text(&state, REPLICAS), "12 ");
    // Undo from inside the field ends what was typed.
    state.take(Action::Sent(3, Edit::Undo));
    state.take(drawn(3, picture(3, "3")));
    assert_eq!(text(&state, REPLICAS), "3");
}

#[test]
fn a_field_is_set_or_empty_before_the_documents_say_so() {
    let mut state = start();
    let is_set = |state: &State| state.is_set(state.documents.as_ref().unwrap(), REPLICAS);
    let at = REPLICAS.to_owned();
    state.take(Action::Sent(2, Edit::Remove { at }));
    assert!(!is_set(&state));
    assert_eq!(text(&state, REPLICAS), "");
    typed(&mut state, 3, "4");
    assert!(is_set(&state));
}

#[test]
fn what_cannot_be_placed_is_shown_as_it_was_typed() {
    let mut state = start();
    let mut refused = picture(2, "3");
    refused.drafts.push(Draft {
        at: REPLICAS.to_owned(),
        text: "v1".to_owned(),
        reason: "no place".to_owned(),
    });
    state.take(drawn(1, refused));
    assert_eq!(text(&state, REPLICAS), "v1");
}

#[test]
fn a_file_that_is_not_told_again_is_as_it_was() {
    let mut state = start();
    let mut next = picture(2, "3");
    next.files = vec![file("new.yaml", Some("a: 1\n")), file("values.yaml", None)];
    next.look = Some((1, Some(7)));
    state.take(drawn(1, next));
    let bundle = state.documents.as_ref().unwrap().bundle();
    let [new, values] = &bundle[..] else {
        panic!("{bundle:?}");
    };
    assert_eq!(new.1, "a: 1\n");
    assert_eq!(values.1, "replicas: 3\n");
    assert_eq!((state.file, state.shown_line), (1, Some((7, 1))));
}

fn found(edition: usize) -> Action {
    let finding = Finding {
        severity: Severity::Error,
        release: 0,
        sentence: "wrong".to_owned(),
        reason: String::new(),
        key: Some(row(REPLICAS)),
        at: Some(REPLICAS.to_owned()),
        file: 0,
        line: 1,
        fix: None,
    };
    let findings = vec![finding];
    Action::Answered(1, Answer::Found { edition, findings })
}

#[test]
fn findings_count_once_they_are_those_of_the_documents() {
    let mut state = start();
    assert!(!state.is_checked());
    state.take(found(1));
    assert!(state.is_checked());
    assert_eq!(state.count_release(0).errors, 1);
    assert_eq!(state.count(Section::Managers).errors, 1);
    assert_eq!(state.count(Section::Managers).set, 1);
    // Something is on its way that they do not know.
    typed(&mut state, 2, "4");
    assert!(!state.is_checked());
    state.take(drawn(2, picture(2, "4")));
    assert!(!state.is_checked());
}

#[test]
fn without_an_engine_the_files_stay_and_another_begins_with_them() {
    let mut state = start();
    state.take(found(1));
    typed(&mut state, 2, "4");
    state.take(Action::Stopped("no answer".to_owned()));
    assert_eq!(state.count_release(0), Count::default());
    assert!(!state.can_change() && !state.typing.is_pending());
    // What did not get there is not shown as if it had.
    assert_eq!(text(&state, REPLICAS), "3");
    state.take(Action::Restart);
    assert!(state.can_change());
    let Edit::Begin { edition, files, .. } = state.begin() else {
        panic!();
    };
    assert_eq!(files, [("values.yaml".into(), "replicas: 3\n".into())]);
    assert!(Some(edition) > state.written());
}

#[test]
fn the_nodes_are_as_they_were_put_in() {
    let mut state = start();
    assert_eq!(state.nodes(), Nodes::default());
    let nodes = |count: &str| Nodes {
        count: count.to_owned(),
        ..Nodes::default()
    };
    for (number, count) in [(2, "1"), (3, "12")] {
        let nodes = nodes(count);
        state.take(Action::Sent(number, Edit::Assume { nodes }));
    }
    let mut next = picture(2, "3");
    next.nodes = Some(nodes("1"));
    state.take(drawn(2, next));
    assert_eq!(state.nodes().count, "12");
}

#[test]
fn the_download_waits_for_what_is_on_its_way() {
    let mut state = start();
    typed(&mut state, 2, "4");
    state.take(Action::Download);
    assert!(state.is_downloading && state.typing.is_pending());
    state.take(drawn(2, picture(2, "4")));
    assert!(state.is_downloading && !state.typing.is_pending());
    state.take(Action::Downloaded("downloaded".to_owned()));
    assert!(!state.is_downloading);
}

#[test]
fn an_explanation_is_shown_only_where_it_is_what_is_asked_for() {
    let mut state = start();
    assert_eq!(state.subject(), None);
    state.take(Action::ShowPanel(Some(Topic::Why)));
    assert_eq!(state.subject(), None);
    state.take(Action::LookAt(Spot::of(key(REPLICAS))));
    let subject = state.subject().unwrap();
    assert_eq!(subject.input(KEY), Some(REPLICAS));
    state.take(shown(subject));
    assert!(state.explanation().is_some());
    state.take(Action::LookAt(Spot::of(key("values:concurrent"))));
    assert!(state.explanation().is_none());
    state.take(Action::ShowPanel(Some(Topic::Capacity)));
    assert!(state.explanation().is_none());
}

fn shown(subject: Subject) -> Action {
    let answer = Answer::Shown {
        edition: 1,
        subject,
        blocks: Vec::new(),
    };
    Action::Answered(1, answer)
}

#[test]
fn an_input_keeps_its_panel_and_is_forgotten_once_it_is_in_the_files() {
    let mut state = start();
    state.take(Action::ShowPanel(Some(Topic::Concepts)));
    state.take(shown(state.subject().unwrap()));
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
    let mut next = picture(2, "3");
    next.taken = vec!["cache.type".to_owned()];
    state.take(drawn(1, next));
    assert_eq!(state.told("cache.type"), None);
}
