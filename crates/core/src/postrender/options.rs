//! The command line of the post-renderer: one grammar for the native binary, Helm's two plugins and helmfile.
//! Refuses every option it does not know; opens no file and reads no environment, the shells do that.
use std::ffi::OsString;
use std::fmt;

use lexopt::prelude::{Long, Short, Value, ValueExt as _};

/// The help text of `post-render`, without a trailing blank line.
pub const HELP: &str = "\
Adds topology spread constraints and resource requests to the Kubernetes manifests on stdin.
Only adds what is missing; every other byte of the stream is written back as it came.

Usage: evenkeel post-render [OPTIONS] < manifests > manifests
       helm template CHART --post-renderer evenkeel --post-renderer-args post-render

Options:
  -f, --policy FILE            PostRenderPolicy to use in place of the built-in one
      --policy-set PATH=VALUE  Change one value of the policy, e.g. rules[0].topologySpread.minReplicas=3 (repeatable)
      --report FILE            Write what was added, clamped and skipped, and why, as JSON
      --strict                 Fail on a document that cannot be read instead of passing it through
  -h, --help                   Print this help

Exit status: 0 when the stream was written, 2 when it could not be; stdout is empty then.
";

/// What a call of the post-renderer asks for; nothing in it has been opened or checked yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Path of the policy file (`-f`, `--policy`).
    pub policy_file: Option<String>,
    /// `PATH=VALUE` assignments in the order given (`--policy-set`).
    pub policy_sets: Vec<String>,
    /// Path of the JSON report (`--report`).
    pub report: Option<String>,
    /// An unreadable document is an error (`--strict`).
    pub strict: bool,
    /// Only the help was asked for (`-h`, `--help`).
    pub help: bool,
}

/// A command line that can't be understood; its text is one line.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}; `evenkeel post-render --help` lists the options")]
pub struct UsageError(String);

// The wasm host shows the Debug form to people.
impl fmt::Debug for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<lexopt::Error> for UsageError {
    fn from(error: lexopt::Error) -> Self {
        Self(error.to_string())
    }
}

impl Options {
    /// The options that `args` (without the program's name) spell.
    ///
    /// One leading `post-render` is accepted and ignored: Helm 3 needs it as the subcommand of the binary, and the same
    /// helmfile hands it to Helm 4's plugins, which are the subcommand already.
    ///
    /// # Errors
    /// An unknown option, a missing value, text that is not UTF-8, or any other positional argument.
    pub fn parse<I>(args: I) -> Result<Self, UsageError>
    where
        I: IntoIterator,
        I::Item: Into<OsString>,
    {
        let mut parser = lexopt::Parser::from_args(args.into_iter().map(Into::into));
        let mut options = Self::default();
        let mut first = true;
        while let Some(argument) = parser.next()? {
            match argument {
                Short('f') | Long("policy") => once(
                    &mut options.policy_file,
                    "--policy",
                    parser.value()?.string()?,
                )?,
                Long("policy-set") => options.policy_sets.push(parser.value()?.string()?),
                Long("report") => once(&mut options.report, "--report", parser.value()?.string()?)?,
                Long("strict") => options.strict = true,
                Short('h') | Long("help") => options.help = true,
                Value(word) if first && word == "post-render" => {}
                other => return Err(other.unexpected().into()),
            }
            first = false;
        }
        Ok(options)
    }
}

fn once(slot: &mut Option<String>, option: &str, value: String) -> Result<(), UsageError> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(UsageError(format!("{option} is given twice"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, UsageError> {
        Options::parse(line.split_whitespace())
    }

    #[test]
    fn a_leading_subcommand_is_ignored_once() {
        let plain = parse("--strict -f a.yaml --policy-set a=1 --policy-set b=2").unwrap();
        assert_eq!(
            parse("post-render --strict --policy a.yaml --policy-set=a=1 --policy-set b=2"),
            Ok(plain)
        );
        assert!(parse("post-render post-render").is_err());
        assert!(parse("--strict post-render").is_err());
    }

    #[test]
    fn what_is_not_understood_is_one_line() {
        for (line, expected) in [
            ("--polcy x", "invalid option '--polcy'"),
            ("--report", "missing argument for option '--report'"),
            ("-f a -f b", "--policy is given twice"),
            ("values.yaml", "unexpected argument \"values.yaml\""),
            (
                "--strict=yes",
                "unexpected argument for option '--strict': \"yes\"",
            ),
        ] {
            let error = parse(line).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("{expected}; `evenkeel post-render --help` lists the options")
            );
            assert_eq!(format!("{error:?}"), error.to_string());
        }
    }

    #[test]
    fn help_names_every_option() {
        for option in [
            "-f, --policy FILE",
            "--policy-set PATH=VALUE",
            "--report FILE",
            "--strict",
            "-h, --help",
        ] {
            assert!(HELP.contains(option), "{option}");
        }
    }
}
