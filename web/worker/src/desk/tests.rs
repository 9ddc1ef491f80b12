use super::*;
use evenkeel_core::rules::Assumptions;
use evenkeel_core::workspace::Workspace;
use evenkeel_protocol::{Assumed, Finding, Picture};

const VALUES: &str = "concurrentt: 4\nrunners:\n  requestConcurrency: 3\n";

fn edited(desk: &mut Desk, edit: Edit) -> Picture {
    match desk.answer(Ask::Edit { edit }) {
        Answer::Drawn { picture } => *picture,
        other => panic!("{other:?}"),
    }
}

/// A desk with a values file of this text.
fn with(text: &str) -> Desk {
    let mut desk = Desk::default();
    begin(&mut desk, 1, text);
    desk
}

fn begin(desk: &mut Desk, edition: usize, text: &str) {
    let edit = Edit::Begin {
        edition,
        files: vec![("values.yaml".to_owned(), text.to_owned())],
        environment: "default".to_owned(),
        assumed: Assumed::default(),
    };
    edited(desk, edit);
}

fn checked(desk: &mut Desk) -> (usize, Vec<Finding>) {
    match desk.answer(Ask::Check) {
        Answer::Found { edition, findings } => (edition, findings),
        other => panic!("{other:?}"),
    }
}

fn misspelt(findings: &[Finding]) -> usize {
    let is_it = |finding: &Finding| finding.sentence.contains("concurrentt");
    findings.iter().position(is_it).unwrap()
}

fn text(desk: &Desk) -> String {
    let files = desk.session.documents().workspace.bundle();
    files[0].1.clone()
}

#[test]
fn a_fix_is_made_by_its_number() {
    let mut desk = with(VALUES);
    let (edition, findings) = checked(&mut desk);
    let finding = misspelt(&findings);
    assert!(findings[finding].fix.is_some());
    let picture = edited(&mut desk, Edit::Fix { edition, finding });
    assert_eq!(picture.said, "fixed");
    assert!(picture.edition > edition);
    assert_eq!(text(&desk), VALUES.replace("concurrentt", "concurrent"));
    // It is a step of its own.
    edited(&mut desk, Edit::Undo);
    assert_eq!(text(&desk), VALUES);
}

#[test]
fn a_fix_of_an_older_check_is_made_while_the_documents_have_the_finding() {
    let mut desk = with(VALUES);
    let (edition, findings) = checked(&mut desk);
    let finding = misspelt(&findings);
    begin(&mut desk, 2, &format!("logLevel: debug\n{VALUES}"));
    edited(&mut desk, Edit::Fix { edition, finding });
    for line in ["logLevel: debug\n", "concurrent: 4\n"] {
        assert!(text(&desk).contains(line), "{}", text(&desk));
    }
    begin(&mut desk, 4, "concurrent: 4\n");
    let picture = edited(&mut desk, Edit::Fix { edition, finding });
    assert!(picture.said.starts_with("not done"), "{}", picture.said);
    assert_eq!(text(&desk), "concurrent: 4\n");
}

#[test]
fn safe_fixes_are_those_of_the_command_line() {
    let mut desk = with(VALUES);
    edited(&mut desk, Edit::FixAll);
    let (mut workspace, _) = Workspace::open([("values.yaml", VALUES)]);
    fix_all(&mut workspace, &Assumptions::default()).unwrap();
    assert_eq!(text(&desk), workspace.bundle()[0].1);
}
