//! Lossless YAML: a tree with exact byte ranges, and edits that keep every other byte.
//!
//! A parser only tells where things are. An edit is a byte range and its new text, spelled and indented like its
//! surroundings; after it the text is parsed again and compared with the tree that was expected, and an edit that does
//! not pass that comparison does not happen.
//!
//! ```
//! use evenkeel_yaml::{Change, Route, Value, apply};
//!
//! let text = "replicas: 3   # keep\nimage: {tag: v1}\n";
//! let change = Change::insert(Route::root(), "concurrent", Value::from(2)).after(["replicas"]);
//! let applied = apply(text, &[change])?;
//! assert_eq!(applied.text, "replicas: 3   # keep\nconcurrent: 2\nimage: {tag: v1}\n");
//! # Ok::<(), evenkeel_yaml::Refused>(())
//! ```
//!
//! # Preserved
//! Everything outside the edited ranges: comments, blank lines, quoting, key order, anchors and aliases, flow style,
//! block scalars, document markers, directives, a byte order mark, line ends, a missing final newline.
//!
//! # Not possible
//! Edits below a mapping with complex keys (`? `), below a tag other than `!!map`, `!!seq` and `!!str`, through an alias,
//! and, unless asked for, inside a node that an alias elsewhere repeats. These are refused with their shape and place.
//!
//! This crate knows no Kubernetes, no Helm and no GitLab; the one thing it takes from Helm is how a scalar is read.
#![warn(missing_docs, clippy::string_slice, clippy::indexing_slicing)]

mod change;
mod edit;
mod error;
mod literal;
mod node;
mod render;
mod route;
mod scalar;
mod shape;
mod stream;
mod tree;
mod value;

pub use change::{Anchors, Applied, Change, apply, apply_to, apply_with, removal};
pub use edit::{Edit, EditSet, Overlap};
pub use error::{ParseError, Refused, Shape};
pub use node::{Kind, Node};
pub use render::{Style, quoted, spell};
pub use route::{Route, RouteError, Step};
pub use scalar::Scalar;
pub use stream::{Document, split};
pub use tree::Tree;
pub use value::{Token, Value};
