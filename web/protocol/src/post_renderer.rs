//! What the worker and the module of the post-renderer's panel say to each other: that module never sees the files.

use crate::Subject;
use crate::wire::{choice, record};

/// The file that has the policy, where there is one among the files.
pub const POLICY_FILE: &str = "evenkeel.yaml";

record! {
    /// What the panel is asked about.
    #[derive(Debug, Clone, PartialEq)]
    Policed {
        /// The text of [`POLICY_FILE`], where it is among the files.
        kept: Option<String>,
        /// What a person has told.
        subject: Subject,
    }
}

choice! {
    /// What an act of the panel comes to, for the worker to carry out.
    #[derive(Debug, Clone, PartialEq)]
    Outcome {
        /// [`POLICY_FILE`] is to be among the files.
        0 Keep {
            /// Its text.
            policy: String,
            /// What was done then.
            said: String,
            /// The inputs whose texts are in the files then.
            done: Vec<String>,
        },
        /// A plugin is to be packed.
        1 Pack {
            /// What is packed.
            plugin: Plugin,
        },
    }
}

record! {
    /// What a tarball of a plugin is made of.
    #[derive(Debug, Clone, PartialEq)]
    Plugin {
        /// The plugin's name.
        name: String,
        /// The tarball's own name.
        file: String,
        /// Its `plugin.yaml`.
        manifest: String,
        /// Whether the module lies beside that.
        has_module: bool,
    }
}
