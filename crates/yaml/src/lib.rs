//! Lossless YAML: a tree with exact byte ranges, and edits that keep every other byte.
