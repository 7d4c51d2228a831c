//! The events of a document of any length and encoding, in bounded memory.

use std::cell::Cell;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::rc::Rc;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::format::decoded::Recoded;
use crate::format::encoding::{Utf8Tally, utf16};
use crate::format::medium::Medium;
use crate::format::text::find_encoding;
use crate::format::{Emit, Failure, MetaKey};

const HEAD_BYTES: u64 = 64 << 10;
/// Longest tag or run of text.
const EVENT_BYTES: u64 = 32 << 20;

type Bytes<'a, 'm> = BufReader<Metered<Recoded<&'a mut Medium<'m>>>>;

/// A document's events.
pub(crate) struct Events<'a, 'm> {
    reader: Reader<Bytes<'a, 'm>>,
    buf: Vec<u8>,
    left: Rc<Cell<u64>>,
}

impl<'a, 'm> Events<'a, 'm> {
    /// Finds the encoding and tells it.
    pub(crate) fn begin(medium: &'a mut Medium<'m>, out: &mut dyn Emit) -> Result<Events<'a, 'm>, Failure> {
        let (encoding, mark) = find(medium, out)?;
        out.meta(MetaKey::Encoding, encoding.name().to_lowercase())?;
        medium.seek(SeekFrom::Start(mark as u64)).map_err(|error| Failure::ReadError(error.to_string()))?;
        let left = Rc::new(Cell::new(EVENT_BYTES));
        let bytes = Metered { bytes: Recoded::new(medium, encoding), left: Rc::clone(&left) };
        let mut reader = Reader::from_reader(BufReader::with_capacity(64 << 10, bytes));
        // A wrong end tag is no reason to lose what follows.
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        Ok(Events { reader, buf: Vec::new(), left })
    }

    /// The next event; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Event<'_>>, Failure> {
        self.buf.clear();
        self.left.set(EVENT_BYTES);
        let at = self.reader.buffer_position();
        match self.reader.read_event_into(&mut self.buf) {
            Ok(Event::Eof) => Ok(None),
            Ok(event) => Ok(Some(event)),
            Err(_) if self.left.get() == 0 => {
                Err(Failure::LimitHit("a tag or a text is longer than 32 MiB".to_owned()))
            }
            Err(quick_xml::Error::Io(error)) => Err(Failure::ReadError(error.to_string())),
            Err(error) => Err(Failure::Corrupt(format!("it cannot be read from byte {at} on: {error}"))),
        }
    }

    /// Whether bytes had to be replaced so far.
    pub(crate) fn is_damaged(&self) -> bool {
        self.reader.get_ref().get_ref().bytes.is_damaged()
    }
}

/// The names, without prefix, and values of a tag's attributes.
pub(crate) fn attributes(tag: &BytesStart<'_>) -> Vec<(String, String)> {
    // Passing over an attribute that is wrong finds those after it.
    let mut attributes = tag.attributes();
    let attributes = attributes.with_checks(false).flatten();
    let named = attributes.filter(|attribute| !attribute.key.as_ref().starts_with("xmlns"));
    let mut found = Vec::new();
    for attribute in named {
        let value = quick_xml::escape::unescape(&attribute.value)
            .map_or_else(|_| attribute.value.clone().into_owned(), |value| value.into_owned());
        found.push((attribute.key.local_name().as_ref().to_owned(), value));
    }
    found
}

/// By the mark, by what the document declares, by its bytes. Bytes that can only be UTF-8 are believed over what is said.
fn find(medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<(&'static Encoding, usize), Failure> {
    let head = medium.part(0, HEAD_BYTES)?;
    if let Some(found) = Encoding::for_bom(&head) {
        return Ok(found);
    }
    if let Some(wide) = utf16(&head) {
        return Ok((wide, 0));
    }
    let mut tally = Utf8Tally::default();
    tally.feed(&head, (head.len() as u64) < HEAD_BYTES);
    let is_surely_utf8 = tally.invalid == 0 && tally.wide > 0;
    match declared(&head) {
        Some(said) if ![UTF_8, UTF_16LE, UTF_16BE].contains(&said) && !is_surely_utf8 => Ok((said, 0)),
        _ => find_encoding(medium, out),
    }
}

/// What `encoding=` says in the declaration.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let start = head.trim_ascii_start();
    let end = memchr::memmem::find(start.strip_prefix(b"<?xml")?, b"?>")?;
    let declaration = start.get(5..5 + end)?;
    let at = memchr::memmem::find(declaration, b"encoding")? + b"encoding".len();
    let value = declaration.get(at..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let label = value.get(1..)?.split(|byte| matches!(byte, b'"' | b'\'')).next()?;
    Encoding::for_label(label)
}

/// Bytes that end with an error where too many are asked for without a break.
struct Metered<R> {
    bytes: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            return Err(io::Error::other("too long"));
        }
        let n_read = self.bytes.read(buf)?;
        self.left.set(left.saturating_sub(n_read as u64));
        Ok(n_read)
    }
}
