//! `permissions`: the RBAC rules a release needs, with the reason of each, beside what its values grant.

use super::{About, CLEAN, FOUND, save};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use evenkeel_core::permissions::{
    Comparison, Granted, Need, RoleRule, Scope, compare, grant, needed, rules, scope, yaml,
};
use evenkeel_core::workspace::Workspace;
use serde_json::{Value, json};
use std::io::Write;

/// The version of the JSON format.
const VERSION: &str = "evenkeel.dev/v1alpha1";

/// Arguments of `permissions`.
#[derive(Args)]
pub(crate) struct PermissionsArguments {
    #[command(flatten)]
    about: About,
    /// How to print: the differences too, values to paste, or everything for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the rules to rbac.rules, in place
    #[arg(long, conflicts_with = "format")]
    write: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Yaml,
    Json,
}

/// Prints the rules, or writes them; exit code 1 when the values grant something else.
pub(crate) fn permissions(arguments: &PermissionsArguments) -> Result<u8> {
    let (workspace, release) = arguments.about.open()?;
    let mut out = std::io::stdout().lock();
    let compared = compare(&workspace, release);
    if arguments.write {
        if compared.granted == Granted::Elsewhere {
            bail!(
                "rbac.create is not true, so the chart makes no Role; set values:rbac.create=true first"
            );
        }
        let mut after = workspace.clone();
        grant(&mut after, release)?;
        for path in save(&workspace, &after)? {
            writeln!(out, "{path}")?;
        }
        return Ok(CLEAN);
    }
    let needs = needed(&workspace, release);
    let text = match arguments.format {
        Format::Text => text(&workspace, release, &needs, &compared),
        Format::Yaml if needs.is_empty() => "# not on Kubernetes: no rules\n".to_owned(),
        Format::Yaml => yaml(&needs),
        Format::Json => document(&workspace, release, &needs, &compared)?,
    };
    write!(out, "{text}")?;
    // A template may say anything and is no fault; a broken file is one.
    let is_broken = workspace
        .files()
        .iter()
        .any(|file| !file.unreadable().is_empty());
    Ok(if is_same(&compared) && !is_broken {
        CLEAN
    } else {
        FOUND
    })
}

fn text(workspace: &Workspace, release: usize, needs: &[Need], compared: &Comparison) -> String {
    if needs.is_empty() {
        return "no runner on Kubernetes: no permissions are needed\n".to_owned();
    }
    let kind = match scope(needs) {
        Scope::Namespace => "Role in the namespace of the jobs",
        Scope::Cluster => "ClusterRole",
    };
    let mut text = format!("needed, as a {kind}:\n");
    for rule in rules(needs) {
        let resources: Vec<String> = rule
            .resources
            .iter()
            .map(|resource| match rule.group {
                "" => (*resource).to_owned(),
                group => format!("{group}/{resource}"),
            })
            .collect();
        text += &format!("  {}: {}\n", resources.join(", "), rule.verbs.join(", "));
        for need in &rule.needs {
            text += &format!("      {}\n", need.reason());
        }
    }
    text += match compared.granted {
        Granted::Elsewhere => {
            "the chart makes no Role (rbac.create is not true): the account must be allowed this elsewhere\n"
        }
        Granted::Unreadable => "what rbac.rules grants cannot be read\n",
        Granted::Default | Granted::List if is_same(compared) => {
            "the values grant this and nothing else\n"
        }
        Granted::Default | Granted::List => "",
    };
    if !compared.is_complete {
        text += "note: a part of the files is not open or cannot be read; what it turns on is not in the list\n";
    }
    for lack in &compared.missing {
        let at = place(workspace, release, "values:rbac.rules");
        text += &format!("{at}{}: {}\n", lack.severity.name(), lack.sentence());
    }
    for excess in &compared.excessive {
        let at = place(workspace, release, &excess.at);
        text += &format!("{at}warning: {}\n", excess.sentence());
    }
    text
}

const fn is_same(compared: &Comparison) -> bool {
    compared.missing.is_empty() && compared.excessive.is_empty()
}

/// `file:line: ` of a key, or of `rbac` where it is not set.
fn place(workspace: &Workspace, release: usize, at: &str) -> String {
    let reading = [at, "values:rbac"]
        .into_iter()
        .filter_map(|at| at.parse().ok())
        .find_map(|address| workspace.read(release, &address));
    let found = reading.and_then(|reading| {
        let file = workspace.files().get(reading.at.file)?;
        Some(format!("{}:{}: ", file.path(), reading.at.line))
    });
    found.unwrap_or_default()
}

fn document(
    workspace: &Workspace,
    release: usize,
    needs: &[Need],
    compared: &Comparison,
) -> Result<String> {
    let own = workspace.releases().get(release);
    let features =
        |needs: &[Need]| -> Vec<&str> { needs.iter().map(|need| need.feature.id).collect() };
    let rule = |rule: &RoleRule| {
        json!({
            "apiGroups": [rule.group],
            "resources": rule.resources,
            "verbs": rule.verbs,
            "features": features(&rule.needs),
        })
    };
    let feature = |need: &Need| {
        json!({
            "id": need.feature.id,
            "key": need.key,
            "purpose": need.feature.purpose,
            "scope": if need.feature.scope == Scope::Cluster { "cluster" } else { "namespace" },
        })
    };
    let missing: Vec<Value> = compared
        .missing
        .iter()
        .map(|lack| {
            json!({
                "feature": lack.need.feature.id,
                "apiGroup": lack.group,
                "resource": lack.resource,
                "verbs": lack.verbs,
                "severity": lack.severity.name(),
                "sentence": lack.sentence(),
            })
        })
        .collect();
    let excessive: Vec<Value> = compared
        .excessive
        .iter()
        .map(|excess| {
            json!({
                "at": excess.at,
                "apiGroup": excess.group,
                "resource": excess.resource,
                "verbs": excess.verbs,
            "needed": excess.needed,
                "sentence": excess.sentence(),
            })
        })
        .collect();
    let granted = match compared.granted {
        Granted::Elsewhere => "elsewhere",
        Granted::Default => "default",
        Granted::List => "list",
        Granted::Unreadable => "unreadable",
    };
    let document = json!({
        "apiVersion": VERSION,
        "kind": "Permissions",
        "release": {
            "name": own.and_then(|own| own.name.as_deref()),
            "namespace": own.and_then(|own| own.namespace.as_deref()),
        },
        "clusterWideAccess": scope(needs) == Scope::Cluster,
        "rules": rules(needs).iter().map(rule).collect::<Vec<_>>(),
        "features": needs.iter().map(feature).collect::<Vec<_>>(),
        "granted": granted,
        "complete": compared.is_complete,
        "missing": missing,
        "excessive": excessive,
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}
