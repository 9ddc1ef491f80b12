//! A variable that jobs should see, and only the manager does.

use crate::rules::context::{move_input, remove};
use crate::rules::managers::{Variable, environment};
use crate::rules::reading::gather;
use crate::rules::rule::explanation;
use crate::rules::{Context, Finding, Rule, Safety, Severity};
use crate::workspace::{Held, Input};

pub(in crate::rules) const RULE: Rule = Rule {
    id: "env-var-for-jobs",
    title: "A variable for jobs in the manager's environment",
    severity: Severity::Warning,
    explanation: explanation! {
        what: "Finds variables of build tools, such as KANIKO_…, DOCKER_… and mirrors, in envVars and extraEnv.",
        why: "These reach the manager's container only. Jobs never see them.",
        instead: "environment = [\"NAME=value\"] below [[runners]] in runners.config, or a CI/CD variable in GitLab.",
    },
    source: "GitLab's documentation of the chart (environment variables); templates/_env_vars.tpl of chart 0.86.0",
    failing: "envVars:\n  - name: KANIKO_REGISTRY_MIRROR\n    value: mirror.gcr.io\n",
    passing: "runners:\n  config: |\n    [[runners]]\n      environment = [\"KANIKO_REGISTRY_MIRROR=mirror.gcr.io\"]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n",
    check,
}
.kept();

fn check(context: &Context<'_>) -> Vec<Finding> {
    if context.executor(0) != "kubernetes" {
        return Vec::new();
    }
    let variables = environment(context)
        .into_iter()
        .filter(|variable| is_for_jobs(&variable.name));
    gather(variables.filter_map(|variable| {
        let sentence = format!(
            "{} reaches the manager only; jobs never see it.",
            variable.name
        );
        let at = if variable.at == variable.value_at {
            variable.at.clone()
        } else {
            format!("{}.name", variable.at)
        };
        let finding = context.at_value(&RULE, &at, sentence)?;
        Some(match moved(context, &variable) {
            Some(steps) => finding.fix("Move to the jobs' environment", Safety::Safe, steps),
            None => finding,
        })
    }))
}

/// Variables of tools that run in jobs; the manager reads none of them.
fn is_for_jobs(name: &str) -> bool {
    const BEGINNINGS: [&str; 10] = [
        "FF_",
        "KANIKO_",
        "DOCKER_",
        "BUILDKIT_",
        "BUILDAH_",
        "GRADLE_",
        "MAVEN_",
        "NPM_CONFIG_",
        "PIP_",
        "GOPROXY",
    ];
    const NAMES: [&str; 5] = [
        "GIT_DEPTH",
        "GIT_STRATEGY",
        "GIT_SUBMODULE_STRATEGY",
        "GIT_CLEAN_FLAGS",
        "GOFLAGS",
    ];
    BEGINNINGS
        .iter()
        .any(|beginning| name.starts_with(beginning))
        || NAMES.contains(&name)
        || name.ends_with("_MIRROR")
        || name.ends_with("_MIRRORS")
}

fn moved(context: &Context<'_>, variable: &Variable) -> Option<Vec<crate::rules::FixStep>> {
    const TO: &str = "config:runners.environment";
    let value = variable.value.as_deref()?;
    let has_template = context.has_config() || !context.is_there("values:runners.config");
    if !has_template || context.runners() > 1 {
        return None;
    }
    let present = context.list(TO);
    let texts: Vec<&str> = present.iter().map(Held::as_str).collect::<Option<_>>()?;
    // What jobs are told already counts; the manager's copy only goes.
    let is_set = texts
        .iter()
        .any(|text| text.split('=').next() == Some(&variable.name));
    if is_set {
        return Some(remove(&variable.at));
    }
    let text = format!("{}={value}", variable.name);
    let (to, input) = if texts.is_empty() {
        (TO.to_owned(), Input::List(vec![text]))
    } else {
        (format!("{TO}[{}]", texts.len()), Input::Text(text))
    };
    Some(move_input(&variable.at, &to, input))
}
