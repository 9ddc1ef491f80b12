//! A key that nobody reads, with the one it probably stands for.

use super::wrong_type::wrong_shape;
use super::{Once, moved, removing};
use crate::keys::{Address, Kind, Meant, Nearest, Place, Resolved, Status, nearest};
use crate::rules::leaf::{Placed, input_for};
use crate::rules::managers::{hpa_old_metrics, security_context_level};
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "unknown-key",
    title: "A key that nothing reads",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds keys that helmfile, the chart's templates or the runner do not know, and says which one was probably meant.",
        why: "The chart and the runner pass over a key they do not know without a word, so the setting never applies; Kubernetes drops one in what the chart copies, or refuses the whole; helmfile stops at it.",
        instead: "The key that the finding names. A key of a chart newer than the newest one checked is only noted.",
    },
    source: "templates of chart 0.86.0; types of Kubernetes 1.37; struct tags of GitLab Runner 19.4; fields helmfile 1.8 decodes; misspellings counted in 268 public files",
    failing: "replicaCount: 2\n",
    passing: "replicas: 2\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut once = Once::default();
    let unknown = context
        .leaves
        .iter()
        .filter_map(|placed| match placed.resolved {
            Resolved::Unknown { known } => Some((placed, known)),
            _ => None,
        });
    gather(unknown.filter_map(|(placed, known)| {
        // Below a table that is dead as a whole that one finding is enough.
        let is_dead = |status| matches!(status, Status::Removed | Status::OtherExecutor);
        if placed.highest(|key| is_dead(key.status)).is_some()
            || wrong_shape(placed).is_some()
            || hpa_old_metrics::is_about(placed.segments())
            || security_context_level::is_about(placed.segments())
        {
            return None;
        }
        let judged = (known + 1..=placed.segments().len())
            .map(|length| placed.prefix(length))
            .find_map(|at| {
                let nearest = nearest(at.place, &at.segments).filter(|nearest| nearest.certain)?;
                Some((at, nearest))
            });
        let (at, nearest) = match judged {
            Some((at, nearest)) => (at, Some(nearest)),
            None => {
                let at = placed.prefix(known + 1);
                let nearest = nearest(at.place, &at.segments);
                (at, nearest)
            }
        };
        let is_passed_on = nearest.is_some_and(|nearest| nearest.kind == Kind::PassedOn);
        (!is_passed_on && once.is_new(placed.leaf.layer, &at))
            .then(|| report(context, placed, at, nearest))
    }))
}

fn report(
    context: &Context<'_>,
    placed: &Placed,
    at: Address,
    nearest: Option<Nearest>,
) -> Finding {
    let whole = at.segments.len() == placed.segments().len();
    let location = if whole {
        context.leaf_key(&placed.leaf)
    } else {
        context
            .workspace
            .locate_in(context.release, placed.leaf.layer, &at)
            .unwrap_or_else(|| placed.leaf.at.clone())
    };
    let name = context.selected(at.clone()).path();
    let is_copied = placed.passed.iter().any(|(_, key)| key.is_copied());
    let reader = match at.place {
        Place::Values if is_copied => "no field of Kubernetes, which drops or refuses it",
        Place::Helmfile => "no key of a helmfile, which stops at it",
        Place::Values => "no value of the chart, which passes over it",
        Place::Config => "no key of config.toml; the runner passes over it",
    };
    let meant = nearest.map(|nearest| match (nearest.meant, nearest.kind) {
        (Meant::Key(key), Kind::Moved | Kind::Removed) if key.place != at.place => {
            format!("; it belongs to {}", place_of(key.place, key.path()))
        }
        (Meant::Key(key), _) => format!(
            "; {} was meant",
            if nearest.certain {
                key.path().to_owned()
            } else {
                format!("perhaps {}", place_of(key.place, key.path()))
            }
        ),
        (Meant::Text(text), _) => format!(": {text}"),
    });
    let sentence = format!("{name} is {reader}{}.", meant.unwrap_or_default());
    let is_certain = nearest.is_some_and(|nearest| nearest.certain);
    let is_guess = nearest.is_some_and(|nearest| nearest.kind == Kind::Misspelt);
    let severity = match at.place {
        Place::Helmfile => Severity::Error,
        _ if context.is_beyond_checked()
            && !is_certain
            && !is_guess
            && !is_copied
            && at.place == Place::Values =>
        {
            Severity::Info
        }
        _ => Severity::Warning,
    };
    let mut finding = context
        .found(&RULE, at.clone(), location, sentence)
        .severity(severity);
    if severity == Severity::Info {
        finding = finding.because("The chart is newer than the newest one whose templates were read, 0.86.0; it may know this key.");
    }
    fix(context, finding, &at, nearest)
}

fn place_of(place: Place, path: &str) -> String {
    match place {
        Place::Config => format!("{path} in runners.config"),
        Place::Values => format!("{path} of the values"),
        Place::Helmfile => format!("{path} of the helmfile"),
    }
}

fn fix(context: &Context<'_>, finding: Finding, at: &Address, nearest: Option<Nearest>) -> Finding {
    let held = context.workspace.value(context.release, at);
    if let (
        Some(Nearest {
            kind: Kind::Misspelt | Kind::Moved | Kind::Removed,
            meant: Meant::Key(key),
            certain,
        }),
        Some(held),
    ) = (nearest, &held)
        && let Some(input) = input_for(key, held)
        && let Some(target) = context.free_target(at, key)
    {
        // A map that moves loses the comments inside it.
        let is_map = matches!(held, crate::workspace::Held::Map(_));
        let safety = if certain && !is_map {
            Safety::Safe
        } else {
            Safety::NeedsReview
        };
        let label = format!("Write it as {}", key.path());
        return finding.fix(label, safety, moved(at, target, input));
    }
    let is_elsewhere =
        nearest.is_some_and(|nearest| nearest.certain && nearest.kind == Kind::GitlabSide);
    removing(
        finding,
        at,
        if is_elsewhere {
            Safety::Safe
        } else {
            Safety::NeedsReview
        },
    )
}
