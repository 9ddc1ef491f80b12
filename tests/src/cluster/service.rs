//! One program of a control plane, with a guard that ends it when nobody is left who needs it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

/// Runs what follows and, beside it, waits for the end of standard input, which comes when the test program closes it or
/// is gone for whatever reason; then it ends the program. Ends when the program does.
const GUARD: &str = r#"exec 3<&0 < /dev/null
"$@" 3<&- & program=$!
{ read -r _ <&3; kill -KILL "$program"; } > /dev/null 2>&1 &
guard=$!
exec 3<&-
wait "$program"
ended=$?
kill "$guard" 2> /dev/null
exit "$ended"
"#;

/// A running program; ends with this value.
pub(super) struct Service {
    name: String,
    log: PathBuf,
    guard: Mutex<Child>,
}

impl Service {
    /// Starts `program` in `folder`, where its log goes too.
    #[track_caller]
    pub(super) fn start(program: &Path, arguments: &[&str], folder: &Path) -> Self {
        let name = program.file_name().unwrap().display().to_string();
        let log = folder.join(format!("{name}.log"));
        let said = File::create(&log).unwrap();
        let guard = Command::new("sh")
            .args(["-c", GUARD, "sh"])
            .arg(program)
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(said.try_clone().unwrap())
            .stderr(said)
            .spawn()
            .unwrap();
        Self {
            name,
            log,
            guard: Mutex::new(guard),
        }
    }

    /// Whether it is no longer running.
    pub(super) fn has_ended(&self) -> bool {
        let mut guard = self.guard.lock().unwrap();
        guard.try_wait().unwrap().is_some()
    }

    /// The end of its log, each line with its name.
    pub(super) fn last_lines(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        let last = &lines[lines.len().saturating_sub(3)..];
        last.iter()
            .map(|line| format!("{}: {line}\n", self.name))
            .collect()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if let Ok(mut guard) = self.guard.lock() {
            // What the guard waits for; afterwards the program is gone.
            drop(guard.stdin.take());
            guard.wait().ok();
        }
    }
}
