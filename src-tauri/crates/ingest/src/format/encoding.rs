//! Which encoding a plain text is in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// UTF-16, by its mark or by the zeros that Latin letters, digits and line ends leave in every other byte.
#[must_use]
pub fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0xff, 0xfe, ..] => return Some(UTF_16LE),
        [0xfe, 0xff, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let sample = &head[..head.len().min(4096) & !1];
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count();
    let (high_first, low_first) = (zeros(0), zeros(1));
    let n = sample.len() / 2;
    match () {
        () if n < 4 => None,
        () if low_first * 10 >= n * 4 && high_first * 50 <= n => Some(UTF_16LE),
        () if high_first * 10 >= n * 4 && low_first * 50 <= n => Some(UTF_16BE),
        () => None,
    }
}

/// How a text's bytes read as UTF-8, gathered over the whole of it.
#[derive(Debug, Default)]
pub struct Utf8Tally {
    /// Characters of more than one byte.
    pub wide: u64,
    /// Sequences that are no UTF-8.
    pub invalid: u64,
    /// Where the first of them stands, in bytes from the start.
    pub first_invalid: Option<u64>,
    seen: u64,
    pending: Vec<u8>,
}

impl Utf8Tally {
    /// Takes the next bytes. `last` says that none follow.
    pub fn feed(&mut self, bytes: &[u8], last: bool) {
        let joined;
        let mut rest = bytes;
        if !self.pending.is_empty() {
            joined = [&self.pending, bytes].concat();
            self.pending.clear();
            rest = &joined;
        }
        loop {
            let (valid, fault) = match std::str::from_utf8(rest) {
                Ok(_) => (rest.len(), None),
                Err(error) => (error.valid_up_to(), Some(error.error_len())),
            };
            // the leading bytes of characters of more than one byte
            self.wide += rest[..valid].iter().filter(|&&byte| byte >= 0xc0).count() as u64;
            self.seen += valid as u64;
            rest = &rest[valid..];
            let skip = match fault {
                None => return,
                Some(None) if !last => return self.pending.extend_from_slice(rest),
                Some(None) => rest.len(),
                Some(Some(len)) => len,
            };
            self.invalid += 1;
            self.first_invalid.get_or_insert(self.seen);
            self.seen += skip as u64;
            rest = &rest[skip..];
        }
    }

    /// Whether it is UTF-8, allowing for a few damaged characters in a text that otherwise is.
    #[must_use]
    pub fn is_utf8(&self) -> bool {
        self.invalid == 0 || self.wide >= 10 * self.invalid
    }
}

/// The most likely encoding of bytes that are not UTF-8.
#[must_use]
pub fn guess(sample: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether there are the escape sequences of ISO-2022-JP, which would pass as UTF-8.
#[must_use]
pub fn has_escapes(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"\x1b$").is_some()
}

/// The encoding of a text whose bytes are all at hand, and how many bytes its mark takes.
#[must_use]
pub fn of(bytes: &[u8]) -> (&'static Encoding, usize) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (encoding, mark);
    }
    if let Some(wide) = utf16(bytes) {
        return (wide, 0);
    }
    let mut tally = Utf8Tally::default();
    tally.feed(bytes, true);
    (if tally.is_utf8() && !has_escapes(bytes) { UTF_8 } else { guess(bytes) }, 0)
}
