//! Turns data/*.json into the static table of keys, so that nothing is parsed at run time.
//!
//! Refuses to build when a row has no presentation rule, a path occurs twice or a word is unknown to the types.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde::Deserialize;
use serde::de::DeserializeOwned;

#[path = "build/presentation.rs"]
mod presentation;
#[path = "build/row.rs"]
mod row;

use presentation::{Presentation, upper_first, variant};
use row::{Row, Texts, version_code, write_row};

type Failure = Box<dyn std::error::Error>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    source: String,
    #[serde(rename = "versions")]
    _versions: String,
    open: Vec<String>,
    #[serde(default)]
    copied: Vec<String>,
    keys: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Usage {
    #[serde(rename = "counted")]
    _counted: String,
    thresholds: BTreeMap<String, Thresholds>,
    written_by_register: Vec<String>,
    judged: BTreeMap<String, Vec<String>>,
    values: BTreeMap<String, u32>,
    config: BTreeMap<String, u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Thresholds {
    essential: u32,
    common: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mistaken {
    place: String,
    path: String,
    kind: String,
    meant: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Versions {
    newest_checked_chart: String,
    newest_known_chart: String,
    #[serde(rename = "helmfile")]
    _helmfile: String,
    pairs: Vec<Pair>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    chart: String,
    runner: String,
    #[serde(default, rename = "inferred")]
    _inferred: bool,
}

/// The places in table order, with the name of their data file.
const PLACES: [(&str, &str); 3] = [
    ("Helmfile", "helmfile"),
    ("Values", "values"),
    ("Config", "config"),
];

/// A row with its place in the form.
struct Placed<'a> {
    file: &'static str,
    row: &'a Row,
    rule: usize,
    heading: String,
    label: String,
    rank: usize,
    has_children: bool,
}

fn main() -> Result<(), Failure> {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    let usage: Usage = load("usage")?;
    let shown: Presentation = load("presentation")?;
    let tables = PLACES
        .iter()
        .map(|(_, file)| load::<Table>(file))
        .collect::<Result<Vec<_>, _>>()?;
    let mut placed = Vec::new();
    for (table, (_, file)) in tables.iter().zip(PLACES) {
        let paths = paths_of(table, file)?;
        for row in &table.keys {
            let address = format!("{file}:{}", row.path);
            let rule = shown.rule(&address)?;
            let heading = shown.group(rule, &address);
            let own = spelled(file, &row.path);
            let goes_on = |marks: &[&str]| {
                let others = paths.iter().filter_map(|other| other.strip_prefix(&own));
                let mut others = others.filter(|rest| !rest.is_empty());
                others.any(|rest| marks.iter().any(|mark| rest.starts_with(mark)))
            };
            let rank = if goes_on(&["."]) && row.ty == "object" {
                RARE
            } else {
                rank(&usage, file, row)
            };
            placed.push(Placed {
                file,
                row,
                rule,
                heading,
                label: shown.label(&address),
                rank,
                has_children: goes_on(&[".", "[]."]),
            });
        }
    }
    let mut code = String::from("// Generated from data/*.json by build.rs.\n");
    let group_of = write_groups(&mut code, &shown, &placed)?;
    let mut texts = Texts::default();
    writeln!(code, "static KEYS: &[Key] = &[")?;
    for (id, key) in placed.iter().enumerate() {
        let place = PLACES
            .iter()
            .find(|(_, file)| *file == key.file)
            .expect("comes from there")
            .0;
        write_row(
            &mut code,
            &mut texts,
            id,
            place,
            key.row,
            (group_of[id], &key.label, RANKS[key.rank], key.has_children),
        )
        .map_err(|e| format!("{}:{}: {e}", key.file, key.row.path))?;
    }
    writeln!(code, "];\nstatic OPEN: [&[&str]; 3] = [")?;
    for table in &tables {
        writeln!(code, "    &{:?},", table.open)?;
    }
    writeln!(code, "];\nstatic COPIED: [&[&str]; 3] = [")?;
    for table in &tables {
        writeln!(code, "    &{:?},", table.copied)?;
    }
    writeln!(code, "];\nstatic SOURCES: [&str; 3] = [")?;
    for table in &tables {
        writeln!(code, "    {:?},", table.source)?;
    }
    writeln!(code, "];")?;
    write_mistaken(&mut code)?;
    write_versions(&mut code)?;
    let (file, head) = texts.file()?;
    writeln!(code, "const TEXTS_HEAD: &str = {head:?};")?;
    let folder = env::var("OUT_DIR")?;
    fs::write(Path::new(&folder).join("keys.txt"), file)?;
    fs::write(Path::new(&folder).join("keys.rs"), code)?;
    Ok(())
}

/// The paths of a file's keys as they are found; none may be there twice.
fn paths_of(table: &Table, file: &str) -> Result<BTreeSet<String>, Failure> {
    let mut paths = BTreeSet::new();
    for row in &table.keys {
        if !paths.insert(spelled(file, &row.path)) {
            return Err(format!("{file}:{} occurs twice", row.path).into());
        }
    }
    Ok(paths)
}

/// TOML names are the same whatever their letter case.
fn spelled(file: &str, path: &str) -> String {
    match file {
        "config" => path.to_ascii_lowercase(),
        _ => path.to_owned(),
    }
}

fn load<T: DeserializeOwned>(name: &str) -> Result<T, Failure> {
    let path = format!("data/{name}.json");
    let text = fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))?;
    Ok(serde_json::from_str(&text).map_err(|e| format!("{path}: {e}"))?)
}

const RANKS: [&str; 3] = ["Essential", "Common", "Rare"];
const RARE: usize = 2;

/// Rank by use: judged ones first, then the thresholds of usage.json. What a registration writes by itself is at
/// most common, what is not current is rare; so are tables whose keys are rows themselves.
fn rank(usage: &Usage, file: &str, row: &Row) -> usize {
    if row.status.is_some() {
        return RARE;
    }
    let address = format!("{file}:{}", row.path);
    for (at, name) in ["essential", "common", "rare"].into_iter().enumerate() {
        if usage
            .judged
            .get(name)
            .is_some_and(|judged| judged.contains(&address))
        {
            return at;
        }
    }
    let counts = match file {
        "values" => &usage.values,
        "config" => &usage.config,
        _ => return RARE,
    };
    let (Some(count), Some(least)) = (counts.get(&row.path), usage.thresholds.get(file)) else {
        return RARE;
    };
    let registered = file == "config" && usage.written_by_register.contains(&row.path);
    if *count >= least.essential && !registered {
        0
    } else if *count >= least.common {
        1
    } else {
        RARE
    }
}

/// Rank and id of keys.
type Ranked = Vec<(usize, usize)>;

/// Writes the headings in the order of the rules, keys in each by rank, then table order. Gives the heading of each key.
fn write_groups(
    code: &mut String,
    shown: &Presentation,
    placed: &[Placed<'_>],
) -> Result<Vec<usize>, Failure> {
    let mut groups: Vec<(&str, &str, Ranked)> = Vec::new();
    let mut group_of = vec![0; placed.len()];
    let mut by_rule: Vec<usize> = (0..placed.len()).collect();
    by_rule.sort_by_key(|id| placed[*id].rule);
    for id in by_rule {
        let key = &placed[id];
        let section = shown.rules[key.rule].section.as_str();
        let known = groups
            .iter()
            .position(|group| group.0 == section && group.1 == key.heading);
        let at = known.unwrap_or(groups.len());
        if known.is_none() {
            groups.push((section, &key.heading, Vec::new()));
        }
        groups[at].2.push((key.rank, id));
        group_of[id] = at;
    }
    writeln!(code, "static GROUPS: &[Group] = &[")?;
    for (section, heading, mut keys) in groups {
        keys.sort_unstable();
        let ids: Vec<usize> = keys.iter().map(|(_, id)| *id).collect();
        let section = variant(section);
        writeln!(
            code,
            "Group {{ section: Section::{section}, heading: {heading:?}, ids: &{ids:?} }},"
        )?;
    }
    writeln!(code, "];")?;
    Ok(group_of)
}

fn write_mistaken(code: &mut String) -> Result<(), Failure> {
    let mistaken: Vec<Mistaken> = load("mistaken")?;
    writeln!(code, "static MISTAKEN: &[Mistaken] = &[")?;
    for row in mistaken {
        let kind = variant(&row.kind);
        let place = upper_first(&row.place);
        writeln!(
            code,
            "Mistaken {{ place: Place::{place}, path: {:?}, kind: Kind::{kind}, meant: {:?} }},",
            row.path, row.meant
        )?;
    }
    writeln!(code, "];")?;
    Ok(())
}

fn write_versions(code: &mut String) -> Result<(), Failure> {
    let versions: Versions = load("versions")?;
    for (name, text) in [
        ("NEWEST_CHECKED", versions.newest_checked_chart),
        ("NEWEST_KNOWN", versions.newest_known_chart),
    ] {
        writeln!(code, "const {name}: Version = {};", version_code(&text)?)?;
    }
    writeln!(code, "static PAIRS: &[(Version, Version)] = &[")?;
    for pair in versions.pairs {
        writeln!(
            code,
            "({}, {}),",
            version_code(&pair.chart)?,
            version_code(&pair.runner)?
        )?;
    }
    writeln!(code, "];")?;
    Ok(())
}
