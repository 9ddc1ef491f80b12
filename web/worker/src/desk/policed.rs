//! What the module of the post-renderer's panel is told of the files, and what becomes of what it says.

use super::Desk;
use crate::session::Step;
use evenkeel_protocol::post_renderer::{POLICY_FILE, Policed};
use evenkeel_protocol::{Answer, Block, Subject};

impl Desk {
    /// What it is asked about.
    pub(crate) fn policed(&self, subject: &Subject) -> Policed {
        let kept = self.session.documents().workspace.file(POLICY_FILE);
        Policed {
            kept: kept.map(|file| file.text().to_owned()),
            subject: subject.clone(),
        }
    }

    /// Its blocks, of the documents as they are.
    pub(crate) fn shown(&self, subject: Subject, blocks: Vec<Block>) -> Answer {
        Answer::Shown {
            edition: self.session.edition,
            subject,
            blocks,
        }
    }

    /// Puts a policy among the files.
    pub(crate) fn keep(&mut self, policy: &str, step: Step) -> Answer {
        self.session.step(|documents, _| {
            documents.workspace.add_file(POLICY_FILE, policy);
            Ok(step)
        });
        self.drawn()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use evenkeel_protocol::{Edit, Topic};

    const POLICY: &str = "apiVersion: evenkeel.dev/v1alpha1\nkind: PostRenderPolicy\nrules: []\n";

    #[test]
    fn a_policy_is_kept_among_the_files_and_asked_about_then() {
        let subject = Subject {
            topic: Topic::PostRenderer,
            release: 0,
            inputs: Vec::new(),
        };
        let mut desk = Desk::default();
        let files = vec![("values.yaml".to_owned(), "concurrent: 4\n".to_owned())];
        desk.edit(Edit::Open { files });
        assert_eq!(desk.policed(&subject).kept, None);
        let taken = vec!["policy".to_owned()];
        let said = "kept".to_owned();
        let answer = desk.keep(POLICY, Step { said, taken });
        let Answer::Drawn { picture } = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(picture.taken, ["policy"]);
        assert_eq!(picture.files[1].path, "evenkeel.yaml");
        assert_eq!(desk.policed(&subject).kept.as_deref(), Some(POLICY));
        desk.edit(Edit::Undo);
        assert_eq!(desk.policed(&subject).kept, None);
    }
}
