//! A constraint that counts no manager.

use super::{Constraint, constraints};
use crate::keys::{Address, Segment};
use crate::rules::context::address;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, FixStep, Rule, Safety, Severity};
use crate::workspace::{Held, Input};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "spread-selector",
    title: "A constraint that matches no manager",
    severity: Severity::Error,
    explanation: explanation! {
        what: "Compares the labels that a topology spread constraint selects with the ones the chart gives to manager pods.",
        why: "A constraint counts the pods that its selector matches. When it matches none, nothing is spread, without any error.",
        instead: "app with the name of the Deployment: fullnameOverride, else the release's name when it begins with gitlab-runner, else RELEASE-gitlab-runner.",
    },
    source: "templates/_helpers.tpl (fullname) and deployment.yaml of chart 0.86.0",
    failing: "topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: kubernetes.io/hostname\n    whenUnsatisfiable: ScheduleAnyway\n    labelSelector:\n      matchLabels:\n        app: runner\n",
    passing: "topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: kubernetes.io/hostname\n    whenUnsatisfiable: ScheduleAnyway\n    labelSelector:\n      matchLabels:\n        app: gitlab-runner\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(app) = context.full_name() else {
        return Vec::new();
    };
    let labels = labels(context, &app);
    gather(
        constraints(context)
            .into_iter()
            .filter_map(|constraint| report(context, &constraint, &labels, &app)),
    )
}

/// The labels of manager pods that are known; what follows from the chart's version is left out.
fn labels(context: &Context<'_>, app: &str) -> Vec<(String, String)> {
    let mut labels = vec![
        ("app".to_owned(), app.to_owned()),
        ("heritage".to_owned(), "Helm".to_owned()),
    ];
    let release = context.own().and_then(|own| own.name.clone());
    labels.extend(release.map(|release| ("release".to_owned(), release)));
    if let Some(Held::Map(own)) = context.held("values:podLabels") {
        labels.extend(
            own.into_iter()
                .filter_map(|(name, value)| Some((name, value.as_scalar_text()?.to_owned()))),
        );
    }
    labels
}

fn report(
    context: &Context<'_>,
    constraint: &Constraint,
    labels: &[(String, String)],
    app: &str,
) -> Option<Finding> {
    let label = |name: &str| {
        let mut address = address(&constraint.at)?;
        let names = ["labelSelector", "matchLabels", name];
        address
            .segments
            .extend(names.map(|name| Segment::Key(name.to_owned())));
        Some(address)
    };
    let own_app = label("app")?;
    let write_app = |address: Address| FixStep::Write {
        address,
        input: Input::Text(app.to_owned()),
    };
    let selector = match constraint.field("labelSelector") {
        Some(Held::Map(selector)) => selector.as_slice(),
        Some(Held::Template) => return None,
        _ => {
            let sentence =
                format!("Without a labelSelector this counts no pod; select app: {app}.");
            let finding =
                context.at_value(&RULE, &format!("{}.topologyKey", constraint.at), sentence)?;
            return Some(finding.fix(
                format!("Select app: {app}"),
                Safety::Safe,
                vec![write_app(own_app)],
            ));
        }
    };
    let field = |name: &str| {
        selector
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    };
    // Expressions may match in ways that are not looked into.
    let Some(Held::Map(wanted)) = field("matchLabels") else {
        return None;
    };
    let wrong = wanted.iter().find(|(name, value)| {
        let value = value.as_scalar_text().unwrap_or_default();
        let is_open =
            matches!(name.as_str(), "chart" | "pod-template-hash") || value.contains("{{");
        !is_open
            && !labels
                .iter()
                .any(|(known, is)| known == name && is == value)
    });
    let (name, value) = wrong?;
    let at = label(name)?;
    let shown = value.as_scalar_text().unwrap_or_default();
    let sentence = format!(
        "No manager has the label {name}: {shown}, so this spreads nothing; theirs is app: {app}."
    );
    let location = context.workspace.read(context.release, &at)?.at;
    let finding = context.found(&RULE, at.clone(), location, sentence);
    let is_app = name == "app";
    let mut steps = vec![write_app(own_app)];
    if !is_app {
        steps.push(FixStep::Remove { address: at });
    }
    let safety = if is_app {
        Safety::Safe
    } else {
        Safety::NeedsReview
    };
    Some(finding.fix(format!("Select app: {app}"), safety, steps))
}
