//! The module that Helm 4 runs as `helm evenkeel-wasm`: manifests in on standard input, manifests out on standard output.
//!
//! A thin shell around the core's post-renderer. It cannot reach a file, so it refuses the options that name one; an
//! error reaches the user through Helm, and then nothing has been written.
#![cfg(target_arch = "wasm32")]

mod host;
mod wasi;

use evenkeel_core::postrender::{self, Command, Options, Policy, PolicySources};

/// What Helm's user asked for after the plugin's name; `explain` stands before everything else.
pub(crate) fn run(mut arguments: Vec<String>, policy: Option<&str>) -> Result<(), String> {
    let explain = arguments.first().is_some_and(|first| first == "explain");
    let command = if explain {
        arguments.remove(0);
        Command::Explain
    } else {
        Command::PostRender
    };
    let options = Options::parse(command, arguments).map_err(|error| error.to_string())?;
    if options.help {
        return wasi::write(wasi::OUTPUT, command.help().as_bytes());
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
    let rendered = postrender::post_render(&wasi::read_input()?, &policy, options.settings())
        .map_err(|error| error.to_string())?;
    let report = &rendered.report;
    if explain {
        let text = if options.summary {
            report.adoption()
        } else {
            report.formatted(options.format)
        };
        return wasi::write(wasi::OUTPUT, text.as_bytes());
    }
    let report = report.to_string();
    wasi::write(wasi::MESSAGES, report.as_bytes())?;
    wasi::write(wasi::OUTPUT, &rendered.bytes)
}
