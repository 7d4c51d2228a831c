//! What is told of a text as its units go by: how much of it there is, what read it, how well, in which language, when it
//! may be from, whether it may be privileged, and the sketch by which like texts are told.

use std::collections::BTreeMap;

use anchor::{Unit, UnitKind};

use crate::{
    dating::{self, DateLine},
    library::is_by_ocr,
    privilege::{Matched, Matcher},
    sameness::sketch::{Sketch, Sketcher, body},
};

/// Enough words to tell a language by.
const SAMPLE_BYTES: usize = 16 << 10;

/// What is told of a text.
#[derive(Default)]
pub(crate) struct Gist {
    pub engines: BTreeMap<String, u32>,
    /// Of the unit that was read worst.
    pub quality: Option<f32>,
    pub n_units: u32,
    pub n_with_text: u32,
    /// How many units there are of each kind, in the order the kinds came; of tables, how many rows.
    pub amounts: Vec<(UnitKind, u64)>,
    pub sample: String,
    pub date_line: Option<DateLine>,
    /// What of the privilege list it matches.
    pub matched: Matched,
    sketcher: Sketcher,
}

impl Gist {
    /// Takes the next unit in.
    pub fn take(&mut self, unit: &Unit, matcher: Option<&Matcher>) {
        self.n_units += 1;
        self.count(unit);
        if let Some(matcher) = matcher {
            matcher.look(&unit.text, &mut self.matched);
        }
        if !unit.text.trim().is_empty() {
            self.n_with_text += 1;
            // Words read off a picture misread digits silently, and a table begins with no letterhead.
            if self.n_with_text == 1 && unit.table.is_none() && !is_by_ocr(unit) {
                self.date_line = dating::date_line(body(unit));
            }
            if self.sample.len() < SAMPLE_BYTES {
                let text = body(unit);
                let end = text.floor_char_boundary(SAMPLE_BYTES - self.sample.len());
                self.sample.push_str(&text[..end]);
                self.sample.push('\n');
            }
        }
        if let Some(quality) = unit.quality {
            self.quality = Some(self.quality.map_or(quality, |worst| worst.min(quality)));
        }
        match self.engines.get_mut(&unit.engine) {
            Some(count) => *count += 1,
            None => drop(self.engines.insert(unit.engine.clone(), 1)),
        }
        self.sketcher.unit(unit);
    }

    fn count(&mut self, unit: &Unit) {
        let (kind, n) = match &unit.table {
            Some(table) => (UnitKind::Sheet, u64::from(table.n_rows)),
            // Words beside the cells, as of charts.
            None if unit.kind == UnitKind::Sheet => (UnitKind::Section, 1),
            None => (unit.kind, 1),
        };
        match self.amounts.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, amount)) => *amount += n,
            None => self.amounts.push((kind, n)),
        }
    }

    /// The engine that read most of it; empty where there is nothing.
    pub fn most_used(&self) -> String {
        self.engines.iter().max_by_key(|(_, n)| **n).map(|(engine, _)| engine.clone()).unwrap_or_default()
    }

    /// Why it is to be set aside, where it may be privileged.
    pub fn aside(&self) -> Option<String> {
        (!self.matched.is_empty()).then(|| self.matched.words())
    }

    /// The sketch of what was taken in so far.
    pub fn sketch(self) -> Sketch {
        self.sketcher.finish()
    }
}
