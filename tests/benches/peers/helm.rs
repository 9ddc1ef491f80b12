//! `helm template` under Helm 4 without a post-renderer, with the native one and with the wasm pair.

use std::time::{Duration, Instant};

use evenkeel_tests::{Helm, Plugins};

use crate::measured::{Needed, Turns, milliseconds};

const ROUNDS: usize = 15;

pub(crate) fn print() {
    println!(
        "\nhelm template under Helm 4, median of {ROUNDS} (least), in turns, its compile cache warm"
    );
    let native = Helm::four(Plugins::Native);
    let wasm = Helm::four(Plugins::Wasm);
    let post_render = ["--post-renderer", "evenkeel"];
    let turn = |helm: &Helm, arguments: &[&str]| {
        let start = Instant::now();
        helm.template(arguments).succeeded();
        Needed {
            time: start.elapsed(),
            processor: Duration::ZERO,
            memory: 0,
        }
    };
    for helm in [&native, &wasm] {
        turn(helm, &post_render);
    }
    let turns = Turns::of(
        ROUNDS,
        [
            &mut || turn(&native, &[]),
            &mut || turn(&native, &post_render),
            &mut || turn(&wasm, &post_render),
        ],
    );
    for (name, turns) in ["no post-renderer", "native", "wasm pair"]
        .iter()
        .zip(&turns)
    {
        println!(
            "  {name:<22}{:>9.1} ms ({:>7.1})",
            milliseconds(turns.median()),
            milliseconds(turns.least())
        );
    }
    let [alone, native, pair] = [0, 1, 2].map(|kind: usize| milliseconds(turns[kind].median()));
    let more = pair - native;
    println!(
        "  the pair costs {more:.1} ms more than native, {:.2} times what Helm needs alone; wanted: <= 60 ms",
        more / alone
    );
}
