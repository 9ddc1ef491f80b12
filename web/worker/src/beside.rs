//! What lies beside the modules and is loaded when it is asked for: the pages about concepts, the post-renderer.

use crate::desk::Desk;
use crate::post_renderer;
use evenkeel_protocol::{Answer, Ask, Edit, Topic, decode};
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DedicatedWorkerGlobalScope, Response, Url};

/// Whether a question cannot be answered by what is here already.
pub(crate) fn is_needed(desk: &Desk, ask: &Ask) -> bool {
    match topic(ask) {
        Some(Topic::PostRenderer) => true,
        Some(Topic::Concepts) => !desk.adviser.has_learnt(),
        _ => false,
    }
}

fn topic(ask: &Ask) -> Option<Topic> {
    match ask {
        Ask::Show { subject } => Some(subject.topic),
        Ask::Edit {
            edit: Edit::Act { subject, .. },
        } => Some(subject.topic),
        _ => None,
    }
}

/// Answers such a question. Without what could not be loaded the panel is there all the same, and says so.
pub(crate) async fn answer(desk: &RefCell<Desk>, ask: Ask) -> Answer {
    if topic(&ask) == Some(Topic::PostRenderer) {
        let answer = post_renderer::answer(desk, &ask).await;
        return answer.unwrap_or_else(|| desk.borrow_mut().answer(ask));
    }
    let help = async {
        JsFuture::from(fetch("concepts.txt").await?.text().ok()?)
            .await
            .ok()
    };
    let help = help.await.and_then(|help| decode(&help.as_string()?));
    let mut desk = desk.borrow_mut();
    desk.adviser.learn(help.unwrap_or_default());
    desk.answer(ask)
}

/// Where the browser has bytes, as long as this worker lives: whoever saves them may take their time.
pub(crate) fn address(bytes: &[u8]) -> Result<String, JsValue> {
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)))?;
    Url::create_object_url_with_blob(&blob)
}

/// A file beside the modules.
pub(crate) async fn fetch(name: &str) -> Option<Response> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into().ok()?;
    let answer = JsFuture::from(scope.fetch_with_str(name)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    answer.ok().then_some(answer)
}
