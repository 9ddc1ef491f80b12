//! The site's engine: the documents, every way to change them, and everything that advises. It runs in a worker, so that
//! no file is large enough to stop the page, and never draws: the page is told what to show.

mod adviser;
mod beside;
mod desk;
mod found;
mod open;
mod panel;
mod post_renderer;
mod session;
mod stream;

use desk::Desk;
use evenkeel_protocol::{Answer, Ask, decode, encode};
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
    let desk = Rc::new(RefCell::new(Desk::default()));
    let answer = {
        let scope = scope.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            // The page asks one thing at a time, so nobody else is at the desk while something is waited for.
            let (scope, desk) = (scope.clone(), desk.clone());
            let Some(text) = event.data().as_string() else {
                // Files come as they are; reading them takes a while.
                return spawn_local(async move {
                    let (files, notes) = open::read(event.data()).await;
                    say(&scope, &desk.borrow_mut().open(files, notes));
                });
            };
            let Some(ask) = decode::<Ask>(&text) else {
                let reason = "page and engine are of two versions; reload the page".to_owned();
                return say(&scope, &Answer::Refused { reason });
            };
            if !beside::is_needed(&desk.borrow(), &ask) {
                return say(&scope, &desk.borrow_mut().answer(ask));
            }
            spawn_local(async move { say(&scope, &beside::answer(&desk, ask).await) });
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
