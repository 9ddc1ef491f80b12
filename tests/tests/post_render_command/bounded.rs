//! Input made to exhaust: each is answered within a bound of memory, which the test prints.
#![cfg(target_os = "linux")]

use evenkeel_tests::binary;
use std::io::Write;
use std::process::{Command, Stdio};

/// Address space the binary may take, in KiB; far below what an expansion would need.
const BOUND: usize = 400 * 1024;

/// Runs `post-render` in the bound; gives the exit code, standard output and the peak of resident memory in KiB.
fn bounded(input: &[u8], options: &[&str]) -> (Option<i32>, Vec<u8>, usize) {
    let script = format!("ulimit -v {BOUND}; exec \"$0\" post-render \"$@\"");
    let mut child = Command::new("sh")
        .args(["-c", &script])
        .arg(binary())
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // The binary may refuse early; then nobody reads the rest.
        let _ = stdin.write_all(&input);
    });
    let watcher = std::thread::spawn(move || {
        let mut peak = 0;
        while let Ok(text) = std::fs::read_to_string(&status) {
            let line = text.lines().find(|line| line.starts_with("VmHWM:"));
            let Some(line) = line else { break };
            let number = line.split_whitespace().nth(1).and_then(|n| n.parse().ok());
            peak = peak.max(number.unwrap_or(0));
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        peak
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    (output.status.code(), output.stdout, watcher.join().unwrap())
}

#[test]
fn input_made_to_exhaust_is_answered_within_bounds() {
    let workload = |body: &str| {
        format!("kind: Deployment\napiVersion: apps/v1\nspec:\n  containers: {body}\n")
    };
    let mut bomb = String::from("kind: Deployment\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..20 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    bomb.push_str("containers: *a19\n");
    let documents = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ncontainers: []\n"
        .repeat(10_000);
    let property =
        "      field:\n        type: string\n        description: containers of a very long kind\n";
    let definition = format!(
        "kind: CustomResourceDefinition\nspec:\n  properties:\n{}",
        property.repeat(60_000)
    );
    let table: [(&str, String, bool); 8] = [
        (
            "a hundred thousand brackets",
            workload(&"[".repeat(100_000)),
            false,
        ),
        (
            "twenty thousand dashes",
            workload(&format!("\n    {}", "- ".repeat(20_000))),
            false,
        ),
        ("aliases of aliases", bomb, true),
        ("ten thousand documents", documents, true),
        ("a definition of 5 MB", definition, true),
        (
            "one line of 1 MB",
            workload(&format!("\"{}\"", "x".repeat(1_000_000))),
            true,
        ),
        (
            "a key of 1 MB",
            workload(&format!("{{{}: 1}}", "k".repeat(1_000_000))),
            false,
        ),
        ("a zero byte", workload("\0"), false),
    ];
    for (name, input, is_yaml) in table {
        let (code, stdout, peak) = bounded(input.as_bytes(), &[]);
        println!(
            "{name}: {} KiB in, {peak} KiB of memory at most",
            input.len() / 1024
        );
        assert_eq!(code, Some(0), "{name}");
        assert!(stdout == input.as_bytes(), "{name} is handed on as it is");
        let (code, stdout, _) = bounded(input.as_bytes(), &["--strict"]);
        let expected = if is_yaml { 0 } else { 2 };
        assert_eq!(code, Some(expected), "{name}, strict");
        assert_eq!(stdout.is_empty(), !is_yaml, "{name}, strict");
    }
}
