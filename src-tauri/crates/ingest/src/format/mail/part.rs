//! The parts of a message: their bytes, names and words.

use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode};
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders, PartType};

use super::header::{decode_loosely, raw};
use super::named_after;
use crate::format::children::Naming;
use crate::format::shown::shown;
use crate::format::{Problem, ProblemCode, encoding};

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
    let said = match &part.body {
        PartType::Text(text) | PartType::Html(text) => text,
        _ => return String::new(),
    };
    if !said.contains('\u{fffd}') {
        return said.to_string();
    }
    let bytes = bytes(message, part);
    let (encoding, mark) = encoding::of(&bytes);
    let guessed = encoding.decode_without_bom_handling(&bytes[mark..]).0;
    let n_bad = |text: &str| text.matches('\u{fffd}').count();
    if n_bad(&guessed) < n_bad(said) { guessed.into_owned() } else { said.to_string() }
}

/// What a part is called: by its own word, else by its number and kind.
pub(crate) fn naming(message: &Message<'_>, part: &MessagePart<'_>, number: u64) -> Naming {
    let said = part.attachment_name().map(str::trim).filter(|name| !name.is_empty());
    let (name, raw_name) = match said {
        Some(name) if name.contains('\u{fffd}') => match raw_name(message, part) {
            Some(raw) => (decode_loosely(message, &raw), Some(raw)),
            None => (name.to_owned(), None),
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
