//! Values within values (ITU-T X.690), in the forms that mail programs write: with their length before them, or ended by two
//! zeros.

use std::fmt::Write;

/// Values in values are followed so deep.
const MOST_DEPTH: u32 = 64;

/// One value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'b> {
    pub(super) tag: u8,
    pub(super) body: &'b [u8],
    /// Whether it breaks off.
    pub(super) is_cut: bool,
}

/// Values one behind the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Der<'b> {
    rest: &'b [u8],
}

impl<'b> Der<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Der<'b> {
        Der { rest: bytes }
    }
}

impl<'b> Iterator for Der<'b> {
    type Item = Value<'b>;

    fn next(&mut self) -> Option<Value<'b>> {
        let (value, rest) = value(self.rest)?;
        self.rest = rest;
        // Two zeros end a list that does not say how long it is.
        (value.tag != 0).then_some(value)
    }
}

fn value(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    let (tag, len, body) = head(bytes)?;
    match len {
        Some(len) => {
            let is_cut = body.len() < len;
            let (body, rest) = body.split_at(len.min(body.len()));
            Some((Value { tag, body, is_cut }, rest))
        }
        None => {
            let (len, is_cut) = end(body);
            let rest = body.get(len + 2..).unwrap_or_default();
            Some((Value { tag, body: &body[..len], is_cut }, rest))
        }
    }
}

/// The tag, the length where it is said, and what follows.
fn head(bytes: &[u8]) -> Option<(u8, Option<usize>, &[u8])> {
    let (&[tag, first], rest) = bytes.split_first_chunk()?;
    // Tags of several bytes are used nowhere here.
    if tag & 0x1f == 0x1f {
        return None;
    }
    match first {
        0..=0x7f => Some((tag, Some(usize::from(first)), rest)),
        0x80 => (tag & 0x20 != 0).then_some((tag, None, rest)),
        _ => {
            let n = usize::from(first & 0x7f);
            let digits = rest.get(..n).filter(|_| n <= 4)?;
            let len = digits.iter().fold(0_usize, |len, byte| len << 8 | usize::from(*byte));
            Some((tag, Some(len), &rest[n..]))
        }
    }
}

/// How long a list is that two zeros end, and whether they are missing. Goes over each byte once.
fn end(bytes: &[u8]) -> (usize, bool) {
    let mut rest = bytes;
    let mut depth = 0_u32;
    loop {
        let at = bytes.len() - rest.len();
        if rest.starts_with(&[0, 0]) {
            if depth == 0 {
                return (at, false);
            }
            depth -= 1;
            rest = &rest[2..];
            continue;
        }
        match head(rest) {
            Some((_, Some(len), body)) if len <= body.len() => rest = &body[len..],
            Some((_, None, body)) if depth < MOST_DEPTH => {
                depth += 1;
                rest = body;
            }
            _ => return (bytes.len(), true),
        }
    }
}

impl<'b> Value<'b> {
    /// The values in it; none where it has none.
    pub(super) fn within(&self) -> Der<'b> {
        Der { rest: if self.tag & 0x20 == 0 { &[] } else { self.body } }
    }

    /// The bytes of a string that may be in pieces, in whatever they are wrapped.
    pub(super) fn octets(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut open = vec![self.within()];
        while let Some(values) = open.last_mut() {
            match values.next() {
                Some(value) if value.tag & 0x20 != 0 && open.len() < MOST_DEPTH as usize => open.push(value.within()),
                Some(value) if value.tag == 0x04 => bytes.extend(value.body),
                Some(_) => {}
                None => {
                    open.pop();
                }
            }
        }
        bytes
    }

    pub(super) fn hex(&self) -> String {
        const MOST_BYTES: usize = 64;
        self.body.iter().take(MOST_BYTES).fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// A text in the encoding that its tag says.
    pub(super) fn text(&self) -> String {
        match self.tag {
            // `BMPString`.
            0x1e => encoding_rs::UTF_16BE.decode_without_bom_handling(self.body).0.into_owned(),
            // `TeletexString` is used for Latin letters.
            _ => match str::from_utf8(self.body) {
                Ok(text) => text.to_owned(),
                Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(self.body).0.into_owned(),
            },
        }
    }
}
