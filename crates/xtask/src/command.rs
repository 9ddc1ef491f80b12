//! Starting other programs: in a clean environment, with their whole command line in every error.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// A program to run; thin over [`Command`], without the variables that `cargo run` adds for its own child.
pub(crate) struct Program(Command);

impl Program {
    /// A program found in `PATH` or named by a path.
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        // `cargo run` points the loader at this toolchain's libraries; another toolchain must not find those first.
        command.env_remove("LD_LIBRARY_PATH");
        command.env_remove("DYLD_FALLBACK_LIBRARY_PATH");
        // What cargo tells a program about the package it was built from would be read as our own child's package.
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| {
                name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
            }) {
                command.env_remove(name);
            }
        }
        Self(command)
    }

    /// Adds one argument.
    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.0.arg(argument);
        self
    }

    /// Adds several arguments.
    pub(crate) fn args<I: IntoIterator<Item: AsRef<OsStr>>>(mut self, arguments: I) -> Self {
        self.0.args(arguments);
        self
    }

    /// Sets one environment variable.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.env(name, value);
        self
    }

    /// Sets the working folder.
    pub(crate) fn current_dir(mut self, folder: impl AsRef<Path>) -> Self {
        self.0.current_dir(folder);
        self
    }

    /// Runs to the end with output passed through; an error unless it succeeds.
    pub(crate) fn run(mut self) -> Result<()> {
        let status = self
            .0
            .status()
            .with_context(|| format!("cannot start `{}`", self.line()))?;
        if !status.success() {
            bail!("`{}` ended with {status}", self.line());
        }
        Ok(())
    }

    /// Runs to the end in silence; shows all that was said, and is an error, unless it succeeds.
    pub(crate) fn quiet(mut self) -> Result<()> {
        let output = self
            .0
            .output()
            .with_context(|| format!("cannot start `{}`", self.line()))?;
        if !output.status.success() {
            print!("{}", String::from_utf8_lossy(&output.stdout));
            eprint!("{}", String::from_utf8_lossy(&output.stderr));
            bail!("`{}` ended with {}", self.line(), output.status);
        }
        Ok(())
    }

    /// Becomes that program where the system can, so that a signal to this process reaches it; else runs it to the end.
    pub(crate) fn replace(self) -> Result<()> {
        #[cfg(unix)]
        {
            let line = self.line();
            let Self(mut command) = self;
            let error = std::os::unix::process::CommandExt::exec(&mut command);
            Err(error).with_context(|| format!("cannot start `{line}`"))
        }
        #[cfg(not(unix))]
        self.run()
    }

    /// Runs to the end in silence and gives its standard output; an error, with what it said, unless it succeeds.
    pub(crate) fn output(mut self) -> Result<String> {
        let output = self
            .0
            .output()
            .with_context(|| format!("cannot start `{}`", self.line()))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let last = said
                .lines()
                .rev()
                .find(|line| !line.trim().is_empty())
                .unwrap_or_default();
            bail!("`{}` ended with {}: {last}", self.line(), output.status);
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs to the end in silence and gives whether it succeeded and what it said on standard output.
    pub(crate) fn said(mut self) -> Result<(bool, String)> {
        let output = self
            .0
            .output()
            .with_context(|| format!("cannot start `{}`", self.line()))?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok((output.status.success(), said))
    }

    /// Runs to the end, passing every line of standard output on and to `each`; gives whether it succeeded.
    pub(crate) fn watch(mut self, mut each: impl FnMut(&str)) -> Result<bool> {
        self.0.stdout(Stdio::piped());
        let mut child = self
            .0
            .spawn()
            .with_context(|| format!("cannot start `{}`", self.line()))?;
        if let Some(stdout) = child.stdout.take() {
            let mut terminal = std::io::stdout();
            for line in BufReader::new(stdout).split(b'\n') {
                let line = line?;
                terminal.write_all(&line)?;
                terminal.write_all(b"\n")?;
                each(&String::from_utf8_lossy(&line));
            }
        }
        Ok(child.wait()?.success())
    }

    fn line(&self) -> String {
        let words = std::iter::once(self.0.get_program()).chain(self.0.get_args());
        words
            .map(OsStr::to_string_lossy)
            .collect::<Vec<_>>()
            .join(" ")
    }
}
