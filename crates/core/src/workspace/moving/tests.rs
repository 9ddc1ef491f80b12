use super::*;
use evenkeel_yaml::Value;

/// A file of values after a key was moved in it.
fn moved(text: &str, from: &str, to: &str, value: Value) -> String {
    let (mut workspace, _) = Workspace::open([("values.yaml", text)]);
    workspace
        .move_key(
            0,
            &from.parse().unwrap(),
            &to.parse().unwrap(),
            &Input::Value(value),
        )
        .unwrap();
    workspace.files()[0].text().to_owned()
}

fn of_account(text: &str) -> String {
    moved(
        text,
        "values:rbac.serviceAccountName",
        "values:serviceAccount.name",
        Value::Str("ci".to_owned()),
    )
}

#[test]
fn a_comment_behind_a_value_goes_with_it() {
    assert_eq!(
        of_account(
            "rbac:\n  create: false\n  serviceAccountName: ci  # as in Terraform\nserviceAccount:\n  create: false\n"
        ),
        "rbac:\n  create: false\nserviceAccount:\n  create: false\n  name: ci  # as in Terraform\n"
    );
}

#[test]
fn lines_above_a_key_go_with_it_as_deep_as_it_is() {
    assert_eq!(
        of_account(
            "rbac:\n  create: false\n\n  # made by Terraform,\n  # so the same name\n  serviceAccountName: ci\n"
        ),
        "rbac:\n  create: false\nserviceAccount:\n  # made by Terraform,\n  # so the same name\n  name: ci\n"
    );
}

#[test]
fn a_comment_that_stays_is_not_said_twice() {
    for text in [
        "rbac:\n  # here\n  serviceAccountName: ci\n",
        "rbac:\n  create: false\n\n# apart\n\n  serviceAccountName: ci\n",
        "rbac: {create: false, serviceAccountName: ci} # here\n",
    ] {
        let after = of_account(text);
        assert_eq!(after.matches('#').count(), 1, "{after}");
        assert!(after.contains("name: ci"), "{after}");
    }
}

#[test]
fn a_sharp_in_a_text_is_no_comment() {
    let after = moved(
        "rbac:\n  create: false\n  serviceAccountName: \"a # b\"\n",
        "values:rbac.serviceAccountName",
        "values:serviceAccount.name",
        Value::Str("a # b".to_owned()),
    );
    assert_eq!(after.matches('#').count(), 1, "{after}");
}

#[test]
fn comments_of_a_list_stand_above_what_takes_its_place() {
    assert_eq!(
        moved(
            "runners:\n  name: ci\n  tags: # for whom\n    - a # first\n    - \"b # c\"\n",
            "values:runners.tags",
            "values:runners.serviceAccountName",
            Value::Str("a,b".to_owned()),
        ),
        "runners:\n  name: ci\n  # for whom\n  # first\n  serviceAccountName: \"a,b\"\n"
    );
}

#[test]
fn a_value_of_several_lines_has_the_comment_above() {
    assert_eq!(
        moved(
            "rbac:\n  create: false\n  serviceAccountName: ci # why\n",
            "values:rbac.serviceAccountName",
            "values:affinity",
            Value::map([("nodeAffinity", Value::map([("a", Value::Bool(true))]))]),
        ),
        "rbac:\n  create: false\n# why\naffinity:\n  nodeAffinity:\n    a: true\n"
    );
}

#[test]
fn comments_move_inside_a_config_and_out_of_it() {
    const TEXT: &str = "concurrent: 2\nrunners:\n  config: |\n    [[runners]]\n      # of the builds\n      output_limit = 1 # too small\n      [runners.kubernetes]\n        image = \"alpine\"\n";
    assert_eq!(
        moved(
            TEXT,
            "config:runners[0].output_limit",
            "config:runners[0].kubernetes.poll_timeout",
            Value::Number("1".to_owned()),
        ),
        "concurrent: 2\nrunners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        image = \"alpine\"\n        # of the builds\n        poll_timeout = 1 # too small\n"
    );
    assert_eq!(
        moved(
            TEXT,
            "config:runners[0].output_limit",
            "values:checkInterval",
            Value::Number("1".to_owned()),
        ),
        "concurrent: 2\n# of the builds\ncheckInterval: 1 # too small\nrunners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        image = \"alpine\"\n"
    );
}

#[test]
fn a_config_in_quotes_keeps_comments_too() {
    let after = moved(
        "runners:\n  config: \"[[runners]]\\n  output_limit = 1 # why\\n  [runners.kubernetes]\\n    image = 'alpine'\\n\"\n",
        "config:runners[0].output_limit",
        "config:runners[0].kubernetes.poll_timeout",
        Value::Number("1".to_owned()),
    );
    assert!(after.contains("poll_timeout = 1 # why\\n"), "{after}");
}

#[test]
fn a_comment_behind_the_sign_of_a_text_comes_along() {
    assert_eq!(
        moved(
            "rbac:\n  create: false\n  serviceAccountName: |- # why\n    ci # no comment\nreplicas: 1\n",
            "values:rbac.serviceAccountName",
            "values:serviceAccount.name",
            Value::Str("ci".to_owned()),
        ),
        "rbac:\n  create: false\nserviceAccount:\n  # why\n  name: ci\nreplicas: 1\n"
    );
}
