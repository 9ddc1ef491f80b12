//! What a rule may look at, and how it says what it found.

use super::leaf::Placed;
use super::reading::JobVariable;
use super::{Assumptions, Finding, Fix, FixStep, Rule, Safety, Severity};
use crate::keys::{
    self, Address, ChartVersion, Place, RunnerVersion, Segment, known, newest_checked_chart,
    newest_known_chart,
};
use crate::permissions::{Comparison, compare};
use crate::workspace::{
    Held, Input, Layer, LayerKind, Leaf, Location, Reading, Release, Role, Workspace,
};
use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

/// What a rule may look at.
pub struct Context<'w> {
    /// The documents.
    pub workspace: &'w Workspace,
    /// The release.
    pub release: usize,
    /// What no document says.
    pub assumptions: &'w Assumptions,
    /// Every value the release sets, in all layers.
    pub(super) leaves: Vec<Placed>,
    /// Every name on the way to a leaf: most of what rules ask for is not there.
    names: Names,
    /// What other rules found, with their numbers: for the rules over all releases.
    pub(super) others: &'w [(usize, Finding)],
    runners: OnceCell<usize>,
    pub(super) job_variables: OnceCell<Vec<JobVariable>>,
    permissions: OnceCell<Comparison>,
}

/// Names of places as a filter: it may take one that is not there for one that is, and never the other way round. All names of
/// the table fill a third of its bits, those of a release a few in a hundred.
#[derive(Default)]
struct Names([u64; 32]);

impl Names {
    fn add(&mut self, place: Place, name: &str) {
        let (word, bit) = Self::of(place, name);
        self.0[word] |= bit;
    }

    fn may_have(&self, place: Place, name: &str) -> bool {
        let (word, bit) = Self::of(place, name);
        self.0[word] & bit != 0
    }

    /// The bit of a name in its place, whatever its letter case: from the top of an FNV-1a sum. Two may share one.
    fn of(place: Place, name: &str) -> (usize, u64) {
        let sum = name.bytes().fold(place as u32, |sum, byte| {
            (sum ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
        });
        ((sum >> 27) as usize, 1 << (sum >> 21 & 63))
    }
}

impl<'w> Context<'w> {
    pub(super) fn new(
        workspace: &'w Workspace,
        release: usize,
        assumptions: &'w Assumptions,
    ) -> Self {
        let leaves: Vec<Placed> = workspace
            .leaves(release)
            .into_iter()
            .map(Placed::of)
            .collect();
        let mut names = Names::default();
        for placed in &leaves {
            for name in placed.segments().iter().filter_map(Segment::name) {
                names.add(placed.place(), name);
            }
        }
        Self {
            workspace,
            release,
            assumptions,
            leaves,
            names,
            others: &[],
            runners: OnceCell::new(),
            job_variables: OnceCell::new(),
            permissions: OnceCell::new(),
        }
    }

    /// For a rule over all releases: no release is looked at, but all files and what other rules found.
    pub(super) fn over_all(
        workspace: &'w Workspace,
        assumptions: &'w Assumptions,
        others: &'w [(usize, Finding)],
    ) -> Self {
        Self {
            workspace,
            release: 0,
            assumptions,
            leaves: Vec::new(),
            names: Names::default(),
            others,
            runners: OnceCell::new(),
            job_variables: OnceCell::new(),
            permissions: OnceCell::new(),
        }
    }

    /// The release itself.
    pub(super) fn own(&self) -> Option<&'w Release> {
        self.workspace.releases().get(self.release)
    }

    /// What the release holds at an address, which is written as in `values:rbac.create`.
    pub(super) fn read(&self, at: &str) -> Option<Reading> {
        self.workspace.read(self.release, &*self.where_held(at)?)
    }

    /// The address, unless nothing of the release can stand there.
    fn where_held(&self, at: &str) -> Option<Arc<Address>> {
        if self.may_hold(at) { known(at) } else { None }
    }

    /// Whether every name of an address may stand somewhere in its place.
    fn may_hold(&self, at: &str) -> bool {
        let Some((place, path)) = at.split_once(':') else {
            return true;
        };
        let place = match place {
            "values" => Place::Values,
            "config" => Place::Config,
            _ => return true,
        };
        // Quoted names may hold dots.
        path.contains('"')
            || path.split('.').all(|part| {
                let name = part.split('[').next();
                self.names.may_have(place, name.unwrap_or_default())
            })
    }

    /// Whether a key is written at all, be it null or empty; `has` wants something in it.
    pub(super) fn is_there(&self, at: &str) -> bool {
        self.where_held(at)
            .is_some_and(|address| self.workspace.is_set(self.release, &address))
    }

    pub(super) fn held(&self, at: &str) -> Option<Held> {
        self.workspace.value(self.release, &*self.where_held(at)?)
    }

    /// Text that is not empty.
    pub(super) fn text(&self, at: &str) -> Option<String> {
        let held = self.held(at)?;
        held.as_str()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }

    /// Whether a key is there and true. Absent keys answer false.
    pub(super) fn is_true(&self, at: &str) -> bool {
        self.held(at).and_then(|held| held.as_bool()) == Some(true)
    }

    pub(super) fn int(&self, at: &str) -> Option<i64> {
        self.held(at)?.as_int()
    }

    /// The elements of a list with their numbers.
    pub(super) fn list(&self, at: &str) -> Vec<Held> {
        match self.held(at) {
            Some(Held::List(items)) => items,
            _ => Vec::new(),
        }
    }

    /// Whether the values of a chart are open, in any layer or at least by their helmfile.
    pub(super) fn has_values(&self) -> bool {
        self.own()
            .is_some_and(|own| own.place.is_some() || !own.layers.is_empty())
    }

    /// Whether everything that sets values is open and can be read, so that what is not there is not set.
    pub(super) fn is_complete(&self) -> bool {
        self.has_values()
            && self.own().is_some_and(|own| {
                own.missing.is_empty()
                    && own.layers.iter().all(|layer| {
                        let file = self.workspace.files().get(layer.file);
                        layer.read_only.is_none()
                            && file.is_some_and(|file| file.unreadable().is_empty())
                    })
            })
            && self.held("helmfile:releases[].secrets").is_none()
    }

    /// Whether the release's `config.toml` can be read.
    pub(super) fn has_config(&self) -> bool {
        matches!(self.workspace.config(self.release), Some(Ok(_)))
    }

    /// What the release grants its manager beside what that needs.
    pub(super) fn permissions(&self) -> &Comparison {
        let compared = || compare(self.workspace, self.release);
        self.permissions.get_or_init(compared)
    }

    /// Whether a `config.toml` of its own is read, not a template that the chart registers with.
    pub(super) fn is_own_config(&self) -> bool {
        self.own()
            .is_some_and(|own| own.layers.is_empty() && own.config.is_some())
    }

    /// The chart's version: as pinned, as assumed, else the newest known.
    pub(super) fn chart(&self) -> ChartVersion {
        self.pinned_chart().unwrap_or_else(newest_known_chart)
    }

    /// The chart's version where somebody says it.
    pub(super) fn pinned_chart(&self) -> Option<ChartVersion> {
        let pinned = self.own().and_then(Release::chart_version);
        pinned.or(self.assumptions.chart_version)
    }

    /// The runner of a pinned or assumed chart; an image tag of one's own decides.
    pub(super) fn pinned_runner(&self) -> Option<RunnerVersion> {
        if let Some(tag) = self.text("values:image.tag") {
            let digits = tag.find(|c: char| c.is_ascii_digit())?;
            return tag.get(digits..)?.parse().ok();
        }
        keys::runner_of(self.pinned_chart()?)
    }

    /// Whether the chart is newer than the newest one whose templates were read.
    pub(super) fn is_beyond_checked(&self) -> bool {
        let (chart, checked) = (self.chart().0, newest_checked_chart().0);
        (chart.major, chart.minor) > (checked.major, checked.minor)
    }

    /// The name of the manager's Deployment, which is its `app` label; none where the release has no name.
    pub(super) fn full_name(&self) -> Option<String> {
        crate::placement::full_name(self.workspace, self.release)
    }

    /// The executor of a runner; values without a word about it mean `kubernetes`.
    pub(super) fn executor(&self, runner: usize) -> String {
        let own = self.text(&format!("config:runners[{runner}].executor"));
        if self.is_own_config() {
            return own.unwrap_or_default();
        }
        let values = self.text("values:runners.executor");
        values.or(own).unwrap_or_else(|| "kubernetes".to_owned())
    }

    /// How many `[[runners]]` the configuration has.
    pub(super) fn runners(&self) -> usize {
        *self
            .runners
            .get_or_init(|| match self.workspace.config(self.release) {
                Some(Ok(config)) => config
                    .get(&evenkeel_yaml::Route::root().key("runners"))
                    .map_or(0, |found| found.tables().len()),
                _ => 0,
            })
    }

    /// The key of an address, where the release writes it; else its nearest parent; else where its file begins.
    pub(super) fn key_at(&self, about: &Address) -> Location {
        let mut at = about.clone();
        while !at.segments.is_empty() {
            if let Some(location) = self.workspace.locate(self.release, &at) {
                return location;
            }
            at.segments.pop();
        }
        self.home(about.place)
    }

    /// The first bytes of the file that would hold keys of a place.
    fn home(&self, place: Place) -> Location {
        let own = self.own();
        let helmfile = own.and_then(|own| own.place).map(|(file, ..)| file);
        let layer = own.and_then(|own| {
            let file = |layer: &&Layer| layer.kind == LayerKind::File;
            let last = own.layers.iter().rfind(file).or(own.layers.last());
            last.map(|layer| layer.file)
        });
        let config = own
            .and_then(|own| own.config.as_ref())
            .map(|config| config.file);
        let file = match place {
            Place::Helmfile => helmfile,
            Place::Values => layer.or(helmfile),
            Place::Config => config.or(layer).or(helmfile),
        };
        Location {
            file: file.unwrap_or(0),
            span: 0..0,
            line: 1,
        }
    }

    /// A finding of a rule about an address, at its key.
    pub(super) fn at_key(&self, rule: &Rule, about: &str, sentence: String) -> Option<Finding> {
        let about = address(about)?;
        let at = self.key_at(&about);
        Some(self.found(rule, about, at, sentence))
    }

    /// A finding of a rule about an address, at its value, or at its key where the value is nothing.
    pub(super) fn at_value(&self, rule: &Rule, about: &str, sentence: String) -> Option<Finding> {
        let about = address(about)?;
        let at = match self.workspace.read(self.release, &about) {
            Some(reading) if !reading.at.span.is_empty() => reading.at,
            _ => self.key_at(&about),
        };
        Some(self.found(rule, about, at, sentence))
    }

    pub(super) fn found(
        &self,
        rule: &Rule,
        about: Address,
        at: Location,
        sentence: String,
    ) -> Finding {
        Finding {
            rule: rule.id,
            severity: rule.severity,
            release: self.release,
            sentence,
            reason: rule.why().to_owned(),
            address: Some(self.selected(about)),
            at,
            fix: None,
        }
    }

    /// The bytes of a leaf's key, else those of its value.
    pub(super) fn leaf_key(&self, leaf: &Leaf) -> Location {
        match &leaf.key {
            Some(key) => self.bytes(leaf.at.file, key.clone()),
            None => self
                .workspace
                .locate_in(self.release, leaf.layer, &leaf.address)
                .unwrap_or_else(|| leaf.at.clone()),
        }
    }

    /// Bytes of a file with their line.
    pub(super) fn bytes(&self, file: usize, span: Range<usize>) -> Location {
        let line = self
            .workspace
            .files()
            .get(file)
            .map_or(1, |file| file.line_of(span.start));
        Location { file, span, line }
    }

    /// The address as a form of this release has it: its own element of `releases` and the first runner without a number.
    pub(super) fn selected(&self, mut about: Address) -> Address {
        let own = self
            .own()
            .and_then(|own| own.place)
            .map(|(_, _, index)| index);
        let (list, element) = match about.place {
            Place::Helmfile => ("releases", own),
            Place::Config => ("runners", Some(0)),
            Place::Values => return about,
        };
        if let [Segment::Key(name), index @ Segment::Index(_), ..] = about.segments.as_mut_slice()
            && name == list
            && element.is_some_and(|element| *index == Segment::Index(element))
        {
            *index = Segment::Element;
        }
        about
    }

    /// Whether a layer is the helmfile's `set` list, whose entries Helm types itself.
    pub(super) fn is_set(&self, layer: Option<usize>) -> bool {
        let layer = layer.and_then(|layer| self.own()?.layers.get(layer));
        layer.is_some_and(|layer| layer.kind == LayerKind::Set)
    }

    /// Whether a file may be edited.
    pub(super) fn is_template(&self, file: usize) -> bool {
        self.workspace
            .files()
            .get(file)
            .is_some_and(|file| file.role() == Role::Template)
    }
}

/// An address from text that the rules themselves write.
pub(super) fn address(text: &str) -> Option<Address> {
    text.parse().ok()
}

impl Finding {
    /// The finding with a fix.
    pub(super) fn fix(
        mut self,
        label: impl Into<String>,
        safety: Safety,
        steps: Vec<FixStep>,
    ) -> Self {
        if !steps.is_empty() {
            self.fix = Some(Fix {
                label: label.into(),
                safety,
                steps,
            });
        }
        self
    }

    /// The finding, this bad.
    pub(super) const fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The finding with a reason of its own.
    pub(super) fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }
}

/// A step that writes text, spelled for the key's type.
pub(super) fn write(at: &str, value: impl Into<String>) -> Vec<FixStep> {
    write_input(at, Input::Text(value.into()))
}

/// A step that writes a list.
pub(super) fn write_list(at: &str, items: Vec<String>) -> Vec<FixStep> {
    write_input(at, Input::List(items))
}

pub(super) fn write_input(at: &str, input: Input) -> Vec<FixStep> {
    address(at)
        .map(|address| FixStep::Write { address, input })
        .into_iter()
        .collect()
}

/// A step that moves a key.
pub(super) fn move_input(from: &str, to: &str, input: Input) -> Vec<FixStep> {
    let ends = address(from).zip(address(to));
    ends.map(|(from, to)| FixStep::Move { from, to, input })
        .into_iter()
        .collect()
}

/// A step that removes a key.
pub(super) fn remove(at: &str) -> Vec<FixStep> {
    address(at)
        .map(|address| FixStep::Remove { address })
        .into_iter()
        .collect()
}
