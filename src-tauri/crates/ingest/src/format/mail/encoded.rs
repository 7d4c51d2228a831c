//! Words of other encodings in headers (RFC 2047) and names in several pieces (RFC 2231), put together before they are
//! decoded: many programs cut in the middle of a character.

use encoding_rs::Encoding;
use mail_parser::decoders::base64::base64_decode;

use crate::format::encoding;

/// A header's bytes with its encoded words decoded; `None` where there are none.
pub(super) fn text(raw: &[u8]) -> Option<String> {
    decode(raw, &mut |words, text| text.push_str(words))
}

/// The same with each run of encoded words between marks of quotation, for lists of people: names have commas in them.
pub(super) fn phrases(raw: &[u8]) -> Option<String> {
    let (mut n_seen, mut is_quoted) = (0, false);
    decode(raw, &mut |words, text| {
        is_quoted ^= text[n_seen..].matches('"').count() % 2 == 1;
        let mark = if is_quoted { "" } else { "\"" };
        text.push_str(&format!("{mark}{}{mark}", words.replace(['"', '\\'], "'")));
        n_seen = text.len();
    })
}

fn decode(raw: &[u8], give: &mut dyn FnMut(&str, &mut String)) -> Option<String> {
    let mut text = String::new();
    let mut run = Run::default();
    let mut rest = raw;
    let mut has_words = false;
    while let Some(at) = memchr::memmem::find(rest, b"=?") {
        match word(&rest[at..]) {
            Some((word, after)) => {
                // White space between two words is none of the text (RFC 2047, 6.2).
                if !rest[..at].trim_ascii().is_empty() || run.is_empty() {
                    run.end(&mut text, give);
                    text.push_str(&loosely(&rest[..at]));
                }
                has_words = true;
                run.take(&word);
                rest = after;
            }
            None => {
                run.end(&mut text, give);
                text.push_str(&loosely(&rest[..at + 2]));
                rest = &rest[at + 2..];
            }
        }
    }
    run.end(&mut text, give);
    text.push_str(&loosely(rest));
    has_words.then_some(text)
}

fn loosely(bytes: &[u8]) -> String {
    let (encoding, mark) = encoding::of(bytes);
    encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned()
}

/// An encoded word.
struct Word<'r> {
    charset: &'r [u8],
    is_base64: bool,
    packed: &'r [u8],
}

/// The word that bytes begin with, and what follows it.
fn word(bytes: &[u8]) -> Option<(Word<'_>, &[u8])> {
    const LONGEST: usize = 8 << 10;
    let rest = bytes.strip_prefix(b"=?")?;
    let end = rest.iter().take(80).position(|byte| *byte == b'?')?;
    let (charset, rest) = (&rest[..end], &rest[end + 1..]);
    if charset.is_empty() || !charset.iter().all(u8::is_ascii_graphic) {
        return None;
    }
    let is_base64 = match rest.first()?.to_ascii_lowercase() {
        b'b' => true,
        b'q' => false,
        _ => return None,
    };
    let rest = rest[1..].strip_prefix(b"?")?;
    let end = memchr::memmem::find(&rest[..rest.len().min(LONGEST)], b"?=")?;
    // A language may stand behind the charset (RFC 2231, 5).
    let charset = charset.split(|byte| *byte == b'*').next().unwrap_or(charset);
    Some((Word { charset, is_base64, packed: &rest[..end] }, &rest[end + 2..]))
}

/// Words one behind the other: those of one charset are one text.
#[derive(Default)]
struct Run {
    decoded: String,
    charset: Vec<u8>,
    bytes: Vec<u8>,
    /// Letters of Base64 that the next word goes on with.
    open: Vec<u8>,
}

impl Run {
    fn is_empty(&self) -> bool {
        self.decoded.is_empty() && self.bytes.is_empty() && self.open.is_empty()
    }

    fn take(&mut self, word: &Word<'_>) {
        if !self.charset.eq_ignore_ascii_case(word.charset) {
            self.decode();
            self.charset = word.charset.to_vec();
        }
        if word.is_base64 {
            self.open.extend(word.packed.iter().filter(|byte| !byte.is_ascii_whitespace()));
            let is_ended = self.open.ends_with(b"=");
            let n_whole = if is_ended { self.open.len() } else { self.open.len() / 4 * 4 };
            let rest = self.open.split_off(n_whole);
            self.unpack();
            self.open = rest;
        } else {
            self.unpack();
            // The letters of `Q` (RFC 2047, 4.2).
            self.bytes.extend(spelled(word.packed, b'=').filter_map(|letter| match letter {
                Letter::Plain(b'\r' | b'\n') => None,
                Letter::Plain(b'_') => Some(b' '),
                Letter::Plain(byte) | Letter::Spelled(byte) => Some(byte),
            }));
        }
    }

    fn unpack(&mut self) {
        let open = std::mem::take(&mut self.open);
        if !open.is_empty() {
            self.bytes.extend(base64_decode(&open).unwrap_or_default());
        }
    }

    fn decode(&mut self) {
        self.unpack();
        let bytes = std::mem::take(&mut self.bytes);
        self.decoded.push_str(&said(&bytes, &self.charset));
    }

    fn end(&mut self, text: &mut String, give: &mut dyn FnMut(&str, &mut String)) {
        self.decode();
        let decoded = std::mem::take(&mut self.decoded);
        self.charset.clear();
        if !decoded.is_empty() {
            give(&decoded, text);
        }
    }
}

/// Bytes in the encoding that is said, or the one they agree with.
fn said(bytes: &[u8], charset: &[u8]) -> String {
    if let Some(encoding) = Encoding::for_label(charset) {
        let (text, is_damaged) = encoding.decode_without_bom_handling(bytes);
        if !is_damaged {
            return text.into_owned();
        }
    }
    loosely(bytes)
}

/// A byte that stands there as it is, or as its number after a mark.
enum Letter {
    Plain(u8),
    Spelled(u8),
}

fn spelled(bytes: &[u8], mark: u8) -> impl Iterator<Item = Letter> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        let number = match after {
            [high, low, ..] if byte == mark => hex(*high).zip(hex(*low)),
            _ => None,
        };
        let Some((high, low)) = number else { return Some(Letter::Plain(byte)) };
        rest = &after[2..];
        Some(Letter::Spelled(high << 4 | low))
    })
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// The name in a header's pieces `filename*0*=`, `filename*1*=`… or in one `filename*=` (RFC 2231, 3 and 4).
pub(super) fn pieces(raw: &[u8]) -> Option<String> {
    const MOST_PIECES: usize = 100;
    let mut bytes = Vec::new();
    let mut charset = Vec::new();
    let lower = raw.to_ascii_lowercase();
    for number in 0..MOST_PIECES {
        let Some((mut piece, is_coded)) = piece(raw, &lower, number) else { break };
        if number == 0 && is_coded {
            let mut parts = piece.splitn(3, |byte| *byte == b'\'');
            if let (Some(said), Some(_language), Some(rest)) = (parts.next(), parts.next(), parts.next()) {
                (charset, piece) = (said.to_vec(), rest);
            }
        }
        if !is_coded {
            bytes.extend(piece);
            continue;
        }
        bytes.extend(spelled(piece, b'%').map(|(Letter::Plain(byte) | Letter::Spelled(byte))| byte));
    }
    (!bytes.is_empty()).then(|| said(&bytes, &charset))
}

/// A piece of a name, and whether it is coded. `lower` is the same in small letters.
fn piece<'r>(raw: &'r [u8], lower: &[u8], number: usize) -> Option<(&'r [u8], bool)> {
    let mut forms = vec![(format!("name*{number}*="), true), (format!("name*{number}="), false)];
    if number == 0 {
        forms.push(("name*=".to_owned(), true));
    }
    let found = forms
        .iter()
        .find_map(|(form, is_coded)| Some((memchr::memmem::find(lower, form.as_bytes())? + form.len(), *is_coded)));
    let (at, is_coded) = found?;
    let rest = raw[at..].trim_ascii_start();
    let piece = match rest.strip_prefix(b"\"") {
        Some(quoted) => quoted.split(|byte| *byte == b'"').next(),
        None => rest.split(|byte| *byte == b';' || byte.is_ascii_whitespace()).next(),
    };
    Some((piece?, is_coded))
}
