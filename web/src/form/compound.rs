//! Values with parts: lists whose elements have settings of their own, and maps with free names.

use super::field::findings;
use super::input::Control;
use super::{Drawn, id};
use crate::state::{Action, Spot, parts};
use evenkeel_core::keys::{Item, Key, Rank, Type, is_offered};
use evenkeel_protocol::{Edit, Entry, Value};
use web_sys::HtmlInputElement;
use yew::{Callback, Html, Properties, SubmitEvent, component, html, use_node_ref};

/// As many settings of an element are shown before somebody asks for more.
const FEW: usize = 7;

/// As many parts of a value have fields: nobody fills in more by hand.
const MOST: usize = 100;

/// What is drawn for a value with parts.
pub(super) struct Inner {
    pub(super) html: Html,
    /// Whether the parts have fields, which say what is wrong with them.
    pub(super) has_fields: bool,
}

impl Drawn<'_> {
    /// What stands in place of one control; none where one is enough, or where what is written is not of the key's type.
    pub(super) fn inner(&self, spot: &Spot, can_write: bool) -> Option<Inner> {
        let value = self.documents.value(&spot.at);
        let is_as_expected = |value: &Value| {
            let text = value.text.trim();
            value.count > 0 || !value.entries.is_empty() || matches!(text, "" | "[]" | "{}")
        };
        if !value.is_none_or(is_as_expected) || self.documents.draft(&spot.at).is_some() {
            return None;
        }
        match spot.key.ty {
            _ if spot.key.has_elements() => Some(Inner {
                html: self.elements(spot, value.map_or(0, |value| value.count), can_write),
                has_fields: true,
            }),
            Type::Map(item) if !spot.key.has_children() => Some(Inner {
                html: self.entries(spot, item, value, can_write),
                has_fields: false,
            }),
            _ => None,
        }
    }

    fn elements(&self, list: &Spot, count: usize, can_write: bool) -> Html {
        let next = list.element(count);
        let is_adding = self.context.state.adding.as_ref() == Some(&next.at);
        let shown = count + usize::from(is_adding);
        // The newest is at the end.
        let first = shown.saturating_sub(MOST);
        let all = (first..shown).map(|number| self.element(list, number, count, can_write));
        let add = {
            let (dispatch, at) = (self.context.dispatch.clone(), next.at);
            Callback::from(move |_| dispatch.emit(Action::Add(at.clone())))
        };
        html! {
            <>
                { rest(first) }
                { for all }
                if can_write && !is_adding {
                    <button type="button" class="small" onclick={add} aria-label={format!("Add to {}", list.key.label())}>{ "+ Add" }</button>
                }
            </>
        }
    }

    fn element(&self, list: &Spot, number: usize, count: usize, can_write: bool) -> Html {
        let (context, documents) = (self.context, self.documents);
        let element = list.element(number);
        let title = self.title(&element, number);
        let found = context.state.findings_of(&element.at, false);
        let button = |sign: &'static str, what: &str, edit: Edit| {
            html! {
                <button type="button" class="icon small" aria-label={format!("{what} {title}")} title={what.to_owned()} onclick={context.on(move || edit.clone())}>{ sign }</button>
            }
        };
        let at = || element.at.clone();
        let is_there = number < count;
        let chart = documents.chart();
        let is_wanted = |part: &&'static Key| {
            is_offered(part, chart) || documents.value(&element.part(part).at).is_some()
        };
        let all: Vec<_> = parts(list.key).filter(is_wanted).collect();
        let is_unfolded = context.state.unfolded.contains(&element.at);
        let is_shown = |part: &Key, spot: &Spot| {
            all.len() <= FEW
                || is_unfolded
                || part.rank != Rank::Rare
                || context.state.is_set(documents, &spot.at)
        };
        let spots = all.iter().map(|part| (*part, element.part(part)));
        let shown: Vec<Spot> = spots
            .filter(|(part, spot)| is_shown(part, spot))
            .map(|(_, spot)| spot)
            .collect();
        let more = all.len() - shown.len();
        let unfold = {
            let (dispatch, at) = (context.dispatch.clone(), at());
            Callback::from(move |_| dispatch.emit(Action::Unfold(at.clone())))
        };
        html! {
            <div class="element" role="group" key={number} aria-label={title.clone()}>
                <div class="head">
                    <b>{ title.clone() }</b>
                    <span class="space"></span>
                    if is_there && can_write {
                        if number > 0 { { button("↑", "Move up", Edit::Move { at: at(), to: number - 1 }) } }
                        if number + 1 < count { { button("↓", "Move down", Edit::Move { at: at(), to: number + 1 }) } }
                        { button("✕", "Remove", Edit::Remove { at: at() }) }
                    }
                </div>
                { findings(&found, context.state.checks.edition, &context.dispatch) }
                { for shown.iter().map(|spot| self.field(spot)) }
                if more > 0 || is_unfolded && all.len() > FEW {
                    <button type="button" class="small" aria-expanded={is_unfolded.to_string()} onclick={unfold}>
                        { if is_unfolded { "Show fewer settings".to_owned() } else { format!("Show {more} more settings") } }
                    </button>
                }
            </div>
        }
    }

    /// What an element is called: its name, else the first that it says, else its place.
    fn title(&self, element: &Spot, number: usize) -> String {
        let texts = parts(element.key)
            .filter(|part| part.ty.is_scalar())
            .map(|part| {
                let is_name = part.path().ends_with(".name");
                let text = self
                    .context
                    .state
                    .text_of(self.documents, &element.part(part).at);
                (!is_name, text)
            });
        let named = texts
            .filter(|(_, text)| !text.is_empty())
            .min_by_key(|(rank, _)| *rank);
        match named {
            Some((_, text)) => text,
            None => format!("{} {}", element.key.label(), number + 1),
        }
    }

    fn entries(&self, map: &Spot, item: Item, value: Option<&Value>, can_write: bool) -> Html {
        let context = self.context;
        let entries = value.map_or(&[][..], |value| &value.entries);
        let first = entries.len().saturating_sub(MOST);
        let entry = |Entry { name, at, text }: &Entry| {
            let control = id(at);
            let remove = {
                let at = at.clone();
                context.on(move || Edit::Remove { at: at.clone() })
            };
            html! {
                <div class="entry" key={name.clone()}>
                    <label for={control.clone()}>{ name.clone() }</label>
                    <Control
                        at={at.clone()}
                        ty={item.value_type()}
                        text={context.state.text_or(self.documents, at, text)}
                        is_set=true
                        id={control}
                        {can_write}
                        dispatch={context.dispatch.clone()}
                    />
                    if can_write {
                        <button type="button" class="icon small" aria-label={format!("Remove {name}")} title="Remove" onclick={remove}>{ "✕" }</button>
                    }
                </div>
            }
        };
        html! {
            <div class="entries">
                { rest(first) }
                { for entries.iter().skip(first).map(entry) }
                if can_write {
                    <NewEntry map={map.clone()} dispatch={context.dispatch.clone()}/>
                }
            </div>
        }
    }
}

/// What is said of parts that are not drawn.
fn rest(count: usize) -> Html {
    if count == 0 {
        return Html::default();
    }
    html! { <p class="nothing">{ format!("{count} more before these are in the file.") }</p> }
}

#[derive(Properties, PartialEq)]
struct NewEntryProps {
    map: Spot,
    dispatch: Callback<Action>,
}

/// Where a name is typed that a map does not have yet.
#[component]
fn NewEntry(props: &NewEntryProps) -> Html {
    let name = use_node_ref();
    let onsubmit = {
        let (name, map, dispatch) = (name.clone(), props.map.clone(), props.dispatch.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = name.cast::<HtmlInputElement>() else {
                return;
            };
            let text = input.value();
            if !text.trim().is_empty() {
                dispatch.emit(Action::Edit(Edit::Type {
                    at: map.entry(text.trim()),
                    text: String::new(),
                    is_kept: true,
                }));
                dispatch.emit(Action::Edit(Edit::Leave));
                input.set_value("");
            }
        })
    };
    let label = format!("A new name in {}", props.map.key.label());
    html! {
        <form class="entry" {onsubmit}>
            <input ref={name} placeholder="name" aria-label={label.clone()} autocomplete="off" spellcheck="false"/>
            <button type="submit" class="small" aria-label={format!("Add {}", label.to_lowercase())}>{ "+ Add" }</button>
        </form>
    }
}
