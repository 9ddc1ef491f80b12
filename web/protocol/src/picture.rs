//! The documents as the page shows them.

use crate::message::Nodes;
use crate::wire::record;

record! {
    /// What the page shows of one state of the documents.
    #[derive(Debug, Clone, PartialEq, Default)]
    Picture {
        /// The number of the state; every change has a greater one.
        edition: usize,
        /// All files in their order.
        files: Vec<FilePicture>,
        /// Every release in its order.
        releases: Vec<ReleasePicture>,
        /// The release that the rest is about.
        release: usize,
        /// helmfile's environment that the files are read for.
        environment: String,
        /// The environments there are; none where there is no choice.
        environments: Vec<String>,
        /// The version of the chart that the release is edited for.
        chart: String,
        /// What places hold, in no order.
        values: Vec<Value>,
        /// Files that others read, too, and the names of those releases.
        shared: Vec<(usize, Vec<String>)>,
        /// What was typed for the release and cannot be placed.
        drafts: Vec<Draft>,
        /// How many such texts there are for all releases and environments.
        unwritten: usize,
        /// The nodes, once a person said what they are.
        nodes: Option<Nodes>,
        /// Whether there is a step to go back.
        can_undo: bool,
        /// Whether there is a step to go forth.
        can_redo: bool,
        /// The file that should come into view, and its line from 1, where it is about one.
        look: Option<(usize, Option<usize>)>,
        /// What was just done, in a few words; empty where it goes without saying.
        said: String,
        /// The inputs of explanations whose texts are in the files now.
        taken: Vec<String>,
    }
}

record! {
    /// A file.
    #[derive(Debug, Clone, PartialEq)]
    FilePicture {
        /// Its path.
        path: String,
        /// Its text; none where it is that of the picture before.
        text: Option<FileText>,
        /// The lines that the last change changed, from 0: the first, and the one after the last.
        changed: Option<(usize, usize)>,
    }
}

record! {
    /// A file's text, and what in it is not for everybody's eyes.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    FileText {
        /// The text.
        text: String,
        /// The bytes that are secret, from and to.
        secrets: Vec<(usize, usize)>,
    }
}

record! {
    /// A release.
    #[derive(Debug, Clone, PartialEq)]
    ReleasePicture {
        /// Its name; none for files that no helmfile names.
        name: Option<String>,
        /// Whether a helmfile has it.
        is_in_helmfile: bool,
    }
}

record! {
    /// What a place holds.
    #[derive(Debug, Clone, PartialEq)]
    Value {
        /// Its address.
        at: String,
        /// The row of the key, where there is one place for it.
        key: Option<usize>,
        /// As a field shows it.
        text: String,
        /// The file it is in.
        file: usize,
        /// The line, from 1.
        line: usize,
        /// How many elements it has, as a list.
        count: usize,
        /// What is in it, as a map with free names.
        entries: Vec<Entry>,
    }
}

record! {
    /// A free name in a map.
    #[derive(Debug, Clone, PartialEq)]
    Entry {
        /// The name.
        name: String,
        /// Its address.
        at: String,
        /// What it holds, as a field shows it.
        text: String,
    }
}

record! {
    /// A text that the documents would not take.
    #[derive(Debug, Clone, PartialEq)]
    Draft {
        /// The address it was typed for.
        at: String,
        /// The text.
        text: String,
        /// Why not.
        reason: String,
    }
}
