//! The command line: files and streams in, files, streams and exit codes out; everything that knows anything is in the core.

mod files;
mod plugin;
mod post_render;
mod schema;

use std::env;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use evenkeel_core::postrender;

/// GitLab Runner on Kubernetes: edit and check its files, post-render any chart.
#[derive(Parser)]
#[command(name = "evenkeel", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the files of a preset
    Generate(files::GenerateArguments),
    /// Print what a key holds
    Get(files::GetArguments),
    /// Say which file and line a key has its value from, and what that hides
    Why(files::WhyArguments),
    /// Write a key, in place
    Set(files::SetArguments),
    /// Remove a key, in place
    Unset(files::UnsetArguments),
    /// Move an element of a list to another place of it, with the comment lines above it
    Move(files::MoveArguments),
    /// What several keys mean together: list, show, write and take out, as one thing
    Concept(files::ConceptArguments),
    /// List the runners of a helmfile, add one like another, split several of one text
    Runner(files::RunnerArguments),
    /// List the environments of a helmfile, or add one
    Environment(files::EnvironmentArguments),
    /// Find mistakes in helmfile, values and config.toml
    Check(files::CheckArguments),
    /// Print the permissions that a release needs and why, beside what it grants
    Permissions(files::PermissionsArguments),
    /// Make a runner on Kubernetes of a config.toml of another executor, and say what became of each key
    Migrate(files::MigrateArguments),
    /// Say what the numbers buy: jobs on nodes, their cost, and where the managers land
    Capacity(Box<files::CapacityArguments>),
    /// Read manifests on stdin, write them with topology spread and resource defaults on stdout
    #[command(disable_help_flag = true)]
    PostRender(PostRenderArguments),
    /// Read manifests on stdin, write on stdout what post-render would do to them and why
    #[command(disable_help_flag = true)]
    Explain(PostRenderArguments),
    /// Read manifests on stdin, write on stdout what post-render would change, as a unified diff
    #[command(disable_help_flag = true)]
    Diff(PostRenderArguments),
    /// Read a KRM resource list on stdin, write it post-rendered on stdout
    #[command(disable_help_flag = true)]
    Fn(PostRenderArguments),
    /// Print the policy that is used when none is given, or the schema of policy files
    Policy(plugin::PolicyArguments),
    /// Print a JSON Schema for editors
    Schema(schema::SchemaArguments),
    /// Make Helm plugins
    Plugin(plugin::PluginArguments),
}

/// Read by the core, so that the binary and Helm's plugins take the same options.
#[derive(Args)]
struct PostRenderArguments {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    options: Vec<OsString>,
}

fn main() -> ExitCode {
    // Started for every release, and options are read by the core: no need to describe all the commands first.
    let mut arguments = env::args_os().skip(1);
    if arguments
        .next()
        .is_some_and(|name| name == postrender::Command::PostRender.name())
    {
        return post_render::run(postrender::Command::PostRender, arguments.collect());
    }
    match Arguments::parse().command {
        Command::Generate(arguments) => files_command(files::generate(&arguments)),
        Command::Get(arguments) => files_command(files::get(&arguments)),
        Command::Why(arguments) => files_command(files::why(&arguments)),
        Command::Set(arguments) => files_command(files::set(&arguments)),
        Command::Unset(arguments) => files_command(files::unset(&arguments)),
        Command::Move(arguments) => files_command(files::move_element(&arguments)),
        Command::Concept(arguments) => files_command(files::concept(&arguments)),
        Command::Runner(arguments) => files_command(files::runner(&arguments)),
        Command::Environment(arguments) => files_command(files::environment(&arguments)),
        Command::Check(arguments) => files_command(files::check(&arguments)),
        Command::Permissions(arguments) => files_command(files::permissions(&arguments)),
        Command::Migrate(arguments) => files_command(files::migrate(&arguments)),
        Command::Capacity(arguments) => files_command(files::capacity(&arguments)),
        Command::PostRender(arguments) => {
            post_render::run(postrender::Command::PostRender, arguments.options)
        }
        Command::Explain(arguments) => {
            post_render::run(postrender::Command::Explain, arguments.options)
        }
        Command::Fn(arguments) => {
            post_render::run(postrender::Command::Function, arguments.options)
        }
        Command::Schema(arguments) => files_command(schema::schema(&arguments)),
        Command::Policy(arguments) => files_command(plugin::policy(&arguments)),
        Command::Plugin(arguments) => files_command(plugin::plugin(&arguments)),
        Command::Diff(arguments) => post_render::run(postrender::Command::Diff, arguments.options),
    }
}

/// The exit code of a command on files; what went wrong is one line on standard error.
fn files_command(outcome: anyhow::Result<u8>) -> ExitCode {
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let mut stderr = std::io::stderr().lock();
            // Nowhere is left to say that standard error is closed.
            let _ = writeln!(stderr, "error: {error:#}");
            ExitCode::from(files::FAILED)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<std::io::Error>();
    cause.is_some_and(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
