//! What a person can do to the documents.

use crate::message::{Assumed, Nodes, Subject, TextFile};
use crate::wire::choice;

choice! {
    /// A change of the documents, or of which part of them is shown.
    #[derive(Debug, Clone, PartialEq)]
    Edit {
        /// The documents are these and have no history: at the start, and after a worker broke.
        0 Begin {
            /// The number of this state of the documents.
            edition: usize,
            /// All files in their order.
            files: Vec<TextFile>,
            /// helmfile's environment that they are read for.
            environment: String,
            /// What the files do not say.
            assumed: Assumed,
        },
        /// A field's text is now this.
        1 Type {
            /// The field's address.
            at: String,
            /// The text.
            text: String,
            /// What an empty text is: a value, or nothing, which takes the key out.
            is_kept: bool,
        },
        /// Something is to be taken out.
        2 Remove {
            /// Its address.
            at: String,
        },
        /// The focus left a field: what is typed next is another step of undo.
        3 Leave,
        /// Back to the step before.
        4 Undo,
        /// Forth to the step that was undone.
        5 Redo,
        /// Shows another release.
        6 ShowRelease {
            /// Its number.
            release: usize,
        },
        /// Reads the documents for another of helmfile's environments.
        7 ShowEnvironment {
            /// Its name.
            name: String,
        },
        /// The nodes are these.
        8 Assume {
            /// The nodes.
            nodes: Nodes,
        },
        /// Opens files in place of what is open.
        9 Open {
            /// Paths and texts.
            files: Vec<TextFile>,
        },
        /// Begins anew with the files of a preset.
        10 StartFrom {
            /// Paths and texts.
            files: Vec<TextFile>,
        },
        /// A runner more.
        11 AddRunner {
            /// The name of its release.
            name: String,
            /// The release whose values it shares; none begins with the fewest settings.
            like: Option<usize>,
        },
        /// A runner less.
        12 RemoveRunner {
            /// The release.
            release: usize,
        },
        /// Makes the fix of a finding.
        13 Fix {
            /// Which state of the documents it was found in.
            edition: usize,
            /// Its number among what was found there.
            finding: usize,
        },
        /// Makes all safe fixes.
        14 FixAll,
        /// Moves an element of a list to another place of it.
        15 Move {
            /// Its address.
            at: String,
            /// The place, from 0.
            to: usize,
        },
        /// An environment more in the helmfile of the shown release.
        16 AddEnvironment {
            /// Its name.
            name: String,
        },
        /// Does what an explanation offered.
        17 Act {
            /// The subject it was about.
            subject: Subject,
            /// What was offered, by its name.
            act: String,
        },
    }
}
