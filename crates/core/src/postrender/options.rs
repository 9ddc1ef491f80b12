//! The command line of the post-renderer: one grammar for the native binary, Helm's plugins and helmfile.
//! Refuses every option it does not know; opens no file and reads no environment, the shells do that.
use std::ffi::OsString;
use std::fmt;

use lexopt::prelude::{Long, Short, Value, ValueExt as _};

use super::{Format, KubeVersion, OnBadDocument, Settings};

/// What is done with the manifests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Command {
    /// They are written with what the policy adds.
    #[default]
    PostRender,
    /// The decisions are written in their place.
    Explain,
    /// The difference is written in their place.
    Diff,
    /// They are the items of a KRM `ResourceList`.
    Function,
}

const ABOUT: &str = "\
Adds topology spread constraints and resource requests to the Kubernetes manifests on stdin.
Adds what is missing, and changes a value only where a rule of the policy says so; every other byte of the stream is written
back as it came.

Usage: evenkeel post-render [OPTIONS] < manifests > manifests
       helm template CHART --post-renderer evenkeel --post-renderer-args post-render
";

const ABOUT_EXPLAIN: &str = "\
Says what post-render would do to the Kubernetes manifests on stdin, and why: a line per field.

Usage: helm template CHART | evenkeel explain [OPTIONS]
";

const ABOUT_DIFF: &str = "\
Shows what post-render would change in the Kubernetes manifests on stdin, as a unified diff.

Usage: helm template CHART | evenkeel diff [OPTIONS]
";

const ABOUT_FUNCTION: &str = "\
Post-renders the items of a KRM ResourceList on stdin, for kustomize and kpt.
The list's functionConfig is a PostRenderPolicy, or a ConfigMap with one under `policy`.

Usage: evenkeel fn [OPTIONS] < list > list
";

const OPTIONS: &str = "
Options:
  -f, --policy FILE            PostRenderPolicy to use in place of the built-in one
      --policy-set PATH=VALUE  Change one value of the policy, e.g. rules[0].topologySpread.minReplicas=3 (repeatable)
      --kube-version VERSION   Leave out fields that this Kubernetes does not know; the newest by default
      --namespace NAMESPACE    The release's namespace, for manifests that name none; $HELM_NAMESPACE by default
      --strict                 Fail on a document that cannot be read instead of passing it through
";

const OPTIONS_FUNCTION: &str =
    "      --mark                   Mark each insertion with a comment that names its rule
";

const OPTIONS_POST_RENDER: &str =
    "      --report FILE            Write what was added, replaced, clamped and skipped, and why, as JSON; $EVENKEEL_REPORT by default
";

const OPTIONS_EXPLAIN: &str =
    "      --format FORMAT          text, json, or github for workflow annotations
      --summary                Say what adopting the policy means: pods started anew, objects that refuse, requests added
";

const OPTIONS_DIFF: &str =
    "      --exit-code              End with exit status 1 when anything would change
      --color WHEN             always, never or auto
";

const END: &str = "  -h, --help                   Print this help

Exit status: 0 when all was written, 2 when it could not be; stdout is empty then.
";

/// What a call of the post-renderer asks for; nothing in it has been opened or checked yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// What is done with the manifests.
    pub command: Command,
    /// Path of the policy file (`-f`, `--policy`).
    pub policy_file: Option<String>,
    /// `PATH=VALUE` assignments in the order given (`--policy-set`).
    pub policy_sets: Vec<String>,
    /// Path of the JSON report (`--report`).
    pub report: Option<String>,
    /// An unreadable document is an error (`--strict`).
    pub strict: bool,
    /// The cluster's version (`--kube-version`).
    pub kube_version: Option<KubeVersion>,
    /// The release's namespace (`--namespace`).
    pub namespace: Option<String>,
    /// Each insertion is marked (`--mark`).
    pub mark: bool,
    /// The form of the decisions (`--format`).
    pub format: Format,
    /// The adoption in place of the decisions (`--summary`).
    pub summary: bool,
    /// A difference is told by the exit code (`--exit-code`).
    pub exit_code: bool,
    /// Whether the difference is coloured (`--color`).
    pub color: Color,
    /// Only the help was asked for (`-h`, `--help`).
    pub help: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Color {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A command line that can't be understood; its text is one line.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}; `evenkeel {command} --help` lists the options")]
pub struct UsageError {
    message: String,
    command: Command,
}

// The wasm host shows the Debug form to people.
impl fmt::Debug for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Command {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PostRender => "post-render",
            Self::Explain => "explain",
            Self::Diff => "diff",
            Self::Function => "fn",
        }
    }

    /// Its help text; ends with a newline.
    #[must_use]
    pub fn help(self) -> String {
        let (about, own): (_, &[&str]) = match self {
            Self::PostRender => (ABOUT, &[OPTIONS_FUNCTION, OPTIONS_POST_RENDER]),
            Self::Explain => (ABOUT_EXPLAIN, &[OPTIONS_EXPLAIN]),
            Self::Diff => (ABOUT_DIFF, &[OPTIONS_DIFF]),
            Self::Function => (ABOUT_FUNCTION, &[OPTIONS_FUNCTION]),
        };
        [about, OPTIONS, &own.concat(), END].concat()
    }
}

impl Options {
    /// The options that `args` (without the program's name and the command's) spell.
    ///
    /// For [`Command::PostRender`] one leading `post-render` is accepted and ignored: Helm 3 needs it as the subcommand of
    /// the binary, and the same helmfile hands it to Helm 4's plugins, which are the subcommand already.
    ///
    /// # Errors
    /// An option the command does not have, a missing value, text that is not UTF-8, or any other positional argument.
    pub fn parse<I>(command: Command, args: I) -> Result<Self, UsageError>
    where
        I: IntoIterator,
        I::Item: Into<OsString>,
    {
        let mut options = Self {
            command,
            ..Self::default()
        };
        match options.read(args.into_iter().map(Into::into).collect()) {
            Ok(()) => Ok(options),
            Err(message) => Err(UsageError { message, command }),
        }
    }

    fn read(&mut self, args: Vec<OsString>) -> Result<(), String> {
        use Command::{Diff, Explain, Function, PostRender};
        let mut parser = lexopt::Parser::from_args(args);
        let mut first = true;
        let command = self.command;
        while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
            match (command, argument) {
                (_, Short('f') | Long("policy")) => {
                    once(&mut self.policy_file, "--policy", text(&mut parser)?)?;
                }
                (_, Long("policy-set")) => self.policy_sets.push(text(&mut parser)?),
                (_, Long("kube-version")) => {
                    once(
                        &mut self.kube_version,
                        "--kube-version",
                        text(&mut parser)?.parse()?,
                    )?;
                }
                (_, Long("namespace")) => {
                    once(&mut self.namespace, "--namespace", text(&mut parser)?)?;
                }
                (_, Long("strict")) => self.strict = true,
                (_, Short('h') | Long("help")) => self.help = true,
                (PostRender, Long("report")) => {
                    let name = text(&mut parser)?;
                    // The bridge hands on $EVENKEEL_REPORT, which is empty where nothing is asked for.
                    if name.is_empty() {
                        continue;
                    }
                    once(&mut self.report, "--report", name)?;
                }
                (PostRender | Function, Long("mark")) => self.mark = true,
                (Explain, Long("format")) => self.format = text(&mut parser)?.parse()?,
                (Explain, Long("summary")) => self.summary = true,
                (Diff, Long("exit-code")) => self.exit_code = true,
                (Diff, Long("color")) => {
                    self.color = match text(&mut parser)?.as_str() {
                        "auto" => Color::Auto,
                        "always" => Color::Always,
                        "never" => Color::Never,
                        other => return Err(format!("`{other}` is none of auto, always, never")),
                    };
                }
                (PostRender, Value(word)) if first && word == "post-render" => {}
                (_, other) => return Err(other.unexpected().to_string()),
            }
            first = false;
        }
        if self.summary && self.format != Format::Text {
            return Err(
                "--summary is text; the JSON report holds the same under `workloads`".into(),
            );
        }
        Ok(())
    }

    /// What the engine is told.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings {
            on_bad: if self.strict {
                OnBadDocument::Fail
            } else {
                OnBadDocument::PassThrough
            },
            kube_version: self.kube_version,
            namespace: self.namespace.clone(),
            mark: self.mark,
        }
    }
}

/// The value of the option that was read last.
fn text(parser: &mut lexopt::Parser) -> Result<String, String> {
    let value = parser.value().and_then(|value| value.string());
    value.map_err(|error| error.to_string())
}

fn once<T>(slot: &mut Option<T>, option: &str, value: T) -> Result<(), String> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("{option} is given twice")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, UsageError> {
        Options::parse(Command::PostRender, line.split_whitespace())
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
        assert!(Options::parse(Command::Explain, ["post-render"]).is_err());
    }

    #[test]
    fn what_is_not_understood_is_one_line() {
        for (line, expected) in [
            ("--polcy x", "invalid option '--polcy'"),
            ("--report", "missing argument for option '--report'"),
            ("-f a -f b", "--policy is given twice"),
            ("values.yaml", "unexpected argument \"values.yaml\""),
            ("--summary", "invalid option '--summary'"),
            (
                "--kube-version newest",
                "`newest` is no Kubernetes version such as 1.34",
            ),
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
    fn each_command_has_the_options_that_its_help_names() {
        for (command, options) in [
            (Command::PostRender, &["--report FILE", "--mark"][..]),
            (Command::Explain, &["--format FORMAT", "--summary"]),
            (Command::Diff, &["--exit-code", "--color WHEN"]),
            (Command::Function, &["--mark"]),
        ] {
            let help = command.help();
            let common = [
                "-f, --policy FILE",
                "--policy-set PATH=VALUE",
                "--strict",
                "-h, --help",
            ];
            for option in options.iter().chain(&common) {
                assert!(help.contains(option), "{command}: {option}");
            }
            for line in help
                .lines()
                .filter(|line| line.trim_start().starts_with('-'))
            {
                let option = line
                    .split_whitespace()
                    .find(|word| word.starts_with("--"))
                    .unwrap();
                let error = Options::parse(command, [option.trim_end_matches(',')]);
                let unknown =
                    error.is_err_and(|error| error.to_string().contains("invalid option"));
                assert!(!unknown, "{command} {option}");
            }
        }
    }

    #[test]
    fn versions_are_read_as_helm_spells_them() {
        for text in ["1.27", "v1.27.3", "1.27.3-gke.100", "1.27+"] {
            let options = parse(&format!("--kube-version {text}")).unwrap();
            assert_eq!(options.kube_version.unwrap().to_string(), "1.27", "{text}");
        }
    }
}
