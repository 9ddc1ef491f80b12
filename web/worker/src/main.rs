//! The site's second module: everything that advises. It runs in a worker, is loaded after the page is shown, and
//! answers questions about the files it is sent. It never draws and holds nothing that the page does not have.

mod adviser;
mod found;
mod open;
mod panel;

use adviser::Adviser;
use evenkeel_protocol::{Answer, decode, encode};
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    let texts = Reflect::get(&scope, &"texts".into()).ok();
    let texts = texts.and_then(|texts| texts.as_string());
    if !evenkeel_core::keys::provide_texts(texts.unwrap_or_default()) {
        // Whoever waits for an answer is told by the script around this module.
        return;
    }
    let mut adviser = Adviser::default();
    let answer = {
        let scope = scope.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some(text) = event.data().as_string() else {
                // Files come as they are; reading them takes a while.
                let scope = scope.clone();
                return spawn_local(async move { say(&scope, &open::read(event.data()).await) });
            };
            let answer = match decode(&text) {
                Some(request) => adviser.answer(request),
                None => Answer::Refused {
                    reason: "page and checks are of two versions; reload the page".to_owned(),
                },
            };
            say(&scope, &answer);
        })
    };
    scope.set_onmessage(Some(answer.as_ref().unchecked_ref()));
    answer.forget();
    say(&scope, &Answer::Ready);
}

fn say(scope: &DedicatedWorkerGlobalScope, answer: &Answer) {
    // A text can always be sent.
    let _ = scope.post_message(&encode(answer).into());
}
