//! One row of a table of facts as a line of Rust.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::Value;

use super::Failure;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    pub(crate) path: String,
    #[serde(rename = "type")]
    pub(crate) ty: String,
    pub(crate) default: Option<Value>,
    pub(crate) unset: Option<String>,
    pub(crate) since: Option<String>,
    pub(crate) until: Option<String>,
    #[serde(default)]
    pub(crate) allowed: Vec<String>,
    #[serde(default)]
    pub(crate) secret: bool,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) undocumented: bool,
    pub(crate) status: Option<String>,
    pub(crate) replaced_by: Option<String>,
    pub(crate) twin: Option<String>,
    pub(crate) env: Option<String>,
    pub(crate) format: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) note: String,
}

/// Group, label and rank, and whether keys below it are rows.
pub(crate) type Shown<'a> = (usize, &'a str, &'a str, bool);

/// The texts of all rows in one, and their notes as lines, each once: several rows share some.
#[derive(Default)]
pub(crate) struct Texts {
    pub(crate) all: String,
    notes: String,
    lines: BTreeMap<String, usize>,
}

impl Texts {
    /// The number of the note's line.
    fn note(&mut self, note: &str) -> Result<usize, Failure> {
        if note.contains(['\n', '\r']) {
            return Err(format!("a note of more than one line: {note}").into());
        }
        let next = self.lines.len();
        let line = *self.lines.entry(note.to_owned()).or_insert(next);
        if line == next {
            self.notes.push_str(note);
            self.notes.push('\n');
        }
        Ok(line)
    }

    /// The texts and the notes as a file, and its first line, which no other table has: their FNV-1a sum.
    pub(crate) fn file(&self) -> Result<(String, String), Failure> {
        if self.all.contains(['\n', '\r']) {
            return Err("a label, path or default of more than one line".into());
        }
        let body = format!("{}\n{}", self.all, self.notes);
        let sum = body.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
            (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let head = format!("{sum:016x}");
        Ok((format!("{head}\n{body}"), head))
    }

    /// Appends a text that must fit a length of one byte.
    fn push(&mut self, text: &str) -> Result<u8, Failure> {
        self.all.push_str(text);
        u8::try_from(text.len()).map_err(|_| format!("longer than 255 bytes: {text}").into())
    }
}

pub(crate) fn write_row(
    code: &mut String,
    texts: &mut Texts,
    id: usize,
    place: &str,
    row: &Row,
    shown: Shown<'_>,
) -> Result<(), Failure> {
    let (group, label, rank, has_children) = shown;
    let status = match row.status.as_deref() {
        None => "Current",
        Some("deprecated") => "Deprecated",
        Some("obsolete") => "Obsolete",
        Some("removed") => "Removed",
        Some("other-executor") => "OtherExecutor",
        Some("managed") => "Managed",
        Some(other) => return Err(format!("unknown status {other}").into()),
    };
    let default = row
        .default
        .as_ref()
        .map(Value::to_string)
        .unwrap_or_default();
    let start = texts.all.len();
    let path = texts.push(&row.path)?;
    let label = texts.push(label)?;
    let default = texts.push(&default)?;
    let env = texts.push(row.env.as_deref().unwrap_or_default())?;
    let note = texts.note(&row.note)?;
    write!(
        code,
        "Key {{ id: {id}, place: Place::{place}, ty: {}, since: {}, until: {}, status: Status::{status}, rank: Rank::{rank}, \
         secret: {}, required: {}, documented: {}, has_children: {has_children}, texts: Texts {{ start: {start}, path: {path}, label: {label}, \
         default: {default}, env: {env}, note: {note}, group: {group} }}, more: ",
        type_code(&row.ty)?,
        version_option(row.since.as_deref())?,
        version_option(row.until.as_deref())?,
        row.secret,
        row.required,
        !row.undocumented,
    )?;
    write_more(code, row)?;
    writeln!(code, " }},")?;
    Ok(())
}

/// What few rows have, kept apart because the table is downloaded by everyone who opens the site.
fn write_more(code: &mut String, row: &Row) -> Result<(), Failure> {
    let texts = [
        &row.unset,
        &row.replaced_by,
        &row.twin,
        &row.format,
        &row.source,
    ];
    if row.allowed.is_empty() && texts.iter().all(|text| text.is_none()) {
        code.push_str("&More::NONE");
        return Ok(());
    }
    let [unset, replaced_by, twin, format, source] =
        texts.map(|text| text.as_deref().unwrap_or_default());
    write!(
        code,
        "&More {{ allowed: &{:?}, unset: {unset:?}, replaced_by: {replaced_by:?}, twin: {twin:?}, format: {format:?}, source: {source:?} }}",
        row.allowed,
    )?;
    Ok(())
}

pub(crate) fn type_code(ty: &str) -> Result<String, Failure> {
    let item = |text: &str| {
        Ok::<_, Failure>(match text {
            "string" => "Item::String",
            "integer" => "Item::Integer",
            "float" => "Item::Float",
            "boolean" => "Item::Boolean",
            "object" => "Item::Object",
            "any" => "Item::Any",
            "list<string>" => "Item::Strings",
            other => return Err(format!("unknown item type {other}").into()),
        })
    };
    let of = |outer: &str| ty.strip_prefix(outer)?.strip_prefix('<')?.strip_suffix('>');
    Ok(match ty {
        "string" => "Type::String".into(),
        "text" => "Type::Text".into(),
        "toml" => "Type::Toml".into(),
        "integer" => "Type::Integer".into(),
        "float" => "Type::Float".into(),
        "boolean" => "Type::Boolean".into(),
        "duration" => "Type::Duration".into(),
        "datetime" => "Type::DateTime".into(),
        "object" => "Type::Object".into(),
        "any" => "Type::Any".into(),
        "quantity<cpu>" => "Type::Quantity(Resource::Cpu)".into(),
        "quantity<memory>" => "Type::Quantity(Resource::Memory)".into(),
        "quantity<storage>" => "Type::Quantity(Resource::EphemeralStorage)".into(),
        _ => {
            if let Some(inner) = of("list") {
                format!("Type::List({})", item(inner)?)
            } else if let Some(inner) = of("one-or-list") {
                format!("Type::OneOrList({})", item(inner)?)
            } else if let Some(inner) = of("map") {
                format!("Type::Map({})", item(inner)?)
            } else {
                return Err(format!("unknown type {ty}").into());
            }
        }
    })
}

pub(crate) fn version_option(text: Option<&str>) -> Result<String, Failure> {
    text.map_or_else(
        || Ok("None".to_owned()),
        |text| {
            let code = version_code(text)?;
            let numbers = code
                .trim_start_matches("Version::new(")
                .trim_end_matches(')');
            Ok(format!("Some([{numbers}])"))
        },
    )
}

pub(crate) fn version_code(text: &str) -> Result<String, Failure> {
    let mut numbers = text.split('.').map(str::parse::<u8>);
    let mut next = || {
        numbers
            .next()
            .unwrap_or(Ok(0))
            .map_err(|e| format!("version {text}: {e}"))
    };
    Ok(format!(
        "Version::new({}, {}, {})",
        next()?,
        next()?,
        next()?
    ))
}
