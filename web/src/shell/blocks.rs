//! Draws the blocks of an explanation. Knows nothing of what they are about.

use super::severity_mark;
use crate::Context;
use crate::state::Action;
use evenkeel_protocol::{Block, Change, Edit};
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::{Callback, Event, Html, InputEvent, KeyboardEvent, TargetCast, classes, html};

/// Blocks from top to bottom.
pub(super) fn draw(blocks: &[Block], context: &Context) -> Html {
    blocks
        .iter()
        .enumerate()
        .map(|(number, block)| {
            // An input stays the same one whatever comes and goes above it.
            let key = match block {
                Block::Choose { name, .. } | Block::Input { name, .. } => name.clone(),
                _ => number.to_string(),
            };
            html! { <div {key}>{ one(block, context) }</div> }
        })
        .collect()
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
            name,
            label,
            hint,
            options,
            chosen,
        } => {
            let write = told(name, context);
            let onchange = Callback::from(move |event: Event| {
                write.emit(event.target_unchecked_into::<HtmlSelectElement>().value());
            });
            let chosen = context.state.told(name).unwrap_or(chosen);
            let option = |(text, title): &(String, String)| {
                html! { <option value={text.clone()} selected={text == chosen}>{ title.clone() }</option> }
            };
            let options = options.iter().map(option);
            labelled(name, label, hint, |hint| {
                html! { <select {onchange} aria-describedby={hint}>{ for options }</select> }
            })
        }
        Block::Input {
            name,
            label,
            hint,
            otherwise,
            text,
            lines,
        } => {
            let text = context.state.told(name).unwrap_or(text);
            let write = told(name, context);
            labelled(name, label, hint, |hint| {
                input((text, otherwise, *lines), hint, write)
            })
        }
        Block::Link {
            name,
            text,
            label,
            note,
        } => {
            let (write, text) = (told(name, context), text.clone());
            let show = Callback::from(move |_| write.emit(text.clone()));
            html! {
                <p class="place">
                    <button type="button" class="link" onclick={show}>{ label.clone() }</button>
                    <span>{ note.clone() }</span>
                </p>
            }
        }
        Block::Lines { label, lines } => {
            let line = |(change, text): &(Change, String)| {
                let (class, said) = match change {
                    Change::None => (None, ""),
                    Change::Added => (Some("new"), "added: "),
                    Change::Removed => (Some("gone"), "removed: "),
                };
                html! {
                    <span class={classes!("line", class)}>
                        if class.is_some() { <span class="hidden">{ said }</span> }
                        { text.clone() }{ "\n" }
                    </span>
                }
            };
            html! { <pre tabindex="0" role="region" aria-label={label.clone()}>{ for lines.iter().map(line) }</pre> }
        }
        Block::Offer { label, act } => {
            let (context, act) = (context.clone(), act.clone());
            let make = Callback::from(move |_| {
                if let Some(subject) = context.state.subject() {
                    let act = act.clone();
                    let edit = Edit::Act { subject, act };
                    context.dispatch.emit(Action::Edit(edit));
                }
            });
            html! { <button type="button" class="small offer" onclick={make}>{ label.clone() }</button> }
        }
    }
}

/// What takes the text of an input.
fn told(name: &str, context: &Context) -> Callback<String> {
    let (dispatch, name) = (context.dispatch.clone(), name.to_owned());
    Callback::from(move |text| {
        let name = name.clone();
        dispatch.emit(Action::Tell { name, text });
    })
}

/// An input below its label and above what it means; `draw` is told where that is said.
fn labelled(
    name: &str,
    label: &str,
    hint: &str,
    draw: impl FnOnce(Option<String>) -> Html,
) -> Html {
    let id = (!hint.is_empty()).then(|| format!("{name}-hint"));
    html! {
        <div class="choose">
            <label><span>{ label.to_owned() }</span>{ draw(id.clone()) }</label>
            if id.is_some() { <small {id}>{ hint.to_owned() }</small> }
        </div>
    }
}

/// One line or several. What is typed here is no step of the documents: its undo is the browser's.
fn input(
    (text, otherwise, lines): (&str, &str, usize),
    hint: Option<String>,
    write: Callback<String>,
) -> Html {
    let onkeydown = Callback::from(|event: KeyboardEvent| event.stop_propagation());
    let (value, placeholder) = (text.to_owned(), otherwise.to_owned());
    if lines > 1 {
        let oninput = Callback::from(move |event: InputEvent| {
            write.emit(event.target_unchecked_into::<HtmlTextAreaElement>().value());
        });
        return html! { <textarea {value} {placeholder} rows={lines.to_string()} spellcheck="false" aria-describedby={hint} {oninput} {onkeydown}/> };
    }
    let oninput = Callback::from(move |event: InputEvent| {
        write.emit(event.target_unchecked_into::<HtmlInputElement>().value());
    });
    html! { <input {value} {placeholder} autocomplete="off" spellcheck="false" aria-describedby={hint} {oninput} {onkeydown}/> }
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
    let documents = context.state.documents.as_ref();
    let path = documents.map_or("", |documents| documents.path(file));
    html! {
        <p class="place">
            <button type="button" class="link" onclick={show}><code>{ format!("{path}:{line}") }</code></button>
            <b>{ text.to_owned() }</b>
            <span>{ note.to_owned() }</span>
        </p>
    }
}
