//! `schema`: what the table of keys says, for editors.
use std::io::Write as _;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use evenkeel_core::keys::{ChartVersion, Place};

#[derive(Args)]
pub(crate) struct SchemaArguments {
    /// Of which document
    document: Document,
    /// Only what this version of the chart and its runner have, e.g. 0.86.0
    #[arg(long, value_name = "VERSION")]
    chart_version: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Document {
    /// Values of the GitLab Runner chart
    Values,
    /// The runner's config.toml
    ConfigToml,
    /// The helmfile
    Helmfile,
}

/// Prints the schema.
pub(crate) fn schema(arguments: &SchemaArguments) -> Result<u8> {
    let place = match arguments.document {
        Document::Values => Place::Values,
        Document::ConfigToml => Place::Config,
        Document::Helmfile => Place::Helmfile,
    };
    let version = arguments
        .chart_version
        .as_deref()
        .map(str::parse::<ChartVersion>);
    let version = version.transpose().context("--chart-version")?;
    let text = evenkeel_core::schema::schema(place, version);
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(0)
}
