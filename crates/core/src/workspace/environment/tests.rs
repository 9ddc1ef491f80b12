use super::*;
use crate::workspace::{Input, OpenReport};

fn scope_with(values: &str) -> Scope {
    let tree = Tree::parse(values.to_owned()).unwrap();
    let values = Held::of_yaml(tree.root().unwrap());
    Scope {
        own: values.clone(),
        values,
        ..Scope::new("dev")
    }
}

#[test]
fn expressions_come_to_what_helmfile_makes_of_them() {
    let scope = scope_with("a: {b: c, n: 3, no: false, empty: ''}\nlist: [1]\n");
    for (text, expected) in [
        ("plain }} {", "plain }} {"),
        ("{{ .Environment.Name }}", "dev"),
        ("x-{{.Values.a.b}}.yaml", "x-c.yaml"),
        (
            "{{ .StateValues.a.n }}/{{ .Environment.Values.a.no }}",
            "3/false",
        ),
        ("{{ \"a}}b\" }}{{ `{{` }}", "a}}b{{"),
        ("{{ .Values.a.b | upper | quote }}", "\"C\""),
        ("{{ .Values.a.empty | default \"d\" }}", "d"),
        ("{{ default \"d\" .Values.a.b }}", "c"),
        (
            "{{ get \"a.b\" .Values }}{{ .Values | get \"x.y\" 7 }}",
            "c7",
        ),
        (
            "a {{- if eq .Environment.Name \"prod\" }} P{{ else if and .Values.list (not .Values.a.no) }} L{{ else }} E{{ end -}} \n b",
            "a Lb",
        ),
        (
            "{{/* nothing */}}x{{ if .Values.a.no }}{{ env \"A\" }}{{ end }}",
            "x",
        ),
    ] {
        assert_eq!(worked_out(text, &scope).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn what_cannot_be_worked_out_is_said() {
    let mut scope = scope_with("a: {b: c}\n");
    for (text, expected) in [
        (
            "{{ env \"A\" }}",
            "{{ env \"A\" }}: it asks the machine that it runs on",
        ),
        (
            "{{ .Values.x }}",
            "{{ .Values.x }}: the environment dev has no such value",
        ),
        (
            "{{ .Values.x | default 1 }}",
            "{{ .Values.x | default 1 }}: the environment dev has no such value",
        ),
        ("{{ .Values.a }}", "{{ .Values.a }} is a list or a map"),
        (
            "{{ .Release.Name }}",
            "{{ .Release.Name }}: it is outside of a release",
        ),
        (
            "{{ include \"x\" . }}",
            "{{ include \"x\" . }}: it is not understood",
        ),
        (
            "{{ toYaml .Values.a }}",
            "{{ toYaml .Values.a }}: toYaml is not worked out",
        ),
        ("{{ range .Values.a }}x{{ end }}", "{{ range .Values.a }}"),
        ("{{ $x }}", "{{ $x }}: $x is not worked out"),
        ("{{ (((( }}", "{{ (((( }}: it is not understood"),
        ("{{ }}", "{{  }}: it is not understood"),
    ] {
        assert_eq!(worked_out(text, &scope), Err(expected.to_owned()));
    }
    scope.lacks.push("secret.yaml is not open".to_owned());
    let said = worked_out("{{ .Values.x }}", &scope).unwrap_err();
    assert!(
        said.ends_with("not known: secret.yaml is not open"),
        "{said}"
    );
}

const HELMFILE: &str = "environments:\n  dev:\n  prod:\n    values: [{size: 9}]\n---\nreleases:\n- name: r-{{ .Environment.Name }}\n  chart: gitlab/gitlab-runner\n  values:\n  - common.yaml\n  - '{{ .Environment.Name }}.yaml'\n  - t.yaml.gotmpl\n";
const TEMPLATE: &str = "{{- if eq .Environment.Name \"prod\" }}\nreplicas: 3\n{{- end }}\n{{- if env \"CI\" }}\ncheckInterval: 9\n{{- end }}\n{{- range .Values.list }}\n{{- end }}\nrevisionHistoryLimit: {{ .Values.size }}\n";

fn opened() -> Workspace {
    let files = [
        ("helmfile.yaml", HELMFILE),
        ("common.yaml", "concurrent: 1 # both\n"),
        ("dev.yaml", "logLevel: debug\n"),
        ("prod.yaml", "gitlabUrl: https://prod.example.com\n"),
        ("t.yaml.gotmpl", TEMPLATE),
    ];
    Workspace::open(files).0
}

fn in_environment(name: &str) -> Workspace {
    let mut workspace = opened();
    workspace.choose_environment(name).unwrap();
    workspace
}

fn text(workspace: &Workspace, at: &str) -> Option<String> {
    let reading = workspace.read(0, &at.parse().unwrap());
    reading.map(|reading| reading.text)
}

#[test]
fn a_release_is_read_in_its_environment() {
    let (dev, prod) = (in_environment("dev"), in_environment("prod"));
    assert_eq!(dev.environments(), ["dev", "prod"]);
    assert_eq!(dev.releases()[0].name.as_deref(), Some("r-dev"));
    assert_eq!(text(&dev, "values:logLevel").as_deref(), Some("debug"));
    assert_eq!(text(&prod, "values:logLevel"), None);
    assert_eq!(text(&dev, "values:replicas"), None);
    assert_eq!(text(&prod, "values:replicas").as_deref(), Some("3"));
    assert_eq!(
        text(&prod, "values:revisionHistoryLimit").as_deref(),
        Some("9")
    );
    let interval = prod.why(0, &"values:checkInterval".parse().unwrap());
    assert_eq!(
        interval[0].undecided.as_deref(),
        Some("env \"CI\"").map(|_| "{{ env \"CI\" }}: it asks the machine that it runs on")
    );
    let unknown = dev.why(0, &"values:revisionHistoryLimit".parse().unwrap());
    let reason = unknown[0].undecided.as_deref().unwrap();
    assert!(
        reason.ends_with("the environment dev has no such value"),
        "{reason}"
    );
    assert_eq!(unknown[0].reading.held, Held::Template);
    // Leaves are those of the environment, too.
    let has = |workspace: &Workspace| {
        let mut leaves = workspace.leaves(0).into_iter();
        leaves.any(|leaf| leaf.address.to_string() == "values:replicas")
    };
    assert!(has(&prod) && !has(&dev));
}

#[test]
fn without_a_choice_it_is_the_default_one_and_what_it_lacks_is_noted() {
    let workspace = opened();
    assert_eq!(workspace.environment(), "default");
    assert_eq!(workspace.releases()[0].missing, ["default.yaml"]);
    assert_ne!(workspace.report(), OpenReport::default());
    let mut other = workspace.clone();
    let error = other.choose_environment("stage").unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no environment stage; there are: default, dev, prod"
    );
    assert_eq!(other.releases().len(), 1);
}

#[test]
fn a_write_goes_to_the_environments_own_file() {
    let mut prod = in_environment("prod");
    let at = "values:concurrent".parse().unwrap();
    let applied = prod.write(0, &at, &Input::Text("7".to_owned())).unwrap();
    assert_eq!(prod.files()[applied.file].path(), "prod.yaml");
    assert_eq!(text(&prod, "values:concurrent").as_deref(), Some("7"));
    prod.choose_environment("dev").unwrap();
    assert_eq!(text(&prod, "values:concurrent").as_deref(), Some("1"));
    // Without a choice the last layer that has the key is written, as ever.
    let mut workspace = opened();
    let applied = workspace
        .write(0, &at, &Input::Text("7".to_owned()))
        .unwrap();
    assert_eq!(workspace.files()[applied.file].path(), "common.yaml");
    assert_eq!(workspace.in_environments(applied.file), ["dev", "prod"]);
}

#[test]
fn an_environment_is_added_above_the_releases() {
    let mut workspace = crate::presets::find("minimal")
        .unwrap()
        .workspace()
        .unwrap();
    workspace.add_environment(0, "dev").unwrap();
    workspace.add_environment(0, "prod").unwrap();
    let (helmfile, prod) = (
        "helmfile.d/gitlab-runner.yaml",
        "values/gitlab-runner-prod.yaml",
    );
    let text = workspace.file(helmfile).unwrap().text();
    assert!(
        text.starts_with("environments:\n  dev: {}\n  prod: {}\n---\nrepositories:\n"),
        "{text}"
    );
    assert!(
        text.ends_with("      - ../values/gitlab-runner.yaml\n      - \"../values/gitlab-runner-{{ .Environment.Name }}.yaml\"\n"),
        "{text}"
    );
    assert_eq!(workspace.environments(), ["dev", "prod"]);
    workspace.choose_environment("prod").unwrap();
    let input = Input::Text("40".to_owned());
    workspace
        .write(0, &"values:concurrent".parse().unwrap(), &input)
        .unwrap();
    assert_eq!(
        workspace.file(prod).unwrap().text(),
        "# What gitlab-runner has of its own in the environment prod.\nconcurrent: 40\n"
    );
    workspace
        .remove(0, &"values:concurrent".parse().unwrap())
        .unwrap();
    assert_eq!(
        workspace.file(prod).unwrap().text(),
        "# What gitlab-runner has of its own in the environment prod.\n{}\n"
    );
    let before = workspace.bundle();
    for name in ["prod", "", "a b", "{{ x }}"] {
        assert!(workspace.add_environment(0, name).is_err(), "{name}");
    }
    assert_eq!(workspace.bundle(), before);
    let (mut loose, _) = Workspace::open([("values.yaml", "concurrent: 1\n")]);
    assert!(loose.add_environment(0, "dev").is_err());
}

/// Whatever half of a template is there: nothing panics, and nothing is lost.
#[test]
fn half_a_template_is_still_text() {
    let helmfile = "environments:\n  dev: {values: [{a: 1}, t.yaml.gotmpl]}\n---\nreleases:\n{{- if eq .Environment.Name \"dev\" }}\n- name: r-{{ .Values.a | default (get \"b.c\" \"x\" .Values) }}\n  chart: gitlab/gitlab-runner\n  values: [t.yaml.gotmpl, {concurrent: {{ .Values.a }}}]\n{{- end }}\n";
    for (text, path) in [
        (helmfile, "helmfile.yaml.gotmpl"),
        (TEMPLATE, "t.yaml.gotmpl"),
    ] {
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            let half = &text[..end];
            let mut files = vec![(path, half)];
            if path == "t.yaml.gotmpl" {
                files.push(("helmfile.yaml", HELMFILE));
            }
            let (mut workspace, _) = Workspace::open(files);
            for name in workspace.environments() {
                workspace.choose_environment(&name).unwrap();
                for release in 0..workspace.releases().len() {
                    let _ = workspace.leaves(release);
                    for at in [
                        "values:concurrent",
                        "values:replicas",
                        "helmfile:releases[].name",
                    ] {
                        let _ = workspace.why(release, &at.parse().unwrap());
                    }
                    workspace.clone().add_environment(release, "more").ok();
                    workspace.clone().add_runner_like(release, "more").ok();
                }
            }
            assert_eq!(workspace.file(path).unwrap().text(), half);
        }
    }
    // As deep as anybody likes.
    let deep = format!("{{{{ {} }}}}", "(".repeat(100_000));
    assert!(worked_out(&deep, &Scope::new("dev")).is_err());
    let many = "{{ if .Values.x }}".repeat(20_000);
    assert!(worked_out(&many, &Scope::new("dev")).is_err());
}

/// An outer helmfile that names two of a folder by a pattern, one by its path, and one that is not open.
fn nested() -> Workspace {
    let release = |name: &str, more: &str| {
        format!("releases:\n- name: {name}\n  namespace: ci\n  chart: gitlab/gitlab-runner\n{more}")
    };
    let outer = "environments:\n  default:\n    values: [{size: 3}]\n---\nhelmfiles:\n- path: parts/*.yaml\n  values:\n  - inner: {enabled: true}\n    size: '{{ .Values.size }}'\n- other/helmfile.yaml\n- path: gone.yaml\n";
    let inner = release(
        "{{ .Values.size }}-inner",
        "  condition: inner.enabled\n  values: [../values.yaml]\n",
    );
    let files = [
        ("helmfile.yaml.gotmpl", outer.to_owned()),
        ("parts/a.yaml", inner.clone()),
        (
            "parts/b.yaml",
            release("off", "  installed: false\n  needs: [ci/other, cache]\n"),
        ),
        (
            "other/helmfile.yaml",
            format!(
                "environments:\n  default:\n    values: [{{inner: {{enabled: false}}}}]\n---\n{inner}"
            ),
        ),
        ("values.yaml", "concurrent: 4\n".to_owned()),
    ];
    Workspace::open(files).0
}

#[test]
fn a_helmfile_that_another_names_is_read_with_what_that_hands_down() {
    let workspace = nested();
    let found: Vec<_> = workspace
        .releases()
        .iter()
        .map(|release| (release.name.as_deref().unwrap(), &release.switch))
        .collect();
    let off = |why: &str| Switch::Off(why.to_owned());
    assert_eq!(
        found,
        [
            ("3-inner", &Switch::On),
            ("off", &off("installed is false")),
            // Nothing is handed down to this one: it has no size, and its own values switch the release off.
            (
                "{{ .Values.size }}-inner",
                &off("its condition inner.enabled is not true")
            ),
        ]
    );
    assert_eq!(workspace.releases()[0].layers.len(), 1, "../values.yaml");
    let notes = workspace.report().notes;
    let gone = notes.iter().find(|note| note.text.contains("gone.yaml"));
    assert_eq!(gone.map(|note| note.line), Some(11), "{notes:#?}");
}

#[test]
fn a_condition_is_what_helmfile_makes_of_it() {
    let scope =
        scope_with("a: {enabled: true, b: {enabled: false}, none: {}, text: {enabled: 'true'}}\n");
    let of = |condition: &str| {
        switch(
            |key| (key == "condition").then(|| condition.to_owned()),
            &scope,
        )
    };
    for on in ["", "true", "TRUE", "a.enabled"] {
        assert_eq!(of(on), Switch::On, "{on}");
    }
    for off in ["false", "a.b.enabled", "a.none.enabled", "a.text.enabled"] {
        assert!(matches!(of(off), Switch::Off(_)), "{off}");
    }
    for stops in ["a.wanted", "b.enabled", "a.enabled.enabled"] {
        assert!(matches!(of(stops), Switch::Stops(_)), "{stops}");
    }
}
