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
//! Everything outside the edited ranges; taking the inserted texts out again gives the old text. In particular, each
//! line with the test behind it:
//! - Comments: behind values, between entries, indented more or less, behind a dash. (`comments_stay_where_they_are`)
//! - Blank lines, and blanks at the ends of lines. (`blank_lines_and_blanks_stay`)
//! - Quotes, escapes, and how numbers and truth values are spelled. (`quoting_and_spelling_stay`)
//! - The order of keys; something new goes behind the one it is asked behind. (`the_order_of_keys_stays`)
//! - Anchors, aliases and merge keys. (`anchors_aliases_and_merges_stay`)
//! - Tags. (`tags_stay`)
//! - Block scalars, their header and each newline at their end. (`block_scalars_keep_every_newline`)
//! - Plain and quoted text over several lines. (`text_over_several_lines_stays`)
//! - Document markers and directives. (`markers_and_directives_stay`)
//! - A byte order mark. (`a_byte_order_mark_stays`)
//! - Line ends; what is new has those of the document. (`windows_line_ends_stay_and_are_followed`)
//! - That the last line has no newline. (`a_missing_final_newline_stays_missing`)
//! - Indentation and list style; what is new has those of the document. (`indentation_and_list_style_are_followed`)
//! - Keys that stand twice, both of them. (`keys_that_stand_twice_stay_both`)
//! - Characters of any width, and however many of them. (`long_and_wide_texts_are_edited_at_the_right_byte`)
//! - All values but `~`, `null`, `{}`, `[]` in the new one's place. (`only_an_empty_value_that_is_written_out_gives_way`)
//! - Nesting, of several insertions at one place too. (`insertions_at_one_offset_keep_their_nesting`)
//! - Streams: the pieces of one, joined. (`documents_that_are_split_and_joined_are_the_stream`)
//! - JSON, of one line or many. (`json_stays_json`)
//! - Spaces, lines and trailing commas between braces. (`layout_between_braces_stays`)
//! - Comments between braces. (`comments_between_braces_stay_with_what_they_are_about`)
//! - A pair in brackets, between braces of its own then. (`a_pair_in_a_list_gets_the_braces_it_needs`)
//!
//! # Not possible
//! These are refused with their shape and place, and nothing is edited:
//! - Text that is no YAML, and more than one document at once. (`text_that_is_no_yaml_is_refused`)
//! - More depth or longer keys. (`nesting_beyond_255_and_keys_beyond_1024_characters_are_refused`)
//! - Edits through an alias or a merge key. (`nothing_is_edited_through_an_alias_or_a_merge`)
//! - Edits inside a node that is repeated, unless asked for. (`nothing_is_edited_inside_what_an_alias_repeats`)
//! - Edits of an entry whose key stands twice. (`an_entry_whose_key_stands_twice_is_not_edited`)
//! - Edits beside keys that are no scalar, or written with `? `. (`mappings_with_complex_keys_are_not_edited`)
//! - Edits below tags but `!!map`, `!!seq`, `!!str`. (`nothing_is_edited_under_a_tag_that_may_mean_anything`)
//! - Entries in something that holds anything else. (`text_and_lists_do_not_become_mappings`)
//! - A last item behind such a scalar. (`nothing_follows_an_item_that_ends_the_text_in_a_block_scalar_without_newline`)
//! - Two changes of the same bytes. (`two_changes_of_the_same_bytes_are_refused`)
//! - Whatever else would go wrong. (`what_would_not_read_back_as_intended_is_refused`)
//! - Text with the oldest line ends. (`lines_that_end_in_a_carriage_return_alone_are_not_told_apart`)
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

pub use change::{
    Anchors, Applied, Change, apply, apply_to, apply_with, past_deeper_comments, removal,
    with_comments_above,
};
pub use edit::{Edit, EditSet, Overlap, apply_in_order};
pub use error::{ParseError, Refused, Shape};
pub use literal::Offsets;
pub use node::{Kind, Node};
pub use render::{Style, column, dash_before, line_end, line_start, quoted, spell};
pub use route::{Route, RouteError, Step};
pub use scalar::Scalar;
pub use stream::{Document, split};
pub use tree::Tree;
pub use value::{Token, Value};
