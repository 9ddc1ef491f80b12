//! The concepts that are a handful of keys: priority classes, retries, logs and polling.
//!
//! Source: configuration of the Kubernetes executor in GitLab's documentation; values of chart 0.86.0.

use super::About;
use super::keyed::{Keyed, Keys, Kind};
use super::option::ConceptOption as Opt;

/// Priority classes of managers and job pods.
pub type PriorityClasses = Keyed<PriorityClassKeys>;

/// How often the runner tries again.
pub type Retries = Keyed<RetryKeys>;

/// What is logged, and how often somebody looks.
pub type LogsAndPolling = Keyed<LogAndPollKeys>;

/// The keys of [`PriorityClasses`].
pub struct PriorityClassKeys;

impl Keys for PriorityClassKeys {
    const ABOUT: About = About {
        id: "priority-classes",
        title: "Priority classes",
        help: "A priority class says who is placed first and who makes room when a node is full. A manager should outrank its jobs: it asks for little, and when it is evicted its jobs lose their log and are cut after a while. Jobs should be below what serves people, so that a full cluster delays a pipeline instead of an application; a class with preemptionPolicy: Never lets jobs wait without pushing anything away. The classes are objects of the whole cluster, and whoever runs it makes them; a name that does not exist makes Kubernetes refuse the pod, and with it every job. Do not give jobs system-cluster-critical or system-node-critical: quotas usually forbid these outside kube-system, and they push away what keeps nodes alive.",
    }
    .kept();
    const OPTIONS: &'static [Opt] = &[
        Opt::new("managers", "The class of managers."),
        Opt::new("jobs", "The class of job pods."),
    ];
    const KEYS: &'static [(&'static str, Kind)] = &[
        ("values:priorityClassName", Kind::Text),
        ("config:runners.kubernetes.priority_class_name", Kind::Text),
    ];
}

/// The keys of [`Retries`].
pub struct RetryKeys;

impl Keys for RetryKeys {
    const ABOUT: About = About {
        id: "retries",
        title: "Retries",
        help: "The manager makes job pods through the API server, and a call that fails is tried again: five times in all, half a second to two seconds apart. That rides out a restart of the API server and little more. An exceeded quota is no failure of the network but something that passes when other jobs end, so it deserves more patience than the rest: quota counts attempts for answers that say exceeded quota, and wins over requests for them. Each attempt holds a place of concurrent, and a job that waits this way is shown as running. backoff-max is in milliseconds; at ten attempts and 30000 a job waits several minutes for its quota. Retries of a whole job are something else: they are said in the pipeline, by retry.",
    }
    .kept();
    const OPTIONS: &'static [Opt] = &[
        Opt::new("quota", "Attempts while a quota is exceeded."),
        Opt::new("requests", "Attempts of each call of Kubernetes; else 5."),
        Opt::new(
            "backoff-max",
            "The longest wait between attempts, in milliseconds; else 2000.",
        ),
    ];
    const KEYS: &'static [(&'static str, Kind)] = &[
        (
            "config:runners.kubernetes.retry_limits.\"exceeded quota\"",
            Kind::Int,
        ),
        ("config:runners.kubernetes.retry_limit", Kind::Int),
        ("config:runners.kubernetes.retry_backoff_max", Kind::Int),
    ];
}

/// The keys of [`LogsAndPolling`].
pub struct LogAndPollKeys;

impl Keys for LogAndPollKeys {
    const ABOUT: About = About {
        id: "logs-and-polling",
        title: "Logs and polling",
        help: "level and format are about the manager's own log: info is enough to see which job ran where, and json is what a collector of logs likes to read. check-interval is how long a manager waits, in seconds, before it asks GitLab for work again; the default of three is fine for most, and ten managers or more may share the load by a larger one. poll-timeout is how many seconds a job's pod may take until it runs: three minutes by default, which is shorter than a new node takes to come up and a large image to arrive, so ten minutes or more where nodes are added on demand. poll-interval is how often the manager looks at a pod that starts. log-size is the most that a job may write to its log, in kilobytes; what is beyond is cut, and four megabytes are the default.",
    }
    .kept();
    const OPTIONS: &'static [Opt] = &[
        Opt::new("level", "What the manager logs; else info.")
            .one_of(&["debug", "info", "warn", "error", "fatal", "panic"]),
        Opt::new("format", "How it logs; else runner.").one_of(&["runner", "text", "json"]),
        Opt::new(
            "check-interval",
            "Seconds between questions for work; else 3.",
        ),
        Opt::new(
            "poll-timeout",
            "Seconds until a job's pod has to run; else 180.",
        ),
        Opt::new(
            "poll-interval",
            "Seconds between looks at a pod that starts; else 3.",
        ),
        Opt::new(
            "log-size",
            "The most a job's log may be, in kilobytes; else 4096.",
        ),
    ];
    const KEYS: &'static [(&'static str, Kind)] = &[
        ("values:logLevel", Kind::Text),
        ("values:logFormat", Kind::Text),
        ("values:checkInterval", Kind::Int),
        ("config:runners.kubernetes.poll_timeout", Kind::Int),
        ("config:runners.kubernetes.poll_interval", Kind::Int),
        ("config:runners.output_limit", Kind::Int),
    ];
}
