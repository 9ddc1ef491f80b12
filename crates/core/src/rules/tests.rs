use super::*;
use std::collections::BTreeSet;

const BASE: &str = "gitlabUrl: https://gitlab.example.com\nserviceAccount:\n  name: gitlab-runner\nrunners:\n  secret: gitlab-runner-token\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n";

const HELMFILE: &str = "releases:\n  - name: gitlab-runner\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    values:\n      - values.yaml\n";

/// An example on top of values that work.
fn open(example: &str) -> Workspace {
    let (helmfile, values) = example
        .split_once("---- values\n")
        .unwrap_or((HELMFILE, example));
    let helmfile = helmfile.replace("- values.yaml\n", "- base.yaml\n      - values.yaml\n");
    let files = [
        ("helmfile.yaml", helmfile.as_str()),
        ("base.yaml", BASE),
        ("values.yaml", values),
    ];
    Workspace::open(files).0
}

fn ids(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.rule).collect()
}

fn sentences(findings: &[Finding]) -> Vec<String> {
    let line = |finding: &Finding| {
        format!(
            "{}: {} [{}]",
            finding.severity.name(),
            finding.sentence,
            finding.rule
        )
    };
    findings.iter().map(line).collect()
}

fn assumptions(rule: &Rule) -> Assumptions {
    let mut assumptions = Assumptions::default();
    match rule.id {
        "overwrite-above-node" => assumptions.node_cpu_milli = Some(1900),
        "memory-above-node" => assumptions.node_memory_bytes = Some(6 << 30),
        "fresh-node-unreachable" => assumptions.node_start_seconds = Some(240),
        "spread-label-missing" => {
            assumptions.node_labels = Some(vec!["kubernetes.io/hostname".to_owned()]);
        }
        "job-pods-refused" => assumptions.pod_security = Some("baseline".to_owned()),
        "manager-seccomp" => assumptions.pod_security = Some("restricted".to_owned()),
        _ => {}
    }
    assumptions
}

#[test]
fn names_are_unique_and_explanations_whole() {
    let mut seen = BTreeSet::new();
    for rule in RULES {
        assert!(seen.insert(rule.id), "{} stands twice", rule.id);
        let is_kebab = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(rule.id.chars().all(is_kebab), "{}", rule.id);
        assert!(
            !rule.title.is_empty() && !rule.title.ends_with('.'),
            "{}",
            rule.id
        );
        assert!(!rule.source.is_empty(), "{}", rule.id);
        let mut rest = rule.explanation;
        for heading in HEADINGS {
            let (_, after) = rest
                .split_once(heading)
                .unwrap_or_else(|| panic!("{} lacks {heading}", rule.id));
            rest = after;
            assert!(
                rest.lines().next().is_some_and(|line| line.ends_with('.')),
                "{}",
                rule.id
            );
        }
        assert!(!rule.why().is_empty(), "{}", rule.id);
    }
}

#[test]
fn every_failing_example_fires_its_rule_alone() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let findings = check(&open(rule.failing), &assumptions(rule));
        if findings.is_empty() || findings.iter().any(|finding| finding.rule != rule.id) {
            wrong.push((rule.id, sentences(&findings)));
        }
        for finding in &findings {
            assert!(finding.sentence.ends_with('.'), "{}", finding.sentence);
            assert!(!finding.reason.is_empty());
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_passing_example_is_silent() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let findings = check(&open(rule.passing), &assumptions(rule));
        if !findings.is_empty() {
            wrong.push((rule.id, sentences(&findings)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_fix_silences_its_finding_and_is_made_once() {
    for rule in RULES {
        let workspace = open(rule.failing);
        for finding in check(&workspace, &assumptions(rule)) {
            let Some(fix) = &finding.fix else { continue };
            let mut fixed = workspace.clone();
            apply_fix(&mut fixed, finding.release, fix)
                .unwrap_or_else(|error| panic!("{}: {error}", rule.id));
            let after = check(&fixed, &assumptions(rule));
            let is_same = |other: &Finding| {
                other.rule == finding.rule
                    && other.address == finding.address
                    && other.sentence == finding.sentence
            };
            assert!(
                !after.iter().any(is_same),
                "{}: {:#?}",
                rule.id,
                sentences(&after)
            );
        }
        let mut fixed = workspace.clone();
        let done = fix_all(&mut fixed, &assumptions(rule)).unwrap();
        let once = fixed.bundle();
        assert!(
            fix_all(&mut fixed, &assumptions(rule)).unwrap().is_empty(),
            "{}",
            rule.id
        );
        assert_eq!(fixed.bundle(), once, "{}", rule.id);
        assert!(done.len() < 20, "{}: {:?}", rule.id, ids(&done));
    }
}

#[test]
fn presets_have_no_errors_and_no_warnings() {
    for preset in crate::presets::PRESETS {
        let workspace = preset.workspace().unwrap();
        let mut findings = check(&workspace, &Assumptions::default());
        findings.retain(|finding| finding.severity != Severity::Info);
        assert!(
            findings.is_empty(),
            "{}: {:#?}",
            preset.id,
            sentences(&findings)
        );
    }
}

#[test]
fn no_sentence_holds_a_secret() {
    let token = ["glrt", "-0123456789abcdefghij"].concat();
    // A token in its field, in fields that show their value, and a short secret in a wrong one.
    let values = format!(
        "gitlabUrl: {token}\nrunnerToken: [{token}, hunter2]\nlogLevel: {token}\npassword: hunter2\nreplicas: hunter2\nresources:\n  limits:\n    memory: {token}\n"
    );
    let findings = check(&open(&values), &Assumptions::default());
    assert!(findings.len() > 4, "{:#?}", sentences(&findings));
    for finding in &findings {
        assert!(
            !finding.sentence.contains("0123456789"),
            "{}",
            finding.sentence
        );
        assert!(
            !finding.sentence.contains("hunter2"),
            "{}",
            finding.sentence
        );
        let label = finding.fix.as_ref().map(|fix| fix.label.as_str());
        assert!(
            !label.unwrap_or_default().contains("0123456789"),
            "{label:?}"
        );
    }
}

#[test]
fn one_problem_is_told_once() {
    for (values, expected) in [
        (
            "runners:\n  builds:\n    cpuLimit: 1\n    memoryLimit: 2\n",
            "removed-key",
        ),
        ("unknownThing:\n  a: 1\n  b: {c: 2}\n", "unknown-key"),
        (
            "topologySpreadConstraints:\n  maxSkew: 1\n  topologyKey: x\n",
            "wrong-type",
        ),
        ("image: gitlab/gitlab-runner:v17\n", "wrong-type"),
        (
            "tolerations:\n  - key: ci\n    efect: NoSchedule\n",
            "unknown-key",
        ),
        (
            "tolerations:\n  - key: ci\n    effect: NoShedule\n",
            "wrong-type",
        ),
        ("tolerations:\n  - key: ci\n    value: true\n", "wrong-type"),
        (
            "topologySpreadConstraints:\n  - maxSkew: one\n    topologyKey: kubernetes.io/hostname\n    whenUnsatisfiable: ScheduleAnyway\n    labelSelector:\n      matchLabels:\n        app: gitlab-runner\n",
            "wrong-type",
        ),
        (
            "envVars:\n  - name: A\n    valueFrom:\n      secretKeyRef: {name: a, key: b}\n",
            "unknown-key",
        ),
        (
            "metrics:\n  serviceMonitor:\n    enabled: true\n    interval: 30s\n",
            "deprecated-key",
        ),
        (
            "runners:\n  kubernetes:\n    privileged: true\n",
            "unknown-key",
        ),
    ] {
        let found = check(&open(values), &Assumptions::default());
        assert_eq!(ids(&found), [expected], "{values}{:#?}", sentences(&found));
    }
}

#[test]
fn a_values_file_shared_by_two_releases_is_judged_once() {
    let helmfile = "releases:\n  - name: gitlab-runner-a\n    chart: x/gitlab-runner\n    version: 0.86.0\n    values: [v.yaml]\n  - name: gitlab-runner-b\n    chart: x/gitlab-runner\n    version: 0.86.0\n    values: [v.yaml]\n";
    let values = format!("{BASE}replicaCount: 2\n");
    let (workspace, _) = Workspace::open([("helmfile.yaml", helmfile), ("v.yaml", &values)]);
    let found = check(&workspace, &Assumptions::default());
    assert_eq!(ids(&found), ["unknown-key"]);
}

#[test]
fn a_comment_allows_one_rule_at_one_place() {
    const PRIVILEGED: &str = "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n";
    let allow = "# evenkeel: allow privileged-jobs dind until June";
    for (lines, expected) in [
        (
            "        privileged = true\n".to_owned(),
            &["privileged-jobs"][..],
        ),
        (format!("        privileged = true {allow}\n"), &[]),
        (
            format!("        {allow}\n        # More.\n\n        privileged = true\n"),
            &[],
        ),
        (
            format!("        {allow}\n        image = \"a\"\n        privileged = true\n"),
            &["allow-unused", "privileged-jobs"],
        ),
        (
            "        privileged = true # evenkeel: allow\n".to_owned(),
            &["privileged-jobs", "allow-unknown-rule"],
        ),
        (
            "        privileged = true # evenkeel: allowed\n".to_owned(),
            &["privileged-jobs"],
        ),
        (
            "        privileged = true # evenkeel: allow total-jobs here\n".to_owned(),
            &["privileged-jobs", "allow-unused"],
        ),
        ("        image = \"x# evenkeel: allow\"\n".to_owned(), &[]),
    ] {
        let found = check(
            &open(&format!("{PRIVILEGED}{lines}")),
            &Assumptions::default(),
        );
        assert_eq!(ids(&found), expected, "{lines}");
    }
    // What is allowed is not mended either.
    let mut workspace = open("replicaCount: 2 # evenkeel: allow unknown-key a fork reads it\n");
    let before = workspace.bundle();
    assert!(
        fix_all(&mut workspace, &Assumptions::default())
            .unwrap()
            .is_empty()
    );
    assert_eq!(workspace.bundle(), before);
}

#[test]
fn what_no_file_says_is_compared_when_it_is_told() {
    let job = |lines: &str| {
        format!(
            "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n{lines}"
        )
    };
    let node = Assumptions {
        node_start_seconds: Some(300),
        ..Assumptions::default()
    };
    let hours = Assumptions {
        longest_job_seconds: Some(7200),
        ..Assumptions::default()
    };
    let restricted = Assumptions {
        pod_security: Some("restricted".to_owned()),
        ..Assumptions::default()
    };
    let volume = "        [[runners.kubernetes.volumes.host_path]]\n          name = \"data\"\n          mount_path = \"/data\"\n";
    for (values, assumptions, expected) in [
        (
            job(""),
            &node,
            &[
                "poll-timeout-short",
                "jobs-may-be-evicted",
                "fresh-node-unreachable",
            ][..],
        ),
        (
            "replicas: 1\n".to_owned(),
            &hours,
            &["grace-shorter-than-jobs"],
        ),
        (
            "terminationGracePeriodSeconds: 7200\n".to_owned(),
            &hours,
            &[],
        ),
        (
            job("        privileged = true\n"),
            &restricted,
            &["manager-seccomp", "job-pods-refused"],
        ),
        (
            job(volume),
            &restricted,
            &["manager-seccomp", "job-pods-refused"],
        ),
        (job(volume), &Assumptions::default(), &[]),
    ] {
        let mut found = ids(&check(&open(&values), assumptions));
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{values}");
    }
}

#[test]
fn rules_about_jobs_look_at_each_form_of_the_problem() {
    let job = |runner: &str, lines: &str| {
        format!(
            "runners:\n  config: |\n    [[runners]]\n{runner}      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n{lines}"
        )
    };
    let environment = |items: &str| job(&format!("      environment = [{items}]\n"), "");
    for (values, expected) in [
        (job("", "        privileged = true\n        allow_privilege_escalation = false\n"), &["privileged-jobs", "privileged-without-escalation"][..]),
        (job("", "        helper_memory_limit = \"200Mi\"\n"), &["limit-below-request"]),
        (job("", "        [runners.kubernetes.affinity.node_affinity.required_during_scheduling_ignored_during_execution]\n          [[runners.kubernetes.affinity.node_affinity.required_during_scheduling_ignored_during_execution.node_selector_terms]]\n            [[runners.kubernetes.affinity.node_affinity.required_during_scheduling_ignored_during_execution.node_selector_terms.match_expressions]]\n              key = \"kubernetes.io/arch\"\n              operator = \"In\"\n              values = [\"arm64\"]\n"), &["helper-architecture"]),
        (environment("\"DOCKER_HOST=tcp://docker:2376\""), &["docker-tls-mismatch"]),
        (environment("\"FF_SKIP_NOOP_BUILD_STAGES=true\""), &["unknown-feature-flag"]),
        (environment("\"CI_DEBUG_TRACE=1\""), &["unsafe-job-variable"]),
        (environment("\"REGISTRY_PASSWORD=$SECRET\""), &[]),
        ("image:\n  tag: ubuntu-v18.9.0\npodSecurityContext:\n  runAsUser: null\n  fsGroup: null\n".to_owned(), &[]),
        ("gitlabUrl: http://gitlab-webservice.gitlab.svc:8181\n".to_owned(), &[]),
        ("rbac:\n  create: true\n  rules:\n    - verbs: [\"*\"]\nrunners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        namespace_overwrite_allowed = \"^ci-.*$\"\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n".to_owned(), &["namespace-permissions"]),
    ] {
        let found = check(&open(&values), &Assumptions::default());
        assert_eq!(ids(&found), expected, "{values}{:#?}", sentences(&found));
    }
}

#[test]
fn a_configuration_of_its_own_is_judged_as_one() {
    const DOCKER: &str = "concurrent = 1\n[[runners]]\n  url = \"https://gitlab.example.com\"\n  executor = \"docker\"\n  [runners.docker]\n    image = \"alpine\"\n  [runners.cache]\n    MaxUploadedArchiveSize = 0\n    [runners.cache.s3]\n    [runners.cache.gcs]\n";
    let two = format!(
        "concurrent = 4\n{0}{0}",
        DOCKER.trim_start_matches("concurrent = 1\n")
    );
    for (config, expected) in [(DOCKER, &[][..]), (&two, &["request-concurrency-low"])] {
        let (workspace, _) = Workspace::open([("config.toml", config)]);
        let found = check(&workspace, &Assumptions::default());
        assert_eq!(ids(&found), expected, "{config}{:#?}", sentences(&found));
    }
}

#[test]
fn a_key_that_stands_twice_in_an_inner_text_is_found_on_the_line_of_the_file() {
    let application = "kind: Application\napiVersion: argoproj.io/v1alpha1\nmetadata:\n  name: runner\nspec:\n  source:\n    chart: gitlab-runner\n    helm:\n      values: |\n        gitlabUrl: https://gitlab.example.com\n        concurrent: 3\n        concurrent: 4\n";
    let (workspace, _) = Workspace::open([("application.yaml", application)]);
    let found = check(&workspace, &Assumptions::default());
    let twice = found
        .iter()
        .filter(|finding| finding.rule == "duplicate-key");
    let lines: Vec<_> = twice
        .map(|finding| (finding.at.line, application.get(finding.at.span.clone())))
        .collect();
    assert_eq!(lines, [(12, Some("concurrent"))]);
}

/// Suspending environments looks at the namespace that the Role is in: the one thing about namespaces that a Role allows.
#[test]
fn what_suspending_needs_is_asked_for_and_not_taken_away() {
    let with = |flag: bool, verbs: &str| {
        let example = format!(
            "rbac:\n  create: true\n  rules:\n    - resources: [pods, pods/attach, pods/exec, pods/log, secrets, serviceaccounts, services, events]\n      verbs: [\"*\"]\n    - resources: [namespaces]\n      verbs: [{verbs}]\nrunners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n      [runners.feature_flags]\n        FF_SUSPENDABLE_ENVIRONMENTS = {flag}\n"
        );
        open(&example.replace("0.86.0", "0.93.0"))
    };
    let found = |workspace: &Workspace| {
        let found = check(workspace, &Assumptions::default());
        let of_roles = |finding: &&Finding| {
            ["namespaces-in-role", "rbac-feature-permission"].contains(&finding.rule)
        };
        let sentences = found.iter().filter(of_roles);
        sentences
            .map(|finding| finding.sentence.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        found(&with(false, "get")),
        ["A Role cannot allow namespaces, and nothing here needs them."]
    );
    let mut workspace = with(true, "get");
    assert_eq!(
        found(&workspace),
        [
            "FF_SUSPENDABLE_ENVIRONMENTS needs create, delete, get, update on configmaps, which rbac.rules does not allow.",
            "FF_SUSPENDABLE_ENVIRONMENTS needs create, delete on persistentvolumeclaims, which rbac.rules does not allow.",
        ]
    );
    fix_all(&mut workspace, &Assumptions::default()).unwrap();
    assert_eq!(found(&workspace), [""; 0]);
    let compared = crate::permissions::compare(&workspace, 0);
    assert_eq!(compared.missing, []);
    let made = found(&with(true, "create, get"));
    assert!(
        made.iter()
            .any(|own| own.contains("its own namespace and nothing else")),
        "{made:?}"
    );
}

#[test]
fn a_null_is_no_error_in_a_chart_that_does_not_look_into_it() {
    for (version, expected) in [("0.84.1", 0), ("0.85.0", 1)] {
        let helmfile = HELMFILE.replace("0.86.0", version);
        let example = format!("{helmfile}---- values\nmetrics:\n  podMonitor:\n");
        let found = ids(&check(&open(&example), &Assumptions::default()));
        let found = found.iter().filter(|id| **id == "null-value").count();
        assert_eq!(found, expected, "{version}");
    }
}

/// The values after the fix of a rule.
fn mended(values: &str, rule: &str) -> String {
    let mut workspace = open(values);
    let found = check(&workspace, &Assumptions::default());
    let finding = found.iter().find(|finding| finding.rule == rule);
    let finding = finding.expect("the rule finds something");
    let fix = finding.fix.as_ref().expect("a fix");
    apply_fix(&mut workspace, finding.release, fix).expect("it can be made");
    let file = workspace.file("values.yaml").expect("the file");
    file.text().to_owned()
}

#[test]
fn what_a_person_wrote_about_a_variable_goes_where_the_variable_goes() {
    let config = |inner: &str| {
        format!(
            "runners:\n  config: |\n    [[runners]]\n{inner}      [runners.kubernetes]\n        memory_request = \"1Gi\"\n        helper_memory_request = \"256Mi\"\n"
        )
    };
    let before = format!(
        "envVars:\n  - name: A\n    value: b\n  # near\n  - name: KANIKO_REGISTRY_MIRROR\n    value: mirror.gcr.io # far\n{}",
        config("")
    );
    let after = mended(&before, "env-var-for-jobs");
    let environment =
        "      # near\n      environment = [\"KANIKO_REGISTRY_MIRROR=mirror.gcr.io\"] # far\n";
    assert_eq!(
        after,
        format!(
            "envVars:\n  - name: A\n    value: b\n{}",
            config(environment)
        )
    );

    let environment = "      environment = [\n        \"A=b\", # ours\n        \"FF_USE_FASTZIP=true\", # quick\n      ]\n";
    let after = mended(&config(environment), "feature-flag-in-environment");
    let environment = "      environment = [\n        \"A=b\", # ours\n      ]\n";
    let flags = "      [runners.feature_flags]\n        FF_USE_FASTZIP = true # quick\n";
    assert_eq!(after, config(&format!("{environment}{flags}")));
}

#[test]
fn names_of_toml_count_whatever_their_letter_case() {
    let config =
        |lines: &str| format!("gitlabUrl: https://x.example\nrunners:\n  config: |\n{lines}");
    let lower = "    [[runners]]\n      [runners.kubernetes]\n        privileged = true\n        memory_limit = \"100\"\n";
    let upper = "    [[Runners]]\n      [Runners.KUBERNETES]\n        Privileged = true\n        Memory_Limit = \"100\"\n";
    let found = |lines| {
        let workspace = Workspace::open([("values.yaml", config(lines))]).0;
        ids(&check(&workspace, &Assumptions::default()))
    };
    assert_eq!(found(lower), found(upper));
    assert!(found(upper).len() > 3, "{:?}", found(upper));
}
