//! Values as an outline: a line for each, what belongs to another indented under it.

use anchor::text::unit_text;
use anchor::{Unit, UnitKind};

use super::tokens::{Shape, Token};
use crate::format::sections::{SECTION_BYTES, cut};
use crate::format::{Emit, Failure, Limits};

/// Small records share a unit of about this length.
const UNIT_BYTES: usize = 8 << 10;

/// The outline in the making.
pub(super) struct Outline<'a> {
    out: &'a mut dyn Emit,
    left: u64,
    has_records: bool,
    /// The depth at which records stand.
    level: usize,
    depth: usize,
    key: Option<String>,
    /// Lists that begin on the next line.
    n_dashes: usize,
    text: String,
    /// The first record of the unit in the making, and the one that is being read.
    first: u64,
    record: u64,
    /// Units given so far of that record, or of all where there are no records.
    n_parts: u32,
}

impl<'a> Outline<'a> {
    pub(super) fn new(out: &'a mut dyn Emit, has_records: bool, is_list: bool, limits: Limits) -> Outline<'a> {
        Outline {
            out,
            left: limits.max_text_bytes,
            has_records,
            level: usize::from(is_list),
            depth: 0,
            key: None,
            n_dashes: 0,
            text: String::new(),
            first: 1,
            record: 1,
            n_parts: 0,
        }
    }

    pub(super) fn token(&mut self, token: Token) -> Result<(), Failure> {
        match token {
            Token::Open(_) => {
                if self.depth > self.level {
                    match self.key.take() {
                        Some(key) => self.line(0, &format!("{key}:"))?,
                        None => self.n_dashes += 1,
                    }
                } else if self.depth == self.level && !self.text.is_empty() {
                    self.text.push('\n');
                }
                self.depth += 1;
            }
            Token::Close(shape) => {
                if self.n_dashes > 0 {
                    self.line(0, if shape == Shape::Object { "{}" } else { "[]" })?;
                }
                self.depth = self.depth.saturating_sub(1);
                if self.depth == self.level {
                    return self.end_value();
                }
            }
            Token::Key(key) => self.key = Some(key),
            Token::Value(_) | Token::Null => {
                let value = if let Token::Value(value) = token { value } else { String::new() };
                if self.depth <= self.level {
                    self.line(0, &value)?;
                    return self.end_value();
                }
                match self.key.take() {
                    Some(key) => self.line(0, format!("{key}: {value}").trim_end())?,
                    None => {
                        self.n_dashes += 1;
                        self.line(1, &value)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Ends a record as far as it goes.
    pub(super) fn end_value(&mut self) -> Result<(), Failure> {
        self.depth = self.level;
        self.key = None;
        self.n_dashes = 0;
        if self.text.len() >= UNIT_BYTES || self.n_parts > 0 {
            self.flush()?;
        }
        if self.has_records {
            self.record += 1;
            self.n_parts = 0;
            if self.text.is_empty() {
                self.first = self.record;
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<&'a mut dyn Emit, Failure> {
        if self.depth <= self.level && self.record > self.first {
            self.record -= 1;
        }
        self.flush()?;
        Ok(self.out)
    }

    /// Writes a line `n_deeper` than what is open, behind the dashes of the lists that begin with it.
    fn line(&mut self, n_deeper: usize, words: &str) -> Result<(), Failure> {
        let depth = (self.depth + n_deeper).saturating_sub(self.level + 1);
        let n_dashes = std::mem::take(&mut self.n_dashes);
        let mut lines = words.lines();
        self.text.extend(std::iter::repeat_n("  ", depth.saturating_sub(n_dashes)));
        self.text.extend(std::iter::repeat_n("- ", n_dashes));
        self.text.push_str(lines.next().unwrap_or_default());
        self.text.push('\n');
        for line in lines {
            self.text.extend(std::iter::repeat_n("  ", depth + 1));
            self.text.push_str(line);
            self.text.push('\n');
        }
        if self.text.len() > SECTION_BYTES { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Failure> {
        let text = unit_text(&std::mem::take(&mut self.text));
        let text = text.trim_matches('\n').trim_end();
        for piece in cut(text) {
            self.n_parts += 1;
            let is_whole = piece.len() == text.len() && self.n_parts == 1 && self.depth <= self.level;
            let label = match (self.has_records, self.first == self.record) {
                (false, _) => format!("part {}", self.n_parts),
                (true, true) if is_whole => format!("record {}", self.record),
                (true, true) => format!("record {}, part {}", self.record, self.n_parts),
                (true, false) => format!("records {}–{}", self.first, self.record),
            };
            self.unit(label, piece.trim_end())?;
        }
        self.first = self.record;
        Ok(())
    }

    fn unit(&mut self, label: String, text: &str) -> Result<(), Failure> {
        self.left = match self.left.checked_sub(text.len() as u64) {
            Some(left) => left,
            None => return Err(Failure::LimitHit("too much text for one document".to_owned())),
        };
        self.out.unit(Unit {
            kind: UnitKind::Section,
            label,
            text: text.to_owned(),
            engine: "json".to_owned(),
            quality: None,
            page: None,
            boxes: Vec::new(),
            table: None,
        })
    }
}
