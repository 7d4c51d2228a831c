//! The head of a record: its kind, its address, when it was made, how long it is.

use std::io::{self, BufRead, ErrorKind};

use super::stream::Stream;

const LINE_BYTES: usize = 64 << 10;
const HEAD_BYTES: usize = 1 << 20;

/// What a record says before its bytes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) kind: String,
    pub(super) address: String,
    pub(super) date: Option<String>,
    pub(super) media_type: String,
    pub(super) len: u64,
    pub(super) block_digest: Option<String>,
    pub(super) payload_digest: Option<String>,
    /// The record that has the same bytes: its address and date.
    refers_to: (String, String),
    /// Why the program that made it kept only the beginning.
    pub(super) truncated: Option<String>,
    /// Which part of several it is; the others are records of their own.
    pub(super) segment: Option<String>,
    /// Whether it does not tell how long it is.
    pub(super) is_torn: bool,
}

impl Head {
    /// Whether it holds an answer of a web server.
    pub(super) fn is_answer(&self) -> bool {
        matches!(self.kind.as_str(), "response" | "revisit")
            && self.media_type.to_ascii_lowercase().starts_with("application/http")
    }

    /// What is said of a record that points to another.
    pub(super) fn points_to(&self) -> String {
        let (address, date) = &self.refers_to;
        let place = [address.as_str(), date].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        if place.is_empty() { place } else { format!("the same as {place}") }
    }

    /// Why it is not all that was there.
    pub(super) fn shortened(&self) -> Option<String> {
        let reason = self.truncated.as_ref().map(|reason| reason.chars().take(40).collect::<String>());
        let by_program =
            reason.map(|reason| format!("the program that archived it kept only its beginning ({reason})"));
        by_program.or_else(|| self.segment.as_ref().map(|_| "its further parts are records of their own".to_owned()))
    }

    fn field(&mut self, name: &str, value: &str) {
        let value = value.trim();
        let owned = || value.to_owned();
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => self.kind = value.to_ascii_lowercase(),
            // The first edition's examples put addresses in angle brackets, and some programs do so.
            "warc-target-uri" => self.address = value.trim_start_matches('<').trim_end_matches('>').to_owned(),
            "warc-date" => self.date = Some(owned()),
            "content-type" => self.media_type = owned(),
            "content-length" => match value.parse() {
                Ok(len) => (self.len, self.is_torn) = (len, false),
                Err(_) => self.is_torn = true,
            },
            "warc-block-digest" => self.block_digest = Some(owned()),
            "warc-payload-digest" => self.payload_digest = Some(owned()),
            "warc-truncated" => self.truncated = Some(owned()),
            "warc-segment-number" => self.segment = Some(owned()),
            "warc-refers-to-target-uri" => self.refers_to.0 = owned(),
            "warc-refers-to-date" => self.refers_to.1 = owned(),
            _ => {}
        }
    }
}

/// The next record's head; `None` at the end. Bytes passed over on the way are counted.
pub(super) fn next(stream: &mut Stream<'_, '_>, n_odd: &mut u64) -> io::Result<Option<Head>> {
    loop {
        let Some(line) = line(stream)? else { return Ok(None) };
        if line.starts_with(b"WARC/") {
            return head(stream).map(Some);
        }
        if !line.trim_ascii().is_empty() {
            *n_odd += line.len() as u64;
        }
    }
}

fn head(stream: &mut Stream<'_, '_>) -> io::Result<Head> {
    let mut head = Head { is_torn: true, ..Head::default() };
    let (mut field, mut n_bytes) = (String::new(), 0);
    loop {
        let Some(line) = line(stream)? else { return Err(ErrorKind::UnexpectedEof.into()) };
        n_bytes += line.len();
        if n_bytes > HEAD_BYTES {
            return Err(io::Error::new(ErrorKind::InvalidData, "a record's head is too long"));
        }
        let text = String::from_utf8_lossy(&line);
        // A line that begins with a space goes on with the one before.
        if text.starts_with([' ', '\t']) && !text.trim().is_empty() {
            field.push_str(text.trim_end());
            continue;
        }
        if let Some((name, value)) = field.split_once(':') {
            head.field(name, value);
        }
        field = text.trim_end().to_owned();
        if field.is_empty() {
            return Ok(head);
        }
    }
}

/// The next line without its end, or as much of it as a line may have; `None` at the end.
pub(super) fn line(bytes: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    loop {
        let ready = bytes.fill_buf()?;
        if ready.is_empty() {
            return Ok(if line.is_empty() { None } else { Some(line) });
        }
        let room = LINE_BYTES - line.len();
        let ready = &ready[..ready.len().min(room)];
        let end = memchr::memchr(b'\n', ready);
        line.extend_from_slice(&ready[..end.unwrap_or(ready.len())]);
        let n_taken = end.map_or(ready.len(), |end| end + 1);
        bytes.consume(n_taken);
        if end.is_some() || line.len() >= LINE_BYTES {
            if line.last() == Some(&b'\r') {
                line.pop();
            }
            return Ok(Some(line));
        }
    }
}
