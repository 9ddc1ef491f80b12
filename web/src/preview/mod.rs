//! The files as they will be saved, with marks on what the last edit changed and on what is wrong.

mod highlight;

use crate::Context;
use crate::files;
use crate::state::Action;
use evenkeel_core::rules::Severity;
use evenkeel_core::workspace::File;
use web_sys::HtmlElement;
use yew::{
    Callback, Html, Properties, classes, component, html, use_context, use_effect_with,
    use_node_ref,
};

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
    let files = state.documents.workspace.files();
    let tabs = files.iter().enumerate().map(|(number, file)| {
        let dispatch = context.dispatch.clone();
        let onclick = Callback::from(move |_| dispatch.emit(Action::ShowFile(number)));
        let is_here = number == state.file;
        html! {
            <button type="button" key={number} class={classes!("tab", is_here.then_some("here"))}
                aria-current={is_here.then_some("true")} title={file.path().to_owned()} {onclick}>
                { short(file.path()) }
            </button>
        }
    });
    let Some(file) = files.get(state.file) else {
        return html! { <p class="nothing">{ "No file is open." }</p> };
    };
    let copy = {
        let (text, dispatch) = (file.text().to_owned(), context.dispatch.clone());
        Callback::from(move |_| files::copy(&text, &dispatch))
    };
    html! {
        <>
            <div class="tabs" role="group" aria-label="Files">
                { for tabs }
                <span class="space"></span>
                <button type="button" class="small" onclick={copy}>{ "Copy" }</button>
            </div>
            <pre ref={pane} tabindex="0" role="region" aria-label={file.path().to_owned()}>
                { lines(&context, file) }
            </pre>
        </>
    }
}

fn lines(context: &Context, file: &File) -> Html {
    let state = &context.state;
    let worst = |line: usize| {
        let found = state
            .checks
            .findings
            .iter()
            .filter(|finding| finding.file == state.file && finding.line == line);
        found.map(|finding| finding.severity).min()
    };
    let secrets = evenkeel_core::secret::ranges(file);
    let mut start = 0;
    let lines = file.text().split_inclusive('\n').enumerate().map(|(number, line)| {
        let is_new = state.marks.has(file.path(), number);
        let mark = worst(number + 1).filter(|severity| *severity != Severity::Info);
        let range = start..start + line.len();
        start = range.end;
        let hidden = secrets.iter().any(|secret| secret.start < range.end && range.start < secret.end);
        let pieces = highlight::pieces(line.trim_end_matches(['\n', '\r']));
        html! {
            <span key={number} class={classes!("line", is_new.then_some("new"), mark.map(Severity::name), hidden.then_some("secret"))}>
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
    let Some(element) = u32::try_from(line - 1)
        .ok()
        .and_then(|index| pane.children().item(index))
    else {
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
