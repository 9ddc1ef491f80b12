//! Files that are more than texts: zips, and folders of which not all is of interest. Reads what the page sends, writes
//! nothing. The browser inflates; there is no such code in here.

mod zip;

use crate::stream::{Failure, Through, through};
use evenkeel_core::workspace::{File as Opened, Role, may_hold};
use evenkeel_protocol::TextFile;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// As much as is read, over all files together.
const LIMIT: usize = 64 << 20;

/// What was read, what was not, and how much may still be.
struct Found {
    files: Vec<TextFile>,
    notes: Vec<String>,
    left: usize,
}

/// Reads pairs of path and file: those that hold something by their paths, and what was left out, each a sentence without
/// its end.
pub(crate) async fn read(pairs: JsValue) -> (Vec<TextFile>, Vec<String>) {
    let mut found = Found {
        files: Vec::new(),
        notes: Vec::new(),
        left: LIMIT,
    };
    for pair in Array::from(&pairs).iter() {
        let pair = Array::from(&pair);
        let path = pair.get(0).as_string().unwrap_or_default();
        let Ok(file) = pair.get(1).dyn_into::<File>() else {
            continue;
        };
        let outcome = if path.ends_with(".zip") {
            found.unpack(&file).await
        } else {
            found.take(&path, &file).await
        };
        if let Err(reason) = outcome {
            found.notes.push(format!("{path}: {reason}"));
        }
    }
    found.files.sort();
    (found.files, found.notes)
}

impl Found {
    /// A file of its own, or one of a folder.
    async fn take(&mut self, path: &str, file: &File) -> Result<(), String> {
        let is_of_folder = path.contains('/');
        if is_of_folder && !is_wanted(path) {
            return Ok(());
        }
        let bytes = self.bytes(file).await?;
        self.put(path, bytes, is_of_folder)
    }

    /// What a zip holds.
    async fn unpack(&mut self, file: &File) -> Result<(), String> {
        let bytes = self.bytes(file).await?;
        for entry in zip::entries(&bytes)? {
            if !is_wanted(&entry.name) {
                continue;
            }
            let packed = bytes.get(entry.at.clone()).unwrap_or_default();
            let unpacked = if entry.is_deflated {
                inflated(packed, self.left).await?
            } else {
                packed.to_vec()
            };
            if unpacked.len() != entry.size {
                return Err(format!("{} is damaged", entry.name));
            }
            self.left = self.left.checked_sub(unpacked.len()).ok_or_else(too_much)?;
            self.put(&entry.name, unpacked, true)?;
        }
        Ok(())
    }

    async fn bytes(&mut self, file: &File) -> Result<Vec<u8>, String> {
        let is_small = |left: &usize| file.size() <= *left as f64;
        let left = Some(self.left).filter(is_small).ok_or_else(too_much)?;
        let buffer = JsFuture::from(file.array_buffer()).await;
        let buffer = buffer.map_err(|_| "cannot be read".to_owned())?;
        let bytes = Uint8Array::new(&buffer).to_vec();
        self.left = left.saturating_sub(bytes.len());
        Ok(bytes)
    }

    /// Keeps a text; of a folder or a zip only where it is of interest.
    fn put(&mut self, path: &str, bytes: Vec<u8>, is_one_of_many: bool) -> Result<(), String> {
        let text = String::from_utf8(bytes).map_err(|_| format!("{path} is not UTF-8"))?;
        if !is_one_of_many || Opened::new(path, &text).role() != Role::Other {
            self.files.push((path.to_owned(), text));
        }
        Ok(())
    }
}

/// The bytes of a deflated entry, or why there are none.
async fn inflated(packed: &[u8], limit: usize) -> Result<Vec<u8>, String> {
    let inflated = through(Through::Inflate, packed, limit).await;
    inflated.map_err(|failure| match failure {
        Failure::Damaged => "is damaged".to_owned(),
        Failure::Unable => "this browser cannot unpack it".to_owned(),
        Failure::TooMuch => too_much(),
    })
}

fn too_much() -> String {
    format!("is more than {} MiB", LIMIT >> 20)
}

/// Whether a path in a folder or a zip may hold something: nothing hidden, nothing that macOS adds.
fn is_wanted(path: &str) -> bool {
    let is_hidden = path
        .split('/')
        .any(|part| part.starts_with('.') || part == "__MACOSX" || part == "node_modules");
    !is_hidden && may_hold(path)
}
