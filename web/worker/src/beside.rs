//! What lies beside the modules and is loaded when it is asked for: the pages about concepts, the plugin's module.

use crate::desk::Desk;
use crate::panel::{self, Packed};
use crate::stream::{Through, through};
use evenkeel_protocol::{Answer, Ask, Edit, Topic, decode};
use evenkeel_tarball::{Entry, Kind, archive};
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DedicatedWorkerGlobalScope, Response, Url};

/// As much as a tarball may be.
const LIMIT: usize = 64 << 20;

/// Whether a question cannot be answered by what is here already.
pub(crate) fn is_needed(desk: &Desk, ask: &Ask) -> bool {
    match ask {
        Ask::Show { subject } => subject.topic == Topic::Concepts && !desk.adviser.has_learnt(),
        Ask::Edit {
            edit: Edit::Act { subject, act },
        } => panel::is_packed(subject, act),
        _ => false,
    }
}

/// Answers such a question.
pub(crate) async fn answer(desk: &RefCell<Desk>, ask: Ask) -> Answer {
    if let Ask::Edit {
        edit: Edit::Act { subject, act },
    } = &ask
    {
        let packed = desk.borrow().packed(subject, act);
        let made = match packed {
            Ok(packed) => made(packed).await,
            Err(reason) => Err(reason),
        };
        return made.unwrap_or_else(|reason| Answer::Refused { reason });
    }
    // Without it the form is there all the same, and says so.
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

/// A tarball in the form in which Helm reads it, and where the browser has it.
async fn made(packed: Packed) -> Result<Answer, String> {
    let mut entries = vec![Entry {
        name: "plugin.yaml".to_owned(),
        bytes: packed.manifest.into_bytes(),
        kind: Kind::Data,
    }];
    if packed.has_module {
        let module = async {
            let buffer = fetch("plugin.wasm").await?.array_buffer().ok()?;
            JsFuture::from(buffer).await.ok()
        };
        let module = module
            .await
            .ok_or("the plugin's module could not be loaded")?;
        entries.push(Entry {
            name: "plugin.wasm".to_owned(),
            bytes: Uint8Array::new(&module).to_vec(),
            kind: Kind::Data,
        });
    }
    let unable = || "this browser cannot pack it".to_owned();
    let tarball = archive(Vec::new(), Some(&packed.name), entries);
    let tarball = tarball.map_err(|error| error.to_string())?;
    let tarball = through(Through::Gzip, &tarball, LIMIT).await;
    let url = address(&tarball.map_err(|_| unable())?).map_err(|_| unable())?;
    Ok(Answer::Made {
        name: packed.file,
        url,
    })
}

/// Where the browser has bytes, as long as this worker lives: whoever saves them may take their time.
fn address(bytes: &[u8]) -> Result<String, JsValue> {
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)))?;
    Url::create_object_url_with_blob(&blob)
}

async fn fetch(name: &str) -> Option<Response> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into().ok()?;
    let answer = JsFuture::from(scope.fetch_with_str(name)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    answer.ok().then_some(answer)
}
