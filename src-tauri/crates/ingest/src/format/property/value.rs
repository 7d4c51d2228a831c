//! Values of properties as a reader sees them.

use mail_parser::decoders::base64::base64_decode;

use super::Property;
use crate::format::said::one_line;

/// A text without its escapes.
pub(in crate::format) fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n' | 'N') => out.push('\n'),
            Some(escaped @ (',' | ';' | ':' | '\\' | '"')) => out.push(escaped),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

/// The parts of a value, none of them empty, with commas between.
pub(in crate::format) fn parts(value: &str) -> String {
    let mut parts = vec![String::new()];
    let mut is_escaped = false;
    for c in value.chars() {
        match parts.last_mut() {
            Some(part) if c != ';' || is_escaped => part.push(c),
            _ => parts.push(String::new()),
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    let parts = parts.iter().map(|part| one_line(&text(part)));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A moment or a day as people write it, with its zone: `2025-03-04 10:15 Europe/Berlin`. Other values stand as they are.
pub(in crate::format) fn moment(value: &str, zone: Option<&str>) -> String {
    let each = |part: &str| part.split('/').map(|end| one_moment(end, zone)).collect::<Vec<_>>().join(" to ");
    value.split(',').map(|part| each(part.trim())).collect::<Vec<_>>().join(", ")
}

fn one_moment(value: &str, zone: Option<&str>) -> String {
    let readable = || {
        let (day, time) = match value.split_once('T') {
            Some((day, time)) => (day, Some(time)),
            None => (value, None),
        };
        let digits = |text: &str, n: usize| text.len() == n && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(day, 8) {
            return None;
        }
        let day = format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]);
        let Some(time) = time else { return Some(day) };
        let (time, is_utc) = time.strip_suffix('Z').map_or((time, false), |time| (time, true));
        if !digits(time, 6) {
            return None;
        }
        let seconds = if &time[4..] == "00" { String::new() } else { format!(":{}", &time[4..]) };
        let zone = if is_utc { Some("UTC") } else { zone };
        let zone = zone.map(|zone| format!(" {zone}")).unwrap_or_default();
        Some(format!("{day} {}:{}{seconds}{zone}", &time[..2], &time[2..4]))
    };
    readable().unwrap_or_else(|| value.to_owned())
}

/// Bytes that a property holds, and their media type.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::format) struct Held {
    /// The bytes, or the packed text where it cannot be unpacked.
    pub(in crate::format) bytes: Vec<u8>,
    pub(in crate::format) mime: Option<String>,
    pub(in crate::format) is_broken: bool,
}

/// The bytes packed into a value, in base64 or as a `data:` address (RFC 2397).
pub(in crate::format) fn held(property: &Property) -> Option<Held> {
    let kind = property.param("FMTTYPE").or_else(|| property.param("MEDIATYPE")).or_else(|| property.param("TYPE"));
    if property.is_packed() {
        return Some(unpack(&property.value, kind.map(str::to_owned)));
    }
    let (head, data) = property.value.strip_prefix("data:")?.split_once(',')?;
    let mime = head.split(';').next().filter(|mime| !mime.is_empty()).map(str::to_owned);
    head.ends_with(";base64").then(|| unpack(data, mime))
}

fn unpack(packed: &str, mime: Option<String>) -> Held {
    match base64_decode(packed.as_bytes()) {
        Some(bytes) => Held { bytes, mime, is_broken: false },
        None => Held { bytes: packed.as_bytes().to_vec(), mime, is_broken: true },
    }
}

/// The end of a file name for a media type, or for a bare type such as `JPEG`.
pub(in crate::format) fn extension(mime: Option<&str>) -> String {
    let subtype = mime.and_then(|mime| mime.rsplit('/').next()).unwrap_or_default().to_ascii_lowercase();
    match subtype.as_str() {
        "jpeg" | "pjpeg" => ".jpg".to_owned(),
        "plain" => ".txt".to_owned(),
        "msword" => ".doc".to_owned(),
        short if (1..=5).contains(&short.len()) && short.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            format!(".{short}")
        }
        _ => String::new(),
    }
}
