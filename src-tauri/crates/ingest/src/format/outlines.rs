//! Lines of an outline, and of the records in it, gathered into units.

use anchor::text::unit_text;
use anchor::{Unit, UnitKind};

use super::sections::{SECTION_BYTES, cut};
use super::{Emit, Failure, Limits};

/// Steps from the edge that lines are moved at most.
const DEEPEST_INDENT: usize = 32;
/// Small records share a unit of about this length.
const UNIT_BYTES: usize = 8 << 10;

/// The units in the making: `record 5`, `records 6–9`, or `part 1` where nobody would count what is in them.
pub(crate) struct Records<'a> {
    out: &'a mut dyn Emit,
    engine: &'static str,
    left: u64,
    is_counted: bool,
    text: String,
    /// The first record of the unit in the making, and the one that is being read.
    first: u64,
    record: u64,
    /// Whether that record has begun and not ended.
    is_open: bool,
    /// Units given so far of that record, or of all where records are not counted.
    n_parts: u32,
}

impl<'a> Records<'a> {
    pub(crate) fn new(out: &'a mut dyn Emit, engine: &'static str, is_counted: bool, limits: Limits) -> Records<'a> {
        let left = limits.max_text_bytes;
        let (text, is_open) = (String::new(), false);
        Records { out, engine, left, is_counted, text, first: 1, record: 1, is_open, n_parts: 0 }
    }

    /// Begins a record of several lines.
    pub(crate) fn begin(&mut self) {
        self.is_open = true;
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Writes a line so many steps from the edge, the last of which are dashes. Further lines stand one step deeper.
    pub(crate) fn line(&mut self, depth: usize, n_dashes: usize, words: &str) -> Result<(), Failure> {
        let mut lines = words.lines();
        self.text.extend(std::iter::repeat_n("  ", depth.min(DEEPEST_INDENT).saturating_sub(n_dashes)));
        self.text.extend(std::iter::repeat_n("- ", n_dashes));
        self.text.push_str(lines.next().unwrap_or_default());
        self.text.push('\n');
        for line in lines {
            self.text.extend(std::iter::repeat_n("  ", depth.min(DEEPEST_INDENT) + 1));
            self.text.push_str(line);
            self.text.push('\n');
            if self.text.len() > SECTION_BYTES {
                self.flush()?;
            }
        }
        if self.text.len() > SECTION_BYTES { self.flush() } else { Ok(()) }
    }

    /// Ends a record as far as it goes.
    pub(crate) fn end(&mut self) -> Result<(), Failure> {
        self.is_open = false;
        if self.text.len() >= UNIT_BYTES || (self.is_counted && self.n_parts > 0) {
            self.flush()?;
        }
        if self.is_counted {
            self.record += 1;
            self.n_parts = 0;
            if self.text.is_empty() {
                self.first = self.record;
            }
        }
        Ok(())
    }

    /// Gives what is left.
    pub(crate) fn finish(mut self) -> Result<&'a mut dyn Emit, Failure> {
        if !self.is_open && self.record > self.first {
            self.record -= 1;
        }
        self.flush()?;
        Ok(self.out)
    }

    fn flush(&mut self) -> Result<(), Failure> {
        let text = unit_text(&std::mem::take(&mut self.text));
        let text = text.trim_matches('\n').trim_end();
        for piece in cut(text) {
            self.n_parts += 1;
            let is_whole = piece.len() == text.len() && self.n_parts == 1 && !self.is_open;
            let label = match (self.is_counted, self.first == self.record) {
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
            engine: self.engine.to_owned(),
            quality: None,
            page: None,
            boxes: Vec::new(),
            table: None,
        })
    }
}
