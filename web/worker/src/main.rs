//! The site's second module: everything that advises. It runs in a worker, is loaded after the page is shown, and
//! answers questions about the files it is sent. It never draws and holds nothing that the page does not have.

mod adviser;
mod beside;
mod found;
mod open;
mod panel;
mod post_renderer;
mod stream;

use adviser::Adviser;
use evenkeel_protocol::{Answer, Request, decode, encode};
use js_sys::Reflect;
use std::cell::RefCell;
use std::rc::Rc;
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
    let adviser = Rc::new(RefCell::new(Adviser::default()));
    let answer = {
        let scope = scope.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some(text) = event.data().as_string() else {
                // Files come as they are; reading them takes a while.
                let scope = scope.clone();
                return spawn_local(async move { say(&scope, &open::read(event.data()).await) });
            };
            let Some(request) = decode::<Request>(&text) else {
                let reason = "page and checks are of two versions; reload the page".to_owned();
                return say(&scope, &Answer::Refused { reason });
            };
            if !beside::is_needed(&adviser.borrow(), &request.ask) {
                return say(&scope, &adviser.borrow_mut().answer(request));
            }
            // The page asks one thing at a time, so nobody else is answered meanwhile.
            let (scope, adviser) = (scope.clone(), adviser.clone());
            spawn_local(async move { say(&scope, &beside::answer(&adviser, request).await) });
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
