//! What a release is made of in a helmfile: the templates that it inherits from, in their order, and then its own keys.
//! Fields of the later ones win, lists are put behind each other.
//!
//! Source: helmfile 1.8, `inherit` and `templates`, tried with `helmfile build`.

use super::file::File;
use evenkeel_yaml::{Node, Route};

/// How deep templates may inherit from templates.
const DEPTH: usize = 8;

/// A template of the helmfile, or the release itself.
pub(super) struct Source<'t> {
    /// The document it is in.
    pub(super) document: usize,
    /// The way there.
    pub(super) route: Route,
    pub(super) node: Node<'t>,
    /// Keys that are not inherited.
    except: Vec<&'t str>,
    /// Whether others inherit from it too.
    pub(super) is_template: bool,
}

impl<'t> Source<'t> {
    /// What it says at a key; nothing for null.
    pub(super) fn get(&self, key: &str) -> Option<Node<'t>> {
        let found = self.node.get(key).filter(|node| !node.is_null());
        found.filter(|_| !self.except.contains(&key))
    }
}

/// The templates a release inherits from, the weakest first, and the release.
pub(super) fn sources<'t>(
    file: &'t File,
    document: usize,
    route: Route,
    node: Node<'t>,
) -> Vec<Source<'t>> {
    let mut found = Vec::new();
    collect(file, node, &[], DEPTH, &mut found);
    found.push(Source {
        document,
        route,
        node,
        except: Vec::new(),
        is_template: false,
    });
    found
}

fn collect<'t>(
    file: &'t File,
    node: Node<'t>,
    except: &[&'t str],
    depth: usize,
    found: &mut Vec<Source<'t>>,
) {
    let inherited = node.get("inherit").map(Node::items).unwrap_or_default();
    for entry in inherited {
        let name = entry.get("template").and_then(Node::text);
        let Some((name, depth)) = name.zip(depth.checked_sub(1)) else {
            continue;
        };
        let route = Route::root().key("templates").key(name);
        let template = file.trees().find_map(|(document, tree)| {
            let node = tree.root()?.at(&route)?;
            Some((document, node))
        });
        let Some((document, node)) = template else {
            continue;
        };
        let own = entry.get("except").map(Node::items).unwrap_or_default();
        let mut except = except.to_vec();
        except.extend(own.into_iter().filter_map(Node::text));
        // So many are more than anybody inherits, and fewer than would hurt.
        if found.len() >= 64 {
            return;
        }
        collect(file, node, &except, depth, found);
        found.push(Source {
            document,
            route,
            node,
            except,
            is_template: true,
        });
    }
}
