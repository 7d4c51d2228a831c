//! Plain text and Markdown: sections of at most 64 KiB, cut at paragraphs. Memory is bounded whatever the length.
//!
//! A text is read twice: once to see which encoding its bytes agree with, once for its words. Sections are cut at the
//! last blank line of a section's second half, else at its last line end, else between two words. White space at a cut
//! is left out, so a text of white space has no sections.

use std::io::{self, SeekFrom};

use anchor::{Unit, UnitKind};
use encoding_rs::{Decoder, Encoding, UTF_8};

use super::encoding::{Utf8Tally, guess, has_escapes, utf16};
use super::{Emit, Failure, Input, MetaKey, Problem, ProblemCode, Source};

/// Most bytes of one section's text.
const MAX_SECTION: usize = 64 << 10;
/// Bytes read at a time.
const BLOCK: usize = 256 << 10;
/// Blocks between two signs of life where nothing is given out.
const BLOCKS_PER_SIGN: usize = 64;
/// This many sequences that are no UTF-8 settle that a text is not, unless as many others are.
const SETTLED: u64 = 1000;

/// Reads a plain text: [`MetaKey::Encoding`], then its sections.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let (encoding, mark) = find_encoding(input.bytes, out)?;
    out.meta(MetaKey::Encoding, encoding.name().to_lowercase())?;
    input.bytes.seek(SeekFrom::Start(mark as u64)).map_err(unread)?;
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut block = vec![0; BLOCK];
    let mut pending = String::new();
    let mut sections = Sections { n: 0, out };
    let mut damaged = false;
    loop {
        let n = fill(input.bytes, &mut block).map_err(unread)?;
        let last = n < block.len();
        damaged |= decode(&mut decoder, &block[..n], &mut pending, last);
        sections.give(&mut pending, last)?;
        if last {
            break;
        }
    }
    if damaged {
        let message = format!("some bytes are not {}; each is shown as \u{fffd}", encoding.name());
        out.problem(Problem { code: ProblemCode::Encoding, message, unit: None })?;
    }
    Ok(())
}

struct Sections<'a> {
    n: u32,
    out: &'a mut dyn Emit,
}

impl Sections<'_> {
    /// Gives out all sections that are complete; with `last`, all there is.
    fn give(&mut self, pending: &mut String, last: bool) -> Result<(), Failure> {
        let mut at = 0;
        loop {
            let rest = &pending[at..];
            if rest.len() <= MAX_SECTION && !last {
                break;
            }
            if rest.is_empty() {
                break;
            }
            let mut len = cut(rest, MAX_SECTION);
            let mut text = anchor::text::unit_text(&rest[..len]);
            // composing may lengthen a text, by three at most
            let mut most = MAX_SECTION;
            while text.len() > MAX_SECTION && most > 1024 {
                most /= 2;
                len = cut(rest, most);
                text = anchor::text::unit_text(&rest[..len]);
            }
            at += len;
            self.section(&text)?;
        }
        pending.drain(..at);
        Ok(())
    }

    fn section(&mut self, text: &str) -> Result<(), Failure> {
        let text = text.trim_matches('\n').trim_end();
        if text.is_empty() {
            return self.out.alive();
        }
        self.n += 1;
        self.out.unit(Unit {
            kind: UnitKind::Section,
            label: format!("section {}", self.n),
            text: text.to_owned(),
            engine: "text".into(),
            quality: None,
            page: None,
            boxes: Vec::new(),
            table: None,
        })
    }
}

/// How many bytes of a text make its first section of at most `most` bytes.
fn cut(text: &str, most: usize) -> usize {
    if text.len() <= most {
        return text.len();
    }
    let end = text.floor_char_boundary(most);
    let half = text.floor_char_boundary(most / 2);
    let late = &text[half..end];
    let after = |found: Option<usize>, width: usize| found.map(|at| half + at + width);
    let blank = after(late.rfind("\n\n"), 2).or_else(|| after(late.rfind("\r\n\r\n"), 4));
    let line = || after(late.rfind('\n'), 1);
    let word =
        || late.rfind(char::is_whitespace).map(|at| half + at + late[at..].chars().next().map_or(1, char::len_utf8));
    blank.or_else(line).or_else(word).unwrap_or(end).max(1)
}

/// Decodes a block onto the end of a text. Returns whether something had to be replaced.
fn decode(decoder: &mut Decoder, mut bytes: &[u8], text: &mut String, last: bool) -> bool {
    let mut damaged = false;
    loop {
        text.reserve(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(BLOCK).min(4 * BLOCK));
        let (result, read, replaced) = decoder.decode_to_string(bytes, text, last);
        damaged |= replaced;
        bytes = &bytes[read..];
        if result == encoding_rs::CoderResult::InputEmpty {
            return damaged;
        }
    }
}

/// The encoding, and how many bytes its mark takes.
pub(super) fn find_encoding(bytes: &mut dyn Source, out: &mut dyn Emit) -> Result<(&'static Encoding, usize), Failure> {
    bytes.seek(SeekFrom::Start(0)).map_err(unread)?;
    let mut block = vec![0; BLOCK];
    let mut n = fill(bytes, &mut block).map_err(unread)?;
    let head = block[..n].to_vec();
    if let Some(found) = Encoding::for_bom(&head) {
        return Ok(found);
    }
    if let Some(wide) = utf16(&head) {
        return Ok((wide, 0));
    }
    let mut tally = Utf8Tally::default();
    let mut n_blocks = 0;
    let mut telling = Vec::new();
    loop {
        let last = n < block.len();
        let known = tally.first_invalid;
        tally.feed(&block[..n], last);
        if known.is_none() && tally.first_invalid.is_some() && n_blocks > 0 {
            telling = block[..n].to_vec();
        }
        if last || (tally.invalid > SETTLED && !tally.is_utf8()) {
            break;
        }
        n_blocks += 1;
        if n_blocks % BLOCKS_PER_SIGN == 0 {
            out.alive()?;
        }
        n = fill(bytes, &mut block).map_err(unread)?;
    }
    if tally.is_utf8() && !has_escapes(&head) {
        return Ok((UTF_8, 0));
    }
    let sample = if telling.is_empty() { head } else { telling };
    Ok((guess(&sample), 0))
}

fn fill(bytes: &mut dyn Source, block: &mut [u8]) -> io::Result<usize> {
    let mut n = 0;
    while n < block.len() {
        match bytes.read(&mut block[n..]) {
            Ok(0) => break,
            Ok(more) => n += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(n)
}

fn unread(error: io::Error) -> Failure {
    Failure::ReadError(error.to_string())
}

#[cfg(test)]
mod tests;
