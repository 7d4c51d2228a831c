//! The chunks of a WAV or AVI: how long it is, what is noted in lists, what broadcasters and recorders note.

use super::found::Found;
use crate::format::Failure;
use crate::format::medium::Medium;
use crate::format::names::name;

const DEEPEST: u32 = 4;
const MOST_CHUNKS: u32 = 20_000;
const NOTE_BYTES: u64 = 64 << 10;

/// What is noted in a WAV or AVI.
pub(super) fn found(medium: &mut Medium<'_>, len: u64) -> Result<Found, Failure> {
    let mut chunks = Chunks { medium, len, n_chunks: 0, byte_rate: 0, frame_micros: 0, found: Found::default() };
    chunks.inside(12, len, 0)?;
    Ok(chunks.found)
}

/// A walk over the chunks.
struct Chunks<'a, 'm> {
    medium: &'a mut Medium<'m>,
    len: u64,
    n_chunks: u32,
    /// Bytes a second of sound.
    byte_rate: u64,
    /// Millionths of a second a picture is shown.
    frame_micros: u64,
    found: Found,
}

impl Chunks<'_, '_> {
    fn inside(&mut self, mut at: u64, end: u64, depth: u32) -> Result<(), Failure> {
        while at < end && self.n_chunks < MOST_CHUNKS {
            self.n_chunks += 1;
            let mut head = [0; 8];
            if self.medium.read_at(at, &mut head)? < head.len() {
                return Ok(());
            }
            let [kind @ .., a, b, c, d] = head;
            let size = u64::from(u32::from_le_bytes([a, b, c, d]));
            let start = at + 8;
            self.take(kind, start, size, depth)?;
            // Chunks begin at even places.
            at = start.saturating_add(size).saturating_add(size & 1);
        }
        Ok(())
    }

    fn take(&mut self, kind: [u8; 4], start: u64, size: u64, depth: u32) -> Result<(), Failure> {
        match &kind {
            b"LIST" | b"RIFF" if depth < DEEPEST => {
                let list = self.bytes(start, 4)?;
                match list.as_slice() {
                    // The pictures and sounds themselves.
                    b"movi" => Ok(()),
                    _ => self.inside(start.saturating_add(4), start.saturating_add(size), depth + 1),
                }
            }
            b"fmt " => {
                let rate = self.number(start, size, 8)?;
                self.byte_rate = u64::from(rate.unwrap_or_default());
                Ok(())
            }
            b"data" => {
                // One that was cut or not closed is as long as its bytes go.
                let size = size.min(self.len.saturating_sub(start));
                let seconds = size.checked_div(self.byte_rate).filter(|_| size > 0);
                self.found.seconds = self.found.seconds.or(seconds);
                Ok(())
            }
            b"avih" => {
                self.frame_micros = u64::from(self.number(start, size, 0)?.unwrap_or_default());
                self.frames(start, size, 16)
            }
            b"dmlh" => {
                // Counts what lies past the first gigabyte, too.
                self.found.seconds = None;
                self.frames(start, size, 0)
            }
            b"bext" => self.broadcast(start, size),
            [b'I', ..] => {
                let text = self.bytes(start, size)?;
                self.keep(&String::from_utf8_lossy(&kind), &text);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn frames(&mut self, start: u64, size: u64, at: usize) -> Result<(), Failure> {
        let n_frames = u64::from(self.number(start, size, at)?.unwrap_or_default());
        let seconds = n_frames.saturating_mul(self.frame_micros) / 1_000_000;
        self.found.seconds = self.found.seconds.or((seconds > 0).then_some(seconds));
        Ok(())
    }

    /// What a recorder notes: words of 256 bytes, who made it of 32, a number of 32, a date of 10 and a time of 8.
    fn broadcast(&mut self, start: u64, size: u64) -> Result<(), Failure> {
        let bytes = self.bytes(start, size)?;
        let part = |from: usize, len: usize| bytes.get(from..from + len).unwrap_or_default();
        self.keep("bext description", part(0, 256));
        self.keep("bext originator", part(256, 32));
        let date: Vec<u8> = part(320, 10).iter().map(|byte| if byte.is_ascii_digit() { *byte } else { b'-' }).collect();
        let time: Vec<u8> = part(330, 8).iter().map(|byte| if byte.is_ascii_digit() { *byte } else { b':' }).collect();
        self.keep("bext date", &[&date[..], b"T", &time].concat());
        Ok(())
    }

    fn keep(&mut self, called: &str, raw: &[u8]) {
        let text = raw.split(|byte| *byte == 0).next().unwrap_or_default();
        let line: Vec<u8> = text.iter().map(|byte| if byte.is_ascii_control() { b' ' } else { *byte }).collect();
        // Nobody says in what code these are.
        self.found.keep(called, &name(&line, None, Some(encoding_rs::WINDOWS_1252)).shown);
    }

    fn number(&mut self, start: u64, size: u64, at: usize) -> Result<Option<u32>, Failure> {
        let bytes = self.bytes(start, size)?;
        Ok(bytes.get(at..).and_then(|rest| rest.first_chunk()).map(|four| u32::from_le_bytes(*four)))
    }

    fn bytes(&mut self, start: u64, size: u64) -> Result<Vec<u8>, Failure> {
        self.medium.part(start, size.min(NOTE_BYTES).min(self.len.saturating_sub(start)))
    }
}
