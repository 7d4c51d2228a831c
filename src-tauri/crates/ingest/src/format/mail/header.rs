//! Headers as a reader sees them.

use mail_parser::{Addr, Address, Header, HeaderName, HeaderValue, Message, MessageParser};

use super::encoded;
use crate::format::said::one_line;
use crate::format::{MetaKey, encoding};

const HEAD_BYTES: usize = 64 << 10;

/// The values of all headers of a name, decoded, as they stand in the message; none that is empty.
pub(super) fn values(message: &Message<'_>, name: &HeaderName<'_>) -> Vec<String> {
    let headers = message.headers().iter().filter(|header| header.name == *name);
    headers.map(|header| value(message, header)).filter(|value| !value.is_empty()).collect()
}

/// The addresses of all headers of a name, one by one.
pub(super) fn addresses(message: &Message<'_>, name: &HeaderName<'_>) -> Vec<String> {
    let headers = message.headers().iter().filter(|header| header.name == *name);
    headers.flat_map(|header| split(message, header)).filter(|value| !value.is_empty()).collect()
}

fn split(message: &Message<'_>, header: &Header<'_>) -> Vec<String> {
    let each = |found: &Address<'_>| -> Vec<String> { found.iter().map(address).collect() };
    let all = value(message, header);
    let found = match &header.value {
        HeaderValue::Address(found) => each(found),
        _ => Vec::new(),
    };
    if !is_undecoded(&found.concat()) {
        return if found.concat().is_empty() { vec![all] } else { found };
    }
    // Its bytes are in an encoding nobody declared, or a character was cut in two: the parts are found again in the text
    // that they make.
    let again = format!("To: {}\r\n\r\n", encoded::phrases(raw(message, header)).unwrap_or_else(|| all.clone()));
    match MessageParser::default().parse(again.as_bytes()).as_ref().and_then(Message::to) {
        Some(found) => each(found),
        None => vec![all],
    }
}

/// Whether what was decoded has damage in it, or words that still are as they were sent.
pub(super) fn is_undecoded(decoded: &str) -> bool {
    decoded.contains('\u{fffd}') || decoded.split_once("=?").is_some_and(|(_, rest)| rest.contains("?="))
}

/// The message numbers in all headers of a name.
pub(super) fn ids(message: &Message<'_>, name: &HeaderName<'_>) -> Vec<String> {
    let mut ids = Vec::new();
    for header in message.headers().iter().filter(|header| header.name == *name) {
        match &header.value {
            HeaderValue::Text(id) => ids.push(id.to_string()),
            HeaderValue::TextList(list) => ids.extend(list.iter().map(ToString::to_string)),
            _ => {}
        }
    }
    ids
}

const MOST_HOPS: usize = 40;
const HOP_CHARS: usize = 600;
/// Headers by which services note what a message was sent from.
const SENT_FROM: [&str; 6] =
    ["X-Originating-IP", "X-Sender-IP", "X-Source-IP", "X-Client-IP", "X-Authenticated-Sender", "X-Originating-Email"];

/// Headers that name who else sent it on its way or had it.
const HANDED_ON: [&str; 10] = [
    "Sender",
    "Return-Path",
    "Delivered-To",
    "Envelope-To",
    "X-Original-To",
    "Resent-From",
    "Resent-Sender",
    "Resent-To",
    "Resent-Cc",
    "Resent-Bcc",
];

/// The way of a message, the last machine first, and the program it was written with.
pub(super) fn ways(message: &Message<'_>) -> Vec<(MetaKey, String)> {
    let short = |value: &str| -> String { one_line(value).chars().take(HOP_CHARS).collect() };
    let mut found: Vec<(MetaKey, String)> = Vec::new();
    for hop in values(message, &HeaderName::Received).into_iter().take(MOST_HOPS) {
        found.push((MetaKey::Route, short(&hop)));
    }
    for header in message.headers() {
        let name = header.name.as_str();
        let is_named = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
        let value = short(&value(message, header));
        if value.is_empty() || found.len() >= 2 * MOST_HOPS {
            continue;
        }
        if is_named(&SENT_FROM) || is_named(&HANDED_ON) {
            found.push((MetaKey::Route, format!("{name}: {value}")));
        } else if is_named(&["X-Mailer", "User-Agent"]) {
            found.push((MetaKey::Application, value));
        }
    }
    found
}

/// The bytes between a header's colon and its end.
pub(super) fn raw<'m>(message: &'m Message<'_>, header: &Header<'_>) -> &'m [u8] {
    let range = header.offset_start as usize..header.offset_end as usize;
    message.raw_message.get(range).unwrap_or_default()
}

/// Bytes that ought to be ASCII, in whatever they are, on one line: many programs wrote the encoding of their country. A name alone is too short to tell its encoding by,
/// so the start of the whole message is asked.
pub(super) fn decode_loosely(message: &Message<'_>, bytes: &[u8]) -> String {
    let text = match str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => {
            let head = &message.raw_message[..message.raw_message.len().min(HEAD_BYTES)];
            encoding::guess(head).decode_without_bom_handling(bytes).0
        }
    };
    one_line(&text)
}

fn value(message: &Message<'_>, header: &Header<'_>) -> String {
    let decoded = one_line(&shown(&header.value));
    if decoded.is_empty() || is_undecoded(&decoded) {
        let raw = raw(message, header);
        match again(header, raw) {
            Some(again) => return one_line(&again),
            None if decoded.is_empty() || decoded.contains('\u{fffd}') => return decode_loosely(message, raw),
            None => {}
        }
    }
    decoded
}

/// A header with its encoded words decoded as one; `None` where it has none.
fn again(header: &Header<'_>, raw: &[u8]) -> Option<String> {
    if !matches!(header.value, HeaderValue::Address(_)) {
        return encoded::text(raw);
    }
    let people = encoded::phrases(raw)?;
    let header = format!("To: {people}\r\n\r\n");
    let found = MessageParser::default().parse(header.as_bytes())?;
    found.headers().first().map(|header| shown(&header.value)).filter(|shown| !shown.trim().is_empty())
}

fn shown(value: &HeaderValue<'_>) -> String {
    match value {
        HeaderValue::Address(Address::List(list)) => list.iter().map(address).collect::<Vec<_>>().join(", "),
        HeaderValue::Address(Address::Group(groups)) => {
            let group = |name: Option<&str>, members: String| match name {
                Some(name) => format!("{name}: {members};"),
                None => members,
            };
            let members = |list: &[Addr<'_>]| list.iter().map(address).collect::<Vec<_>>().join(", ");
            groups.iter().map(|g| group(g.name.as_deref(), members(&g.addresses))).collect::<Vec<_>>().join(" ")
        }
        HeaderValue::Text(text) => text.to_string(),
        HeaderValue::TextList(list) => list.join(", "),
        // A date stands as it was written: its wording is evidence, and its weekday may be wrong.
        _ => String::new(),
    }
}

fn address(addr: &Addr<'_>) -> String {
    match (addr.name.as_deref().map(str::trim).filter(|name| !name.is_empty()), addr.address.as_deref()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => String::new(),
    }
}
