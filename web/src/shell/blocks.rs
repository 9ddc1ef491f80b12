//! Draws the blocks of an explanation. Knows nothing of what they are about.

use super::severity_mark;
use crate::Context;
use crate::state::Action;
use evenkeel_protocol::Block;
use web_sys::HtmlSelectElement;
use yew::{Callback, Event, Html, TargetCast, classes, html};

/// Blocks from top to bottom.
pub(super) fn draw(blocks: &[Block], context: &Context) -> Html {
    blocks.iter().map(|block| one(block, context)).collect()
}

fn one(block: &Block, context: &Context) -> Html {
    match block {
        Block::Heading { text } => html! { <h3>{ text.clone() }</h3> },
        Block::Text { text } => html! { <p class="nothing">{ text.clone() }</p> },
        Block::Alert { severity, text } => html! {
            <p class={classes!("finding", severity.name())}>{ severity_mark(*severity) }{ text.clone() }</p>
        },
        Block::Facts { rows } => {
            let row = |(name, value): &(String, String)| {
                html! { <><dt>{ name.clone() }</dt><dd>{ value.clone() }</dd></> }
            };
            html! { <dl>{ for rows.iter().map(row) }</dl> }
        }
        Block::Table { head, rows } => table(head, rows),
        Block::Place {
            file,
            line,
            text,
            note,
        } => place((*file, *line), text, note, context),
        Block::Choose {
            label,
            options,
            chosen,
        } => choose(label, options, chosen, context),
        Block::Offer { label, ask } => {
            let (advice, ask) = (context.advice.clone(), ask.clone());
            let written = context.state.written;
            let make = Callback::from(move |_| advice.ask(written, ask.clone()));
            html! { <button type="button" class="small offer" onclick={make}>{ label.clone() }</button> }
        }
    }
}

fn choose(label: &str, options: &[(String, String)], chosen: &str, context: &Context) -> Html {
    let dispatch = context.dispatch.clone();
    let onchange = Callback::from(move |event: Event| {
        let name = event.target_unchecked_into::<HtmlSelectElement>().value();
        dispatch.emit(Action::Choose(name));
    });
    let option = |(name, title): &(String, String)| {
        html! { <option value={name.clone()} selected={name == chosen}>{ title.clone() }</option> }
    };
    html! {
        <label class="choose">{ label.to_owned() }<select {onchange}>{ for options.iter().map(option) }</select></label>
    }
}

fn table(head: &[String], rows: &[Vec<String>]) -> Html {
    let row = |cells: &Vec<String>| {
        let rest = cells.iter().skip(1);
        html! {
            <tr>
                <th scope="row">{ cells.first().cloned() }</th>
                { for rest.map(|cell| html! { <td>{ cell.clone() }</td> }) }
            </tr>
        }
    };
    html! {
        <table>
            <thead><tr>{ for head.iter().map(|cell| html! { <th scope="col">{ cell.clone() }</th> }) }</tr></thead>
            <tbody>{ for rows.iter().map(row) }</tbody>
        </table>
    }
}

fn place((file, line): (usize, usize), text: &str, note: &str, context: &Context) -> Html {
    let dispatch = context.dispatch.clone();
    let show = Callback::from(move |_| dispatch.emit(Action::ShowLine { file, line }));
    let files = context.state.documents.workspace.files();
    let path = files.get(file).map_or("", |file| file.path());
    html! {
        <p class="place">
            <button type="button" class="link" onclick={show}><code>{ format!("{path}:{line}") }</code></button>
            <b>{ text.to_owned() }</b>
            <span>{ note.to_owned() }</span>
        </p>
    }
}
