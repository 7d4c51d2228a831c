//! The parts of a message: their bytes, names and words.

use encoding_rs::{Encoding as Charset, ISO_8859_15, WINDOWS_1252};
use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode};
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders, PartType};

use super::encoded;
use super::header::{decode_loosely, is_undecoded, raw};
use super::named_after;
use crate::format::children::Naming;
use crate::format::said::one_line;
use crate::format::shown::shown;
use crate::format::{Problem, ProblemCode, encoding, html};

/// A part's bytes as they were before they were packed for the mail.
pub(crate) fn bytes(message: &Message<'_>, part: &MessagePart<'_>) -> Vec<u8> {
    if let PartType::Binary(bytes) | PartType::InlineBinary(bytes) = &part.body {
        return bytes.to_vec();
    }
    let packed = message.raw_message.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
    let unpacked = match part.encoding {
        Encoding::None => Some(packed.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(packed),
        Encoding::Base64 => base64_decode(packed),
    };
    unpacked.unwrap_or_else(|| part.contents().to_vec())
}

/// The text of a part, in the encoding it says, or in the one its bytes agree with where that cannot be.
pub(crate) fn text(message: &Message<'_>, part: &MessagePart<'_>) -> String {
    let (said, is_page) = match &part.body {
        PartType::Text(text) => (text, false),
        PartType::Html(text) => (text, true),
        _ => return String::new(),
    };
    if said.is_ascii() {
        return said.to_string();
    }
    let bytes = bytes(message, part);
    let charset = part.content_type().and_then(|kind| kind.attribute("charset")).unwrap_or_default();
    let own = if is_page && charset.is_empty() { html::said_encoding(&bytes) } else { None };
    if !said.contains('\u{fffd}') && own.is_none() && !is_belied(charset, &bytes) {
        return said.to_string();
    }
    let (encoding, mark) = own.map_or_else(|| encoding::of(&bytes), |own| (own, 0));
    let guessed = encoding.decode_without_bom_handling(&bytes[mark..]).0;
    let n_bad = |text: &str| text.matches('\u{fffd}').count();
    if n_bad(&guessed) <= n_bad(said) { guessed.into_owned() } else { said.to_string() }
}

/// Whether bytes cannot be in the encoding that is said of them though any bytes could be: as ASCII has none of those
/// past 127, what can be read as UTF-8 is nothing else, and no words in Latin letters have accents on every third.
fn is_belied(charset: &str, bytes: &[u8]) -> bool {
    const FEWEST: usize = 6;
    let n_high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    if n_high == 0 {
        return false;
    }
    let is_utf8 = str::from_utf8(bytes).is_ok();
    match Charset::for_label(charset.as_bytes()) {
        _ if charset.is_empty() || charset.to_ascii_lowercase().ends_with("ascii") => true,
        Some(said) if said == WINDOWS_1252 || said == ISO_8859_15 => {
            let n_marks = bytes.iter().filter(|byte| !byte.is_ascii_whitespace()).count();
            is_utf8 || n_high >= FEWEST && n_high * 3 > n_marks
        }
        Some(said) => is_utf8 && said.is_single_byte(),
        None => is_utf8 && !charset.to_ascii_lowercase().starts_with("utf"),
    }
}

/// What a part is called: by its own word, else by its number and kind.
pub(crate) fn naming(message: &Message<'_>, part: &MessagePart<'_>, number: u64) -> Naming {
    let said = part.attachment_name().map(str::trim).filter(|name| !name.is_empty());
    let (name, raw_name) = match said {
        Some(name) if is_undecoded(name) => match raw_name(message, part) {
            Some(raw) => {
                let decoded = encoded::text(&raw).map(|text| one_line(&text));
                (decoded.unwrap_or_else(|| decode_loosely(message, &raw)), Some(raw))
            }
            None => {
                let joined = part.headers.iter().find_map(|header| encoded::pieces(raw(message, header)));
                (joined.unwrap_or_else(|| name.to_owned()), None)
            }
        },
        Some(name) => (name.to_owned(), None),
        None => (name_by_kind(part, number), None),
    };
    let safe = shown(&name.replace('\\', "/"));
    let raw_name = raw_name.or_else(|| (safe != name).then(|| name.into_bytes()));
    Naming { name: safe, raw_name, modified: None, broken: broken(part) }
}

/// What is wrong with a part's bytes.
pub(crate) fn broken(part: &MessagePart<'_>) -> Option<Problem> {
    part.is_encoding_problem.then(|| Problem {
        code: ProblemCode::Unreadable,
        message: "it is cut off or not packed as it says; its bytes are given as they stand".to_owned(),
        unit: None,
    })
}

/// The bytes between the marks of quotation after `name=`, in the headers of a part.
fn raw_name(message: &Message<'_>, part: &MessagePart<'_>) -> Option<Vec<u8>> {
    part.headers.iter().find_map(|header| {
        let value = raw(message, header);
        let at = memchr::memmem::find(&value.to_ascii_lowercase(), b"name=")? + b"name=".len();
        let rest = value[at..].trim_ascii();
        match rest.strip_prefix(b"\"") {
            Some(quoted) => quoted.split(|byte| *byte == b'"').next().map(<[u8]>::to_vec),
            None => rest.split(|byte| *byte == b';').next().map(|name| name.trim_ascii().to_vec()),
        }
    })
}

fn name_by_kind(part: &MessagePart<'_>, number: u64) -> String {
    if let PartType::Message(inner) = &part.body {
        let named = inner.subject().and_then(|subject| named_after(subject, "eml"));
        return named.unwrap_or_else(|| format!("attachment {number}.eml"));
    }
    let kind = part.content_type();
    let extension = match (kind.map(|kind| kind.ctype()), kind.and_then(|kind| kind.subtype())) {
        (Some("text"), Some("plain")) => "txt",
        (Some("text"), Some("calendar")) => "ics",
        (Some("image"), Some("jpeg" | "pjpeg")) => "jpg",
        (Some("message"), Some("rfc822")) => "eml",
        (_, Some(subtype)) if subtype.len() <= 5 && subtype.bytes().all(|byte| byte.is_ascii_alphanumeric()) => subtype,
        _ => return format!("attachment {number}"),
    };
    format!("attachment {number}.{extension}")
}
