//! What lies beside the modules and is loaded when it is asked for.

use crate::adviser::Adviser;
use evenkeel_protocol::{Answer, Ask, Request, Topic, decode};
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, Response};

/// Whether a question cannot be answered by what is here already.
pub(crate) fn is_needed(adviser: &Adviser, ask: &Ask) -> bool {
    match ask {
        Ask::Show { subject } => subject.topic == Topic::Concepts && !adviser.has_learnt(),
        _ => false,
    }
}

/// Answers such a question.
pub(crate) async fn answer(adviser: &RefCell<Adviser>, request: Request) -> Answer {
    let help = fetch("concepts.txt").await;
    let help = match help.map(|answer| answer.text()) {
        Some(Ok(text)) => JsFuture::from(text).await.ok(),
        _ => None,
    };
    // Without it the form is there all the same, and says so.
    let help = help.and_then(|help| decode(&help.as_string()?));
    adviser.borrow_mut().learn(help.unwrap_or_default());
    adviser.borrow_mut().answer(request)
}

async fn fetch(name: &str) -> Option<Response> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into().ok()?;
    let answer = JsFuture::from(scope.fetch_with_str(name)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    answer.ok().then_some(answer)
}
