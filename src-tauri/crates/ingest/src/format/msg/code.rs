//! Code pages by their numbers.

use std::borrow::Cow;

use encoding_rs::Encoding;

use crate::format::encoding;

/// The encoding of a code page; `None` where it is unknown.
pub(super) fn page(number: u32) -> Option<&'static Encoding> {
    let label = match number {
        866 => "ibm866",
        874 => "windows-874",
        932 => "shift_jis",
        936 | 20936 | 51936 => "gbk",
        949 | 51949 => "euc-kr",
        950 => "big5",
        1200 => "utf-16le",
        1250..=1258 => return Encoding::for_label(format!("windows-{number}").as_bytes()),
        10000 => "macintosh",
        10007 => "x-mac-cyrillic",
        20127 => "us-ascii",
        20866 => "koi8-r",
        21866 => "koi8-u",
        28591..=28606 => return Encoding::for_label(format!("iso-8859-{}", number - 28590).as_bytes()),
        50220..=50222 => "iso-2022-jp",
        51932 => "euc-jp",
        54936 => "gb18030",
        65001 => "utf-8",
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
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
