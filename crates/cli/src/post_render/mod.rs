//! `post-render` and `explain`: the core's post-renderer between standard input and output.
//!
//! Writes nothing to standard output unless all of it can be written; exit 0, or 2 with one line on standard error.

mod last_error;

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use evenkeel_core::postrender::{
    self, HELP, OnBadDocument, Options, Policy, PolicySources, Report,
};

/// What goes to standard output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    /// The manifests; the report goes to standard error.
    Manifests,
    /// The report as text.
    Report,
}

/// Runs the command with `arguments`, those after its name.
pub(crate) fn run(arguments: Vec<OsString>, output: Output) -> ExitCode {
    match post_render(arguments, output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            say(&format!("error: {message}\n"));
            last_error::keep(&message);
            ExitCode::from(2)
        }
    }
}

fn post_render(arguments: Vec<OsString>, output: Output) -> Result<(), String> {
    let options = Options::parse(arguments).map_err(|error| error.to_string())?;
    if options.help {
        return write(HELP.as_bytes());
    }
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
    let policy = Policy::resolve(&sources).map_err(|error| error.to_string())?;
    let on_bad = if options.strict {
        OnBadDocument::Fail
    } else {
        OnBadDocument::PassThrough
    };

    let mut input = Vec::new();
    io::stdin()
        .lock()
        .read_to_end(&mut input)
        .map_err(|error| format!("cannot read the manifests: {error}"))?;
    let rendered =
        postrender::post_render(&input, &policy, on_bad).map_err(|error| error.to_string())?;

    // Before the manifests: once those are out, Helm goes on whatever happens here.
    if let Some(name) = &options.report {
        write_report(name, &rendered.report)?;
    }
    match output {
        Output::Manifests => {
            say(&rendered.report.to_string());
            write(&rendered.bytes)
        }
        Output::Report => write(rendered.report.to_string().as_bytes()),
    }
}

fn write_report(name: &str, report: &Report) -> Result<(), String> {
    let json = serde_json::to_string_pretty(report)
        .map_err(|error| format!("cannot write the report: {error}"))?;
    fs::write(name, json + "\n").map_err(|error| format!("cannot write the report {name}: {error}"))
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
