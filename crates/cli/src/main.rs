//! The command line: files and streams in, files, streams and exit codes out; everything that knows anything is in the core.

mod post_render;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

/// GitLab Runner on Kubernetes: edit and check its files, post-render any chart.
#[derive(Parser)]
#[command(name = "evenkeel", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read manifests on stdin, write them with topology spread and resource defaults on stdout
    #[command(disable_help_flag = true)]
    PostRender(PostRenderArguments),
    /// Read manifests on stdin, write on stdout what post-render would do to them and why
    #[command(disable_help_flag = true)]
    Explain(PostRenderArguments),
}

/// Read by the core, so that the binary and Helm's plugins take the same options.
#[derive(Args)]
struct PostRenderArguments {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    options: Vec<OsString>,
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::PostRender(arguments) => {
            post_render::run(arguments.options, post_render::Output::Manifests)
        }
        Command::Explain(arguments) => {
            post_render::run(arguments.options, post_render::Output::Report)
        }
    }
}
