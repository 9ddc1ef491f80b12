//! What stands between the braces of a helmfile's template: a field, a literal, a call, a pipeline of them.

use super::Scope;
use super::template::{Presence, printed};
use crate::workspace::Held;

/// How deep parentheses may be.
const DEPTH: usize = 16;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Field(Vec<String>),
    Literal(Text),
    Word(String),
    Open,
    Close,
    Pipe,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Text {
    Quoted(String),
    Plain(String),
}

/// What an expression comes to.
///
/// # Errors
/// It cannot be worked out, and why.
pub(super) fn value(expression: &str, scope: &Scope) -> Result<Held, String> {
    let because = |reason: String| format!("{{{{ {expression} }}}}: {reason}");
    let tokens = tokens(expression).ok_or_else(|| because("it is not understood".to_owned()))?;
    let mut rest = tokens.as_slice();
    let found = pipeline(&mut rest, scope, 0).map_err(because)?;
    match rest {
        [] => Ok(found),
        _ => Err(because("it is not understood".to_owned())),
    }
}

/// Whether the branch of an `if` is taken.
pub(super) fn truth(expression: &str, scope: &Scope) -> Presence {
    match value(expression, scope) {
        Ok(found) if is_true(&found) => Presence::There,
        Ok(_) => Presence::Absent,
        Err(reason) => Presence::Undecided(reason),
    }
}

fn is_true(held: &Held) -> bool {
    match held {
        Held::Null => false,
        Held::Bool(value) => *value,
        Held::Int(text) | Held::Float(text) => {
            text.parse::<f64>().is_ok_and(|number| number != 0.0)
        }
        Held::Str(text) => !text.is_empty(),
        Held::List(items) => !items.is_empty(),
        Held::Map(entries) => !entries.is_empty(),
        Held::DateTime(_) | Held::Template => true,
    }
}

fn tokens(expression: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = expression.trim_start();
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '(' | ')' | '|' => {
                found.push(match first {
                    '(' => Token::Open,
                    ')' => Token::Close,
                    _ => Token::Pipe,
                });
                1
            }
            '"' | '`' => {
                let (text, taken) = quoted(rest, first)?;
                found.push(Token::Literal(Text::Quoted(text)));
                taken
            }
            _ => {
                let is_end =
                    |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '|' | '"' | '`');
                let end = rest.find(is_end).unwrap_or(rest.len());
                found.push(word(rest.get(..end)?)?);
                end
            }
        };
        rest = rest.get(taken..)?.trim_start();
    }
    Some(found)
}

fn word(text: &str) -> Option<Token> {
    if let Some(path) = text.strip_prefix('.') {
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        let is_field = path.iter().all(|step| !step.is_empty());
        return is_field.then_some(Token::Field(path));
    }
    let is_number =
        text.parse::<f64>().is_ok() && text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    Some(if is_number || matches!(text, "true" | "false" | "nil") {
        Token::Literal(Text::Plain(text.to_owned()))
    } else {
        Token::Word(text.to_owned())
    })
}

/// A quoted text without its quotes, and how many bytes it takes with them.
fn quoted(rest: &str, quote: char) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            _ if character == quote => return Some((text, at + 1)),
            '\\' if quote == '"' => text.push(match characters.next()?.1 {
                'n' => '\n',
                't' => '\t',
                same @ ('"' | '\\') => same,
                _ => return None,
            }),
            _ => text.push(character),
        }
    }
    None
}

fn pipeline(rest: &mut &[Token], scope: &Scope, depth: usize) -> Result<Held, String> {
    if depth > DEPTH {
        return Err("it is too deep".to_owned());
    }
    let mut found = command(rest, None, scope, depth)?;
    while let [Token::Pipe, after @ ..] = rest {
        *rest = after;
        found = command(rest, Some(found), scope, depth)?;
    }
    Ok(found)
}

/// One command; `last` is what a pipe hands over, which becomes its last argument.
fn command(
    rest: &mut &[Token],
    last: Option<Held>,
    scope: &Scope,
    depth: usize,
) -> Result<Held, String> {
    if let [Token::Word(name), after @ ..] = rest {
        *rest = after;
        let mut arguments = Vec::new();
        while let Some(argument) = operand(rest, scope, depth) {
            arguments.push(argument);
        }
        arguments.extend(last.map(Ok));
        return call(name, arguments);
    }
    let found = operand(rest, scope, depth).ok_or_else(|| "it is not understood".to_owned())?;
    match last {
        None => found,
        Some(_) => Err("it is not understood".to_owned()),
    }
}

fn operand(rest: &mut &[Token], scope: &Scope, depth: usize) -> Option<Result<Held, String>> {
    let (first, after) = rest.split_first()?;
    let found = match first {
        Token::Field(path) => scope.field(path),
        Token::Literal(Text::Quoted(text)) => Ok(Held::Str(text.clone())),
        Token::Literal(Text::Plain(text)) => Ok(Held::of_plain(text)),
        Token::Word(name) => Err(format!("{name} is not worked out")),
        Token::Open => {
            *rest = after;
            let found = pipeline(rest, scope, depth + 1);
            return match rest {
                [Token::Close, after @ ..] => {
                    *rest = after;
                    Some(found)
                }
                _ => Some(Err("it is not understood".to_owned())),
            };
        }
        Token::Close | Token::Pipe => return None,
    };
    *rest = after;
    Some(found)
}

/// The functions that depend on nothing else; the others are named in the error.
fn call(name: &str, arguments: Vec<Result<Held, String>>) -> Result<Held, String> {
    if matches!(
        name,
        "env" | "requiredEnv" | "expandenv" | "exec" | "envExec" | "readFile" | "fetchSecretValue"
    ) {
        return Err("it asks the machine that it runs on".to_owned());
    }
    let arguments = arguments.into_iter().collect::<Result<Vec<_>, _>>()?;
    let text = |held: &Held| printed(held).ok_or_else(|| format!("{name} of no text"));
    Ok(match (name, arguments.as_slice()) {
        ("default", [otherwise, found]) => match is_true(found) {
            true => found.clone(),
            false => otherwise.clone(),
        },
        ("quote", [found]) => Held::Str(format!("{:?}", text(found)?)),
        ("squote", [found]) => Held::Str(format!("'{}'", text(found)?)),
        ("toString", [found]) => Held::Str(text(found)?),
        ("lower", [found]) => Held::Str(text(found)?.to_lowercase()),
        ("upper", [found]) => Held::Str(text(found)?.to_uppercase()),
        ("trim", [found]) => Held::Str(text(found)?.trim().to_owned()),
        ("eq", [first, others @ ..]) if !others.is_empty() => {
            Held::Bool(others.iter().any(|other| other == first))
        }
        ("ne", [first, other]) => Held::Bool(first != other),
        ("not", [found]) => Held::Bool(!is_true(found)),
        ("and", [.., last]) => {
            let stop = arguments.iter().find(|found| !is_true(found));
            stop.unwrap_or(last).clone()
        }
        ("or", [.., last]) => {
            let stop = arguments.iter().find(|found| is_true(found));
            stop.unwrap_or(last).clone()
        }
        ("ternary", [yes, no, condition]) => match is_true(condition) {
            true => yes.clone(),
            false => no.clone(),
        },
        ("get", [path, Held::Map(_)]) | ("get", [path, _, Held::Map(_)]) => {
            let path = text(path)?;
            let (otherwise, map) = match arguments.as_slice() {
                [_, otherwise, map] => (Some(otherwise), map),
                _ => (None, arguments.last().unwrap_or(&Held::Null)),
            };
            let found = path.split('.').try_fold(map, |map, step| map.entry(step));
            match found.or(otherwise) {
                Some(found) => found.clone(),
                None => return Err(format!("there is no value {path}")),
            }
        }
        _ => return Err(format!("{name} is not worked out")),
    })
}
