//! The messages themselves.

use crate::edit::Edit;
use crate::picture::Picture;
use crate::wire::{choice, record};
use evenkeel_core::rules::Severity;

/// A file as path and text.
pub type TextFile = (String, String);

choice! {
    /// What the page wants of the worker.
    #[derive(Debug, Clone, PartialEq)]
    Ask {
        /// Make a change; the answer is a [`Picture`].
        0 Edit {
            /// The change.
            edit: Edit,
        },
        /// What is wrong with the documents?
        1 Check,
        /// What is there to say about a subject?
        2 Show {
            /// The subject.
            subject: Subject,
        },
    }
}

choice! {
    /// What the worker says.
    #[derive(Debug, Clone, PartialEq)]
    Answer {
        /// It can be asked.
        0 Ready,
        /// What is wrong with the documents.
        1 Found {
            /// The edition that was checked.
            edition: usize,
            /// By release, file and line.
            findings: Vec<Finding>,
        },
        /// The documents as they are now.
        2 Drawn {
            /// What of them is to be shown.
            picture: Box<Picture>,
        },
        /// It was not done.
        3 Refused {
            /// Why, in a sentence.
            reason: String,
        },
        /// What there is to say about a subject.
        4 Shown {
            /// The edition it is about.
            edition: usize,
            /// The subject.
            subject: Subject,
            /// From top to bottom.
            blocks: Vec<Block>,
        },
        /// A file of its own to save.
        5 Made {
            /// Its name.
            name: String,
            /// Where the browser has it.
            url: String,
        },
    }
}

record! {
    /// One thing that is wrong, at one place.
    #[derive(Debug, Clone, PartialEq)]
    Finding {
        /// How bad it is.
        severity: Severity,
        /// The release it is about.
        release: usize,
        /// One sentence about this place.
        sentence: String,
        /// Why it matters.
        reason: String,
        /// The row of the key it is about.
        key: Option<usize>,
        /// The address it is about.
        at: Option<String>,
        /// The file.
        file: usize,
        /// The line, from 1.
        line: usize,
        /// What would mend it.
        fix: Option<Fix>,
    }
}

record! {
    /// What would mend a finding.
    #[derive(Debug, Clone, PartialEq)]
    Fix {
        /// What a button says.
        label: String,
        /// Whether it may be made without asking.
        is_safe: bool,
    }
}

record! {
    /// What no document says.
    #[derive(Debug, Clone, PartialEq, Default)]
    Assumed {
        /// The chart's version, where no helmfile pins one.
        chart_version: Option<String>,
        /// The nodes, once a person said what they are.
        nodes: Option<Nodes>,
    }
}

record! {
    /// A starting point: its name, what it is for, its files.
    #[derive(Debug, Clone, PartialEq)]
    Preset {
        /// Its name on the command line.
        id: String,
        /// Its name for people.
        title: String,
        /// What it is for, in one sentence.
        about: String,
        /// Its files.
        files: Vec<TextFile>,
    }
}

choice! {
    /// What the page can ask the worker to explain.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    Topic {
        /// Where a key has its value from. The key is the input [`KEY`].
        0 Why,
        /// What a release buys on the assumed nodes.
        1 Capacity,
        /// What a release must be allowed, and what it is.
        2 Permissions,
        /// What another version of the chart means for the files.
        3 Version,
        /// Several keys as one thing.
        4 Concepts,
        /// What the post-renderer does to manifests.
        5 PostRenderer,
    }
}

/// The input that names the key, for [`Topic::Why`].
pub const KEY: &str = "key";

record! {
    /// A topic, and what a person has told about it.
    #[derive(Debug, Clone, PartialEq)]
    Subject {
        /// The topic.
        topic: Topic,
        /// The release.
        release: usize,
        /// The inputs that are not as the explanation had them, with their texts.
        inputs: Vec<(String, String)>,
    }
}

impl Subject {
    /// What an input is told to be.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<&str> {
        let found = self.inputs.iter().find(|(own, _)| own == name);
        found.map(|(_, text)| text.as_str())
    }
}

choice! {
    /// A piece of an explanation. The page draws these and knows no more about the subject.
    #[derive(Debug, Clone, PartialEq)]
    Block {
        /// A heading.
        0 Heading {
            /// Its text.
            text: String,
        },
        /// A paragraph.
        1 Text {
            /// Its text.
            text: String,
        },
        /// A paragraph that says what is wrong.
        2 Alert {
            /// How bad it is.
            severity: Severity,
            /// Its text.
            text: String,
        },
        /// Names and values.
        3 Facts {
            /// One pair a line.
            rows: Vec<(String, String)>,
        },
        /// A table.
        4 Table {
            /// What the columns are.
            head: Vec<String>,
            /// As many cells a row; the first is its name.
            rows: Vec<Vec<String>>,
        },
        /// A value in a file, which the page can show there.
        5 Place {
            /// The file.
            file: usize,
            /// The line, from 1.
            line: usize,
            /// What it says.
            text: String,
            /// What becomes of it.
            note: String,
        },
        /// An input that is one of several.
        6 Choose {
            /// The input.
            name: String,
            /// What is chosen.
            label: String,
            /// What it means.
            hint: String,
            /// Their texts and what the page shows.
            options: Vec<(String, String)>,
            /// The text of the one it is.
            chosen: String,
        },
        /// An input that is any text.
        7 Input {
            /// The input.
            name: String,
            /// What it is.
            label: String,
            /// What it means.
            hint: String,
            /// What it is when it is empty.
            otherwise: String,
            /// The text it has.
            text: String,
            /// As many lines are shown.
            lines: usize,
        },
        /// A way to what else can be explained: it gives an input a text.
        8 Link {
            /// The input.
            name: String,
            /// Its text.
            text: String,
            /// What is to be pressed.
            label: String,
            /// What is said beside it.
            note: String,
        },
        /// Lines of a text.
        9 Lines {
            /// What the text is.
            label: String,
            /// The lines, and what becomes of each.
            lines: Vec<(Change, String)>,
        },
        /// Something that can be done about it.
        10 Offer {
            /// What a button says.
            label: String,
            /// What to ask for then.
            act: String,
        },
    }
}

choice! {
    /// What becomes of a line.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    Change {
        /// It stays.
        0 None,
        /// It is new.
        1 Added,
        /// It goes.
        2 Removed,
    }
}

record! {
    /// What there is to know about a concept; a file beside the modules has it for all.
    #[derive(Debug, Clone, PartialEq)]
    Help {
        /// Its page.
        page: String,
        /// What each of its options says, in their order.
        options: Vec<String>,
    }
}

record! {
    /// The nodes that managers and jobs run on, as a person writes it.
    #[derive(Debug, Clone, PartialEq)]
    Nodes {
        /// How many: `zone-a=3,zone-b=3`, or a number.
        count: String,
        /// Cores of the machine.
        cpu: String,
        /// Memory of the machine.
        memory: String,
        /// What kind of cluster it is, by its name on the command line.
        platform: String,
        /// What a node costs in an hour; empty when nobody cares.
        price: String,
    }
}

impl Default for Nodes {
    /// Three small nodes in three zones.
    fn default() -> Self {
        Self {
            count: "zone-a=1,zone-b=1,zone-c=1".to_owned(),
            cpu: "2".to_owned(),
            memory: "8Gi".to_owned(),
            platform: "gke".to_owned(),
            price: String::new(),
        }
    }
}
