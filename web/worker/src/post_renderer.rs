//! The module of the post-renderer's panel, which `worker.js` loads when it is asked for the first time. It is handed
//! texts and gives texts; files, downloads and what the browser packs stay here.

use crate::beside::{address, fetch};
use crate::desk::Desk;
use crate::session::Step;
use crate::stream::{Through, through};
use evenkeel_protocol::post_renderer::{Outcome, Plugin};
use evenkeel_protocol::{Answer, Ask, Edit, Subject, decode, encode};
use js_sys::Uint8Array;
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// As much as a tarball may be.
const LIMIT: usize = 64 << 20;

#[wasm_bindgen]
extern "C" {
    /// What a function of the module gives for a text and something more.
    #[wasm_bindgen(js_name = postRenderer, catch)]
    async fn ask(function: &str, text: &str, more: &JsValue) -> Result<JsValue, JsValue>;
}

/// Why there is no answer.
enum Failure {
    /// It was not done, in a sentence.
    Refused(String),
    /// The module could not be loaded, or broke.
    Missing,
}

impl From<JsValue> for Failure {
    fn from(thrown: JsValue) -> Self {
        thrown.as_string().map_or(Self::Missing, Self::Refused)
    }
}

/// Answers what is asked about the post-renderer; nothing where its module is not to be had.
pub(crate) async fn answer(desk: &RefCell<Desk>, ask: &Ask) -> Option<Answer> {
    let answered = match ask {
        Ask::Show { subject } => shown(desk, subject).await,
        Ask::Edit {
            edit: Edit::Act { subject, act },
        } => done(desk, subject, act).await,
        _ => return None,
    };
    match answered {
        Ok(answer) => Some(answer),
        Err(Failure::Refused(reason)) => Some(Answer::Refused { reason }),
        Err(Failure::Missing) => None,
    }
}

async fn shown(desk: &RefCell<Desk>, subject: &Subject) -> Result<Answer, Failure> {
    let question = encode(&desk.borrow().policed(subject));
    let blocks = ask("blocks", &question, &JsValue::UNDEFINED).await?;
    let blocks = blocks.as_string().and_then(|blocks| decode(&blocks));
    let blocks = blocks.ok_or(Failure::Missing)?;
    Ok(desk.borrow().shown(subject.clone(), blocks))
}

async fn done(desk: &RefCell<Desk>, subject: &Subject, act: &str) -> Result<Answer, Failure> {
    let question = encode(&desk.borrow().policed(subject));
    let outcome = ask("act", &question, &act.into()).await?;
    let outcome = outcome.as_string().and_then(|outcome| decode(&outcome));
    match outcome.ok_or(Failure::Missing)? {
        Outcome::Keep {
            policy,
            said,
            done: taken,
        } => Ok(desk.borrow_mut().keep(&policy, Step { said, taken })),
        Outcome::Pack { plugin } => made(&plugin).await,
    }
}

/// A tarball in the form in which Helm reads it, and where the browser has it.
async fn made(plugin: &Plugin) -> Result<Answer, Failure> {
    let refused = |reason: &str| Failure::Refused(reason.to_owned());
    let module = if plugin.has_module {
        let module = async {
            let buffer = fetch("plugin.wasm").await?.array_buffer().ok()?;
            JsFuture::from(buffer).await.ok()
        };
        let module = module.await;
        let module = module.ok_or_else(|| refused("the plugin's module could not be loaded"))?;
        Uint8Array::new(&module).into()
    } else {
        JsValue::UNDEFINED
    };
    let tarball = ask("tarball", &encode(plugin), &module).await?;
    let tarball: Uint8Array = tarball.dyn_into().map_err(|_| Failure::Missing)?;
    let unable = || refused("this browser cannot pack it");
    let tarball = through(Through::Gzip, &tarball.to_vec(), LIMIT).await;
    let url = address(&tarball.map_err(|_| unable())?).map_err(|_| unable())?;
    Ok(Answer::Made {
        name: plugin.file.clone(),
        url,
    })
}
