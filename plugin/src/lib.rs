//! The module that Helm 4 runs as `helm evenkeel-wasm`: manifests in on standard input, manifests out on standard output.
//!
//! A thin shell around the core's post-renderer. It cannot reach a file, so it refuses the options that name one; an
//! error reaches the user through Helm, and then nothing has been written.
#![cfg(target_arch = "wasm32")]

mod host;
mod wasi;

use evenkeel_core::postrender::{self, HELP, OnBadDocument, Options, Policy, PolicySources};

/// What Helm's user asked for after the plugin's name; `explain` stands before everything else.
pub(crate) fn run(mut arguments: Vec<String>, policy: Option<&str>) -> Result<(), String> {
    let explain = arguments.first().is_some_and(|first| first == "explain");
    if explain {
        arguments.remove(0);
    }
    let options = Options::parse(arguments).map_err(|error| error.to_string())?;
    if options.help {
        return wasi::write(wasi::OUTPUT, HELP.as_bytes());
    }
    if options.policy_file.is_some() {
        return Err("a policy file is out of this plugin's reach: put the policy into the plugin's plugin.yaml, or use --policy-set".into());
    }
    if options.report.is_some() {
        return Err("this plugin cannot write a report file: `helm template … | helm evenkeel-wasm explain` prints the report".into());
    }
    let sources = PolicySources {
        file: None,
        plugin_config: policy,
        sets: &options.policy_sets,
    };
    let policy = Policy::resolve(&sources).map_err(|error| error.to_string())?;
    let on_bad = if options.strict {
        OnBadDocument::Fail
    } else {
        OnBadDocument::PassThrough
    };
    let rendered = postrender::post_render(&wasi::read_input()?, &policy, on_bad)
        .map_err(|error| error.to_string())?;
    let report = rendered.report.to_string();
    if explain {
        return wasi::write(wasi::OUTPUT, report.as_bytes());
    }
    wasi::write(wasi::MESSAGES, report.as_bytes())?;
    wasi::write(wasi::OUTPUT, &rendered.bytes)
}
