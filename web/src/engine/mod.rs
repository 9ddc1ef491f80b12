//! The line to the worker, which has the documents: changes go there in the order in which they are made, one at a time,
//! and questions once no change is waiting.

use crate::files;
use crate::state::Action;
use evenkeel_protocol::{Answer, Ask, Edit, Subject, decode, encode};
use js_sys::Array;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::Callback;

/// Where changes and questions go. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Engine(Rc<RefCell<Line>>);

impl PartialEq for Engine {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

struct Line {
    dispatch: Callback<Action>,
    worker: Option<Connected>,
    is_busy: bool,
    is_stopped: bool,
    changes: VecDeque<Change>,
    /// The number of the last change, and of the last that was sent to the worker.
    number: usize,
    sent: usize,
    /// Questions about the documents as they are when they are asked.
    is_check_wanted: bool,
    wanted: Option<Subject>,
}

/// A change that waits, by its number.
struct Change {
    number: usize,
    what: What,
}

enum What {
    Edit(Edit),
    /// Files to be read and opened, as pairs of path and file.
    Files(Array),
}

/// A worker and what hears it.
struct Connected {
    worker: Worker,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut(Event)>,
}

impl Drop for Connected {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Engine {
    /// A line without a worker yet; what is heard becomes actions.
    pub(crate) fn new(dispatch: Callback<Action>) -> Self {
        Self(Rc::new(RefCell::new(Line {
            dispatch,
            worker: None,
            is_busy: true,
            is_stopped: false,
            changes: VecDeque::new(),
            number: 0,
            sent: 0,
            is_check_wanted: false,
            wanted: None,
        })))
    }

    /// Starts a worker, in place of one that broke.
    pub(crate) fn start(&self) {
        let connected = self.connect();
        let mut line = self.0.borrow_mut();
        line.worker = connected;
        line.is_stopped = false;
        // Until it says that it is ready.
        line.is_busy = true;
        if line.worker.is_none() {
            drop(line);
            self.fail("this browser starts no worker");
        }
    }

    /// Sends a change; gives its number, or none when there is nobody to make it.
    pub(crate) fn edit(&self, edit: Edit) -> Option<usize> {
        self.change(What::Edit(edit))
    }

    /// Has files read and opened, given as pairs of path and file.
    pub(crate) fn read(&self, files: Array) -> Option<usize> {
        self.change(What::Files(files))
    }

    /// Asks what is wrong.
    pub(crate) fn check(&self) {
        let mut line = self.0.borrow_mut();
        line.is_check_wanted = true;
        line.next();
    }

    /// Asks what there is to say about a subject.
    pub(crate) fn explain(&self, subject: Subject) {
        let mut line = self.0.borrow_mut();
        line.wanted = Some(subject);
        line.next();
    }

    fn change(&self, what: What) -> Option<usize> {
        let mut line = self.0.borrow_mut();
        if line.is_stopped {
            return None;
        }
        line.number += 1;
        let number = line.number;
        line.push(Change { number, what });
        line.next();
        Some(number)
    }

    fn connect(&self) -> Option<Connected> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options("worker.js", &options).ok()?;
        let heard = {
            let engine = self.clone();
            Closure::new(move |event: MessageEvent| {
                engine.hear(&event.data().as_string().unwrap_or_default());
            })
        };
        let failed = {
            let engine = self.clone();
            Closure::new(move |event: Event| {
                event.prevent_default();
                // A script that cannot be loaded is an event without a message.
                let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
                let message = message.filter(|message| !message.is_empty());
                engine.fail(message.as_deref().unwrap_or("it could not be loaded"));
            })
        };
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        Some(Connected {
            worker,
            _heard: heard,
            _failed: failed,
        })
    }

    fn hear(&self, text: &str) {
        let Some(answer) = decode(text) else {
            return self.fail("it is of another version than the page; reload it");
        };
        let mut line = self.0.borrow_mut();
        line.is_busy = false;
        let answered = line.sent;
        line.next();
        let dispatch = line.dispatch.clone();
        drop(line);
        if let Answer::Made { name, url } = &answer {
            dispatch.emit(Action::Say(files::saved(name, url)));
        }
        dispatch.emit(Action::Answered(answered, answer));
    }

    fn fail(&self, reason: &str) {
        let mut line = self.0.borrow_mut();
        line.changes.clear();
        line.is_check_wanted = false;
        line.wanted = None;
        line.is_busy = true;
        line.is_stopped = true;
        line.sent = line.number;
        let dispatch = line.dispatch.clone();
        // Not dropped: this runs inside one of its closures.
        if let Some(connected) = &line.worker {
            connected.worker.terminate();
        }
        drop(line);
        dispatch.emit(Action::Stopped(reason.to_owned()));
    }
}

impl Line {
    /// Lets a change wait. Of keystrokes in one field that wait only the last counts.
    fn push(&mut self, change: Change) {
        if let What::Edit(Edit::Type { at, .. }) = &change.what {
            let is_before = |last: &mut Change| matches!(&last.what, What::Edit(Edit::Type { at: other, .. }) if other == at);
            self.changes.pop_back_if(is_before);
        }
        self.changes.push_back(change);
    }

    fn next(&mut self) {
        let (false, Some(connected)) = (self.is_busy, &self.worker) else {
            return;
        };
        let ask = |ask: &Ask| encode(ask).into();
        let message = if let Some(change) = self.changes.pop_front() {
            self.sent = change.number;
            match change.what {
                What::Edit(edit) => ask(&Ask::Edit { edit }),
                What::Files(files) => files.into(),
            }
        } else if std::mem::take(&mut self.is_check_wanted) {
            ask(&Ask::Check)
        } else if let Some(subject) = self.wanted.take() {
            ask(&Ask::Show { subject })
        } else {
            return;
        };
        // Texts and files can always be sent.
        let _ = connected.worker.post_message(&message);
        self.is_busy = true;
    }
}
