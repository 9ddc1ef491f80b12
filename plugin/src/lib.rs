//! The module that Helm 4 runs as `helm evenkeel-wasm`: manifests in on standard input, manifests out on standard output.
//! It is ready for the Helm that hands manifests to a post-renderer in its message, too.
//!
//! A thin shell around the core's post-renderer. It cannot reach a file, so it refuses the options that name one; an
//! error reaches the user through Helm, and then nothing has been written.
#![cfg(target_arch = "wasm32")]

mod host;
mod message;
mod wasi;

use evenkeel_core::postrender::{self, Command, Options, Policy, PolicySources, Rendered};

/// What Helm calls a namespace that nobody gave.
const NO_NAMESPACE: &str = "default";

/// What Helm's user asked for after the plugin's name; `explain` stands before everything else.
pub(crate) fn run(mut arguments: Vec<String>, policy: Option<&str>) -> Result<(), String> {
    let explain = arguments.first().is_some_and(|first| first == "explain");
    let command = if explain {
        arguments.remove(0);
        Command::Explain
    } else {
        Command::PostRender
    };
    let options = options(command, arguments)?;
    if options.help {
        return wasi::write(wasi::OUTPUT, command.help().as_bytes());
    }
    let policy = resolve(&options, policy)?;
    let input = wasi::read_input()?;
    let rendered = post_render(&input, &options, &policy)?;
    if explain {
        let text = if options.summary {
            rendered.report.adoption()
        } else {
            rendered.report.formatted(options.format)
        };
        return wasi::write(wasi::OUTPUT, text.as_bytes());
    }
    say(&rendered)?;
    wasi::write(wasi::OUTPUT, rendered.manifests().as_bytes())
}

/// `manifests` post-rendered, for the Helm that hands them over in its message.
pub(crate) fn post_render_text(
    manifests: &str,
    arguments: Vec<String>,
    policy: Option<&str>,
) -> Result<String, String> {
    let options = options(Command::PostRender, arguments)?;
    if options.help {
        return Err("--help is for the command line: `helm evenkeel-wasm --help`".into());
    }
    let policy = resolve(&options, policy)?;
    let rendered = post_render(manifests.as_bytes(), &options, &policy)?;
    say(&rendered)?;
    Ok(rendered.manifests().into_owned())
}

/// The report on standard error, which Helm shows where it can.
fn say(rendered: &Rendered<'_>) -> Result<(), String> {
    wasi::write(wasi::MESSAGES, rendered.report.to_string().as_bytes())
}

fn options(command: Command, arguments: Vec<String>) -> Result<Options, String> {
    let mut options = Options::parse(command, arguments).map_err(|error| error.to_string())?;
    // Helm keeps `--namespace` for itself, wherever it stands, and puts it here.
    if options.namespace.is_none() {
        options.namespace =
            wasi::variable("HELM_NAMESPACE").filter(|namespace| namespace != NO_NAMESPACE);
    }
    if options.policy_file.is_some() {
        return Err("a policy file is out of this plugin's reach: put the policy into the plugin's plugin.yaml, or use --policy-set".into());
    }
    if options.report.is_some() {
        return Err("this plugin cannot write a report file: `helm template … | helm evenkeel-wasm explain` prints the report".into());
    }
    Ok(options)
}

fn resolve(options: &Options, policy: Option<&str>) -> Result<Policy, String> {
    let sources = PolicySources {
        file: None,
        plugin_config: policy,
        sets: &options.policy_sets,
    };
    Policy::resolve(&sources).map_err(|error| error.to_string())
}

fn post_render<'i>(
    input: &'i [u8],
    options: &Options,
    policy: &Policy,
) -> Result<Rendered<'i>, String> {
    postrender::post_render(input, policy, options.settings()).map_err(|error| error.to_string())
}
