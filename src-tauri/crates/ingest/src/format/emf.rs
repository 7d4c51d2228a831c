//! Drawings of Windows, EMF and WMF: the words that are written in them, line by line, and what made them.
//!
//! [MS-EMF] 2.3.5 (records that draw text), [MS-WMF] 2.3.3. Shapes are not drawn. Words that are given as numbers of a
//! font's glyphs alone are counted and told of.

#[cfg(test)]
mod tests;
mod wmf;

use anchor::text::unit_text;
use anchor::{Unit, UnitKind};

use super::medium::Medium;
use super::unpacking::problem;
use super::{Emit, Failure, Input, MetaKey, ProblemCode};

const HEADER: u32 = 1;
const END: u32 = 14;
const SMALL_TEXT: u32 = 108;
const TEXT_A: u32 = 83;
const TEXT_W: u32 = 84;

const IS_GLYPHS: u32 = 0x10;
const HAS_NO_BOUNDS: u32 = 0x100;
const IS_NARROW: u32 = 0x200;

/// Records longer than this are pictures, not words.
const MOST_RECORD_BYTES: u64 = 256 << 10;
const MOST_RECORDS: u64 = 20_000_000;
const MOST_TEXT_BYTES: usize = 1 << 20;

/// Gives the words of a drawing.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let len = input.len;
    let mut medium = Medium::new(&mut *input.bytes);
    let mut words = Words::default();
    let mut mark = [0; 4];
    medium.read_at(0, &mut mark)?;
    let is_whole = match mark {
        wmf::MARK => wmf::records(&mut medium, len, &mut words, out)?,
        _ => records(&mut medium, len, &mut words, out)?,
    };
    words.give(out)?;
    if !is_whole {
        let message = "the drawing breaks off; what stands before was read";
        out.problem(problem(ProblemCode::Unreadable, message.to_owned()))?;
    }
    Ok(())
}

/// Goes over the records of an EMF; false where they break off before their end.
fn records(medium: &mut Medium<'_>, len: u64, words: &mut Words, out: &mut dyn Emit) -> Result<bool, Failure> {
    let mut at = 0;
    for n in 0..MOST_RECORDS {
        let mut head = [0; 8];
        if medium.read_at(at, &mut head)? < head.len() {
            return Ok(false);
        }
        let [a, b, c, d, e, f, g, h] = head;
        let (kind, size) = (u32::from_le_bytes([a, b, c, d]), u64::from(u32::from_le_bytes([e, f, g, h])));
        if kind == END {
            return Ok(true);
        }
        if size < 8 || size > len.saturating_sub(at) {
            return Ok(false);
        }
        if matches!(kind, HEADER | TEXT_A | TEXT_W | SMALL_TEXT) && size <= MOST_RECORD_BYTES {
            let mut record = vec![0; usize::try_from(size).unwrap_or_default()];
            medium.read_at(at, &mut record)?;
            if kind == HEADER {
                describe(&record, out)?;
            } else {
                text(kind, &record, words);
            }
        }
        if n % 65_536 == 65_535 {
            out.alive()?;
        }
        at += size;
    }
    Ok(false)
}

/// What made the drawing, and what it is called: each up to a zero.
fn describe(header: &[u8], out: &mut dyn Emit) -> Result<(), Failure> {
    let (Some(len), Some(at)) = (number(header, 60), number(header, 64)) else { return Ok(()) };
    let (at, len) = (at as usize, len.min(1024) as usize * 2);
    let raw = at.checked_add(len).and_then(|end| header.get(at..end)).unwrap_or_default();
    let told = wide(raw);
    let mut parts = told.split('\0').map(str::trim);
    for key in [MetaKey::Application, MetaKey::Title] {
        if let Some(part) = parts.next().filter(|part| !part.is_empty()) {
            out.meta(key, part.to_owned())?;
        }
    }
    Ok(())
}

fn text(kind: u32, record: &[u8], words: &mut Words) {
    let found = if kind == SMALL_TEXT { small_text(record) } else { plain_text(kind, record) };
    match found {
        Some((y, Some(text))) => words.add(y, &text),
        Some((_, None)) => words.n_glyphs += 1,
        None => {}
    }
}

/// Where a text stands, and its words; no words where it is given as glyphs.
fn plain_text(kind: u32, record: &[u8]) -> Option<(i32, Option<String>)> {
    let y = number(record, 40)?.cast_signed();
    let (n_chars, at, options) = (number(record, 44)? as usize, number(record, 48)? as usize, number(record, 52)?);
    if options & IS_GLYPHS != 0 {
        return Some((y, None));
    }
    let n_bytes = if kind == TEXT_W { n_chars.checked_mul(2)? } else { n_chars };
    let raw = record.get(at..at.checked_add(n_bytes)?)?;
    Some((y, Some(if kind == TEXT_W { wide(raw) } else { narrow(raw) })))
}

fn small_text(record: &[u8]) -> Option<(i32, Option<String>)> {
    let y = number(record, 12)?.cast_signed();
    let (n_chars, options) = (number(record, 16)? as usize, number(record, 20)?);
    if options & IS_GLYPHS != 0 {
        return Some((y, None));
    }
    let at: usize = if options & HAS_NO_BOUNDS != 0 { 36 } else { 52 };
    let n_bytes = if options & IS_NARROW != 0 { n_chars } else { n_chars.checked_mul(2)? };
    let raw = record.get(at..at.checked_add(n_bytes)?)?;
    Some((y, Some(if options & IS_NARROW != 0 { narrow(raw) } else { wide(raw) })))
}

fn wide(raw: &[u8]) -> String {
    let units: Vec<u16> = raw.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
    String::from_utf16_lossy(&units)
}

fn narrow(raw: &[u8]) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(raw).0.into_owned()
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The words so far. What stands at the same height is one line.
#[derive(Default)]
struct Words {
    text: String,
    y: Option<i32>,
    /// Texts that are given as glyphs alone.
    n_glyphs: u32,
    is_cut: bool,
}

impl Words {
    fn add(&mut self, y: i32, words: &str) {
        let words = words.trim_matches(|c: char| c.is_whitespace() || c == '\0');
        if words.is_empty() {
            return;
        }
        if self.text.len() + words.len() > MOST_TEXT_BYTES {
            self.is_cut = true;
            return;
        }
        if !self.text.is_empty() {
            self.text.push(if self.y == Some(y) { ' ' } else { '\n' });
        }
        self.y = Some(y);
        self.text.push_str(words);
    }

    fn give(self, out: &mut dyn Emit) -> Result<(), Failure> {
        let text = unit_text(&self.text);
        if self.n_glyphs > 0 {
            let message = format!("{} pieces of text are given as shapes alone and were not read", self.n_glyphs);
            out.problem(problem(ProblemCode::Quality, message))?;
        }
        if self.is_cut {
            out.problem(problem(ProblemCode::Limit, "words past a length of 1 MiB are left out".to_owned()))?;
        }
        if text.is_empty() {
            let message = "there are no words in this drawing that could be read";
            return out.problem(problem(ProblemCode::NoText, message.to_owned()));
        }
        out.unit(Unit {
            kind: UnitKind::Section,
            label: "drawing".to_owned(),
            text,
            engine: "emf".to_owned(),
            quality: None,
            page: None,
            boxes: Vec::new(),
            table: None,
        })
    }
}
