//! From stream to stream: split, decide per document, edit, put together again.
//! A document that nothing is decided about goes out as the bytes it came in; nothing is ever reprinted.
use std::cell::OnceCell;

use evenkeel_yaml::{Document, ParseError, Tree};

use super::carry_out::carry_out;
use super::facts::Facts;
use super::filter::Glance;
use super::intent::{Draft, Intents};
use super::opt_out::{self, OptOut};
use super::output::{Named, Outcome, Output, Rendered, newlines};
use super::policy::{Candidate, Policy, Rule};
use super::report::{Reason, Report};
use super::resources::{self, Contradiction};
use super::settings::Settings;
use super::weight::Weight;
use super::workload::{self, Pod, Workload, text_at};
use super::{Error, OnBadDocument, fields, kinds, topology_spread};

/// Helm 4 takes empty output for a failure, so a stream without manifests says so.
const NO_MANIFESTS: &str = "# no manifests\n";

/// The manifests with what the policy adds, and the report of it.
///
/// # Errors
/// Input that is not UTF-8; a rule that is for another number of objects than it expects; a contradiction that the policy
/// calls an error; with [`OnBadDocument::Fail`] also a document that can't be read.
pub fn post_render<'i>(
    input: &'i [u8],
    policy: &Policy,
    settings: impl Into<Settings>,
) -> Result<Rendered<'i>, Error> {
    let settings = settings.into();
    let text = std::str::from_utf8(input).map_err(|error| not_utf8(input, error.valid_up_to()))?;
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        check_expectations(policy, &[])?;
        return Ok(Rendered {
            edits: Vec::new(),
            report: Report::default(),
            text: NO_MANIFESTS,
        });
    }
    let documents = evenkeel_yaml::split(text);
    let glances = documents.iter().map(|document| {
        let body = text.get(document.body.clone()).unwrap_or_default();
        Glance::at(body, policy.kinds())
    });
    let mut stream = Stream {
        text,
        documents: &documents,
        glances: glances.collect(),
        policy,
        settings: &settings,
        facts: OnceCell::new(),
        matched: vec![0; policy.rules().len()],
    };
    let mut output = Output::new(text);
    for (index, document) in documents.iter().enumerate() {
        let outcome = stream.document(index, document)?;
        output.push(document, outcome);
    }
    check_expectations(policy, &stream.matched)?;
    Ok(output.finish())
}

fn check_expectations(policy: &Policy, matched: &[usize]) -> Result<(), Error> {
    for (index, rule) in policy.rules().iter().enumerate() {
        let found = matched.get(index).copied().unwrap_or(0);
        if let Some(expected) = rule.expect.filter(|expected| !expected.holds(found)) {
            return Err(Error::Expectation {
                rule: rule.name.clone(),
                expected: expected.to_string(),
                found,
            });
        }
    }
    Ok(())
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

/// A stream while it is decided about.
struct Stream<'a> {
    text: &'a str,
    documents: &'a [Document],
    glances: Vec<Glance>,
    policy: &'a Policy,
    settings: &'a Settings,
    facts: OnceCell<Facts>,
    /// How many objects each rule is for so far.
    matched: Vec<usize>,
}

impl<'a> Stream<'a> {
    /// What the stream says elsewhere; looked for when the first workload asks.
    fn facts(&self) -> &Facts {
        self.facts.get_or_init(|| {
            let documents = self.documents.iter().zip(&self.glances);
            let speaking = documents.filter(|(_, glance)| glance.may_say);
            let bodies = speaking.map(|(document, _)| self.body(document));
            Facts::of(bodies, self.settings.namespace.as_deref())
        })
    }

    fn body(&self, document: &Document) -> &'a str {
        self.text.get(document.body.clone()).unwrap_or_default()
    }

    fn document(&mut self, index: usize, document: &Document) -> Result<Outcome, Error> {
        let body = self.body(document);
        let lenient = self.settings.on_bad == OnBadDocument::PassThrough;
        let glance = self.glances.get(index);
        if lenient && glance.is_some_and(|glance| !glance.needs_parsing) {
            return Ok(Outcome::Untouched);
        }
        match Tree::parse(body) {
            Ok(tree) => self.readable(index, body, &tree),
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
        if self.settings.on_bad == OnBadDocument::Fail {
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

    fn readable(&mut self, index: usize, body: &str, tree: &Tree) -> Result<Outcome, Error> {
        let Some(root) = tree.root() else {
            return Ok(Outcome::Untouched);
        };
        let workloads = workload::find(root, self.policy.kinds());
        let comment = workload::source_comment(body);
        let mut intents = Intents::default();
        let mut weights = Vec::new();
        for (number, workload) in workloads.iter().enumerate() {
            let source = workload.source.as_deref().or(comment);
            let decided = self.workload(number, workload, source, &mut intents);
            weights.push(
                decided.map_err(|Contradiction(reason)| Error::Contradiction {
                    document: index + 1,
                    source_name: source.map(str::to_owned),
                    object: workload.object.to_string(),
                    reason,
                })?,
            );
        }
        if intents.drafts.is_empty() {
            return Ok(Outcome::Untouched);
        }
        let requests = std::mem::take(&mut intents.requests);
        let (drafts, edited) = carry_out(tree, intents, self.settings.mark);
        let named = |(workload, weight): (Workload<'_>, Weight)| Named {
            source: workload.source.or_else(|| comment.map(str::to_owned)),
            object: workload.object,
            weight,
        };
        Ok(Outcome::Decided {
            workloads: workloads.into_iter().zip(weights).map(named).collect(),
            drafts,
            requests,
            edited,
        })
    }

    fn workload(
        &mut self,
        number: usize,
        workload: &Workload<'_>,
        source: Option<&str>,
        intents: &mut Intents,
    ) -> Result<Weight, Contradiction> {
        let hook = workload.hook();
        let object = Candidate {
            kind: &workload.object.kind,
            group: kinds::group_of(&workload.object.api_version),
            name: &workload.object.name,
            namespace: workload
                .object
                .namespace
                .as_deref()
                .or(self.settings.namespace.as_deref()),
            metadata: workload.node.get("metadata"),
            source,
            is_hook: hook.is_some(),
        };
        let pods = workload.pods();
        let policy = self.policy;
        let mut rules: Vec<&Rule> = Vec::new();
        for (rule, matched) in policy.rules().iter().zip(&mut self.matched) {
            if rule.covers(&object) && has_container(rule, &object, &pods) {
                *matched += 1;
                rules.push(rule);
            }
        }
        let weight = Weight::of(workload, &pods, self.facts());
        let mut skip = |rule: Option<&Rule>, reason| {
            intents.drafts.push(Draft {
                path: None,
                rule: rule.map(|rule| rule.name.clone()),
                ..Draft::skip(
                    number,
                    workload.route.clone(),
                    workload.node.start(),
                    reason,
                )
            });
        };
        let Some(first) = rules.first().copied() else {
            // Said where a rule would have been for the object if it were none.
            let as_none = Candidate {
                is_hook: false,
                ..object
            };
            let would = policy.rules().iter().find(|rule| rule.covers(&as_none));
            if let (true, Some(rule)) = (hook.is_some(), would) {
                let text = "Helm runs it as a hook, and hooks are left as they are";
                skip(Some(rule), Reason::new("hook", text));
            }
            return Ok(weight);
        };
        if pods.is_empty() {
            let reason = Reason::new("no-pod-spec", "the object has no pod template of its own");
            skip(Some(first), reason);
            return Ok(weight);
        }
        let opt_out = OptOut::of(workload, &pods);
        for word in opt_out.unknown() {
            let text = format!(
                "the annotation {} has the unknown word `{word}`",
                opt_out::ANNOTATION
            );
            skip(None, Reason::new("opt-out-unknown", text));
        }
        if opt_out.all() {
            skip(Some(first), Reason::opt_out());
            return Ok(weight);
        }
        if workload.shape.is_immutable {
            rules.retain(|rule| rule.matches.names_kind(object.kind));
            if rules.is_empty() {
                let text = format!(
                    "Kubernetes refuses to change a {} that exists; a rule whose match names the kind changes it all the same",
                    object.kind
                );
                skip(Some(first), Reason::new("immutable", text));
                return Ok(weight);
            }
        }
        for pod in &pods {
            if let Pod::Template(template) = pod
                && let Some((rule, spread)) = rules
                    .iter()
                    .find_map(|rule| Some((*rule, rule.topology_spread.as_ref()?)))
            {
                let subject = topology_spread::Subject {
                    workload,
                    number,
                    pod: template,
                    rule,
                    facts: self.facts(),
                    settings: self.settings,
                    is_opted_out: opt_out.topology_spread(),
                };
                topology_spread::decide(&subject, spread, intents);
            }
            let subject = resources::Subject {
                number,
                object: &object,
                opt_out: &opt_out,
                limits: self.facts().limits(&workload.object),
                is_scaled_vertically: self.facts().is_scaled_vertically(&workload.object),
            };
            resources::decide(&subject, pod, &rules, intents)?;
        }
        let subject = fields::Subject {
            workload,
            number,
            object: &object,
            pods: &pods,
            is_opted_out: opt_out.fields(),
        };
        fields::decide(&subject, &rules, intents);
        Ok(weight)
    }
}

/// Whether a rule that chooses among containers finds one of its own here.
fn has_container(rule: &Rule, object: &Candidate<'_>, pods: &[Pod<'_>]) -> bool {
    if !rule.speaks_of_containers() {
        return true;
    }
    let fits = |node| rule.covers_container(object, text_at(node, "name"), text_at(node, "image"));
    pods.iter().any(|pod| match pod {
        Pod::Template(pod) => pod.containers().into_iter().any(|(node, ..)| fits(node)),
        Pod::Container(node, _) => fits(*node),
    })
}
