//! The lists in the crate's documentation against the tests that there are.

/// The test names of one list, which runs to the next heading.
fn named_in(list: &str) -> Vec<&'static str> {
    let (_, docs) = include_str!("../../src/lib.rs")
        .split_once(&format!("//! # {list}\n"))
        .unwrap();
    docs.lines()
        .take_while(|line| line.starts_with("//!") && !line.starts_with("//! #"))
        .filter(|line| line.starts_with("//! - "))
        .map(|line| {
            let (_, name) = line
                .rsplit_once("(`")
                .unwrap_or_else(|| panic!("no test: {line}"));
            name.strip_suffix("`)")
                .unwrap_or_else(|| panic!("no test at its end: {line}"))
        })
        .collect()
}

/// The names of the tests in a file.
fn tests_of(file: &'static str) -> Vec<&'static str> {
    let after = file.split("#[test]\nfn ").skip(1);
    after.map(|rest| rest.split('(').next().unwrap()).collect()
}

#[test]
fn every_promise_names_a_test_and_every_test_a_promise() {
    let mut preserved = tests_of(include_str!("preserved.rs"));
    preserved.extend(tests_of(include_str!("preserved_in_flow.rs")));
    let not_possible = tests_of(include_str!("not_possible.rs"));
    for (list, mut tests) in [("Preserved", preserved), ("Not possible", not_possible)] {
        let mut named = named_in(list);
        assert!(named.len() >= 10, "{list}: {named:?}");
        named.sort_unstable();
        tests.sort_unstable();
        assert_eq!(named, tests, "{list}");
    }
}
