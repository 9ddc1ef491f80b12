//! A mirror that is not the one it is taken for.

use crate::keys::Status;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, FixStep, Rule, Safety, Severity};
use crate::workspace::{Held, Input};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "mirror-host",
    title: "gcr.mirror.io is not Google's mirror",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Finds the host gcr.mirror.io anywhere in values and runners.config.",
        why: "Google's mirror of Docker Hub is mirror.gcr.io. The other name belongs to somebody else, who would decide what the images of your jobs hold.",
        instead: "mirror.gcr.io.",
    },
    source: "Google Cloud documentation: pulling cached Docker Hub images",
    failing: "runners:\n  config: |\n    [[runners]]\n      environment = [\"KANIKO_REGISTRY_MIRROR=gcr.mirror.io\"]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    passing: "runners:\n  config: |\n    [[runners]]\n      environment = [\"KANIKO_REGISTRY_MIRROR=mirror.gcr.io\"]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

const WRONG: &str = "gcr.mirror.io";
const RIGHT: &str = "mirror.gcr.io";

fn check(context: &Context<'_>) -> Vec<Finding> {
    // The text is looked for first: few values hold it, and asking the table about each costs more.
    let leaves = context
        .leaves
        .iter()
        .filter_map(|placed| Some((placed, mended(&placed.leaf.held)?)));
    gather(
        leaves
            .filter(|(placed, _)| {
                // What another executor would read is dropped as a whole.
                let is_dead = placed
                    .highest(|key| key.status == Status::OtherExecutor)
                    .is_some();
                !is_dead && placed.leaf.address.path() != "runners.config"
            })
            .map(|(placed, input)| {
                let at = placed.leaf.address.clone();
                let sentence = format!("{WRONG} is not Google's mirror; that is {RIGHT}.");
                let step = FixStep::Write {
                    address: at.clone(),
                    input,
                };
                let finding = context.found(&RULE, at, placed.leaf.at.clone(), sentence);
                finding.fix(format!("Write {RIGHT}"), Safety::Safe, vec![step])
            }),
    )
}

fn mended(held: &Held) -> Option<Input> {
    match held {
        Held::Str(text) if text.contains(WRONG) => Some(Input::Text(text.replace(WRONG, RIGHT))),
        Held::List(items)
            if items
                .iter()
                .any(|item| item.as_str().is_some_and(|text| text.contains(WRONG))) =>
        {
            let texts = items
                .iter()
                .map(|item| Some(item.as_str()?.replace(WRONG, RIGHT)));
            texts.collect::<Option<_>>().map(Input::List)
        }
        _ => None,
    }
}
