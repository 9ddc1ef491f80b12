//! `post-render`, `explain` and `diff`: the core's post-renderer between standard input and output.
//!
//! Writes nothing to standard output unless all of it can be written; exit 0, or 2 with one line on standard error.

mod diff;
mod last_error;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use evenkeel_core::postrender::{self, Command, Options, Policy, PolicySources, Report};

/// What `diff --exit-code` ends with when something would change.
const CHANGED: u8 = 1;

/// Runs the command with `arguments`, those after its name.
pub(crate) fn run(command: Command, arguments: Vec<OsString>) -> ExitCode {
    match post_render(command, arguments) {
        Ok(code) => ExitCode::from(code),
        Err(message) => {
            say(&format!("error: {message}\n"));
            last_error::keep(&message);
            ExitCode::from(2)
        }
    }
}

fn post_render(command: Command, arguments: Vec<OsString>) -> Result<u8, String> {
    let mut options = Options::parse(command, arguments).map_err(|error| error.to_string())?;
    if options.help {
        write(command.help().as_bytes())?;
        return Ok(0);
    }
    options.namespace = options.namespace.or_else(|| variable("HELM_NAMESPACE"));
    let policy = policy(&options)?;
    let mut input = Vec::new();
    io::stdin()
        .lock()
        .read_to_end(&mut input)
        .map_err(|error| format!("cannot read the manifests: {error}"))?;
    let rendered = postrender::post_render(&input, &policy, options.settings())
        .map_err(|error| error.to_string())?;
    let report = &rendered.report;
    match command {
        Command::PostRender => {
            // Before the manifests: once those are out, Helm goes on whatever happens here.
            if let Some(name) = options.report.or_else(|| variable("EVENKEEL_REPORT")) {
                write_report(&name, report)?;
            }
            say(&report.to_string());
            write(&rendered.bytes)?;
        }
        Command::Explain if options.summary => write(report.adoption().as_bytes())?,
        Command::Explain => write(report.formatted(options.format).as_bytes())?,
        Command::Diff => {
            write(diff::unified(&input, &rendered.bytes, options.color).as_bytes())?;
            if options.exit_code && report.summary.changed > 0 {
                return Ok(CHANGED);
            }
        }
    }
    Ok(0)
}

/// The policy that the options choose.
pub(crate) fn policy(options: &Options) -> Result<Policy, String> {
    let file = match &options.policy_file {
        Some(name) => Some(
            fs::read_to_string(name)
                .map_err(|error| format!("cannot read the policy {name}: {error}"))?,
        ),
        None => None,
    };
    let sources = PolicySources {
        file: options.policy_file.as_deref().zip(file.as_deref()),
        plugin_config: None,
        sets: &options.policy_sets,
    };
    Policy::resolve(&sources).map_err(|error| error.to_string())
}

/// An environment variable that says something.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn write_report(name: &str, report: &Report) -> Result<(), String> {
    let json = report.formatted(postrender::Format::Json);
    fs::write(name, json).map_err(|error| format!("cannot write the report {name}: {error}"))
}

/// Standard output, where a reader that has gone away is no failure of ours.
fn write(bytes: &[u8]) -> Result<(), String> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("cannot write to standard output: {error}"))
        }
        _ => Ok(()),
    }
}

/// Standard error; a caller that has closed it does not want to know.
fn say(text: &str) {
    io::stderr().lock().write_all(text.as_bytes()).ok();
}
