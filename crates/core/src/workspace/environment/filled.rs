//! What a document holds once helmfile has filled it in.

use super::{Conditions, Presence, Scope, worked_out};
use crate::workspace::part::Part;
use crate::workspace::{File, Held};
use evenkeel_yaml::{Kind, Node, Tree};
use std::cell::OnceCell;

impl File {
    /// What a node of a document holds: with its placeholders in place, or filled in where a scope says so.
    pub(crate) fn held_in(&self, document: usize, node: Node<'_>, scope: Option<&Scope>) -> Held {
        let part = self
            .part(document)
            .filter(|part| part.has_actions || !part.kept().is_empty());
        match (part, scope.filter(|_| self.is_template())) {
            (Some(part), Some(scope)) => {
                let filled = Filled {
                    part,
                    scope,
                    conditions: OnceCell::new(),
                };
                filled.held(node, &mut 20_000)
            }
            (Some(part), None) if !part.kept().is_empty() => Held::of_yaml(node).restored(part),
            _ => Held::of_yaml(node),
        }
    }

    /// Which lines of a document are there.
    pub(crate) fn conditions(&self, document: usize, scope: &Scope) -> Conditions {
        let part = self.part(document).filter(|_| self.is_template());
        part.map(|part| Conditions::of(part, scope))
            .unwrap_or_default()
    }
}

struct Filled<'a> {
    part: &'a Part,
    scope: &'a Scope,
    /// Asked for by lists and maps only.
    conditions: OnceCell<Conditions>,
}

impl Filled<'_> {
    fn held(&self, node: Node<'_>, budget: &mut usize) -> Held {
        let Some(rest) = budget.checked_sub(1) else {
            return Held::Null;
        };
        *budget = rest;
        match node.resolved().kind() {
            Kind::Sequence => {
                let items = node.items().into_iter();
                Held::List(
                    items
                        .filter_map(|item| self.child(item, item, budget))
                        .collect(),
                )
            }
            Kind::Mapping if !node.token().starts_with("{{") => {
                let mut entries = Vec::new();
                for (key, value) in node.merged() {
                    if let Some(name) = key.text()
                        && let Some(held) = self.child(key, value, budget)
                    {
                        entries.push((self.part.restored(name), held));
                    }
                }
                Held::Map(entries)
            }
            _ => self.scalar(node),
        }
    }

    fn child(&self, at: Node<'_>, value: Node<'_>, budget: &mut usize) -> Option<Held> {
        let conditions = self
            .conditions
            .get_or_init(|| Conditions::of(self.part, self.scope));
        match conditions.at(at.span().start) {
            Presence::There => Some(self.held(value, budget)),
            Presence::Absent => None,
            Presence::Undecided(_) => Some(Held::Template),
        }
    }

    fn scalar(&self, node: Node<'_>) -> Held {
        let node = node.resolved();
        let source = self.part.text.get(node.span()).unwrap_or_default();
        if !source.contains("{{") {
            return Held::of_yaml(node).restored(self.part);
        }
        if node.is_block_scalar() {
            let text = self.part.restored(node.text().unwrap_or_default());
            return worked_out(&text, self.scope).map_or(Held::Template, Held::Str);
        }
        let Ok(filled) = worked_out(source, self.scope) else {
            return Held::Template;
        };
        let tree = Tree::parse(filled);
        let root = tree.as_ref().ok().and_then(Tree::root);
        root.map_or(Held::Null, Held::of_yaml)
    }
}
