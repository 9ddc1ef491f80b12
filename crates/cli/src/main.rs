//! The command line: files and streams in, files, streams and exit codes out; everything that knows anything is in the core.

fn main() {}
