//! Tells the tests which inputs from outside the repository are there, so that what can't run shows as ignored.

const INPUTS: [(&str, &str); 4] = [
    ("EVENKEEL_STREAMS", "has_streams"),
    ("EVENKEEL_CHARTS", "has_charts"),
    ("EVENKEEL_EDITORS", "has_editors"),
    ("EVENKEEL_YAML_SUITE", "has_yaml_suite"),
];

fn main() {
    for (variable, cfg) in INPUTS {
        println!("cargo::rustc-check-cfg=cfg({cfg})");
        println!("cargo::rerun-if-env-changed={variable}");
        if std::env::var_os(variable).is_some() {
            println!("cargo::rustc-cfg={cfg}");
        }
    }
}
