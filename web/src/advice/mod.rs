//! The line to the worker that advises: loaded after the page is shown, asked one thing at a time, and about
//! the newest documents only. Without it the form goes on working.

use crate::files;
use crate::state::Action;
use evenkeel_protocol::{Answer, Ask, Request, decode, encode};
use js_sys::Array;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::Callback;

/// Where questions go. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Advice(Rc<RefCell<Line>>);

impl PartialEq for Advice {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

struct Line {
    dispatch: Callback<Action>,
    worker: Option<Connected>,
    is_busy: bool,
    is_stopped: bool,
    waiting: VecDeque<Waiting>,
}

/// What is to be sent.
enum Waiting {
    Question(Request),
    /// Files to be read, as pairs of path and file.
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

impl Advice {
    /// A line without a worker yet; answers become actions.
    pub(crate) fn new(dispatch: Callback<Action>) -> Self {
        Self(Rc::new(RefCell::new(Line {
            dispatch,
            worker: None,
            is_busy: true,
            is_stopped: false,
            waiting: VecDeque::new(),
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
            self.fail("this browser starts no worker for them");
        }
    }

    /// Asks, as soon as what was asked before is answered.
    pub(crate) fn ask(&self, edition: usize, ask: Ask) {
        let mut line = self.0.borrow_mut();
        // Of what is asked about every state only the newest counts.
        let is_check = matches!(ask, Ask::Check { .. });
        let is_show = matches!(ask, Ask::Show { .. });
        line.waiting.retain(|waiting| match waiting {
            Waiting::Question(request) => match request.ask {
                Ask::Check { .. } => !is_check,
                Ask::Show { .. } => !is_check && !is_show,
                _ => true,
            },
            Waiting::Files(_) => true,
        });
        line.waiting
            .push_back(Waiting::Question(Request { edition, ask }));
        line.next();
    }

    /// Has files read that are more than texts, given as pairs of path and file.
    pub(crate) fn read(&self, files: Array) {
        let mut line = self.0.borrow_mut();
        if line.is_stopped {
            let dispatch = line.dispatch.clone();
            drop(line);
            let said = "zips and folders cannot be opened while the checks are stopped";
            return dispatch.emit(Action::Say(said.to_owned()));
        }
        line.waiting.push_back(Waiting::Files(files));
        line.next();
    }

    fn connect(&self) -> Option<Connected> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options("worker.js", &options).ok()?;
        let heard = {
            let advice = self.clone();
            Closure::new(move |event: MessageEvent| {
                advice.hear(&event.data().as_string().unwrap_or_default());
            })
        };
        let failed = {
            let advice = self.clone();
            Closure::new(move |event: Event| {
                event.prevent_default();
                // A script that cannot be loaded is an event without a message.
                let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
                let message = message.filter(|message| !message.is_empty());
                advice.fail(message.as_deref().unwrap_or("they could not be loaded"));
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
            return self.fail("they are of another version than the page; reload it");
        };
        let mut line = self.0.borrow_mut();
        line.is_busy = false;
        line.next();
        let dispatch = line.dispatch.clone();
        drop(line);
        match answer {
            Answer::Ready => {}
            Answer::Made { name, url } => dispatch.emit(Action::Say(files::saved(&name, &url))),
            answer => dispatch.emit(Action::Answered(answer)),
        }
    }

    fn fail(&self, reason: &str) {
        let mut line = self.0.borrow_mut();
        line.waiting.clear();
        line.is_busy = true;
        line.is_stopped = true;
        let dispatch = line.dispatch.clone();
        // Not dropped: this runs inside one of its closures.
        if let Some(connected) = &line.worker {
            connected.worker.terminate();
        }
        drop(line);
        dispatch.emit(Action::AdviceStopped(reason.to_owned()));
    }
}

impl Line {
    fn next(&mut self) {
        let (false, Some(connected)) = (self.is_busy, &self.worker) else {
            return;
        };
        let message = match self.waiting.pop_front() {
            Some(Waiting::Question(request)) => encode(&request).into(),
            Some(Waiting::Files(files)) => files.into(),
            None => return,
        };
        // Texts and files can always be sent.
        let _ = connected.worker.post_message(&message);
        self.is_busy = true;
    }
}
