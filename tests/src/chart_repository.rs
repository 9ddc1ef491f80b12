//! A chart repository on the loopback address: the packages of one folder and an index that Helm makes of them.
//!
//! Answers GET for the files of that folder and nothing else; it lives as long as the test that started it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

use tempfile::TempDir;

use crate::Helm;
use crate::program::run;

/// A repository that serves one chart.
pub struct ChartRepository {
    /// What a helmfile writes as `url`.
    pub url: String,
    _folder: TempDir,
}

impl ChartRepository {
    /// Serves `chart`, a package or the folder of a chart, which `helm` packages first.
    #[track_caller]
    pub fn of(chart: &Path, helm: &Helm) -> Self {
        let folder = tempfile::tempdir().unwrap();
        if chart.is_dir() {
            run(helm
                .command()
                .arg("package")
                .arg(chart)
                .current_dir(&folder))
            .succeeded();
        } else {
            fs::copy(chart, folder.path().join(chart.file_name().unwrap())).unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = address(&listener);
        run(helm
            .command()
            .args(["repo", "index", ".", "--url", &url])
            .current_dir(&folder))
        .succeeded();
        answer_from(listener, folder.path().to_owned());
        Self {
            url,
            _folder: folder,
        }
    }
}

/// Serves the files of `folder`, as a page of releases does; gives the address of that folder.
#[track_caller]
pub fn serve_files(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = address(&listener);
    answer_from(listener, folder.to_owned());
    url
}

fn address(listener: &TcpListener) -> String {
    format!("http://{}", listener.local_addr().unwrap())
}

/// Ends with the test program: nobody is left to connect to it then.
fn answer_from(listener: TcpListener, folder: PathBuf) {
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that goes away is Helm's business; what it misses fails there.
            answer(stream, &folder).ok();
        }
    });
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let name = request.split(' ').nth(1).unwrap_or_default();
    let name = name.trim_start_matches('/');
    // One name without a folder in it: nothing outside is reached.
    let body = (!name.contains('/'))
        .then(|| fs::read(folder.join(name)).ok())
        .flatten();
    let status = if body.is_some() {
        "200 OK"
    } else {
        "404 Not Found"
    };
    let body = body.unwrap_or_default();
    // What Helm 3 tells an archive by.
    let content = if name.ends_with(".tgz") {
        "application/gzip"
    } else {
        "application/octet-stream"
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {content}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}
