//! `--mark`: a comment behind the first line of each insertion that names the rule which made it.
//! Only between lines of block style: flow style and JSON have no room for a comment that ends with its line.
use std::fmt::Write as _;

use evenkeel_yaml::{Edit, EditSet, Tree};

use super::intent::Draft;
use super::output::Edited;

/// Marks the insertions of a document; where the marked text would read as something else, none.
pub(super) fn mark(body: &str, edited: &mut Edited, drafts: &[Draft]) {
    let marked: Vec<Edit> = edited
        .edits
        .iter()
        .map(|edit| {
            let rule = drafts
                .iter()
                .find(|draft| draft.change == Some(edit.change));
            let rule = rule.and_then(|draft| draft.rule.as_deref());
            let text = rule.and_then(|rule| with_comment(body, edit, rule));
            text.map_or_else(
                || edit.clone(),
                |text| Edit {
                    text,
                    ..edit.clone()
                },
            )
        })
        .collect();
    let Ok(edits) = EditSet::new(marked.clone()) else {
        return;
    };
    let text = edits.apply(body);
    let as_before = Tree::parse(edited.text.as_str());
    if let (Ok(before), Ok(after)) = (as_before, Tree::parse(text.as_str()))
        && before.reads_as(&after)
    {
        edited.text = text;
        edited.edits = marked;
    }
}

/// The text of an insertion of whole lines with the comment; none for any other edit.
fn with_comment(body: &str, edit: &Edit, rule: &str) -> Option<String> {
    let before = body.get(..edit.range.start)?;
    let begins_line = before.is_empty() || before.ends_with('\n');
    let ends_last_line = edit.text.starts_with(['\r', '\n']);
    if !edit.range.is_empty() || !(begins_line || ends_last_line) {
        return None;
    }
    let start = edit.text.len() - edit.text.trim_start_matches(['\r', '\n']).len();
    let (head, lines) = edit.text.split_at_checked(start)?;
    let end = lines.find(['\r', '\n']).unwrap_or(lines.len());
    let (first, rest) = lines.split_at_checked(end)?;
    let mut text = format!("{head}{first} # evenkeel: ");
    // A rule's name may hold anything; a comment is one line.
    write!(text, "{}", rule.replace(char::is_control, " ")).ok()?;
    text.push_str(rest);
    Some(text)
}
