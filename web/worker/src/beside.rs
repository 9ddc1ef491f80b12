//! What lies beside the modules and is loaded when it is asked for: the pages about concepts, the post-renderer.

use crate::adviser::Adviser;
use crate::post_renderer;
use evenkeel_protocol::{Answer, Ask, Request, Topic, decode};
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DedicatedWorkerGlobalScope, Response, Url};

/// Whether a question cannot be answered by what is here already.
pub(crate) fn is_needed(adviser: &Adviser, ask: &Ask) -> bool {
    is_about(ask, Topic::PostRenderer) || is_about(ask, Topic::Concepts) && !adviser.has_learnt()
}

fn is_about(ask: &Ask, topic: Topic) -> bool {
    matches!(ask, Ask::Show { subject } | Ask::Act { subject, .. } if subject.topic == topic)
}

/// Answers such a question. Without what could not be loaded the panel is there all the same, and says so.
pub(crate) async fn answer(adviser: &RefCell<Adviser>, request: Request) -> Answer {
    if is_about(&request.ask, Topic::PostRenderer) {
        let answer = post_renderer::answer(adviser, &request.ask).await;
        return answer.unwrap_or_else(|| adviser.borrow_mut().answer(request));
    }
    let help = async {
        JsFuture::from(fetch("concepts.txt").await?.text().ok()?)
            .await
            .ok()
    };
    let help = help.await.and_then(|help| decode(&help.as_string()?));
    let mut adviser = adviser.borrow_mut();
    adviser.learn(help.unwrap_or_default());
    adviser.answer(request)
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
