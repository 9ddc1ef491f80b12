//! `post-render`, `explain`, `diff` and `fn`: the core's post-renderer between standard input and output.
//!
//! Writes nothing to standard output unless all of it can be written; exit 0, or 2 with one line on standard error.

mod diff;
mod input;
mod last_error;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use evenkeel_core::postrender::{self, Command, Options, Policy, PolicySources, Rendered, Report};

/// What `diff --exit-code` ends with when something would change.
const CHANGED: u8 = 1;

/// Pieces of output that are smaller go out together.
const BUFFER: usize = 64 * 1024;

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
        write([command.help().as_str()])?;
        return Ok(0);
    }
    options.namespace = options.namespace.or_else(|| variable("HELM_NAMESPACE"));
    let file = policy_file(&options)?;
    let file = options.policy_file.as_deref().zip(file.as_deref());
    let sets = &options.policy_sets;
    let input = input::read().map_err(|error| format!("cannot read the manifests: {error}"))?;
    let render = || -> Result<Rendered<'_>, String> {
        let sources = PolicySources {
            file,
            plugin_config: None,
            sets,
        };
        let policy = Policy::resolve(&sources).map_err(|error| error.to_string())?;
        postrender::post_render(&input, &policy, options.settings())
            .map_err(|error| error.to_string())
    };
    match command {
        Command::PostRender => {
            let rendered = render()?;
            // Before the manifests: once those are out, Helm goes on whatever happens here.
            let name = options.report.clone();
            if let Some(name) = name.or_else(|| variable("EVENKEEL_REPORT")) {
                write_report(&name, &rendered.report)?;
            }
            say(&rendered.report.to_string());
            write(rendered.pieces())?;
        }
        Command::Explain => {
            let report = render()?.report;
            let text = if options.summary {
                report.adoption()
            } else {
                report.formatted(options.format)
            };
            write([text.as_str()])?;
        }
        Command::Diff => {
            let rendered = render()?;
            let difference = diff::unified(&input, rendered.manifests().as_bytes(), options.color);
            write([difference.as_str()])?;
            if options.exit_code && rendered.report.summary.changed > 0 {
                return Ok(CHANGED);
            }
        }
        Command::Function => {
            let list = postrender::resource_list(&input, file, sets, options.settings());
            write([list.map_err(|error| error.to_string())?.as_str()])?;
        }
    }
    Ok(0)
}

/// The text of the policy file that the options name.
fn policy_file(options: &Options) -> Result<Option<String>, String> {
    let read = |name: &String| {
        fs::read_to_string(name).map_err(|error| format!("cannot read the policy {name}: {error}"))
    };
    options.policy_file.as_ref().map(read).transpose()
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
fn write<'t>(pieces: impl IntoIterator<Item = &'t str>) -> Result<(), String> {
    let mut stdout = BufWriter::with_capacity(BUFFER, io::stdout().lock());
    let written = pieces
        .into_iter()
        .try_for_each(|piece| stdout.write_all(piece.as_bytes()));
    match written.and_then(|()| stdout.flush()) {
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
