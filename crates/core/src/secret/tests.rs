use super::*;

fn secrets(path: &str, text: &str) -> Vec<String> {
    let file = File::new(path, text);
    ranges(&file)
        .iter()
        .map(|range| text[range.clone()].to_owned())
        .collect()
}

#[test]
fn literal_values_of_secret_keys_are_found() {
    let values = "runnerToken: \"abc\"\nrunnerRegistrationToken: plain\nrunners:\n  secret: name-of-a-secret\n  cache:\n    secretName: other\n  config: |\n    [[runners]]\n      environment = [\"A=b\", \"DEPLOY_TOKEN=xyz\"]\n      [runners.cache.s3]\n        AccessKey = \"AK\"\n        SecretKey = 'SK'\n        BucketName = \"bucket\"\nenvVars:\n  - name: REGISTRATION_TOKEN\n    value: from-env\n  - name: OTHER\n    value: open\nautomountServiceAccountToken: true\n";
    assert_eq!(
        secrets("values.yaml", values),
        ["abc", "plain", "xyz", "AK", "SK", "from-env"]
    );
}

#[test]
fn references_are_no_secrets() {
    let values = "runnerToken: ref+vault://a/b#token\nrunners:\n  config: |\n    [[runners]]\n      token = \"$TOKEN\"\n      [runners.cache.s3]\n        SecretKey = \"{{ .Values.key }}\"\n";
    assert!(secrets("values.yaml", values).is_empty());
    assert!(secrets("values.yaml", "runnerToken: \"\"\n").is_empty());
    assert!(secrets("values.yaml", "runnerToken: '{{ .Env.T }}'\n").is_empty());
}

#[test]
fn helmfiles_and_files_of_their_own_are_searched() {
    let helmfile = "repositories:\n  - name: a\n    username: u\n    password: pw\nreleases:\n  - name: r\n    chart: gitlab/gitlab-runner\n    values:\n      - runnerToken: inline\n    set:\n      - name: runnerToken\n        value: set-one\n";
    assert_eq!(
        secrets("helmfile.yaml", helmfile),
        ["pw", "inline", "set-one"]
    );
    let config = "[[runners]]\ntoken = \"t0k\"\n[runners.ssh]\npassword = \"p\"\n";
    assert_eq!(secrets("config.toml", config), ["t0k", "p"]);
}

#[test]
fn comments_and_text_that_cannot_be_parsed_are_searched() {
    let token = ["glrt", "-0123456789abcdefghij"].concat();
    let values = format!(
        "# old: {token}\n#runnerToken: was-this\n# runnerToken: The token of the runner\nreplicas: 1\n"
    );
    assert_eq!(
        secrets("values.yaml", &values),
        [token.as_str(), "was-this"]
    );
    assert_eq!(
        secrets("values.yaml", "a: [\nrunnerToken: abc # x\n"),
        ["abc"]
    );
    let broken = "runners:\n  config: |\n    [[runners]]\n      limit =\n      token = \"abc\"\n";
    assert_eq!(secrets("values.yaml", broken), ["abc"]);
}

#[test]
fn text_that_looks_like_a_token_is_taken_out() {
    let registration = ["GR13489", "41abcdefghijklmnopqrst"].concat();
    let message = format!("\"{registration}\" is no URL.");
    assert_eq!(redact_text(&message), "\"[secret]\" is no URL.");
    assert_eq!(
        redact_text("a token begins with glrt- or glpat-."),
        "a token begins with glrt- or glpat-."
    );
    let pem =
        "k: |\n  -----BEGIN RSA PRIVATE KEY-----\n  abc\n  -----END RSA PRIVATE KEY-----\nx: 1\n";
    assert_eq!(redact_text(pem), "k: |\n  [secret]\nx: 1\n");
    assert_eq!(redact_text("-----BEGIN PRIVATE KEY-----\nabc"), "[secret]");
    assert_eq!(
        redact_message("\"abc\" is wrong", &["abc", ""]),
        "\"[secret]\" is wrong"
    );
}

#[test]
fn short_secrets_are_words_and_long_ones_may_be_cut() {
    assert_eq!(
        redact_message("the executor has \"x\"", &["x"]),
        "the executor has \"[secret]\""
    );
    let long = "0123456789".repeat(6);
    let shown = format!("\"{}\" is text", &long[..40]);
    assert_eq!(redact_message(&shown, &[&long]), "\"[secret]\" is text");
}

#[test]
fn redact_keeps_the_rest_and_never_cuts_a_character() {
    assert_eq!(redact("aéb", std::slice::from_ref(&(2..3))), "a[secret]b");
    assert_eq!(redact("abcdef", &[4..9, 1..3, 2..3]), "a[secret]d[secret]");
    assert_eq!(redact("abc", &[]), "abc");
}

#[test]
fn every_secret_of_the_table_is_one_by_its_name() {
    let secret = || crate::keys::all().iter().filter(|key| key.secret);
    assert!(secret().count() > 10);
    for key in secret() {
        assert!(is_secret_name(key.name()), "{}", key.path());
    }
    for name in ["CI_SERVER_TOKEN", "db-password", "AccessID", "token"] {
        assert!(is_secret_name(name), "{name}");
    }
    for name in ["", "tokens", "oken", "-", "tokenä", "secretName"] {
        assert!(!is_secret_name(name), "{name}");
    }
}
