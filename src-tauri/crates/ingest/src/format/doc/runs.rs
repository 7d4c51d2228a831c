//! What holds for stretches of a Word document's text: rows of tables, hidden words, changes ([MS-DOC], 2.9.33, 2.9.175).

use std::collections::HashSet;

use crate::format::package::{u16_at, u32_at};

const PAGE_BYTES: usize = 512;

/// What is known of a stretch of text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) is_hidden: bool,
    pub(super) is_deleted: bool,
    pub(super) is_inserted: bool,
    /// Who deleted, as a place in the list of authors, and when.
    pub(super) author: u16,
    pub(super) date: u32,
    /// The same of who inserted.
    pub(super) inserter: u16,
    pub(super) inserted: u32,
    /// Where in the data a picture lies.
    pub(super) picture: Option<u32>,
    pub(super) is_in_table: bool,
    /// Whether it ends a row of a table.
    pub(super) is_row_end: bool,
}

/// Stretches by where they stand in the file: begin, end, what holds. Only those of which something is known.
pub(super) struct Runs(Vec<(u32, u32, Run)>);

impl Runs {
    /// No runs, for files whose runs are of another form.
    pub(super) fn none() -> Runs {
        Runs(Vec::new())
    }

    /// Where pictures lie, each once, in the order of the file.
    pub(super) fn pictures(&self) -> Vec<u32> {
        let mut known = HashSet::new();
        self.0.iter().filter_map(|(.., run)| run.picture).filter(|place| known.insert(*place)).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What holds at a place of the file.
    pub(super) fn at(&self, place: u32) -> Run {
        let after = self.0.partition_point(|(from, ..)| *from <= place);
        let found = after.checked_sub(1).and_then(|before| self.0.get(before));
        found.filter(|(_, to, _)| place < *to).map(|(.., run)| *run).unwrap_or_default()
    }
}

/// Reads the runs of characters, from the table that lists their pages.
pub(super) fn character_runs(table: &[u8], document: &[u8]) -> Runs {
    runs(
        table,
        document,
        |page, run| {
            let at = 2 * usize::from(*page.get(run)?);
            let len = usize::from(*page.get(at).filter(|_| at > 0)?);
            page.get(at + 1..at + 1 + len)
        },
        1,
    )
}

/// Reads the runs of paragraphs.
pub(super) fn paragraph_runs(table: &[u8], document: &[u8]) -> Runs {
    runs(
        table,
        document,
        |page, run| {
            let at = 2 * usize::from(*page.get(run)?);
            let half = usize::from(*page.get(at).filter(|_| at > 0)?);
            // A length of nothing says that the next byte has it.
            let (from, len) =
                if half == 0 { (at + 2, 2 * usize::from(*page.get(at + 1)?)) } else { (at + 1, 2 * half - 1) };
            // The paragraph's style stands before its properties.
            page.get(from..from + len)?.get(2..)
        },
        13,
    )
}

/// `properties` finds those that begin at a place in a page, `size` is how many bytes a page keeps for each run.
fn runs(table: &[u8], document: &[u8], properties: impl Fn(&[u8], usize) -> Option<&[u8]>, size: usize) -> Runs {
    let n_pages = table.len().saturating_sub(4) / 8;
    let mut found = Vec::new();
    let mut taken = HashSet::new();
    for page in 0..n_pages {
        let number = u32_at(table, 4 * (n_pages + 1) + 4 * page).unwrap_or_default() & 0x003f_ffff;
        if !taken.insert(number) {
            continue;
        }
        let at = (number as usize).saturating_mul(PAGE_BYTES);
        let Some(page) = document.get(at..at.saturating_add(PAGE_BYTES)) else { continue };
        let n = usize::from(page[PAGE_BYTES - 1]);
        for run in 0..n {
            let (Some(from), Some(to)) = (u32_at(page, 4 * run), u32_at(page, 4 * run + 4)) else { break };
            let Some(bytes) = properties(page, 4 * (n + 1) + size * run) else { continue };
            let known = run_of(bytes);
            if known != Run::default() && from < to {
                found.push((from, to, known));
            }
        }
    }
    found.sort_by_key(|(from, ..)| *from);
    Runs(found)
}

/// Reads properties one by one ([MS-DOC], 2.2.5 and 2.6).
fn run_of(mut bytes: &[u8]) -> Run {
    let mut run = Run::default();
    while let Some(code) = u16_at(bytes, 0) {
        let Some(value) = bytes.get(2..) else { break };
        let len = match code >> 13 {
            0 | 1 => 1,
            2 | 4 | 5 => 2,
            3 => 4,
            7 => 3,
            // Definitions of tables are longer than one byte could say.
            _ if matches!(code, 0xd608 | 0xd606) => u16_at(value, 0).map_or(2, |len| usize::from(len) + 1),
            _ => value.first().map_or(1, |len| usize::from(*len) + 1),
        };
        let is_on = value.first().is_some_and(|byte| *byte == 1 || *byte == 0x81);
        match code {
            0x083c => run.is_hidden = is_on,
            0x0800 => run.is_deleted = is_on,
            0x0801 => run.is_inserted = is_on,
            0x4863 => run.author = u16_at(value, 0).unwrap_or_default(),
            0x6864 => run.date = u32_at(value, 0).unwrap_or_default(),
            0x4804 => run.inserter = u16_at(value, 0).unwrap_or_default(),
            0x6805 => run.inserted = u32_at(value, 0).unwrap_or_default(),
            0x6a03 => run.picture = u32_at(value, 0),
            0x2416 => run.is_in_table = is_on,
            0x2417 => run.is_row_end = is_on,
            _ => {}
        }
        let Some(rest) = value.get(len..) else { break };
        bytes = rest;
    }
    run
}
