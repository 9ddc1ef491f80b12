//! Packing and unpacking by the browser, and no more than is allowed: a small zip can say something very long.

use js_sys::{Array, Function, Reflect, Uint8Array, global};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStream, ReadableStreamDefaultReader, ReadableWritablePair};

/// What the browser makes of bytes.
#[derive(Clone, Copy)]
pub(crate) enum Through {
    /// Those of a deflated entry of a zip are inflated.
    Inflate,
    /// They are gzipped.
    Gzip,
}

/// Why there are no bytes.
pub(crate) enum Failure {
    /// They are not what they should be.
    Damaged,
    /// The browser cannot do it.
    Unable,
    /// There are more than allowed.
    TooMuch,
}

/// Bytes sent through what the browser has for it.
pub(crate) async fn through(what: Through, bytes: &[u8], limit: usize) -> Result<Vec<u8>, Failure> {
    let damaged = |_: JsValue| Failure::Damaged;
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence(&parts).map_err(damaged)?;
    let pair = ends(what).ok_or(Failure::Unable)?;
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
            return Err(Failure::TooMuch);
        }
    }
}

/// The two ends of a stream. By name, for web-sys does not count these among what is settled.
fn ends(what: Through) -> Option<ReadableWritablePair> {
    let (class, format) = match what {
        Through::Inflate => ("DecompressionStream", "deflate-raw"),
        Through::Gzip => ("CompressionStream", "gzip"),
    };
    let class = Reflect::get(&global(), &class.into()).ok()?;
    let format = Array::of1(&format.into());
    let stream = Reflect::construct(class.dyn_ref::<Function>()?, &format).ok()?;
    let end = |name: &str| Reflect::get(&stream, &name.into()).ok();
    let readable: ReadableStream = end("readable")?.dyn_into().ok()?;
    Some(ReadableWritablePair::new(
        &readable,
        &end("writable")?.dyn_into().ok()?,
    ))
}
