//! A CPU limit that is far from what the manager asks for.

use crate::quantity::Quantity;
use crate::rules::context::remove;
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "cpu-limit-high",
    title: "A CPU limit far above the request",
    severity: Severity::Info,
    explanation: explanation! {
        what: "Finds a CPU limit of the manager of two cores or more that is at least ten times its request.",
        why: "Nothing is reserved by it, and a manager needs a fraction of a core: the limit neither protects the node nor helps the manager.",
        instead: "No CPU limit, or one close to the request; a request is what counts for scheduling.",
    },
    source: "Kubernetes documentation on resource management; the manager only hands out jobs, which run in pods of their own",
    failing: "resources:\n  limits:\n    cpu: 4\n  requests:\n    cpu: 100m\n",
    passing: "resources:\n  limits:\n    cpu: 500m\n  requests:\n    cpu: 100m\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    const LIMIT: &str = "values:resources.limits.cpu";
    let read = |at: &str| {
        context
            .held(at)
            .and_then(|held| held.as_scalar_text()?.parse::<Quantity>().ok())
    };
    let (Some(limit), Some(request)) = (read(LIMIT), read("values:resources.requests.cpu")) else {
        return Vec::new();
    };
    let is_high = limit.millis() >= 2000
        && limit.millis() >= 10 * request.millis()
        && !limit.is_suspicious_cpu();
    if !is_high {
        return Vec::new();
    }
    let sentence = format!(
        "A CPU limit of {limit} is far above the request of {request}, and a manager needs neither."
    );
    let finding = context.at_value(&RULE, LIMIT, sentence);
    gather(
        finding
            .map(|finding| finding.fix("Remove the limit", Safety::NeedsReview, remove(LIMIT)))
            .into_iter(),
    )
}
