//! Files in and out of the browser: reading what was chosen or dropped, a zip to download, the clipboard.

mod zip;

use crate::state::{Action, Documents};
use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{File, FileList, HtmlAnchorElement};
use yew::Callback;

/// Chosen or dropped files as pairs of path and file.
pub(crate) fn chosen(list: &FileList) -> Array {
    let files = (0..list.length()).filter_map(|number| list.item(number));
    let pair = |file: File| Array::of2(&path_of(&file).into(), &file);
    files.map(pair).collect()
}

/// The path below the chosen folder, else the name.
fn path_of(file: &File) -> String {
    let path = js_sys::Reflect::get(file, &"webkitRelativePath".into()).ok();
    let path = path.and_then(|path| path.as_string());
    path.filter(|path| !path.is_empty())
        .unwrap_or_else(|| file.name())
}

/// Hands the files to the person as a zip, and says what became of it.
pub(crate) fn download(documents: &Documents) -> String {
    let mut files = documents.bundle();
    files.sort();
    let bytes: &[u8] = &zip::zip(&files);
    let blob = gloo::file::Blob::new_with_options(bytes, Some("application/zip"));
    let url = gloo::file::ObjectUrl::from(blob);
    let said = saved("evenkeel.zip", &url);
    // The browser fetches the bytes after the click; the address has to live until then.
    gloo::timers::callback::Timeout::new(60_000, move || drop(url)).forget();
    said
}

/// Hands over what the browser has at an address, and says what became of it.
pub(crate) fn saved(name: &str, url: &str) -> String {
    match save(name, url) {
        Some(()) => format!("downloaded {name}"),
        None => "the browser did not take the download; copy the files instead".to_owned(),
    }
}

fn save(name: &str, url: &str) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let anchor = document
        .create_element("a")
        .ok()?
        .dyn_into::<HtmlAnchorElement>()
        .ok()?;
    anchor.set_href(url);
    anchor.set_download(name);
    anchor.click();
    Some(())
}

/// Copies a text. Without a clipboard, as on plain http, it says how else.
pub(crate) fn copy(text: &str, dispatch: &Callback<Action>) {
    let fallback =
        "the browser gives no access to the clipboard here; select the text and press Ctrl+C";
    let Some(window) = web_sys::window().filter(|window| window.is_secure_context()) else {
        dispatch.emit(Action::Say(fallback.to_owned()));
        return;
    };
    let promise = window.navigator().clipboard().write_text(text);
    let (done, failed) = (dispatch.clone(), dispatch.clone());
    let done = Closure::once_into_js(move || done.emit(Action::Say("copied".to_owned())));
    let failed = Closure::once_into_js(move || failed.emit(Action::Say(fallback.to_owned())));
    let then = (
        done.unchecked_ref::<js_sys::Function>(),
        failed.unchecked_ref::<js_sys::Function>(),
    );
    let _ = js_sys::Reflect::get(&promise, &"then".into())
        .ok()
        .and_then(|method| method.dyn_into::<js_sys::Function>().ok())
        .and_then(|method| method.call2(&promise, then.0, then.1).ok());
}
