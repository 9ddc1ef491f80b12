//! From stream to stream: split, decide per document, edit, put together again.
//! A document that nothing is decided about goes out as the bytes it came in; nothing is ever reprinted.
use std::cell::OnceCell;

use evenkeel_yaml::{Document, ParseError, Tree};

use super::autoscalers::{self, Autoscaler};
use super::carry_out::carry_out;
use super::intent::{Draft, Intents};
use super::kinds::Support;
use super::output::{Named, Outcome, Output};
use super::policy::{Policy, Rule};
use super::report::{Reason, Report};
use super::resources::{self, Asked};
use super::topology_spread::{self, Subject};
use super::workload::{self, Workload};
use super::{Error, OnBadDocument, Rendered, filter};

/// Helm 4 takes empty output for a failure, so a stream without manifests says so.
const NO_MANIFESTS: &str = "# no manifests\n";

/// The manifests with what the policy adds, and the report of it.
///
/// # Errors
/// Input that is not UTF-8; with [`OnBadDocument::Fail`] also a document that can't be read.
pub fn post_render(
    input: &[u8],
    policy: &Policy,
    on_bad: OnBadDocument,
) -> Result<Rendered, Error> {
    let text = std::str::from_utf8(input).map_err(|error| not_utf8(input, error.valid_up_to()))?;
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Ok(Rendered {
            bytes: NO_MANIFESTS.into(),
            edits: Vec::new(),
            report: Report::default(),
        });
    }
    let documents = evenkeel_yaml::split(text);
    let stream = Stream {
        text,
        documents: &documents,
        policy,
        on_bad,
        autoscalers: OnceCell::new(),
    };
    let mut output = Output::new(text);
    for (index, document) in documents.iter().enumerate() {
        output.push(document, stream.document(index, document)?);
    }
    Ok(output.finish())
}

fn not_utf8(input: &[u8], offset: usize) -> Error {
    let valid = input.get(..offset).unwrap_or_default();
    let hint = match input {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => " (they look like UTF-16)",
        _ => "",
    };
    Error::NotUtf8 {
        offset,
        line: newlines(valid) + 1,
        hint,
    }
}

fn newlines(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}

/// A stream while it is decided about.
struct Stream<'a> {
    text: &'a str,
    documents: &'a [Document],
    policy: &'a Policy,
    on_bad: OnBadDocument,
    autoscalers: OnceCell<Vec<Autoscaler>>,
}

impl Stream<'_> {
    fn body(&self, document: &Document) -> &str {
        self.text.get(document.body.clone()).unwrap_or_default()
    }

    fn document(&self, index: usize, document: &Document) -> Result<Outcome, Error> {
        let body = self.body(document);
        if self.on_bad == OnBadDocument::PassThrough && !filter::needs_parsing(body) {
            return Ok(Outcome::Untouched);
        }
        match Tree::parse(body) {
            Ok(tree) => Ok(self.readable(body, &tree)),
            Err(error) => self.unreadable(index, document, &error),
        }
    }

    fn unreadable(
        &self,
        index: usize,
        document: &Document,
        error: &ParseError,
    ) -> Result<Outcome, Error> {
        let source = workload::source_comment(self.body(document)).map(str::to_owned);
        let found = format!("{} in column {}", error.message, error.column);
        if self.on_bad == OnBadDocument::Fail {
            let before = self.text.get(..document.body.start).unwrap_or_default();
            return Err(Error::BadDocument {
                document: index + 1,
                line: newlines(before.as_bytes()) + error.line,
                source_name: source,
                reason: format!("not readable as YAML: {found}"),
            });
        }
        let text = format!("not readable as YAML, passed through as it is: {found}");
        Ok(Outcome::Unreadable {
            reason: Reason::new("unreadable", text),
            at: error.offset,
            source,
        })
    }

    fn readable(&self, body: &str, tree: &Tree) -> Outcome {
        let Some(root) = tree.root() else {
            return Outcome::Untouched;
        };
        let workloads = workload::find(root);
        let mut intents = Intents::default();
        for (number, workload) in workloads.iter().enumerate() {
            self.workload(number, workload, &mut intents);
        }
        if intents.drafts.is_empty() {
            return Outcome::Untouched;
        }
        let (drafts, edited) = carry_out(body, intents);
        let comment = workload::source_comment(body);
        let named = |workload: Workload<'_>| Named {
            source: workload.source.or_else(|| comment.map(str::to_owned)),
            object: workload.object,
        };
        Outcome::Decided {
            workloads: workloads.into_iter().map(named).collect(),
            drafts,
            edited,
        }
    }

    fn workload(&self, number: usize, workload: &Workload<'_>, intents: &mut Intents) {
        let (kind, name) = (workload.object.kind.as_str(), workload.object.name.as_str());
        let applies = |rule: &&Rule| {
            rule.matches.covers(kind, name)
                && !rule
                    .exclude
                    .as_ref()
                    .is_some_and(|exclude| exclude.hold(kind, name))
        };
        let rules: Vec<&Rule> = self.policy.rules().iter().filter(applies).collect();
        let Some(first) = rules.first() else { return };
        let skip = |reason| Draft {
            path: None,
            rule: Some(first.name.clone()),
            ..Draft::skip(
                number,
                workload.route.clone(),
                workload.node.start(),
                reason,
            )
        };
        if workload.is_hook() {
            let reason = Reason::new(
                "hook",
                "Helm runs it as a hook, and hooks are left as they are",
            );
            return intents.drafts.push(skip(reason));
        }
        if workload.row.support == Support::Later {
            let reason = Reason::new(
                "kind-not-supported",
                format!("not supported yet: kind {kind}"),
            );
            return intents.drafts.push(skip(reason));
        }
        let Some(pod) = workload.pod_template() else {
            let reason = Reason::new("no-pod-spec", "the object has no pod template of its own");
            return intents.drafts.push(skip(reason));
        };
        if let Some((rule, spread)) = rules
            .iter()
            .find_map(|rule| Some((rule.name.as_str(), rule.topology_spread.as_ref()?)))
        {
            let subject = Subject {
                workload,
                number,
                pod: &pod,
                rule,
            };
            let autoscalers = || {
                self.autoscalers
                    .get_or_init(|| autoscalers::in_stream(self.text, self.documents))
                    .as_slice()
            };
            topology_spread::decide(&subject, spread, autoscalers, intents);
        }
        let asked: Vec<Asked<'_>> = rules
            .iter()
            .filter_map(|rule| {
                Some(Asked {
                    rule: &rule.name,
                    resources: rule.resources.as_ref()?,
                })
            })
            .collect();
        resources::decide(number, &pod, &asked, intents);
    }
}
