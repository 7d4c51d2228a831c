//! Lines put together again that were folded when they were written.

use std::io::{self, BufRead, Read};

/// A line longer than this is cut off: no picture in an address book is as large.
const LINE_BYTES: usize = 48 << 20;

/// Whole lines, without their ends.
pub(super) struct Unfolded<R> {
    bytes: io::BufReader<R>,
    ahead: Option<Vec<u8>>,
    /// Whether the space that begins a folded line belongs to the value, as before version 3.
    pub(super) keeps_space: bool,
    /// How many lines were cut off.
    pub(super) n_cut: u32,
}

impl<R: Read> Unfolded<R> {
    pub(super) fn new(bytes: io::BufReader<R>) -> Unfolded<R> {
        Unfolded { bytes, ahead: None, keeps_space: false, n_cut: 0 }
    }

    /// The next line that is not blank.
    pub(super) fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = loop {
            match self.stored()? {
                Some(line) if line.trim_ascii().is_empty() => {}
                Some(line) => break line,
                None => return Ok(None),
            }
        };
        let (is_quoted, is_packed) = packing(&line);
        let mut is_cut = false;
        while let Some(next) = self.stored()? {
            let goes_on = match next.first() {
                _ if is_quoted && line.ends_with(b"=") && !next.starts_with(b"END:") => {
                    line.pop();
                    Some(&next[..])
                }
                Some(b' ' | b'\t') if is_packed => Some(next.trim_ascii()).filter(|rest| !rest.is_empty()),
                Some(b' ' | b'\t') => Some(if self.keeps_space { &next[..] } else { &next[1..] }),
                // Some programs forget the space before the further lines of a picture.
                Some(_) if is_packed && !next.contains(&b':') => Some(&next[..]),
                _ => None,
            };
            match goes_on {
                Some(rest) if line.len() + rest.len() > LINE_BYTES => is_cut = true,
                Some(rest) => line.extend_from_slice(rest),
                None => {
                    self.ahead = Some(next);
                    break;
                }
            }
        }
        self.n_cut += u32::from(is_cut);
        Ok(Some(line))
    }

    fn stored(&mut self) -> io::Result<Option<Vec<u8>>> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        let mut line = Vec::new();
        let n_read = (&mut self.bytes).take(LINE_BYTES as u64).read_until(b'\n', &mut line)?;
        if n_read == 0 {
            return Ok(None);
        }
        if n_read == LINE_BYTES && !line.ends_with(b"\n") {
            self.n_cut += 1;
            self.bytes.skip_until(b'\n')?;
        }
        let n_kept = line.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
        line.truncate(n_kept);
        Ok(Some(line))
    }
}

/// What stands before the colon: the name and its parameters.
pub(super) fn head(line: &[u8]) -> Option<&[u8]> {
    let mut is_quoted = false;
    let end = line.iter().position(|byte| {
        is_quoted ^= *byte == b'"';
        *byte == b':' && !is_quoted
    });
    // A mark of quotation that is never closed must not swallow the line.
    let end = end.or_else(|| memchr::memchr(b':', line))?;
    Some(&line[..end])
}

/// Whether the value is quoted-printable, or packed in base64.
fn packing(line: &[u8]) -> (bool, bool) {
    let head = head(line).unwrap_or_default().to_ascii_uppercase();
    let has = |word: &[u8]| memchr::memmem::find(&head, word).is_some();
    let is_packed = has(b"BASE64") || has(b"ENCODING=B;") || head.ends_with(b"ENCODING=B");
    (has(b"QUOTED-PRINTABLE"), is_packed)
}
