//! Moving a key: it goes where it stands, is written where it belongs, and the comments that left with it come along.

use super::locate::key_node;
use super::read::{route_of, toml_route};
use super::{Input, Workspace, WriteRefused};
use crate::config_toml::{ConfigToml, Found, TomlRefused};
use crate::keys::{Address, Place};
use evenkeel_yaml::{Edit, EditSet, Node, Route, Step, Tree};
use std::ops::Range;

/// What a person wrote about a key.
#[derive(Default)]
struct Comments {
    /// Lines of their own, above the key or among its value.
    above: Vec<String>,
    /// What stands behind the value on its line, with the blanks before it.
    behind: Option<String>,
}

/// A key in a text.
struct Spot<'t> {
    text: &'t str,
    key: usize,
    /// Where its value ends.
    end: usize,
    /// What from the key to that end is no comment, whatever it looks like.
    words: Vec<Range<usize>>,
}

impl Workspace {
    /// Moves a key of a release with the comments that are removed with it.
    ///
    /// # Errors
    /// What stood in the way of removing or writing. A comment without a place at the new key is no reason.
    pub(crate) fn move_key(
        &mut self,
        release: usize,
        from: &Address,
        to: &Address,
        input: &Input,
    ) -> Result<(), WriteRefused> {
        let mut comments = self.comments(release, from).unwrap_or_default();
        let files = self.files.clone();
        let removed = self.remove(release, from)?;
        let old = files.get(removed.file).map_or("", |file| file.text());
        let is_gone = |comment: &str| {
            let mut edits = removed.edits.iter();
            edits.any(|edit| {
                let taken = old.get(edit.range.clone()).unwrap_or_default();
                taken.contains(comment) && !edit.text.contains(comment)
            })
        };
        comments.above.retain(|comment| is_gone(comment));
        comments.behind = comments.behind.filter(|comment| is_gone(comment.trim()));
        self.write(release, to, input)?;
        if !comments.above.is_empty() || comments.behind.is_some() {
            self.put_comments(release, to, &comments);
        }
        Ok(())
    }

    fn comments(&self, release: usize, address: &Address) -> Option<Comments> {
        if address.place == Place::Config {
            let config = self.config(release)?.ok()?;
            return Some(in_toml(config, &toml_route(&address.segments))?.comments());
        }
        let (file, document, route) = self.yaml_place(release, address)?;
        let part = self.files.get(file)?.part(document)?;
        Some(in_yaml(part.root()?, &part.text, &route)?.comments())
    }

    /// Behind the value where there is room, else in lines above the key.
    fn put_comments(&mut self, release: usize, address: &Address, comments: &Comments) {
        if address.place == Place::Config {
            let route = toml_route(&address.segments);
            for is_behind in [true, false] {
                let plan = |text: &str| commented_toml(text, &route, comments, is_behind);
                if self.edit_config(release, address, plan).is_ok() {
                    return;
                }
            }
        } else if let Some((file, edits)) = self.commented_yaml(release, address, comments)
            && let Some(open) = self.files.get(file)
        {
            let text = edits.apply(open.text());
            self.set_text(file, &text);
        }
    }

    fn commented_yaml(
        &self,
        release: usize,
        address: &Address,
        comments: &Comments,
    ) -> Option<(usize, EditSet)> {
        let (number, document, route) = self.yaml_place(release, address)?;
        let file = self.files.get(number)?;
        let part = file.part(document)?;
        let tree = part.tree.as_ref().ok()?;
        let spot = in_yaml(tree.root()?, &part.text, &route)?;
        let is_same = |edits: &EditSet| {
            let read = Tree::parse(edits.apply(tree.source()));
            read.is_ok_and(|read| read.reads_as(tree))
        };
        let edits = [true, false]
            .into_iter()
            .filter_map(|is_behind| spot.commented(comments, is_behind))
            .find(is_same)?;
        Some((number, file.lifted(&part.home, edits).ok()?))
    }

    /// File, document and route of a key in YAML.
    fn yaml_place(&self, release: usize, address: &Address) -> Option<(usize, usize, Route)> {
        match address.place {
            Place::Config => None,
            Place::Helmfile => self.helmfile_route(release, address),
            Place::Values => {
                let route = route_of(&address.segments, 0);
                let (_, target, route) = self.layer_with(release, &route)?;
                Some((target.file, target.document, route))
            }
        }
    }
}

impl Spot<'_> {
    fn comments(&self) -> Comments {
        let text = |range: Range<usize>| self.text.get(range).unwrap_or_default();
        let line = self.line();
        let mut above = Vec::new();
        // Before an item of a list stands its dash.
        if text(line..self.key)
            .trim()
            .trim_start_matches('-')
            .is_empty()
        {
            let lines = text(0..line).lines().rev().map(str::trim);
            above.extend(
                lines
                    .take_while(|line| line.starts_with('#'))
                    .map(str::to_owned),
            );
            above.reverse();
        }
        let mut at = self.key;
        for word in &self.words {
            above.extend(between_words(text(at..word.start)));
            at = word.end;
        }
        let rest = text(self.end..self.text.len());
        let rest = rest.lines().next().unwrap_or_default();
        // Behind a comma, between braces.
        let rest = rest.strip_prefix(',').unwrap_or(rest).trim_end();
        let has_line = !text(self.key..self.end).ends_with('\n');
        let behind = (has_line && rest.trim_start().starts_with('#')).then(|| rest.to_owned());
        Comments { above, behind }
    }

    fn line(&self) -> usize {
        let before = self.text.get(..self.key).unwrap_or_default();
        before.rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// The edits that give the key comments; none where there is no room behind the value.
    fn commented(&self, comments: &Comments, is_behind: bool) -> Option<EditSet> {
        let newline = if self.text.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        let line = self.line();
        let lead = self.text.get(line..self.key)?;
        let lead = lead.get(..lead.len() - lead.trim_start().len())?;
        let mut above = String::new();
        let own_line = comments.behind.as_deref().filter(|_| !is_behind);
        for comment in comments.above.iter().map(String::as_str).chain(own_line) {
            above += &format!("{lead}{}{newline}", comment.trim());
        }
        let mut edits = vec![insertion(line, above)];
        if let Some(comment) = comments.behind.as_ref().filter(|_| is_behind) {
            let rest = self
                .text
                .get(self.end..)?
                .lines()
                .next()
                .unwrap_or_default();
            if self.text.get(self.key..self.end)?.contains('\n') || !rest.trim().is_empty() {
                return None;
            }
            let blank = if comment.starts_with('#') { " " } else { "" };
            edits.push(insertion(self.end, format!("{blank}{comment}")));
        }
        edits.retain(|edit| !edit.text.is_empty());
        EditSet::new(edits).ok()
    }
}

fn insertion(at: usize, text: String) -> Edit {
    Edit {
        range: at..at,
        text,
        depth: 0,
        change: 0,
    }
}

/// The comments in a text that holds no scalar.
fn between_words(gap: &str) -> impl Iterator<Item = String> {
    gap.lines().filter_map(|line| {
        let at = line.find('#')?;
        Some(line.get(at..)?.trim_end().to_owned())
    })
}

fn in_yaml<'t>(root: Node<'t>, text: &'t str, route: &Route) -> Option<Spot<'t>> {
    let (key, value) = (key_node(root, route)?, root.at(route)?);
    let is_item = matches!(route.split_last(), Some((_, Step::Index(_))));
    let mut words = if is_item {
        Vec::new()
    } else {
        vec![key.span()]
    };
    yaml_words(value, &mut words);
    Some(Spot {
        text,
        key: key.start(),
        end: value.span().end.max(key.span().end),
        words,
    })
}

fn yaml_words(node: Node<'_>, words: &mut Vec<Range<usize>>) {
    let (entries, items) = (node.entries(), node.items());
    if node.is_alias() || entries.is_empty() && items.is_empty() {
        let span = node.span();
        // Behind the sign of a block scalar, on its line, may stand a comment.
        let sign = node.token().lines().next().unwrap_or_default();
        let comment = sign.find('#').filter(|_| node.is_block_scalar());
        if let Some(comment) = comment {
            words.push(span.start..span.start + comment);
            words.push(span.start + sign.len()..span.end);
        } else {
            words.push(span);
        }
        return;
    }
    for (key, value) in entries {
        words.push(key.span());
        yaml_words(value, words);
    }
    for item in items {
        yaml_words(item, words);
    }
}

fn in_toml<'t>(config: &'t ConfigToml, route: &Route) -> Option<Spot<'t>> {
    let (key, value) = (config.key_span(route)?, config.get(route)?);
    let mut words = vec![key.clone()];
    toml_words(value, &mut words);
    Some(Spot {
        text: config.text(),
        key: key.start,
        end: value.span().end,
        words,
    })
}

fn toml_words(value: Found<'_>, words: &mut Vec<Range<usize>>) {
    let elements = value.elements();
    if elements.is_empty() {
        words.push(value.span());
    }
    for element in elements {
        toml_words(element, words);
    }
}

fn commented_toml(
    text: &str,
    route: &Route,
    comments: &Comments,
    is_behind: bool,
) -> Result<EditSet, TomlRefused> {
    let config = ConfigToml::parse(text).map_err(TomlRefused::Unparsable)?;
    let spot = in_toml(&config, route).ok_or(TomlRefused::Missing)?;
    let edits = spot
        .commented(comments, is_behind)
        .ok_or(TomlRefused::Unverified)?;
    let edited = ConfigToml::parse(&edits.apply(text)).map_err(|_| TomlRefused::Unverified)?;
    let values = |config: &ConfigToml| -> Vec<_> {
        let leaves = config.leaves().into_iter();
        leaves
            .map(|(route, found)| (route, found.value()))
            .collect()
    };
    if values(&edited) == values(&config) {
        Ok(edits)
    } else {
        Err(TomlRefused::Unverified)
    }
}

#[cfg(test)]
mod tests;
