//! Headers as a reader sees them.

use mail_parser::{Addr, Address, Header, HeaderName, HeaderValue, Message};

use crate::format::encoding;

/// The values of all headers of a name, decoded, as they stand in the message; none that is empty.
pub(super) fn values(message: &Message<'_>, name: &HeaderName<'_>) -> Vec<String> {
    let headers = message.headers().iter().filter(|header| header.name == *name);
    headers.map(|header| value(message, header)).filter(|value| !value.is_empty()).collect()
}

/// The addresses of all headers of a name, one by one.
pub(super) fn addresses(message: &Message<'_>, name: &HeaderName<'_>) -> Vec<String> {
    let headers = message.headers().iter().filter(|header| header.name == *name);
    let split = |header: &Header<'_>| match &header.value {
        HeaderValue::Address(found) if !value(message, header).contains('\u{fffd}') => {
            let each: Vec<String> = found.iter().map(address).filter(|address| !address.is_empty()).collect();
            if each.is_empty() { vec![value(message, header)] } else { each }
        }
        _ => vec![value(message, header)],
    };
    headers.flat_map(split).filter(|value| !value.is_empty()).collect()
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

/// The bytes between a header's colon and its end.
pub(super) fn raw<'m>(message: &'m Message<'_>, header: &Header<'_>) -> &'m [u8] {
    let range = header.offset_start as usize..header.offset_end as usize;
    message.raw_message.get(range).unwrap_or_default()
}

/// Bytes that ought to be ASCII, in whatever they are, on one line.
pub(super) fn decode_loosely(bytes: &[u8]) -> String {
    let (encoding, mark) = encoding::of(bytes);
    let text = encoding.decode_without_bom_handling(&bytes[mark..]).0;
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn value(message: &Message<'_>, header: &Header<'_>) -> String {
    let decoded = match &header.value {
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
    };
    let decoded = decoded.split_whitespace().collect::<Vec<_>>().join(" ");
    // Bytes past ASCII that nothing declares: many programs wrote the encoding of their country.
    if decoded.is_empty() || decoded.contains('\u{fffd}') { decode_loosely(raw(message, header)) } else { decoded }
}

fn address(addr: &Addr<'_>) -> String {
    match (addr.name.as_deref().map(str::trim).filter(|name| !name.is_empty()), addr.address.as_deref()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => String::new(),
    }
}
