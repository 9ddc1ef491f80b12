//! What became of each value of an input: for people as text, for programs as JSON.

use serde::Serialize;
use std::fmt;

/// The three parts of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Part {
    /// It means the same at its new place.
    Understood,
    /// Nobody knows what it means; it stands in the new files as it was.
    KeptVerbatim,
    /// It has no counterpart.
    NotPossible,
}

impl Part {
    /// All parts, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Understood, Self::KeptVerbatim, Self::NotPossible];

    fn title(self) -> &'static str {
        match self {
            Self::Understood => "Understood",
            Self::KeptVerbatim => "Kept verbatim",
            Self::NotPossible => "Not possible",
        }
    }
}

/// What became of one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// The part it is in.
    pub part: Part,
    /// Its place in the input.
    pub path: String,
    /// Its line in the input, from 1.
    pub line: usize,
    /// The value as it is written, secrets left out.
    pub value: String,
    /// Where it is now, as addresses; empty where it needs no place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// What is worth knowing about it; of what is not possible the reason. May be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What people do instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}

/// What became of an input. Serialises with its version; old readers keep working.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The input's path.
    pub source: String,
    /// The new files.
    pub files: Vec<String>,
    /// The new releases, one for each runner of the input.
    pub releases: Vec<String>,
    /// One line for each value of the input, in its order.
    pub lines: Vec<Line>,
}

impl Report {
    /// The lines of a part.
    pub fn part(&self, part: Part) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.part == part)
    }

    /// The report as JSON, `evenkeel.dev/v1alpha1`, kind `MigrationReport`.
    #[must_use]
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Document<'r> {
            api_version: &'static str,
            kind: &'static str,
            source: &'r str,
            files: &'r [String],
            releases: &'r [String],
            lines: &'r [Line],
        }
        let document = Document {
            api_version: "evenkeel.dev/v1alpha1",
            kind: "MigrationReport",
            source: &self.source,
            files: &self.files,
            releases: &self.releases,
            lines: &self.lines,
        };
        let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.source, self.files.join(", "))?;
        for part in Part::ALL {
            let count = self.part(part).count();
            if count == 0 {
                continue;
            }
            writeln!(f, "\n{} ({count})", part.title())?;
            for line in self.part(part) {
                writeln!(
                    f,
                    "  {}:{} {} = {}",
                    self.source,
                    line.line,
                    line.path,
                    one_line(&line.value)
                )?;
                for to in &line.to {
                    writeln!(f, "      -> {to}")?;
                }
                if !line.text.is_empty() {
                    writeln!(f, "      {}", line.text)?;
                }
                if let Some(instead) = &line.instead {
                    writeln!(f, "      instead: {instead}")?;
                }
            }
        }
        Ok(())
    }
}

fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}
