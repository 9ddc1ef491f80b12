//! Several keys as one thing: which concepts there are, what a release has of each, and a form to write one.

use super::{About, Step, alert, heading, text};
use evenkeel_core::concepts::{ConceptOption, ENTRIES, Entry, Settings, find};
use evenkeel_core::rules::Severity;
use evenkeel_core::secret;
use evenkeel_core::workspace::Workspace;
use evenkeel_protocol::{Block, Help, Subject};

/// The input that names the concept.
const CONCEPT: &str = "concept";
const WRITE: &str = "write";
const REMOVE: &str = "remove";

/// All concepts, or the form of the chosen one.
pub(super) fn blocks(about: &About<'_>, subject: &Subject) -> Vec<Block> {
    let chosen = subject.input(CONCEPT).unwrap_or_default();
    let place = ENTRIES.iter().position(|entry| entry.about.id == chosen);
    match place.and_then(|place| Some((ENTRIES.get(place)?, about.help.get(place)))) {
        Some((entry, help)) => form(entry, help, about.workspace, subject),
        None => all(about.workspace, subject.release),
    }
}

fn all(workspace: &Workspace, release: usize) -> Vec<Block> {
    let mut blocks = vec![text(
        "Several keys of the chart and of config.toml that mean one thing together. Choose one to read what it is about, to write it, or to take it out.",
    )];
    blocks.extend(ENTRIES.iter().map(|entry| Block::Link {
        name: CONCEPT.to_owned(),
        text: entry.about.id.to_owned(),
        label: entry.about.title.to_owned(),
        note: match entry.read(workspace, release) {
            Some(settings) => told(&settings),
            None => "not in use".to_owned(),
        },
    }));
    blocks
}

/// What a release has of a concept, in one line.
fn told(settings: &Settings) -> String {
    let one = |(name, text): &(&str, String)| format!("{name} {}", secret::redact_text(text));
    let said: Vec<String> = settings
        .iter()
        .filter(|(_, text)| !text.is_empty() && text != "false")
        .map(one)
        .collect();
    if said.is_empty() {
        return "in use".to_owned();
    }
    said.join(", ")
}

fn form(
    entry: &Entry,
    help: Option<&Help>,
    workspace: &Workspace,
    subject: &Subject,
) -> Vec<Block> {
    let now = entry.read(workspace, subject.release);
    let mut blocks = vec![
        Block::Link {
            name: CONCEPT.to_owned(),
            text: String::new(),
            label: "← All concepts".to_owned(),
            note: String::new(),
        },
        heading(entry.about.title),
        text(match help {
            Some(help) => help.page.as_str(),
            None => "The page about it could not be loaded; what it writes is the same without.",
        }),
    ];
    let settings = now.as_deref().unwrap_or_default();
    let fields = entry.options.iter().enumerate().map(|(number, option)| {
        let hint = help.and_then(|help| help.options.get(number));
        let value = settings.iter().find(|(name, _)| *name == option.name);
        let value = value.map_or("", |(_, text)| text);
        field(entry, option, hint.map_or("", String::as_str), value)
    });
    blocks.extend(fields);
    blocks.extend(offers(entry, now.is_some(), workspace, subject));
    blocks
}

fn field(entry: &Entry, option: &ConceptOption, hint: &str, value: &str) -> Block {
    let name = input(entry, option);
    let label = label(option);
    let hint = hint.to_owned();
    let otherwise = option.default.unwrap_or_default();
    if option.allowed.is_empty() {
        return Block::Input {
            name,
            label,
            hint,
            otherwise: otherwise.to_owned(),
            text: value.to_owned(),
            lines: 1,
        };
    }
    let unset = match otherwise {
        "" => "not set".to_owned(),
        otherwise => format!("default ({otherwise})"),
    };
    let mut options = vec![(String::new(), unset)];
    let allowed = option.allowed.iter();
    options.extend(allowed.map(|one| ((*one).to_owned(), (*one).to_owned())));
    Block::Choose {
        name,
        label,
        hint,
        options,
        chosen: value.to_owned(),
    }
}

/// Why it cannot be written as it is told, or the offer to do so, and that to take it out.
fn offers(entry: &Entry, is_used: bool, workspace: &Workspace, subject: &Subject) -> Vec<Block> {
    let said = said(entry, subject);
    let mut after = workspace.clone();
    let mut blocks = Vec::new();
    match entry.write(&mut after, subject.release, &said) {
        Ok(()) if after.bundle() == workspace.bundle() => {
            if is_used {
                blocks.push(text("The files have it so."));
            }
        }
        Ok(()) => blocks.push(Block::Offer {
            label: if is_used {
                "Write the change"
            } else {
                "Write it"
            }
            .to_owned(),
            act: WRITE.to_owned(),
        }),
        Err(error) => {
            let severity = if said.is_empty() {
                Severity::Info
            } else {
                Severity::Error
            };
            blocks.push(alert(severity, super::sentence(&format!("{error}."))));
        }
    }
    if is_used {
        blocks.push(Block::Offer {
            label: "Take it out".to_owned(),
            act: REMOVE.to_owned(),
        });
    }
    blocks
}

/// Writes the chosen concept as it is told, or takes it out.
pub(super) fn act(workspace: &mut Workspace, subject: &Subject, act: &str) -> Result<Step, String> {
    let entry = find(subject.input(CONCEPT).unwrap_or_default());
    let entry = entry.map_err(|error| error.to_string())?;
    let title = entry.about.title;
    let said = if act == REMOVE {
        let removed = entry.remove(workspace, subject.release);
        removed.map_err(|refused| refused.to_string())?;
        format!("{title}: taken out")
    } else {
        let written = entry.write(workspace, subject.release, &said(entry, subject));
        written.map_err(|error| error.to_string())?;
        format!("{title}: written")
    };
    Ok(Step {
        said,
        taken: entry
            .options
            .iter()
            .map(|option| input(entry, option))
            .collect(),
    })
}

/// The options that are told, by their names.
fn said(entry: &Entry, subject: &Subject) -> Vec<(String, String)> {
    let one = |option: &ConceptOption| {
        let text = subject.input(&input(entry, option))?;
        Some((option.name.to_owned(), text.to_owned()))
    };
    entry.options.iter().filter_map(one).collect()
}

/// The input of an option.
fn input(entry: &Entry, option: &ConceptOption) -> String {
    format!("{}.{}", entry.about.id, option.name)
}

/// An option's name for people.
fn label(option: &ConceptOption) -> String {
    let needed = if option.is_required { " (needed)" } else { "" };
    super::sentence(&option.name.replace('-', " ")) + needed
}
