//! The files as they will be saved, with marks on what the last edit changed and on what is wrong.

mod highlight;

use crate::Context;
use crate::files;
use crate::state::{Action, OpenFile};
use evenkeel_core::rules::Severity;
use std::ops::Range;
use web_sys::HtmlElement;
use yew::{
    Callback, Html, Properties, classes, component, html, use_context, use_effect_with,
    use_node_ref,
};

/// How many lines are drawn at once: nobody reads more, and a browser takes seconds to draw a hundred thousand.
const MOST: usize = 2_000;

#[derive(Properties, PartialEq)]
pub(crate) struct PreviewProps {
    pub(crate) edition: usize,
}

#[component]
pub(crate) fn Preview(props: &PreviewProps) -> Html {
    let pane = use_node_ref();
    let context = use_context::<Context>();
    let shown = context
        .as_ref()
        .and_then(|context| context.state.shown_line);
    {
        let pane = pane.clone();
        use_effect_with(shown, move |shown| {
            if let (Some((line, _)), Some(pane)) = (shown, pane.cast::<HtmlElement>()) {
                show_line(&pane, *line);
            }
        });
    }
    let _ = props.edition;
    let Some(context) = context else {
        return Html::default();
    };
    let state = &context.state;
    let files: &[OpenFile] = state
        .documents
        .as_ref()
        .map_or(&[], |documents| &documents.files);
    let tabs = files.iter().enumerate().map(|(number, file)| {
        let dispatch = context.dispatch.clone();
        let onclick = Callback::from(move |_| dispatch.emit(Action::ShowFile(number)));
        let is_here = number == state.file;
        html! {
            <button type="button" key={number} class={classes!("tab", is_here.then_some("here"))}
                aria-current={is_here.then_some("true")} title={file.path.clone()} {onclick}>
                { short(&file.path) }
            </button>
        }
    });
    let Some(file) = files.get(state.file) else {
        return html! { <p class="nothing">{ if state.documents.is_some() { "No file is open." } else { "Loading…" } }</p> };
    };
    let copy = {
        let (text, dispatch) = (file.text.clone(), context.dispatch.clone());
        Callback::from(move |_| files::copy(&text.text, &dispatch))
    };
    let count = file.text.text.lines().count();
    let window = window(count, state.shown_line.map_or(1, |(line, _)| line));
    let is_whole = window.len() == count;
    let part = format!(
        "Lines {} to {} of {count}. Go to a field or a finding to see those around it.",
        window.start + 1,
        window.end
    );
    html! {
        <>
            <div class="tabs" role="group" aria-label="Files">
                { for tabs }
                <span class="space"></span>
                <button type="button" class="small" onclick={copy}>{ "Copy" }</button>
            </div>
            <pre ref={pane} tabindex="0" role="region" aria-label={file.path.clone()}>
                if !is_whole { <span class="part">{ part }{ "\n" }</span> }
                { lines(&context, file, window) }
            </pre>
        </>
    }
}

/// The lines of a file to draw, from 0: all, or as many as a browser draws at once around the one to show.
fn window(count: usize, shown: usize) -> Range<usize> {
    let start = shown.saturating_sub(MOST / 2);
    let start = start.min(count.saturating_sub(MOST));
    start..count.min(start + MOST)
}

fn lines(context: &Context, file: &OpenFile, window: Range<usize>) -> Html {
    let state = &context.state;
    let found = state.checks.findings.iter();
    let found = found.filter(|finding| finding.file == state.file);
    let found: Vec<_> = found
        .filter(|finding| finding.severity != Severity::Info)
        .collect();
    let worst = |line: usize| {
        let here = found.iter().filter(|finding| finding.line == line);
        here.map(|finding| finding.severity).min()
    };
    let secrets = &file.text.secrets;
    let mut start = 0;
    let lines = file.text.text.split_inclusive('\n').enumerate();
    let lines = lines.map(|(number, line)| {
        let range = start..start + line.len();
        start = range.end;
        (number, line, range)
    });
    let lines = lines.skip(window.start).take(window.len());
    let lines = lines.map(|(number, line, range)| {
        let is_new = file.changed.contains(&number);
        let mark = worst(number + 1);
        let hidden = secrets.iter().any(|(from, to)| *from < range.end && range.start < *to);
        let pieces = highlight::pieces(line.trim_end_matches(['\n', '\r']));
        html! {
            <span key={number} data-line={(number + 1).to_string()} class={classes!("line", is_new.then_some("new"), mark.map(Severity::name), hidden.then_some("secret"))}>
                if is_new { <span class="hidden">{ "changed: " }</span> }
                { for pieces.into_iter().map(|(ink, text)| match ink.class() {
                    Some(class) => html! { <span {class}>{ text }</span> },
                    None => html! { text },
                }) }
                { "\n" }
            </span>
        }
    });
    lines.collect()
}

/// The end of a path, as much as fits a tab.
fn short(path: &str) -> String {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or(path);
    parts
        .next()
        .map_or_else(|| name.to_owned(), |folder| format!("{folder}/{name}"))
}

/// Scrolls the pane, and only the pane, so that a line is in view.
fn show_line(pane: &HtmlElement, line: usize) {
    // Always a selector, and none of them where the file has no such line.
    let Ok(Some(element)) = pane.query_selector(&format!("[data-line=\"{line}\"]")) else {
        return;
    };
    let (pane_box, line_box) = (
        pane.get_bounding_client_rect(),
        element.get_bounding_client_rect(),
    );
    if line_box.top() < pane_box.top() || line_box.bottom() > pane_box.bottom() {
        let middle = pane_box.height() / 2.0;
        let top = line_box.top() - pane_box.top() + f64::from(pane.scroll_top()) - middle;
        #[allow(
            clippy::cast_possible_truncation,
            reason = "a scroll position is a small whole number of pixels"
        )]
        pane.set_scroll_top(top as i32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_drawn_around_the_line_to_show() {
        assert_eq!(window(3, 1), 0..3);
        assert_eq!(window(0, 1), 0..0);
        assert_eq!(window(MOST, 999_999), 0..MOST);
        assert_eq!(window(10 * MOST, 1), 0..MOST);
        assert_eq!(window(10 * MOST, 10 * MOST), 9 * MOST..10 * MOST);
        assert!(window(10 * MOST, 4_321).contains(&4_320));
    }
}
