//! The module that Helm 4 runs as `helm evenkeel-wasm`: manifests in on standard input, manifests out on standard output.
//!
//! A thin shell around the core's post-renderer. It cannot reach a file, so it refuses the options that name one; an
//! error reaches the user through Helm, and then nothing has been written.
#![cfg(target_arch = "wasm32")]

mod wasi;

use evenkeel_core::postrender::{self, HELP, OnBadDocument, Options, Policy, PolicySources};
use extism_pdk::{Error, FnResult, Json, config, plugin_fn};

/// What Helm hands to a `cli/v1` plugin.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    extra_args: Option<Vec<String>>,
}

/// The entry that Helm calls; its answer is an empty message, for the manifests go through standard output.
#[plugin_fn]
pub fn helm_plugin_main(Json(call): Json<Call>) -> FnResult<&'static str> {
    let mut arguments = call.extra_args.unwrap_or_default();
    let explain = arguments.first().is_some_and(|first| first == "explain");
    if explain {
        arguments.remove(0);
    }
    let options = Options::parse(arguments).map_err(Error::msg)?;
    if options.help {
        wasi::write(wasi::OUTPUT, HELP.as_bytes())?;
        return Ok("{}");
    }
    if options.policy_file.is_some() {
        return Err(Error::msg("a policy file is out of this plugin's reach: put the policy into the plugin's plugin.yaml, or use --policy-set").into());
    }
    if options.report.is_some() {
        return Err(Error::msg("this plugin cannot write a report file: `helm template … | helm evenkeel-wasm explain` prints the report").into());
    }
    let in_plugin = config::get("policy")?;
    let sources = PolicySources {
        file: None,
        plugin_config: in_plugin.as_deref(),
        sets: &options.policy_sets,
    };
    let policy = Policy::resolve(&sources).map_err(Error::msg)?;
    let on_bad = if options.strict {
        OnBadDocument::Fail
    } else {
        OnBadDocument::PassThrough
    };
    let rendered =
        postrender::post_render(&wasi::read_input()?, &policy, on_bad).map_err(Error::msg)?;
    let report = rendered.report.to_string();
    if explain {
        wasi::write(wasi::OUTPUT, report.as_bytes())?;
    } else {
        wasi::write(wasi::MESSAGES, report.as_bytes())?;
        wasi::write(wasi::OUTPUT, &rendered.bytes)?;
    }
    Ok("{}")
}
