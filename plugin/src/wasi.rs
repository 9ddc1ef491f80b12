//! Standard input, output and error, and the environment, of a module for wasm32-unknown-unknown, whose standard library
//! has none: the WASI functions that Helm's host provides, called as they are. Opens nothing.

/// Standard output.
pub(crate) const OUTPUT: u32 = 1;
/// Standard error.
pub(crate) const MESSAGES: u32 = 2;

const INPUT: u32 = 0;
const CHUNK: usize = 64 * 1024;
/// More than this has no room beside its own copy and a tree of it; the native plugin has no such bound.
const MOST: usize = 64 * 1024 * 1024;
/// WASI's number for a pipe that nobody reads any more.
const BROKEN_PIPE: u32 = 64;

/// A range of this module's memory, as WASI reads it.
#[repr(C)]
struct Slice {
    start: *mut u8,
    length: usize,
}

#[expect(unsafe_code, reason = "the host's functions have no other form")]
mod host {
    use super::Slice;

    #[link(wasm_import_module = "wasi_snapshot_preview1")]
    unsafe extern "C" {
        /// Fills `slices` from `descriptor`, sets `count` to the number of bytes; gives an error number.
        fn fd_read(
            descriptor: u32,
            slices: *const Slice,
            slices_length: usize,
            count: *mut usize,
        ) -> u32;
        /// Writes `slices` to `descriptor`, sets `count` to the number of bytes; gives an error number.
        fn fd_write(
            descriptor: u32,
            slices: *const Slice,
            slices_length: usize,
            count: *mut usize,
        ) -> u32;
        /// Sets how many variables there are and how many bytes they take; gives an error number.
        fn environ_sizes_get(count: *mut usize, size: *mut usize) -> u32;
        /// Writes the variables to `text`, each with a zero behind it, and their places to `places`; gives an error
        /// number.
        fn environ_get(places: *mut *mut u8, text: *mut u8) -> u32;
    }

    pub(super) fn environment() -> Result<Vec<u8>, u32> {
        let (mut count, mut size) = (0, 0);
        // SAFETY: both live through the call.
        match unsafe { environ_sizes_get(&raw mut count, &raw mut size) } {
            0 => {}
            number => return Err(number),
        }
        let mut places = vec![std::ptr::null_mut(); count];
        let mut text = vec![0; size];
        // SAFETY: both have the room that the host has just asked for.
        match unsafe { environ_get(places.as_mut_ptr(), text.as_mut_ptr()) } {
            0 => Ok(text),
            number => Err(number),
        }
    }

    pub(super) fn read(descriptor: u32, buffer: &mut [u8]) -> Result<usize, u32> {
        let slice = Slice {
            start: buffer.as_mut_ptr(),
            length: buffer.len(),
        };
        let mut count = 0;
        // SAFETY: slice and count live through the call, and the host writes at most `length` bytes to `start`.
        match unsafe { fd_read(descriptor, &raw const slice, 1, &raw mut count) } {
            0 => Ok(count),
            number => Err(number),
        }
    }

    pub(super) fn write(descriptor: u32, bytes: &[u8]) -> Result<usize, u32> {
        let slice = Slice {
            start: bytes.as_ptr().cast_mut(),
            length: bytes.len(),
        };
        let mut count = 0;
        // SAFETY: slice and count live through the call, and the host only reads `length` bytes from `start`.
        match unsafe { fd_write(descriptor, &raw const slice, 1, &raw mut count) } {
            0 => Ok(count),
            number => Err(number),
        }
    }
}

/// The value of the environment's variable `name`.
pub(crate) fn variable(name: &str) -> Option<String> {
    let text = host::environment().ok()?;
    let mut variables = text.split(|byte| *byte == 0);
    let value = variables.find_map(|variable| {
        let rest = variable.strip_prefix(name.as_bytes())?;
        rest.strip_prefix(b"=")
    })?;
    String::from_utf8(value.to_vec()).ok()
}

/// Everything on standard input.
pub(crate) fn read_input() -> Result<Vec<u8>, String> {
    let mut input = Vec::new();
    // Zeroed once: Helm looks at each turn of a loop whether it shall stop, which makes a loop over all bytes slow.
    let mut chunk = vec![0; CHUNK];
    loop {
        let count = host::read(INPUT, &mut chunk)
            .map_err(|number| format!("cannot read standard input: WASI error {number}"))?;
        if count == 0 {
            return Ok(input);
        }
        input.extend_from_slice(chunk.get(..count).unwrap_or_default());
        if input.len() > MOST {
            return Err("the manifests are larger than 64 MiB, which is more than this plugin takes; the native plugin has no such bound".into());
        }
    }
}

/// Writes all of `bytes`; a reader that has gone away is not an error.
pub(crate) fn write(descriptor: u32, mut bytes: &[u8]) -> Result<(), String> {
    while !bytes.is_empty() {
        match host::write(descriptor, bytes) {
            Ok(0) | Err(BROKEN_PIPE) => return Ok(()),
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(number) => return Err(format!("cannot write: WASI error {number}")),
        }
    }
    Ok(())
}
