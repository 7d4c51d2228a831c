//! Texts as the library gives them: asked without room, it tells how many bytes they take, their end mark among them.

use std::ffi::{c_ulong, c_void};
use std::ptr;

use crate::Error;

/// Most bytes of a text that is taken.
const MAX_TEXT: c_ulong = 16 << 20;

/// A text in UTF-16; empty where there is none. `call` is given the room and its bytes, by who has the turn.
///
/// # Errors
/// [`Error::Size`].
pub(crate) fn wide(mut call: impl FnMut(*mut c_void, c_ulong) -> c_ulong) -> Result<String, Error> {
    let mut units = vec![0_u16; n_bytes(call(ptr::null_mut(), 0))?.div_ceil(2)];
    // A lone end mark.
    if units.len() < 2 {
        return Ok(String::new());
    }
    call(units.as_mut_ptr().cast(), 2 * units.len() as c_ulong);
    let units: Vec<u16> = units.into_iter().map(u16::from_le).take_while(|unit| *unit != 0).collect();
    Ok(String::from_utf16_lossy(&units))
}

/// A text in UTF-8 or in what is part of it; empty where there is none.
///
/// # Errors
/// [`Error::Size`].
pub(crate) fn narrow(mut call: impl FnMut(*mut c_void, c_ulong) -> c_ulong) -> Result<String, Error> {
    let mut bytes = vec![0_u8; n_bytes(call(ptr::null_mut(), 0))?];
    if bytes.len() < 2 {
        return Ok(String::new());
    }
    call(bytes.as_mut_ptr().cast(), bytes.len() as c_ulong);
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    Ok(String::from_utf8_lossy(&bytes[..end]).into_owned())
}

fn n_bytes(told: c_ulong) -> Result<usize, Error> {
    if told > MAX_TEXT { Err(Error::Size) } else { Ok(told as usize) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A library that has these bytes to tell.
    fn told(bytes: &'static [u8]) -> impl FnMut(*mut c_void, c_ulong) -> c_ulong {
        move |room, n_bytes| {
            if n_bytes as usize >= bytes.len() {
                // SAFETY: the room is as large as is said.
                #[allow(unsafe_code, reason = "as the library does")]
                unsafe {
                    ptr::copy_nonoverlapping(bytes.as_ptr(), room.cast(), bytes.len());
                }
            }
            bytes.len() as c_ulong
        }
    }

    #[test]
    fn texts_end_at_their_mark_and_have_a_limit() {
        assert_eq!(wide(told(b"T\0\xb0\x65\0\0")).as_deref(), Ok("T\u{65b0}"));
        assert_eq!(wide(told(b"T\0\0\0x\0\0\0")).as_deref(), Ok("T"));
        assert_eq!(wide(told(b"\x00\xd8\0\0")).as_deref(), Ok("\u{fffd}"));
        assert_eq!(narrow(told(b"run.exe\0")).as_deref(), Ok("run.exe"));
        assert_eq!(narrow(told(b"a\xff\0")).as_deref(), Ok("a\u{fffd}"));
        for n_told in [0, 1] {
            assert_eq!((wide(|_, _| n_told), narrow(|_, _| n_told)), (Ok(String::new()), Ok(String::new())));
        }
        // One that tells of more than it gives, and one of more than is taken.
        assert_eq!(wide(|_, _| 64), Ok(String::new()));
        assert_eq!((wide(|_, _| c_ulong::MAX), narrow(|_, _| c_ulong::MAX)), (Err(Error::Size), Err(Error::Size)));
    }
}
