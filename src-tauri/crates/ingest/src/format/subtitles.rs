//! Subtitles and transcripts with times: SubRip and WebVTT (W3C, "WebVTT: The Web Video Text Tracks Format").
//!
//! Each cue is a line: when it is heard, who speaks where that is told, and what is said. Some dozens of them make a unit,
//! labelled with the time it spans. Marks of style are taken off.

mod cue;
#[cfg(test)]
mod tests;

use std::io::{Seek, SeekFrom};

use anchor::text::unit_text;
use anchor::{Unit, UnitKind};

use cue::words;
pub(crate) use cue::{Cue, Moment, times};

use super::lines::Lines;
use super::medium::Medium;
use super::text::find_encoding;
use super::unpacking::problem;
use super::{Emit, Failure, Input, Limits, MetaKey, ProblemCode};

const LINE_BYTES: usize = 64 << 10;
const UNIT_CUES: usize = 40;
const UNIT_BYTES: usize = 32 << 10;

/// Gives what is said, with times.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let (encoding, mark) = find_encoding(input.bytes, out)?;
    out.meta(MetaKey::Encoding, encoding.name().to_lowercase())?;
    let mut medium = Medium::new(&mut *input.bytes);
    let unread = |error: std::io::Error| Failure::ReadError(error.to_string());
    medium.seek(SeekFrom::Start(mark as u64)).map_err(unread)?;
    let mut lines = Lines::new(&mut medium, encoding, LINE_BYTES);
    let mut track = Track::new(input.limits);
    while let Some(line) = lines.next().map_err(unread)? {
        track.line(line.trim(), out)?;
    }
    let is_damaged = lines.is_damaged();
    track.finish(out)?;
    if is_damaged {
        let message = format!("some bytes are not {}; each is shown as \u{fffd}", encoding.name());
        out.problem(problem(ProblemCode::Encoding, message))?;
    }
    Ok(())
}

/// What the lines since the last empty one belong to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Block {
    /// Words of a cue, or what stands before the first.
    #[default]
    Cue,
    /// A note of whoever wrote the file.
    Note,
    /// Styles and regions.
    Style,
}

/// The cues read so far that are not given yet.
#[derive(Default)]
pub(crate) struct Track {
    is_web: bool,
    n_lines: u64,
    block: Block,
    cue: Option<Cue>,
    /// A line after an empty one: the name of a cue, if a time follows.
    held: Option<String>,
    is_after_empty: bool,
    /// The lines under the signature have ended.
    is_past_head: bool,
    /// The unit in the making.
    unit: String,
    n_cues: usize,
    span: Option<(Moment, Moment)>,
    n_given: u32,
    n_odd: u32,
    left: u64,
}

impl Track {
    pub(crate) fn new(limits: Limits) -> Track {
        // A cue's number may stand on the first line as it may after an empty one.
        Track { left: limits.max_text_bytes, is_after_empty: true, ..Track::default() }
    }

    /// Gives a cue whose words need no more work.
    pub(crate) fn give(&mut self, cue: Cue, out: &mut dyn Emit) -> Result<(), Failure> {
        self.cue = Some(cue);
        self.close(out)
    }

    /// Gives words that stand outside any time.
    pub(crate) fn give_odd(&mut self, words: &str, out: &mut dyn Emit) -> Result<(), Failure> {
        self.n_odd += 1;
        self.unit.push_str(words);
        self.unit.push('\n');
        if self.unit.len() >= UNIT_BYTES { self.flush(out) } else { Ok(()) }
    }

    fn line(&mut self, line: &str, out: &mut dyn Emit) -> Result<(), Failure> {
        self.n_lines += 1;
        if self.n_lines == 1 && line.starts_with("WEBVTT") {
            self.is_web = true;
            // What stands beside the signature, or under it, says what the file is about.
            let title = line["WEBVTT".len()..].trim_start_matches([' ', '\t', '-']);
            return if title.is_empty() { Ok(()) } else { out.meta(MetaKey::Title, title.to_owned()) };
        }
        if let Some((start, end)) = times(line) {
            // A number alone counts the cues; anything else was said, or says who speaks.
            if let Some(held) = self.held.take().filter(|held| !held.bytes().all(|byte| byte.is_ascii_digit())) {
                let n_odd = self.n_odd;
                self.take(&held, out)?;
                self.n_odd = n_odd;
            }
            self.block = Block::Cue;
            self.close(out)?;
            self.cue = Some(Cue { start, end, text: String::new() });
            self.is_after_empty = false;
            return Ok(());
        }
        if line.is_empty() {
            self.is_after_empty = true;
            let taken = self.take_held(out);
            self.is_past_head = true;
            return taken;
        }
        if std::mem::take(&mut self.is_after_empty) {
            self.block = self.block_of(line);
            if self.block == Block::Cue {
                self.held = Some(line.to_owned());
                return Ok(());
            }
        }
        self.take_held(out)?;
        self.take(line, out)
    }

    fn block_of(&self, line: &str) -> Block {
        match line.split_whitespace().next() {
            Some("NOTE") if self.is_web => Block::Note,
            Some("STYLE" | "REGION") if self.is_web => Block::Style,
            _ => Block::Cue,
        }
    }

    fn take_held(&mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        match self.held.take() {
            Some(held) => self.take(&held, out),
            None => Ok(()),
        }
    }

    fn take(&mut self, line: &str, out: &mut dyn Emit) -> Result<(), Failure> {
        match (self.block, &mut self.cue) {
            (Block::Style, _) => Ok(()),
            (Block::Cue, Some(cue)) => {
                cue.add(line, self.is_web);
                let (start, end) = (cue.start, cue.end);
                if cue.text.len() > LINE_BYTES {
                    self.close(out)?;
                    self.cue = Some(Cue { start, end, text: String::new() });
                }
                Ok(())
            }
            // What stands right under the signature is for programs.
            (Block::Cue, None) if self.is_web && !self.is_past_head => Ok(()),
            _ => {
                self.close(out)?;
                self.n_odd += u32::from(self.block == Block::Cue);
                self.unit.push_str(&words(line, self.is_web));
                self.unit.push('\n');
                if self.unit.len() >= UNIT_BYTES { self.flush(out) } else { Ok(()) }
            }
        }
    }

    /// Puts the open cue into the unit.
    fn close(&mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        let Some(cue) = self.cue.take() else { return Ok(()) };
        let (from, to) = self.span.unwrap_or((cue.start, cue.end));
        self.span = Some((from.min(cue.start), to.max(cue.end)));
        if !cue.text.is_empty() {
            self.unit.push_str(&format!("{}–{} {}\n", cue.start, cue.end, cue.text));
            self.n_cues += 1;
        }
        if self.n_cues >= UNIT_CUES || self.unit.len() >= UNIT_BYTES { self.flush(out) } else { Ok(()) }
    }

    fn flush(&mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        let text = unit_text(self.unit.trim_end());
        self.unit.clear();
        self.n_cues = 0;
        let span = self.span.take();
        if text.is_empty() {
            return Ok(());
        }
        self.n_given += 1;
        self.left = match self.left.checked_sub(text.len() as u64) {
            Some(left) => left,
            None => return Err(Failure::LimitHit("too much text for one document".to_owned())),
        };
        out.unit(Unit {
            kind: UnitKind::Section,
            label: span.map_or_else(|| format!("section {}", self.n_given), |(from, to)| format!("{from}–{to}")),
            text,
            engine: "subtitles".to_owned(),
            quality: None,
            page: None,
            boxes: Vec::new(),
            table: None,
        })
    }

    pub(crate) fn finish(mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        self.take_held(out)?;
        self.close(out)?;
        self.flush(out)?;
        if self.n_odd > 0 {
            let message = format!("{} lines stand outside any time; they are shown where they stand", self.n_odd);
            out.problem(problem(ProblemCode::Quality, message))?;
        }
        Ok(())
    }
}
