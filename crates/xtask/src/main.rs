//! Automation of this repository: serve the site, run the tests, build what is shipped.
//!
//! Installs what is missing by ordinary package managers and says so; it never changes a tool that is already there,
//! and keeps its own copies in one cache folder outside the tree.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command for people at a terminal: what it does is what it prints"
)]

mod bench;
mod budgets;
mod codegen;
mod command;
mod concept_pages;
mod dist;
mod facts;
mod plugin;
mod repository;
mod rule_pages;
mod site;
mod step;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use repository::Repository;
use tools::Tools;

/// Serve, test and package Evenkeel.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the site and serve it on 127.0.0.1, installing what is missing
    Serve(Serve),
    /// Run the tests, all layers but `cluster` unless told otherwise
    Test(test::Selection),
    /// Measure what a keystroke costs; with --peers, post-rendering beside other programs; with --site, the site's engine
    Bench {
        /// Print what a keystroke costs natively and in the built site's engine in Chromium
        #[arg(long, conflicts_with = "peers")]
        site: bool,
        /// Print the tables of post-rendering beside yq and kustomize, by size, and under Helm 4
        #[arg(long)]
        peers: bool,
    },
    /// Write the files that are made from the code
    Codegen {
        /// Only compare, and fail where one differs
        #[arg(long)]
        check: bool,
    },
    /// Build the site and the Helm plugins into target/dist
    Dist,
    /// Check format and lints, warnings as errors
    Lint {
        /// Which checks; all of them unless named
        #[arg(value_enum)]
        checks: Vec<test::Check>,
    },
    /// Compare two versions of what the table of keys is made from
    #[command(subcommand)]
    Facts(facts::Facts),
    /// Install every tool the other commands need and say where each one is
    Tools,
}

#[derive(Args)]
struct Serve {
    /// Open a browser once the first build is done
    #[arg(long)]
    open: bool,
    /// Port to listen on
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(task: Task) -> Result<ExitCode> {
    let repository = Repository::locate()?;
    let tools = Tools::new(&repository)?;
    match task {
        Task::Serve(Serve { open, port }) => site::serve(&repository, &tools, port, open)?,
        Task::Test(selection) => return test::run(&repository, &tools, &selection),
        Task::Codegen { check } => codegen::run(&repository, check)?,
        Task::Bench { peers: true, .. } => bench::peers(&repository, &tools)?,
        Task::Bench { site: true, .. } => bench::site(&repository, &tools)?,
        Task::Bench { .. } => bench::run(&repository)?,
        Task::Facts(facts) => facts::run(&facts)?,
        Task::Dist => {
            dist::build(&repository, &tools)?;
            let within = budgets::check(&repository)?.print();
            anyhow::ensure!(within.is_clean(), "larger than tests/budgets.toml allows");
        }
        Task::Lint { checks } => {
            let all = [test::Check::Format, test::Check::Host, test::Check::Wasm];
            for check in if checks.is_empty() {
                all.to_vec()
            } else {
                checks
            } {
                test::lint(&repository, &tools, check)?;
            }
        }
        Task::Tools => tools.install_all()?,
    }
    Ok(ExitCode::SUCCESS)
}
