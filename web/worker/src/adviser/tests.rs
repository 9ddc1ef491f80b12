use super::*;
use evenkeel_protocol::Finding as Sent;

const VALUES: &str = "concurrentt: 4\nrunners:\n  requestConcurrency: 3\n";

fn asked(adviser: &mut Adviser, edition: usize, ask: Ask) -> Answer {
    adviser.answer(Request { edition, ask })
}

fn checked(adviser: &mut Adviser, edition: usize, text: &str) -> Vec<Sent> {
    let ask = Ask::Check {
        files: vec![("values.yaml".to_owned(), text.to_owned())],
        environment: "default".to_owned(),
        assumed: Assumed::default(),
    };
    match asked(adviser, edition, ask) {
        Answer::Found {
            edition: found,
            findings,
        } if found == edition => findings,
        other => panic!("{other:?}"),
    }
}

fn misspelt(findings: &[Sent]) -> usize {
    let is_it = |finding: &Sent| finding.sentence.contains("concurrentt");
    findings.iter().position(is_it).unwrap()
}

#[test]
fn a_fix_is_made_by_its_number_and_gives_the_changed_file() {
    let mut adviser = Adviser::default();
    let findings = checked(&mut adviser, 7, VALUES);
    let finding = misspelt(&findings);
    assert!(findings[finding].fix.is_some());
    let answer = asked(&mut adviser, 7, Ask::Fix { finding });
    let Answer::Changed { edition, files, .. } = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(edition, 7);
    let fixed = VALUES.replace("concurrentt", "concurrent");
    assert_eq!(files, [("values.yaml".to_owned(), fixed)]);
}

#[test]
fn a_fix_of_an_older_check_is_made_on_the_files_of_now_while_they_have_the_finding() {
    let mut adviser = Adviser::default();
    let finding = misspelt(&checked(&mut adviser, 1, VALUES));
    let now = format!("logLevel: debug\n{VALUES}");
    checked(&mut adviser, 2, &now);
    let answer = asked(&mut adviser, 1, Ask::Fix { finding });
    let Answer::Changed { edition, files, .. } = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(edition, 2);
    for line in ["logLevel: debug\n", "concurrent: 4\n"] {
        assert!(files[0].1.contains(line), "{}", files[0].1);
    }
    checked(&mut adviser, 3, "concurrent: 4\n");
    let answer = asked(&mut adviser, 1, Ask::Fix { finding });
    assert!(matches!(answer, Answer::Refused { .. }), "{answer:?}");
}

#[test]
fn safe_fixes_are_those_of_the_command_line() {
    let mut adviser = Adviser::default();
    checked(&mut adviser, 1, VALUES);
    let Answer::Changed { files, .. } = asked(&mut adviser, 1, Ask::FixAll) else {
        panic!();
    };
    let (mut workspace, _) = Workspace::open([("values.yaml", VALUES)]);
    fix_all(&mut workspace, &Assumptions::default()).unwrap();
    assert_eq!(files, workspace.bundle());
}
