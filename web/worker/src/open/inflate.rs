//! Inflating by the browser, and no more than is allowed: a small zip can say something very long.

use js_sys::{Array, Function, Reflect, Uint8Array, global};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStream, ReadableStreamDefaultReader, ReadableWritablePair};

/// The bytes of a deflated entry, or why there are none.
pub(super) async fn inflate(packed: &[u8], limit: usize) -> Result<Vec<u8>, String> {
    let damaged = |_: JsValue| "is damaged".to_owned();
    let parts = Array::of1(&Uint8Array::from(packed));
    let blob = Blob::new_with_u8_array_sequence(&parts).map_err(damaged)?;
    let pair = inflating().ok_or("this browser cannot unpack it")?;
    let reader: ReadableStreamDefaultReader = blob
        .stream()
        .pipe_through(&pair)
        .get_reader()
        .unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let read = JsFuture::from(reader.read()).await.map_err(damaged)?;
        let is_done = Reflect::get(&read, &"done".into()).map_err(damaged)?;
        if is_done.is_truthy() {
            return Ok(bytes);
        }
        let piece = Reflect::get(&read, &"value".into()).map_err(damaged)?;
        bytes.extend(Uint8Array::new(&piece).to_vec());
        if bytes.len() > limit {
            // Nobody waits for the rest.
            let _ = reader.cancel();
            return Err(super::too_much());
        }
    }
}

/// The two ends of a stream that inflates. By name, for web-sys does not count it among what is settled.
fn inflating() -> Option<ReadableWritablePair> {
    let class = Reflect::get(&global(), &"DecompressionStream".into()).ok()?;
    let format = Array::of1(&"deflate-raw".into());
    let stream = Reflect::construct(class.dyn_ref::<Function>()?, &format).ok()?;
    let end = |name: &str| Reflect::get(&stream, &name.into()).ok();
    let readable: ReadableStream = end("readable")?.dyn_into().ok()?;
    Some(ReadableWritablePair::new(
        &readable,
        &end("writable")?.dyn_into().ok()?,
    ))
}
