//! From the parser's events to nodes. The only module that talks to the parser; its spans are made exact here: a block
//! collection ends with its last descendant, a block scalar after its last own newline.

use super::{Bytes, Content, Data, Properties, Style, Text, Tree, narrow};
use crate::ParseError;
use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span, StructureStyle};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

/// The tree of one document.
pub(super) fn tree(source: Arc<str>) -> Result<Tree, ParseError> {
    if u32::try_from(source.len()).is_err() {
        return Err(ParseError {
            message: "a document of 4 GiB or more".to_owned(),
            line: 1,
            column: 1,
            offset: 0,
        });
    }
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.emit_anchor_events = true;
    options.block_scalar_eof_without_line_feed = true;
    let mut builder = Builder::new(&source);
    for event in Parser::new_from_str_with_options(&source, options) {
        let (event, span) = event.map_err(|error| scan_error(&source, &error))?;
        builder.take(event, span)?;
    }
    let Builder {
        nodes,
        root,
        mut aliased,
        ..
    } = builder;
    aliased.sort_unstable();
    aliased.dedup();
    Ok(Tree {
        source,
        nodes,
        root,
        aliased,
    })
}

fn scan_error(source: &str, error: &ScanError) -> ParseError {
    let marker = error.marker();
    let offset = marker.byte_offset().unwrap_or(source.len());
    ParseError {
        message: error.info(),
        line: marker.line(),
        column: marker.col() + 1,
        offset,
    }
}

/// The indentation of a block scalar's lines: the least that a line with more than blanks has.
fn block_indent(body: &str) -> usize {
    let texts = body.lines().filter(|line| !line.trim().is_empty());
    let indents = texts.map(|line| line.len() - line.trim_start_matches(' ').len());
    indents.min().unwrap_or(usize::MAX)
}

/// About what a node of a manifest takes in the source.
const BYTES_PER_NODE: usize = 24;
/// Nodes that memory is kept ready for before they are seen.
const MOST_RESERVED: usize = 1 << 16;

/// A collection whose end has not come yet.
struct Open {
    id: u32,
    /// Where its children begin among those of all open collections.
    children: usize,
}

struct Builder<'s> {
    source: &'s str,
    nodes: Vec<Data>,
    root: Option<u32>,
    open: Vec<Open>,
    /// The children of open collections so far, the innermost's last; of a mapping keys and values in turn.
    children: Vec<u32>,
    /// Node of each anchor number, the numbers rising.
    anchors: Vec<(usize, u32)>,
    aliased: Vec<u32>,
    documents: usize,
    /// The end of the last token seen, from which a block scalar's header is looked for.
    last_end: usize,
}

impl<'s> Builder<'s> {
    fn new(source: &'s str) -> Self {
        Self {
            source,
            // Growing costs copies; a document of long texts has fewer nodes than this.
            nodes: Vec::with_capacity((source.len() / BYTES_PER_NODE).min(MOST_RESERVED)),
            root: None,
            open: Vec::new(),
            children: Vec::new(),
            anchors: Vec::new(),
            aliased: Vec::new(),
            documents: 0,
            last_end: 0,
        }
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), ParseError> {
        let range = span.byte_range().unwrap_or(0..0);
        let tag_start = span
            .tag_span()
            .and_then(|tag| tag.byte_range())
            .map(|tag| tag.start);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(self.error("a second document", range.start));
                }
            }
            Event::Scalar(value, style, anchor, tag) => {
                let id = self.scalar(
                    value,
                    style,
                    range,
                    tag.map(|tag| tag.original()),
                    tag_start,
                );
                self.anchored(anchor, id);
            }
            Event::SequenceStart(style, anchor, tag) => {
                let content = Content::Sequence {
                    is_flow: style == StructureStyle::Flow,
                    items: Box::default(),
                };
                self.begin(
                    content,
                    range,
                    anchor,
                    tag.map(|tag| tag.original()),
                    tag_start,
                );
            }
            Event::MappingStart(style, anchor, tag) => {
                let content = Content::Mapping {
                    is_flow: style == StructureStyle::Flow,
                    entries: Box::default(),
                };
                self.begin(
                    content,
                    range,
                    anchor,
                    tag.map(|tag| tag.original()),
                    tag_start,
                );
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(range),
            Event::Alias(number) => {
                let target = self
                    .anchored_node(number)
                    .ok_or_else(|| self.error("an alias without an anchor", range.start))?;
                self.last_end = range.end;
                self.aliased.push(target);
                self.add(Content::Alias { target }, range, None, None);
            }
            Event::Anchor(number, name) => self.name_anchor(number, &name, range.start),
            _ => {}
        }
        Ok(())
    }

    fn error(&self, message: &str, offset: usize) -> ParseError {
        let before = self.source.get(..offset).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        ParseError {
            message: message.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            offset,
        }
    }

    fn scalar(
        &mut self,
        value: Cow<'_, str>,
        style: ScalarStyle,
        range: Range<usize>,
        tag: Option<String>,
        tag_start: Option<usize>,
    ) -> u32 {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::Single,
            ScalarStyle::DoubleQuoted => Style::Double,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        let is_block = matches!(style, Style::Literal | Style::Folded);
        let span = if is_block {
            self.block_scalar_span(&range)
        } else {
            range.clone()
        };
        let value = match value {
            _ if style == Style::Plain && range.is_empty() => {
                Text::Source(Bytes::new(&(range.start..range.start)))
            }
            value if self.source.get(range.clone()) == Some(&*value) => {
                Text::Source(Bytes::new(&range))
            }
            value => Text::Owned(value.into_owned().into()),
        };
        self.last_end = span.end;
        self.add(Content::Scalar { style, value }, span, tag, tag_start)
    }

    /// From the header's `|` or `>` to the end of the last line that belongs to the value.
    fn block_scalar_span(&self, range: &Range<usize>) -> Range<usize> {
        let header = self.block_header(range.start);
        let keeps = self
            .source
            .get(header..)
            .and_then(|text| text.lines().next())
            .is_some_and(|line| line.split('#').next().unwrap_or_default().contains('+'));
        let text = self.source.get(..range.end).unwrap_or_default();
        let line = text.rfind('\n').map_or(range.end, |newline| newline + 1);
        let header_end = self
            .source
            .get(header..)
            .and_then(|rest| rest.find('\n'))
            .map_or(line, |n| header + n + 1);
        // The parser's span may reach into the blanks of the next line; only the end of the text ends a last line.
        let tail = text.get(line..).unwrap_or_default();
        let body = || self.source.get(header_end..line).unwrap_or_default();
        let is_last_line = range.end == self.source.len()
            && (!tail.trim().is_empty() || tail.len() > block_indent(body()));
        let mut end = if is_last_line || range.end == self.source.len() && line < range.start {
            range.end
        } else {
            line
        };
        if !keeps {
            end = self.without_blank_lines(header_end, end);
        }
        header..end.max(header)
    }

    /// The end of the last line that is not blank, down to `from`. Blanks beyond the indentation are text.
    fn without_blank_lines(&self, from: usize, mut end: usize) -> usize {
        let all = self.source.get(from..end).unwrap_or_default();
        let indent = OnceCell::new();
        while let Some(before) = self
            .source
            .get(from..end)
            .and_then(|body| body.strip_suffix('\n'))
        {
            let last_line = before.rfind('\n').map_or(0, |newline| newline + 1);
            let line = before.get(last_line..).unwrap_or_default();
            let blanks = line.trim_end_matches('\r');
            let is_text = !line.trim().is_empty()
                || !blanks.is_empty() && blanks.len() > *indent.get_or_init(|| block_indent(all));
            if is_text {
                break;
            }
            end = from + last_line;
        }
        end
    }

    fn block_header(&self, content_start: usize) -> usize {
        let mut position = self.last_end.min(content_start);
        while let Some(rest) = self.source.get(position..content_start) {
            match rest.chars().next() {
                Some('|' | '>') => return position,
                Some('&' | '!') => {
                    position += rest.find(char::is_whitespace).unwrap_or(rest.len()).max(1);
                }
                Some(other) => position += other.len_utf8(),
                None => break,
            }
        }
        content_start
    }

    fn begin(
        &mut self,
        content: Content,
        range: Range<usize>,
        anchor: usize,
        tag: Option<String>,
        tag_start: Option<usize>,
    ) {
        self.last_end = self.last_end.max(range.end);
        let id = self.add(content, range, tag, tag_start);
        self.anchored(anchor, id);
        self.open.push(Open {
            id,
            children: self.children.len(),
        });
    }

    fn end(&mut self, range: Range<usize>) {
        let Some(Open { id, children }) = self.open.pop() else {
            return;
        };
        let last_end = self.last_end;
        let own = self.children.get(children..).unwrap_or_default();
        if let Some(data) = self.nodes.get_mut(id as usize) {
            let is_flow = match &mut data.content {
                Content::Sequence { is_flow, items } => {
                    *items = own.into();
                    *is_flow
                }
                Content::Mapping { is_flow, entries } => {
                    *entries = own.as_chunks().0.into();
                    *is_flow
                }
                Content::Scalar { .. } | Content::Alias { .. } => false,
            };
            data.span.end = if is_flow {
                narrow(range.end)
            } else {
                narrow(last_end).max(data.span.start)
            };
            if is_flow {
                self.last_end = range.end;
            }
        }
        self.children.truncate(children);
    }

    fn add(
        &mut self,
        content: Content,
        span: Range<usize>,
        tag: Option<String>,
        tag_start: Option<usize>,
    ) -> u32 {
        let id = narrow(self.nodes.len());
        let start = tag_start.unwrap_or(span.start).min(span.start);
        self.nodes.push(Data {
            content,
            span: Bytes::new(&span),
            start: narrow(start),
            properties: tag.map(|tag| {
                Box::new(Properties {
                    anchor: None,
                    tag: Some(tag.into()),
                })
            }),
        });
        self.attach(id);
        id
    }

    fn attach(&mut self, id: u32) {
        if self.open.is_empty() {
            self.root.get_or_insert(id);
        } else {
            self.children.push(id);
        }
    }

    fn anchored(&mut self, number: usize, id: u32) {
        if number > 0 {
            self.anchors.push((number, id));
        }
    }

    /// The node of an anchor number; the parser counts them upwards.
    fn anchored_node(&self, number: usize) -> Option<u32> {
        let at = self
            .anchors
            .binary_search_by_key(&number, |(known, _)| *known);
        self.anchors.get(at.ok()?).map(|(_, id)| *id)
    }

    fn name_anchor(&mut self, number: usize, name: &str, start: usize) {
        let id = self.anchored_node(number);
        let end = start + 1 + name.len();
        if let Some(data) = id.and_then(|id| self.nodes.get_mut(id as usize)) {
            data.properties.get_or_insert_default().anchor = Some(name.into());
            data.start = data.start.min(narrow(start));
        }
        self.last_end = self.last_end.max(end);
    }
}
