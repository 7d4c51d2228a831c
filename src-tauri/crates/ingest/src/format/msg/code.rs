//! Code pages by their numbers.

use std::borrow::Cow;

use encoding_rs::Encoding;

use crate::format::{codepage, encoding};

/// The encoding of a code page; `None` where it is unknown or, with 0, not said.
pub(super) fn page(number: u32) -> Option<&'static Encoding> {
    codepage::of_page(number).filter(|_| number != 0)
}

/// Bytes as text: in the encoding said if they agree with it, else in the one they agree with.
pub(in crate::format) fn decode<'b>(bytes: &'b [u8], said: Option<&'static Encoding>) -> Cow<'b, str> {
    if let Some(said) = said {
        let (text, is_damaged) = said.decode_without_bom_handling(bytes);
        if !is_damaged {
            return text;
        }
    }
    let (found, mark) = encoding::of(bytes);
    found.decode_without_bom_handling(&bytes[mark..]).0
}
