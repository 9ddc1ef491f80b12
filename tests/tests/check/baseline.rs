//! Findings that are known and not told again.

use super::{Stack, VALUES};

#[test]
fn known_findings_are_not_told_and_new_ones_are() {
    let stack = Stack::new(VALUES);
    stack.check(&["--write-baseline", "known.json"]).succeeded();
    let known = ["--baseline", "known.json"];
    let told = stack.check(&known);
    assert_eq!(told.code, Some(0), "{}", told.text());
    assert_eq!(
        told.text(),
        "0 errors, 0 warnings, 0 notes; 3 known ones not shown\n"
    );
    // Lines move, values change, and one thing more is wrong.
    stack.write(
        "values.yaml",
        &format!("# More.\n\n{}useTiny: true\n", VALUES.replace("30", "40")),
    );
    assert_eq!(stack.rules(&known), ["unknown-key"]);
    assert_eq!(stack.check(&known).code, Some(1));
    assert!(stack.check(&known).text().contains("useTiny"));
    // Written again it is the same file, byte by byte.
    let stack = Stack::new(VALUES);
    stack.check(&["--write-baseline", "a.json"]).succeeded();
    stack.check(&["--write-baseline", "b.json"]).succeeded();
    assert_eq!(stack.text("a.json"), stack.text("b.json"));
}

#[test]
fn what_is_wrong_with_a_baseline_is_one_line() {
    let stack = Stack::new(VALUES);
    stack.write("broken.json", "{\n  \"apiVersion\": \n");
    stack.write("other.json", "{\"apiVersion\": \"v1\"}");
    for (name, said) in [
        ("none.json", "cannot read none.json"),
        (
            "broken.json",
            "broken.json: line 3, column 0: this is no JSON",
        ),
        ("other.json", "other.json: line 1, column 1: a baseline has"),
    ] {
        let told = stack.check(&["--baseline", name]);
        assert_eq!((told.code, told.text()), (Some(2), ""), "{name}");
        assert_eq!(told.stderr.lines().count(), 1, "{}", told.stderr);
        assert!(told.stderr.contains(said), "{}", told.stderr);
    }
}
