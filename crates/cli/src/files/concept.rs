//! `concept`: what several keys mean together, listed, shown, written and taken out.

use super::{About, CLEAN, FOUND, open_in, release, save};
use anyhow::{Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use evenkeel_core::concepts::{ENTRIES, Entry, Settings, find};
use evenkeel_core::secret;
use serde_json::{Value, json};
use std::io::Write;

/// The version of the JSON format.
const VERSION: &str = "evenkeel.dev/v1alpha1";

/// Arguments of `concept`.
#[derive(Args)]
pub(crate) struct ConceptArguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the concepts, or tell about one: its options and what to know
    List(ListArguments),
    /// Say what a release has of a concept, or of all
    Show(ShowArguments),
    /// Write a concept, in place; options that are not said stay as they are
    Set(SetArguments),
    /// Take a concept out, in place
    Remove(RemoveArguments),
}

#[derive(Args)]
struct ListArguments {
    /// The concept
    name: Option<String>,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Args)]
struct ShowArguments {
    /// The concept, or `all`
    name: String,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    about: About,
}

#[derive(Args)]
struct SetArguments {
    /// The concept
    name: String,
    /// The options, then files or folders; an empty value takes an option back
    #[arg(required = true, value_name = "OPTION=VALUE|FILE")]
    rest: Vec<String>,
    /// The release, by name or namespace/name, when there are several
    #[arg(long)]
    release: Option<String>,
    /// The environment, as helmfile takes it
    #[arg(long, short, value_name = "NAME")]
    environment: Option<String>,
}

#[derive(Args)]
struct RemoveArguments {
    /// The concept
    name: String,
    #[command(flatten)]
    about: About,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Exit code 1 when a concept that is asked for is not in use.
pub(crate) fn concept(arguments: &ConceptArguments) -> Result<u8> {
    match &arguments.command {
        Command::List(arguments) => list(arguments),
        Command::Show(arguments) => show(arguments),
        Command::Set(arguments) => set(arguments),
        Command::Remove(arguments) => remove(arguments),
    }
}

fn list(arguments: &ListArguments) -> Result<u8> {
    let mut out = std::io::stdout().lock();
    let chosen: Vec<&Entry> = match &arguments.name {
        Some(name) => vec![find(name)?],
        None => ENTRIES.iter().collect(),
    };
    if arguments.format == Format::Json {
        let concepts: Vec<Value> = chosen.into_iter().map(described).collect();
        let document = json!({"apiVersion": VERSION, "kind": "ConceptList", "concepts": concepts});
        writeln!(out, "{document:#}")?;
        return Ok(CLEAN);
    }
    for entry in chosen {
        writeln!(out, "{} - {}", entry.about.id, entry.about.title)?;
        if arguments.name.is_none() {
            continue;
        }
        writeln!(out, "{}\n", super::generate::wrapped(entry.about.help))?;
        for option in entry.options {
            let end = match (option.is_required, option.default) {
                (true, _) => " (needed)".to_owned(),
                (_, Some(default)) => format!(" (else {default})"),
                _ => String::new(),
            };
            let allowed = match option.allowed {
                [] => String::new(),
                allowed => format!("={}", allowed.join("|")),
            };
            writeln!(
                out,
                "  {}{allowed}\n      {}{end}",
                option.name, option.about
            )?;
        }
    }
    Ok(CLEAN)
}

fn described(entry: &Entry) -> Value {
    let options = entry.options.iter().map(|option| {
        json!({
            "name": option.name,
            "about": option.about,
            "allowed": option.allowed,
            "default": option.default,
            "required": option.is_required,
        })
    });
    json!({
        "name": entry.about.id,
        "title": entry.about.title,
        "help": entry.about.help,
        "options": options.collect::<Vec<_>>(),
    })
}

fn show(arguments: &ShowArguments) -> Result<u8> {
    let chosen: Vec<&Entry> = match arguments.name.as_str() {
        "all" => ENTRIES.iter().collect(),
        name => vec![find(name)?],
    };
    let (workspace, release) = arguments.about.open()?;
    let found: Vec<(&Entry, Settings)> = chosen
        .iter()
        .filter_map(|entry| Some((*entry, entry.read(&workspace, release)?)))
        .collect();
    let mut out = std::io::stdout().lock();
    if arguments.format == Format::Json {
        let concepts: Vec<Value> = found.iter().map(|(entry, own)| told(entry, own)).collect();
        let document =
            json!({"apiVersion": VERSION, "kind": "ConceptReport", "concepts": concepts});
        writeln!(out, "{document:#}")?;
    } else {
        for (entry, settings) in &found {
            if chosen.len() > 1 {
                write!(out, "{}:", entry.about.id)?;
            }
            for (number, (name, text)) in settings.iter().enumerate() {
                let lead = if number == 0 && chosen.len() == 1 {
                    ""
                } else {
                    " "
                };
                write!(out, "{lead}{name}={}", quoted(&secret::redact_text(text)))?;
            }
            writeln!(out)?;
        }
    }
    let is_found = chosen.len() > 1 || !found.is_empty();
    Ok(if is_found { CLEAN } else { FOUND })
}

fn told(entry: &Entry, settings: &Settings) -> Value {
    let options = settings.iter();
    let options =
        options.map(|(name, text)| ((*name).to_owned(), secret::redact_text(text).into()));
    json!({"name": entry.about.id, "options": options.collect::<serde_json::Map<_, _>>()})
}

/// A text as a shell takes it.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,=@+".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn set(arguments: &SetArguments) -> Result<u8> {
    let entry = find(&arguments.name)?;
    let (said, files): (Vec<_>, Vec<_>) = arguments.rest.iter().partition(|text| is_option(text));
    if files.is_empty() {
        bail!("name the files, or folders with them, behind the options");
    }
    let files: Vec<String> = files.into_iter().cloned().collect();
    let said: Vec<(String, String)> = said
        .into_iter()
        .filter_map(|text| text.split_once('='))
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect();
    let before = open_in(&files, arguments.environment.as_deref())?;
    let release = release(&before, arguments.release.as_deref())?;
    let mut after = before.clone();
    entry.write(&mut after, release, &said)?;
    report(&save(&before, &after)?)
}

fn remove(arguments: &RemoveArguments) -> Result<u8> {
    let entry = find(&arguments.name)?;
    let (before, release) = arguments.about.open()?;
    if entry.read(&before, release).is_none() {
        return Ok(FOUND);
    }
    let mut after = before.clone();
    entry.remove(&mut after, release)?;
    report(&save(&before, &after)?)
}

/// Whether an argument is an option and no file: a file with such a name is written with its folder.
fn is_option(text: &str) -> bool {
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    text.split_once('=').is_some_and(|(name, _)| is_name(name))
}

fn report(written: &[String]) -> Result<u8> {
    let mut out = std::io::stdout().lock();
    for path in written {
        writeln!(out, "{path}")?;
    }
    Ok(CLEAN)
}
