//! Files in and out of the browser: reading what was chosen or dropped, a zip to download, the clipboard.

mod zip;

use crate::advice::Advice;
use crate::state::Action;
use evenkeel_core::workspace::Workspace;
use gloo::file::callbacks::{FileReader, read_as_text};
use js_sys::Array;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{File, FileList, HtmlAnchorElement};
use yew::Callback;

/// Reads files and opens them together, in the order of their names. A zip or a folder is the worker's to read.
pub(crate) fn read(list: &FileList, advice: &Advice, dispatch: Callback<Action>) {
    let files = (0..list.length()).filter_map(|number| list.item(number));
    let files: Vec<(String, File)> = files.map(|file| (path_of(&file), file)).collect();
    let is_text = |path: &str| !path.contains('/') && !path.ends_with(".zip");
    if files.iter().all(|(path, _)| is_text(path)) {
        return read_texts(files, dispatch);
    }
    let pairs = files
        .into_iter()
        .map(|(path, file)| Array::of2(&path.into(), &file));
    advice.read(pairs.collect());
}

/// The path below the chosen folder, else the name.
fn path_of(file: &File) -> String {
    let path = js_sys::Reflect::get(file, &"webkitRelativePath".into()).ok();
    let path = path.and_then(|path| path.as_string());
    path.filter(|path| !path.is_empty())
        .unwrap_or_else(|| file.name())
}

fn read_texts(files: Vec<(String, File)>, dispatch: Callback<Action>) {
    let total = files.len();
    let done: Rc<RefCell<Vec<(String, String)>>> = Rc::default();
    let readers: Rc<RefCell<Vec<FileReader>>> = Rc::default();
    for (name, file) in files {
        let (done, dispatch, keep) = (done.clone(), dispatch.clone(), readers.clone());
        let reader = read_as_text(&file.into(), move |text| {
            match text {
                Ok(text) => done.borrow_mut().push((name, text)),
                Err(error) => dispatch.emit(Action::Say(format!("{name} cannot be read: {error}"))),
            }
            let mut files = done.borrow_mut();
            if files.len() == total {
                files.sort();
                dispatch.emit(Action::Open(std::mem::take(&mut files)));
                // The readers have to live until here.
                keep.borrow_mut().clear();
            }
        });
        readers.borrow_mut().push(reader);
    }
}

/// Hands the files to the person as a zip.
pub(crate) fn download(workspace: &Workspace, dispatch: &Callback<Action>) {
    let mut files = workspace.bundle();
    files.sort();
    let bytes: &[u8] = &zip::zip(&files);
    let blob = gloo::file::Blob::new_with_options(bytes, Some("application/zip"));
    let url = gloo::file::ObjectUrl::from(blob);
    dispatch.emit(Action::Say(saved("evenkeel.zip", &url)));
    // The browser fetches the bytes after the click; the address has to live until then.
    gloo::timers::callback::Timeout::new(60_000, move || drop(url)).forget();
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
