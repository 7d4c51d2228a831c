//! One record of separated values (RFC 4180, and what programs write instead).

/// The longest record: what goes on past it was not meant as one.
pub(super) const RECORD_BYTES: usize = 2 << 20;

/// How marks of quotation are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    /// A field that begins with one ends with one.
    Enclose,
    /// As any other character.
    Literal,
}

/// How the reading of a record ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// At a line end, this many bytes on, line end included.
    Line(usize),
    /// At the end of the text.
    Text,
    /// At the end of the text, within marks of quotation.
    Open,
}

/// Reads the fields of the first record of `text` into `fields`.
pub(super) fn record(text: &str, delimiter: u8, quotes: Quotes, fields: &mut Vec<String>) -> Ending {
    let bytes = text.as_bytes();
    let mut n_fields = 0;
    let mut at = 0;
    let ending = loop {
        if fields.len() == n_fields {
            fields.push(String::new());
        }
        let field = &mut fields[n_fields];
        n_fields += 1;
        field.clear();
        if quotes == Quotes::Enclose && bytes.get(at) == Some(&b'"') {
            match enclosed(text, at + 1, field) {
                Some(after) => at = after,
                None => break Ending::Open,
            }
        }
        // All that is looked for is ASCII, so every place found is between two characters.
        let is_end = |byte: &u8| *byte == delimiter || matches!(byte, b'\n' | b'\r');
        let end = bytes[at..].iter().position(is_end).map_or(bytes.len(), |n| at + n);
        field.push_str(&text[at..end]);
        match bytes.get(end) {
            None => break Ending::Text,
            Some(b'\n') => break Ending::Line(end + 1),
            // The text may go on with the second half of a line end.
            Some(b'\r') if end + 1 == bytes.len() => break Ending::Text,
            Some(b'\r') if bytes[end + 1] == b'\n' => break Ending::Line(end + 2),
            Some(b'\r') => break Ending::Line(end + 1),
            Some(_) => at = end + 1,
        }
    };
    fields.truncate(n_fields);
    ending
}

/// Reads up to the closing mark, two of which stand for one. Returns the place behind it.
fn enclosed(text: &str, from: usize, field: &mut String) -> Option<usize> {
    let mut at = from;
    loop {
        let end = at + text[at..].find('"')?;
        field.push_str(&text[at..end]);
        if text.as_bytes().get(end + 1) != Some(&b'"') {
            return Some(end + 1);
        }
        field.push('"');
        at = end + 2;
    }
}
