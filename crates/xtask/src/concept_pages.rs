//! A page for each concept of `evenkeel concept`, and their index, made from the table of concepts.

use evenkeel_core::concepts::{ConceptOption, ENTRIES, Entry};
use std::fmt::Write;

/// The folder of the pages, from the repository's root.
pub(crate) const FOLDER: &str = "docs/concepts";

/// All pages, by their path.
pub(crate) fn pages() -> Vec<(String, String)> {
    let mut pages = vec![(format!("{FOLDER}/README.md"), index())];
    let own = ENTRIES.iter();
    pages.extend(own.map(|entry| (format!("{FOLDER}/{}.md", entry.about.id), page(entry))));
    pages
}

fn index() -> String {
    let mut text = "# Concepts\n\nSeveral keys of the chart and of `config.toml` that mean one thing together, read and written as that thing.\n\n```sh\nevenkeel concept list                # all of them\nevenkeel concept show all FILE…      # what a release has\nevenkeel concept set NAME OPTION=VALUE… FILE…\nevenkeel concept remove NAME FILE…\n```\n\nAn option that is not said stays as it is, an empty value takes it back. What is written is found by `show` again, and `remove` leaves the files as they were. Where the values grant exactly the permissions that are needed, they do so afterwards, too.\n\n| concept | options |\n|---|---|\n".to_owned();
    for entry in ENTRIES {
        let id = entry.about.id;
        let options: Vec<_> = entry
            .options
            .iter()
            .map(|option| format!("`{}`", option.name))
            .collect();
        let (title, options) = (entry.about.title, options.join(", "));
        line(
            &mut text,
            format_args!("| [{id}]({id}.md): {title} | {options} |"),
        );
    }
    text
}

fn page(entry: &Entry) -> String {
    let about = entry.about;
    let mut text = format!("# {}\n\n{}\n\n", about.title, about.help);
    line(
        &mut text,
        format_args!("## Options\n| option | what it says | values | else |\n|---|---|---|---|"),
    );
    for option in entry.options {
        let allowed: Vec<_> = option
            .allowed
            .iter()
            .map(|one| format!("`{one}`"))
            .collect();
        let otherwise = match (option.is_required, option.default) {
            (true, _) => "needed".to_owned(),
            (false, default) => default.map(|text| format!("`{text}`")).unwrap_or_default(),
        };
        let (name, says, allowed) = (option.name, option.about, allowed.join(", "));
        line(
            &mut text,
            format_args!("| `{name}` | {says} | {allowed} | {otherwise} |"),
        );
    }
    let id = about.id;
    let needed = entry.options.iter().filter(|option| option.is_required);
    let needed: Vec<_> = needed.map(example).collect();
    let said = if needed.is_empty() {
        entry.options.first().map(example).unwrap_or_default()
    } else {
        needed.join(" ")
    };
    line(
        &mut text,
        format_args!(
            "\n## To write it\n```sh\nevenkeel concept set {id} {said} helmfile.d values\nevenkeel concept remove {id} helmfile.d values\n```"
        ),
    );
    text
}

fn example(option: &ConceptOption) -> String {
    let value = option.allowed.first().copied().or(option.default);
    format!("{}={}", option.name, value.unwrap_or("VALUE"))
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to text cannot fail.
    let _ = writeln!(text, "{line}");
}
