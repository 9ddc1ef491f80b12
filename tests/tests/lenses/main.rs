//! Every current key of the table, lists and maps too: written where it belongs, read back by independent parsers, known to
//! the runner's own types, taken out again without a trace, and found when its type is wrong.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test of the whole says what it counted, and stops where it cannot go on"
)]

mod braces;
mod independent;
mod row;

use evenkeel_core::keys::Place;
use evenkeel_core::presets;
use evenkeel_core::workspace::Workspace;
use evenkeel_tests::rows;

use crate::braces::in_braces;
use crate::row::{ANCHORED, ANYTHING, NO_HELMFILE, NO_RUNNER, all_but, try_all};

#[test]
fn on_the_skeleton() {
    let base = presets::find("minimal").unwrap().workspace().unwrap();
    let tally = try_all("skeleton", |_| base.clone());
    assert_eq!(
        tally,
        all_but(&[(NO_RUNNER, 2), (ANYTHING, 13)], [745, 20, 1080, 0])
    );
}

#[test]
fn on_the_article() {
    let (base, _) = Workspace::open([
        (
            "helmfile.d/gitlab-runner.yaml",
            include_str!("../../cases/article/helmfile.d/gitlab-runner.yaml"),
        ),
        (
            "values/gitlab.yaml",
            include_str!("../../cases/article/values/gitlab.yaml"),
        ),
    ]);
    let tally = try_all("article", |_| base.clone());
    assert_eq!(
        tally,
        all_but(
            &[(NO_RUNNER, 2), (ANYTHING, 13), (ANCHORED, 13)],
            [669, 47, 1040, 0]
        )
    );
}

#[test]
fn on_commented_values() {
    let (name, text, numbers) = match std::env::var("EVENKEEL_CHART_VALUES") {
        Ok(path) => {
            let text = std::fs::read_to_string(path).unwrap();
            ("the chart's values", text, [599, 68, 706, 121])
        }
        Err(_) => {
            println!(
                "EVENKEEL_CHART_VALUES is not set: a file of our own stands for the chart's values"
            );
            let text = include_str!("../../cases/commented-values.yaml").to_owned();
            ("commented values", text, [651, 20, 867, 8])
        }
    };
    let (base, _) = Workspace::open([("values.yaml", text)]);
    let tally = try_all(name, |_| base.clone());
    let helmfile = rows::all()
        .iter()
        .filter(|key| key.place == Place::Helmfile)
        .count();
    assert_eq!(
        tally,
        all_but(&[(NO_HELMFILE, helmfile), (ANYTHING, 13)], numbers)
    );
}

#[test]
pub(crate) fn inside_braces() {
    let tally = try_all("braces", in_braces);
    assert_eq!(
        tally,
        all_but(&[(NO_RUNNER, 2), (ANYTHING, 13)], [0, 4, 1096, 0])
    );
}
