//! Documents made up from a string of choices: blocks, flows, comments, quotes, anchors, merges, tags, line ends.
//!
//! Every choice list is a valid document; the empty one is the simplest, so that failures shrink by themselves.

/// Decisions, first come first served; when they run out, always the first possibility.
pub(crate) struct Choices<'a>(std::slice::Iter<'a, u8>);

impl<'a> Choices<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes.iter())
    }

    pub(crate) fn below(&mut self, n: u8) -> usize {
        usize::from(self.0.next().copied().unwrap_or_default() % n)
    }

    /// Whether something happens that happens once in `n` times.
    pub(crate) fn rarely(&mut self, n: u8) -> bool {
        self.below(n) == n as usize - 1
    }

    pub(crate) fn one_of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(u8::try_from(all.len()).unwrap())]
    }
}

/// A document.
pub(crate) fn document(choices: &[u8]) -> String {
    let mut choices = Choices::new(choices);
    let is_windows = choices.rarely(5);
    let step = if choices.rarely(4) { 4 } else { 2 };
    let mut writer = Writer {
        is_compact: choices.below(2) == 1,
        step,
        choices,
        text: String::new(),
        anchors: Vec::new(),
        keys: 0,
    };
    let text = writer.document();
    if is_windows {
        text.replace('\n', "\r\n")
    } else {
        text
    }
}

const WORDS: [&str; 22] = [
    "a",
    "1",
    "true",
    "'it''s'",
    "\"q\\n\\\"\"",
    "http://h:80/p?q=1",
    "1.5",
    "yes",
    "012",
    "x y z",
    "\"\"",
    "''",
    "\u{1f680}",
    "a#b",
    "-1",
    "'# no'",
    "\"{a: b}\"",
    "a,b",
    "0x1F",
    "2001-01-01",
    "500m",
    "!x",
];

const FLOW_WORDS: [&str; 10] = [
    "a",
    "1",
    "'b c'",
    "\"d\"",
    "\"\\u00e9\"",
    "null",
    "~",
    "true",
    "x y",
    "'{'",
];

struct Writer<'a> {
    choices: Choices<'a>,
    text: String,
    /// Names of the mappings that an alias may stand for.
    anchors: Vec<String>,
    keys: usize,
    step: usize,
    is_compact: bool,
}

impl Writer<'_> {
    fn document(&mut self) -> String {
        if self.choices.rarely(12) {
            self.text.push('\u{feff}');
        }
        if self.choices.rarely(4) {
            self.text.push_str("# head\n");
        }
        if self.choices.rarely(3) {
            self.text
                .push_str(self.choices.one_of(&["---\n", "--- # c\n", "---\n# c\n"]));
        }
        match self.choices.below(8) {
            0..=4 => self.mapping(0, 0, true),
            5 => self.sequence(0, 0, true),
            6 => {
                self.flow(0, 0);
                self.end_line();
            }
            _ => {
                let empty = self.choices.one_of(&["{}", "[]", "null", "# nothing"]);
                self.text.push_str(empty);
                self.text.push('\n');
            }
        }
        if self.choices.rarely(8) {
            self.text
                .push_str(self.choices.one_of(&["...\n", "\n\n", "# tail\n", "   \n"]));
        }
        if self.choices.rarely(5) {
            self.text.pop();
        }
        std::mem::take(&mut self.text)
    }

    fn pad(&mut self, indent: usize) {
        self.text.extend(std::iter::repeat_n(' ', indent));
    }

    /// Comments and blank lines between two entries.
    fn between(&mut self, indent: usize) {
        match self.choices.below(12) {
            9 => self.text.push('\n'),
            10 => {
                let deeper = self.choices.below(2) * 2;
                self.pad(indent + deeper);
                self.text.push_str("# c: {[\n");
            }
            11 => {
                self.pad(indent / 2);
                self.text.push_str("#less - indented\n");
            }
            _ => {}
        }
    }

    /// A trailing comment, or blanks, and the end of the line.
    fn end_line(&mut self) {
        let tail = self
            .choices
            .one_of(&["", "", "", "", " # c", "  # c: 'd", " \t", "   "]);
        self.text.push_str(tail);
        self.text.push('\n');
    }

    fn key(&mut self) -> String {
        self.keys += 1;
        let number = self.keys;
        match self.choices.below(9) {
            5 => format!("'k {number}'"),
            6 => format!("\"k\\t{number}\""),
            7 => format!("\u{e9}-{number}"),
            8 => format!("k{number} "),
            _ => format!("k{number}"),
        }
    }

    /// Entries at a column; the first one is padded unless it stands behind a dash.
    fn mapping(&mut self, indent: usize, depth: usize, pad_first: bool) {
        let entries = 1 + self.choices.below(4);
        let mut keys: Vec<String> = Vec::new();
        for position in 0..entries {
            if position > 0 {
                self.between(indent);
            }
            if position > 0 || pad_first {
                self.pad(indent);
            }
            if position > 0 && self.choices.rarely(15) && !self.anchors.is_empty() {
                let name = self.anchors[self.choices.below(self.anchors.len() as u8)].clone();
                let merge = if self.choices.below(2) == 0 {
                    format!("<<: *{name}")
                } else {
                    format!("<<: [*{name}]")
                };
                if !keys.contains(&"<<".to_owned()) {
                    keys.push("<<".to_owned());
                    self.text.push_str(&merge);
                    self.end_line();
                    continue;
                }
            }
            let key = match keys.last() {
                Some(last) if self.choices.rarely(25) && last != "<<" => last.clone(),
                _ => self.key(),
            };
            self.text.push_str(&key);
            self.text.push(':');
            keys.push(key);
            self.value(indent, depth + 1);
        }
    }

    /// Items with their dashes at a column.
    fn sequence(&mut self, indent: usize, depth: usize, pad_first: bool) {
        for position in 0..=self.choices.below(3) {
            if position > 0 {
                self.between(indent);
            }
            if position > 0 || pad_first {
                self.pad(indent);
            }
            self.text.push('-');
            match self.choices.below(8) {
                0 | 1 if depth < 5 => {
                    let gap = if self.choices.rarely(4) { 3 } else { 1 };
                    self.pad(gap);
                    self.mapping(indent + 1 + gap, depth + 1, false);
                }
                2 if depth < 5 => {
                    self.text
                        .push_str(self.choices.one_of(&["\n", " # why - so\n", " \n"]));
                    if self.choices.rarely(3) {
                        self.pad(indent + 2);
                        self.text.push_str("# c -\n");
                    }
                    self.mapping(indent + 2, depth + 1, true);
                }
                3 if depth < 5 => {
                    self.text.push(' ');
                    self.sequence(indent + 2, depth + 1, false);
                }
                _ => self.value(indent, depth + 1),
            }
        }
    }

    /// What stands behind a colon or dash, to the end of its last line.
    fn value(&mut self, indent: usize, depth: usize) {
        let kind = self.choices.below(if depth > 4 { 8 } else { 16 });
        match kind {
            0..=2 => {
                let word = self.choices.one_of(&WORDS);
                self.text.push(' ');
                self.text.push_str(word);
                self.end_line();
            }
            3 => {
                let null = self.choices.one_of(&["", " ~", " null"]);
                self.text.push_str(null);
                self.end_line();
            }
            4 => {
                let empty = self.choices.one_of(&[" {}", " []", " { }", " [ ]"]);
                self.text.push_str(empty);
                self.end_line();
            }
            5 => self.block_scalar(indent + self.step),
            6 => self.long_text(indent + self.step),
            7 => match self.anchors.last().cloned() {
                Some(name) if self.choices.below(2) == 0 => {
                    self.text.push_str(&format!(" *{name}"));
                    self.end_line();
                }
                _ => {
                    self.text.push_str(" plain");
                    self.end_line();
                }
            },
            8..=10 => {
                let name = self.properties();
                self.line_break();
                self.mapping(indent + self.step, depth, true);
                self.anchors.extend(name);
            }
            11..=13 => {
                self.line_break();
                let is_in_list = self.text.trim_end().ends_with('-');
                let dash = if self.is_compact && !is_in_list {
                    0
                } else {
                    self.step
                };
                // A list behind a dash is not one behind a key: it has to be deeper.
                let dash = if self.is_behind_dash() {
                    dash.max(1)
                } else {
                    dash
                };
                self.sequence(indent + dash, depth, true);
            }
            _ => {
                self.text.push(' ');
                self.flow(indent + self.step, depth);
                self.end_line();
            }
        }
    }

    /// Whether what is written last on its line before the break is a dash.
    fn is_behind_dash(&self) -> bool {
        let lines = self
            .text
            .lines()
            .rev()
            .map(|line| line.split(" #").next().unwrap_or_default().trim());
        let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.next().is_some_and(|line| line.ends_with('-'))
    }

    /// An anchor or a tag; the anchor's name, which may be used once the node is closed.
    fn properties(&mut self) -> Option<String> {
        match self.choices.below(10) {
            7 => {
                let name = format!("m{}", self.keys);
                self.text.push_str(&format!(" &{name}"));
                Some(name)
            }
            8 => {
                self.text.push_str(" !!map");
                None
            }
            9 if self.choices.rarely(3) => {
                self.text.push_str(" !own");
                None
            }
            _ => None,
        }
    }

    fn line_break(&mut self) {
        let tail = self.choices.one_of(&["", "", "", " # c", "   "]);
        self.text.push_str(tail);
        self.text.push('\n');
    }

    fn block_scalar(&mut self, indent: usize) {
        let header = self
            .choices
            .one_of(&["|", "|-", "|+", ">", ">-", ">+", "| # c"]);
        self.text.push_str(&format!(" {header}\n"));
        for _ in 0..=self.choices.below(3) {
            let line =
                self.choices
                    .one_of(&["text", "# no comment", "- k: v", "x: |", "  deeper", "---"]);
            let line = if self.text.ends_with(&format!("{header}\n")) {
                line.trim_start()
            } else {
                line
            };
            self.pad(indent);
            self.text.push_str(line);
            self.text.push('\n');
            if self.choices.rarely(5) {
                self.text.push('\n');
            }
        }
        for _ in 0..self.choices.below(3) {
            self.text.push('\n');
        }
    }

    /// Plain or quoted text over two lines.
    fn long_text(&mut self, indent: usize) {
        let (open, close) = [("", ""), ("'", "'"), ("\"", "\"")][self.choices.below(3)];
        let gap = self.choices.one_of(&["\n", "\n\n"]);
        self.text.push_str(&format!(" {open}first{gap}"));
        self.pad(indent);
        self.text.push_str(&format!("second{close}"));
        self.end_line();
    }

    /// Something between braces or brackets; `indent` is where its further lines may start.
    fn flow(&mut self, indent: usize, depth: usize) {
        let is_mapping = self.choices.below(2) == 0;
        self.text.push(if is_mapping { '{' } else { '[' });
        let children = self.choices.below(4);
        let layout = self.choices.below(6);
        let is_quoted = self.choices.below(2) == 1;
        for position in 0..children {
            if position > 0 {
                self.text.push(',');
            }
            self.flow_gap(indent, layout, position);
            if is_mapping {
                self.keys += 1;
                let number = self.keys;
                let key = if is_quoted {
                    format!("\"f{number}\"")
                } else {
                    format!("f{number}")
                };
                self.text.push_str(&key);
                if !is_quoted && self.choices.rarely(12) {
                    continue;
                }
                self.text.push_str(": ");
            } else if self.choices.rarely(12) {
                self.keys += 1;
                self.text.push_str(&format!("p{}: ", self.keys));
            }
            match self.choices.below(7) {
                0 if depth < 6 => self.flow(indent + 2, depth + 1),
                1 => {
                    let empty = self.choices.one_of(&["{}", "[]", "{ }"]);
                    self.text.push_str(empty);
                }
                _ => {
                    let word = self.choices.one_of(&FLOW_WORDS);
                    self.text.push_str(word);
                }
            }
        }
        if children > 0 && self.choices.rarely(6) {
            self.text.push(',');
        }
        if layout == 4 {
            let comment = self.choices.one_of(&["", "", " # last"]);
            self.text.push_str(comment);
            self.text.push('\n');
            self.pad(indent);
        }
        self.text.push(if is_mapping { '}' } else { ']' });
    }

    fn flow_gap(&mut self, indent: usize, layout: usize, position: usize) {
        match layout {
            // On lines of their own, with comments in between.
            4 => {
                let comment = self.choices.one_of(&["", "", "", " # one"]);
                self.text.push_str(comment);
                self.text.push('\n');
                self.pad(indent + 2);
            }
            // Broken somewhere.
            5 if position > 0 => {
                self.text.push('\n');
                self.pad(indent);
            }
            3 if position > 0 => {}
            _ if position > 0 => self.text.push(' '),
            _ => {}
        }
    }
}
