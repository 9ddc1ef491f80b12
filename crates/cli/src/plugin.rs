//! `plugin pack` and `policy`: the policy that is used when none is given, its schema, and a pair of Helm 4 plugins with
//! a policy of one's own inside.
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use evenkeel_core::postrender::{Policy, pack};
use evenkeel_tarball::{Entry, Kind};

/// Bytes that every WebAssembly module begins with.
const MAGIC: &[u8] = b"\0asm";

#[derive(Args)]
pub(crate) struct PolicyArguments {
    /// Print the JSON Schema of policy files, for editors
    #[arg(long)]
    schema: bool,
}

#[derive(Args)]
pub(crate) struct PluginArguments {
    #[command(subcommand)]
    command: PluginCommand,
}

#[derive(Subcommand)]
enum PluginCommand {
    /// Write a pair of Helm 4 plugins with a policy inside
    Pack(PackArguments),
}

#[derive(Args)]
struct PackArguments {
    /// The policy
    #[arg(short = 'f', long, value_name = "FILE")]
    policy: PathBuf,
    /// The module: `plugin.wasm`, or the tarball of the plugin `evenkeel-wasm`
    #[arg(long, value_name = "FILE")]
    module: PathBuf,
    /// Name of the post-renderer; its module's plugin is called NAME-wasm
    #[arg(long, default_value = "evenkeel")]
    name: String,
    /// Folder for the two tarballs
    #[arg(short, long, default_value = ".", value_name = "DIR")]
    out: PathBuf,
}

/// Prints the built-in policy or the schema.
pub(crate) fn policy(arguments: &PolicyArguments) -> Result<u8> {
    let schema = arguments.schema.then(Policy::schema);
    let text = schema.as_deref().unwrap_or(Policy::built_in_text());
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(0)
}

/// Runs what stands behind `plugin`.
pub(crate) fn plugin(arguments: &PluginArguments) -> Result<u8> {
    let PluginCommand::Pack(arguments) = &arguments.command;
    let file = arguments.policy.display().to_string();
    let text = fs::read_to_string(&arguments.policy)
        .with_context(|| format!("cannot read the policy {file}"))?;
    let pair = pack::pair(&arguments.name, &text, &file)?;
    let module = module(&arguments.module)?;
    fs::create_dir_all(&arguments.out)
        .with_context(|| format!("cannot make the folder {}", arguments.out.display()))?;
    write(
        &arguments.out,
        &pair.module_name,
        &pair.module,
        Some(module),
    )?;
    write(&arguments.out, &pair.name, &pair.bridge, None)?;
    Ok(0)
}

/// The module in a file or in a plugin's tarball.
fn module(path: &Path) -> Result<Vec<u8>> {
    let name = path.display();
    let bytes = fs::read(path).with_context(|| format!("cannot read the module {name}"))?;
    let module = if bytes.starts_with(MAGIC) {
        bytes
    } else {
        evenkeel_tarball::read(&bytes, "plugin.wasm")
            .with_context(|| format!("{name} is neither a module nor a plugin's tarball"))?
    };
    if !module.starts_with(MAGIC) {
        bail!("plugin.wasm in {name} is no WebAssembly module");
    }
    Ok(module)
}

/// Writes one plugin's tarball; Helm reads it only if its top folder is the file's name without the version.
fn write(folder: &Path, name: &str, manifest: &str, module: Option<Vec<u8>>) -> Result<()> {
    let data = |name: &str, bytes: Vec<u8>| Entry {
        name: name.to_owned(),
        bytes,
        kind: Kind::Data,
    };
    let mut entries = vec![data("plugin.yaml", manifest.as_bytes().to_vec())];
    entries.extend(module.map(|module| data("plugin.wasm", module)));
    let path = folder.join(format!("{name}-{}.tgz", env!("CARGO_PKG_VERSION")));
    evenkeel_tarball::write(&path, Some(name), entries)
        .with_context(|| format!("cannot write {}", path.display()))?;
    writeln!(std::io::stdout().lock(), "{}", path.display())?;
    Ok(())
}
