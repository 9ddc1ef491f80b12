//! Every concept in every form that its options can say.

/// Options as a person says them: one after the other, as text.
pub fn as_said(options: &[(&str, &str)]) -> Vec<(String, String)> {
    let options = options.iter();
    options
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

/// The forms of a concept, each as options.
///
/// # Panics
/// Nobody has said what forms a concept of this name has.
pub fn concept_forms(concept: &str) -> &'static [&'static [(&'static str, &'static str)]] {
    match concept {
        "token" => &[
            &[("from", "existing"), ("secret", "ci-token")],
            &[
                ("from", "external-secrets"),
                ("store", "vault"),
                ("store-kind", "SecretStore"),
                ("key", "ci"),
                ("property", "token"),
            ],
            &[("from", "sealed-secrets"), ("sealed", "AgBy3i4OJSWK+Pi/==")],
            &[("from", "sops"), ("file", "secrets.yaml")],
            &[("from", "vals"), ("reference", "ref+vault://ci#/token")],
        ],
        "custom-ca" => &[
            &[("secret", "authority")],
            &[
                ("secret", "authority"),
                ("file", "gitlab.crt"),
                ("jobs-path", "/ca"),
            ],
        ],
        "proxy" => &[
            &[
                ("https", "http://proxy.example.com:3128"),
                ("jobs", "false"),
            ],
            &[
                ("http", "http://proxy.example.com:3128"),
                ("no-proxy", ".svc,10.0.0.0/8"),
                ("managers", "false"),
            ],
        ],
        "cache" => &[
            &[
                ("storage", "s3"),
                ("bucket", "ci"),
                ("region", "eu-central-1"),
                ("server", "s3.example.com:9000"),
                ("secret", "access"),
                ("path", "jobs"),
            ],
            &[
                ("storage", "gcs"),
                ("bucket", "ci"),
                ("identity", "ci@project.iam.gserviceaccount.com"),
                ("shared", "true"),
            ],
            &[
                ("storage", "azure"),
                ("bucket", "ci"),
                ("account", "ci"),
                ("secret", "access"),
            ],
        ],
        "image-builds" => &[
            &[("by", "docker-in-docker"), ("image", "docker:29-dind")],
            &[("by", "rootless")],
        ],
        "security" => &[
            &[("level", "baseline")],
            &[("level", "restricted"), ("user", "1000")],
        ],
        "autoscaling" => &[&[("min", "2"), ("max", "5"), ("jobs-per-manager", "10")]],
        "idle-capacity" => &[&[
            ("jobs", "2"),
            ("periods", "* 8-18 * * 1-5; * 9-12 * * 6"),
            ("timezone", "Asia/Tokyo"),
            ("priority-class", "idle"),
        ]],
        "job-spread" => &[
            &[("strict", "true")],
            &[
                ("topology-key", "kubernetes.io/hostname"),
                ("max-skew", "2"),
                ("strict", "false"),
            ],
        ],
        "priority-classes" => &[&[("managers", "ci"), ("jobs", "ci-jobs")]],
        "disruption-budget" => &[&[("managers", "1"), ("jobs", "true")]],
        "retries" => &[&[("quota", "10"), ("requests", "7"), ("backoff-max", "30000")]],
        "logs-and-polling" => &[
            &[("level", "warn"), ("poll-timeout", "900")],
            &[
                ("format", "json"),
                ("check-interval", "5"),
                ("poll-interval", "2"),
                ("log-size", "8192"),
            ],
        ],
        "metrics" => &[&[
            ("monitor", "true"),
            ("labels", "prometheus=main"),
            ("interval", "30s"),
        ]],
        "session-server" => &[
            &[("by", "load-balancer")],
            &[("by", "node-port"), ("port", "30900")],
            &[("by", "cluster-ip")],
            &[
                ("by", "ingress"),
                ("class", "nginx"),
                ("address", "terminal.example.com"),
                ("timeout", "900"),
            ],
        ],
        other => panic!("no form of {other}"),
    }
}
