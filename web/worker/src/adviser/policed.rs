//! What the module of the post-renderer's panel is told of the files, and what becomes of what it says.

use super::Adviser;
use crate::panel::Done;
use evenkeel_protocol::post_renderer::{POLICY_FILE, Policed};
use evenkeel_protocol::{Answer, Block, Subject};

impl Adviser {
    /// What it is asked about.
    pub(crate) fn policed(&self, subject: &Subject) -> Policed {
        let kept = self.workspace.file(POLICY_FILE);
        Policed {
            kept: kept.map(|file| file.text().to_owned()),
            subject: subject.clone(),
        }
    }

    /// Its blocks, of the files as they are.
    pub(crate) fn shown(&self, subject: Subject, blocks: Vec<Block>) -> Answer {
        Answer::Shown {
            edition: self.edition,
            subject,
            blocks,
        }
    }

    /// Puts a policy among the files.
    pub(crate) fn keep(&self, policy: &str, done: Done) -> Answer {
        self.change(|workspace, _| {
            workspace.add_file(POLICY_FILE, policy);
            Ok(done)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use evenkeel_protocol::{Ask, Assumed, Request, Topic};

    const POLICY: &str = "apiVersion: evenkeel.dev/v1alpha1\nkind: PostRenderPolicy\nrules: []\n";

    fn with(files: &[(&str, &str)]) -> Adviser {
        let mut adviser = Adviser::default();
        let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
        let ask = Ask::Check {
            files: files.iter().map(owned).collect(),
            environment: "default".to_owned(),
            assumed: Assumed::default(),
        };
        adviser.answer(Request { edition: 3, ask });
        adviser
    }

    #[test]
    fn a_policy_is_kept_among_the_files_and_asked_about_then() {
        let subject = Subject {
            topic: Topic::PostRenderer,
            release: 0,
            inputs: Vec::new(),
        };
        let adviser = with(&[("values.yaml", "concurrent: 4\n")]);
        assert_eq!(adviser.policed(&subject).kept, None);
        let answer = adviser.keep(POLICY, Done::of("kept"));
        let Answer::Changed { edition, files, .. } = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(edition, 3);
        assert_eq!(files, [("evenkeel.yaml".to_owned(), POLICY.to_owned())]);
        let adviser = with(&[
            ("values.yaml", "concurrent: 4\n"),
            ("evenkeel.yaml", POLICY),
        ]);
        assert_eq!(adviser.policed(&subject).kept.as_deref(), Some(POLICY));
    }
}
