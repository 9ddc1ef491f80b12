//! Turns data/*.json into the static table of keys, so that nothing is parsed at run time.
//!
//! Refuses to build when a row has no presentation rule, a path occurs twice or a word is unknown to the types.

use std::collections::BTreeMap;
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
use row::{Row, version_code, write_row};

type Failure = Box<dyn std::error::Error>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    source: String,
    #[serde(rename = "versions")]
    _versions: String,
    open: Vec<String>,
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

fn main() -> Result<(), Failure> {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    let usage: Usage = load("usage")?;
    let shown: Presentation = load("presentation")?;
    let mut code =
        String::from("// Generated from data/*.json by build.rs.\nstatic KEYS: &[Key] = &[\n");
    let mut sorted = String::new();
    let mut open = String::new();
    let mut groups: BTreeMap<usize, Vec<(String, u32, usize)>> = BTreeMap::new();
    let mut id = 0;
    for (place, file) in PLACES {
        let table: Table = load(file)?;
        let mut order = Vec::new();
        for row in &table.keys {
            let address = format!("{file}:{}", row.path);
            let rank = rank(&usage, file, row);
            let rule = shown.rule(&address)?;
            let group = shown.group(rule, &address);
            let label = shown.label(&address);
            write_row(
                &mut code,
                id,
                place,
                row,
                &table.source,
                (&shown.rules[rule].section, &group, &label, rank.0),
            )
            .map_err(|e| format!("{address}: {e}"))?;
            order.push((
                if file == "config" {
                    row.path.to_ascii_lowercase()
                } else {
                    row.path.clone()
                },
                id,
            ));
            groups.entry(rule).or_default().push((group, rank.1, id));
            id += 1;
        }
        order.sort();
        if let Some(twice) = order.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(format!("{file}:{} occurs twice", twice[0].0).into());
        }
        let ids: Vec<usize> = order.iter().map(|(_, id)| *id).collect();
        writeln!(sorted, "    &{ids:?},")?;
        writeln!(open, "    &{:?},", table.open)?;
    }
    writeln!(code, "];\nstatic BY_PATH: [&[u16]; 3] = [\n{sorted}];")?;
    writeln!(code, "static OPEN: [&[&str]; 3] = [\n{open}];")?;
    write_groups(&mut code, &shown, groups)?;
    write_mistaken(&mut code)?;
    write_versions(&mut code)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("keys.rs"), code)?;
    Ok(())
}

fn load<T: DeserializeOwned>(name: &str) -> Result<T, Failure> {
    let path = format!("data/{name}.json");
    let text = fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))?;
    Ok(serde_json::from_str(&text).map_err(|e| format!("{path}: {e}"))?)
}

/// Rank by use: judged ones first, then the thresholds of usage.json. What a registration writes by itself is at
/// most common, what is not current is rare.
fn rank(usage: &Usage, file: &str, row: &Row) -> (&'static str, u32) {
    const RANKS: [(&str, u32); 3] = [("Essential", 0), ("Common", 1), ("Rare", 2)];
    if row.status.is_some() {
        return RANKS[2];
    }
    let address = format!("{file}:{}", row.path);
    for (at, name) in ["essential", "common", "rare"].into_iter().enumerate() {
        if usage
            .judged
            .get(name)
            .is_some_and(|judged| judged.contains(&address))
        {
            return RANKS[at];
        }
    }
    let counts = match file {
        "values" => &usage.values,
        "config" => &usage.config,
        _ => return RANKS[2],
    };
    let (Some(count), Some(least)) = (counts.get(&row.path), usage.thresholds.get(file)) else {
        return RANKS[2];
    };
    let registered = file == "config" && usage.written_by_register.contains(&row.path);
    if *count >= least.essential && !registered {
        RANKS[0]
    } else if *count >= least.common {
        RANKS[1]
    } else {
        RANKS[2]
    }
}

/// Rank and id of keys.
type Ranked = Vec<(u32, usize)>;

/// Headings in the order of the rules, keys in each by rank, then table order.
fn write_groups(
    code: &mut String,
    shown: &Presentation,
    by_rule: BTreeMap<usize, Vec<(String, u32, usize)>>,
) -> Result<(), Failure> {
    let mut sections: Vec<&str> = Vec::new();
    let mut groups: Vec<(&str, String, Ranked)> = Vec::new();
    for (rule, keys) in by_rule {
        let section = shown.rules[rule].section.as_str();
        if !sections.contains(&section) {
            sections.push(section);
        }
        for (heading, rank, id) in keys {
            match groups
                .iter_mut()
                .find(|group| group.0 == section && group.1 == heading)
            {
                Some(group) => group.2.push((rank, id)),
                None => groups.push((section, heading, vec![(rank, id)])),
            }
        }
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
    Ok(())
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
