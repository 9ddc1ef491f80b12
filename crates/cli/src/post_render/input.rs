//! Standard input, all of it.
//!
//! A file says how large it is, so its memory is asked for at once; having it page by page, as it is filled, takes longer
//! than all the rest of the work on a large stream.

use std::io::{self, Read};
use std::ops::Deref;

/// The bytes of standard input.
pub(super) enum Input {
    Grown(Vec<u8>),
    #[cfg(unix)]
    Mapped(memmap2::MmapMut),
}

impl Deref for Input {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Grown(bytes) => bytes,
            #[cfg(unix)]
            Self::Mapped(bytes) => bytes,
        }
    }
}

/// All of standard input.
#[cfg(unix)]
pub(super) fn read() -> io::Result<Input> {
    use std::fs::File;
    use std::os::fd::AsFd;

    let mut stdin = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let Some(mut memory) = memory_for(&stdin) else {
        return grown(stdin, Vec::with_capacity(USUAL));
    };
    let mut filled = 0;
    while let Some(rest) = memory.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match stdin.read(rest) {
            // Shorter than it said.
            Ok(0) => {
                let read = memory.get(..filled).unwrap_or_default().to_vec();
                return Ok(Input::Grown(read));
            }
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let mut more = [0];
    if stdin.read(&mut more)? == 0 {
        return Ok(Input::Mapped(memory));
    }
    grown(stdin, [&memory, &more[..]].concat())
}

/// All of standard input.
#[cfg(not(unix))]
pub(super) fn read() -> io::Result<Input> {
    grown(io::stdin().lock(), Vec::with_capacity(USUAL))
}

/// Most streams fit; a larger one grows from here in few steps.
const USUAL: usize = 1 << 20;

fn grown(mut stdin: impl Read, mut bytes: Vec<u8>) -> io::Result<Input> {
    stdin.read_to_end(&mut bytes)?;
    Ok(Input::Grown(bytes))
}

/// Memory for the rest of a file that is worth it.
#[cfg(unix)]
fn memory_for(mut file: &std::fs::File) -> Option<memmap2::MmapMut> {
    use std::io::Seek;

    let about = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
    let rest = about.len().checked_sub(file.stream_position().ok()?)?;
    let rest = usize::try_from(rest)
        .ok()
        .filter(|rest| *rest > USUAL / 4)?;
    memmap2::MmapOptions::new()
        .len(rest)
        .populate()
        .map_anon()
        .ok()
}
