//! One row of a table of facts as a line of Rust.

use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::Value;

use super::Failure;
use super::presentation::variant;

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

pub(crate) type Shown<'a> = (&'a str, &'a str, &'a str, &'a str);

pub(crate) fn write_row(
    code: &mut String,
    id: usize,
    place: &str,
    row: &Row,
    source: &str,
    shown: Shown<'_>,
) -> Result<(), Failure> {
    let (section, group, label, rank) = shown;
    let default = row.default.as_ref().map(Value::to_string);
    let status = match row.status.as_deref() {
        None => "Current",
        Some("deprecated") => "Deprecated",
        Some("obsolete") => "Obsolete",
        Some("removed") => "Removed",
        Some("other-executor") => "OtherExecutor",
        Some("managed") => "Managed",
        Some(other) => return Err(format!("unknown status {other}").into()),
    };
    let source = row.source.as_deref().unwrap_or(source);
    writeln!(
        code,
        "Key {{ id: {id}, place: Place::{place}, path: {:?}, ty: {}, default: {default:?}, unset: {:?}, since: {}, until: {}, \
         status: Status::{status}, replaced_by: {:?}, allowed: &{:?}, rank: Rank::{rank}, section: Section::{}, group: {group:?}, \
         label: {label:?}, note: {:?}, source: {source:?}, secret: {}, required: {}, documented: {}, env: {:?}, twin: {:?}, format: {:?} }},",
        row.path,
        type_code(&row.ty)?,
        row.unset.as_deref().unwrap_or_default(),
        version_option(row.since.as_deref())?,
        version_option(row.until.as_deref())?,
        row.replaced_by,
        row.allowed,
        variant(section),
        row.note,
        row.secret,
        row.required,
        !row.undocumented,
        row.env,
        row.twin,
        row.format.as_deref().unwrap_or_default(),
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
        |text| Ok(format!("Some({})", version_code(text)?)),
    )
}

pub(crate) fn version_code(text: &str) -> Result<String, Failure> {
    let mut numbers = text.split('.').map(str::parse::<u16>);
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
