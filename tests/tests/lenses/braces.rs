//! Files in which everything is written with braces and brackets.

use evenkeel_core::keys::{Key, Place, Segment};
use evenkeel_core::workspace::Workspace;
use evenkeel_tests::rows::address;

use crate::row::texts;

/// A text without the key that is no key, which stands in `config.toml` beside what is written.
pub(crate) fn without_stranger(config: &str) -> String {
    config.replace("zz = 1, ", "").replace("zz = 1\n", "")
}

/// A helmfile and values in which the parents of a row are written with braces and brackets.
pub(crate) fn in_braces(key: &Key) -> Workspace {
    let segments = address(key).segments;
    let (_, parents) = segments.split_last().unwrap();
    let nested = |open: &dyn Fn(&str) -> String, innermost: &str| {
        parents
            .iter()
            .rev()
            .fold(innermost.to_owned(), |inner, segment| match segment {
                Segment::Key(name) => format!("{{{}{inner}}}", open(name)),
                Segment::Index(_) | Segment::Element => format!("[{inner}]"),
            })
    };
    let yaml = nested(&|name| format!("{name}: "), "{zz: 1}");
    let mut helmfile =
        "releases: [{name: gitlab-runner, chart: gitlab/gitlab-runner, values: [values.yaml]}]\n"
            .to_owned();
    let mut values = "{zz: 1}\n".to_owned();
    match key.place {
        Place::Helmfile if key.path().starts_with("releases[]") => {
            let release = "name: gitlab-runner, chart: gitlab/gitlab-runner, values: [values.yaml]";
            helmfile = if parents.len() == 2 {
                format!("releases: [{{{release}}}]\n")
            } else {
                let inner = yaml
                    .strip_prefix("{releases: [{")
                    .and_then(|rest| rest.strip_suffix("}]}"))
                    .unwrap();
                format!("releases: [{{{release}, {inner}}}]\n")
            };
        }
        Place::Helmfile if !parents.is_empty() => {
            let inner = yaml
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
                .unwrap();
            helmfile = format!("{inner}\n{helmfile}");
        }
        Place::Helmfile => {}
        Place::Values => values = format!("{yaml}\n"),
        Place::Config => {
            let toml = nested(&|name| format!(" {name} = "), "{ zz = 1 }");
            let toml = toml
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
                .map_or_else(|| "zz = 1".to_owned(), |line| line.trim().to_owned());
            let toml = if parents.is_empty() {
                "zz = 1".to_owned()
            } else {
                toml
            };
            values = format!("runners:\n  config: |\n    {toml}\n");
        }
    }
    let (workspace, report) =
        Workspace::open([("helmfile.yaml", helmfile), ("values.yaml", values)]);
    assert!(report.notes.is_empty(), "{report:?}\n{}", texts(&workspace));
    workspace
}
