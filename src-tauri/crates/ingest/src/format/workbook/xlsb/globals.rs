//! What the sheets of a binary workbook share: the list of them, their texts, how numbers look.

use std::collections::{HashMap, HashSet};

use calamine::SheetVisible;

use super::super::HELD_BYTES;
use super::super::binary::{Looks, Texts};
use super::records::{Record, Records, rich, wide};
use crate::format::medium::Medium;
use crate::format::ooxml::{Relation, main_part, relations};
use crate::format::package::{u16_at, u32_at};
use crate::format::zip::Archive;
use crate::format::{Emit, Failure, Problem, ProblemCode};

/// Most formats there can be: an older workbook has no more, and a newer one that many at most.
const MOST_FORMATS: usize = 1 << 16;
/// A format's code has at most 255 characters.
const FORMAT_BYTES: usize = 1024;

/// A sheet as the list of them describes it.
pub(super) struct Described {
    pub(super) name: String,
    /// The number that logs of changes know it by.
    pub(super) id: u32,
    pub(super) part: String,
    pub(super) is_macros: bool,
    pub(super) visible: SheetVisible,
}

/// The parts that all sheets share.
#[derive(Default)]
pub(super) struct Globals {
    pub(super) sheets: Vec<Described>,
    pub(super) shared: Texts,
    pub(super) looks: Looks,
}

impl Globals {
    /// Reads them. What is missing or breaks off is told of.
    pub(super) fn read(archive: &Archive, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<Globals, Failure> {
        let main = main_part(archive, "xl/workbook.bin", medium, out)?;
        let related = relations(archive, &main, medium, out)?;
        let here = || related.iter().filter(|related| !related.is_external);
        let ids: HashMap<&str, &Relation> = here().map(|related| (related.id.as_str(), related)).collect();
        let part_of = |kind: &str, usual: &str| {
            let found = here().find(|related| related.kind == kind);
            found.map_or_else(|| usual.to_owned(), |related| related.target.clone())
        };
        let mut globals = Globals::default();
        let mut is_1904 = false;
        let mut known = HashSet::new();
        each_record(archive, &main, medium, out, |record| match record.kind {
            0x99 => is_1904 = record.data.first().is_some_and(|flags| flags & 1 != 0),
            0x9c => {
                let described = described(record.data, &ids);
                // Two names for one part would make a small file's text large.
                globals.sheets.extend(described.filter(|described| known.insert(described.part.clone())));
            }
            _ => {}
        })?;
        let part = part_of("sharedStrings", "xl/sharedStrings.bin");
        let mut left = HELD_BYTES;
        each_record(archive, &part, medium, out, |record| {
            left = left.saturating_sub(record.data.len() as u64 + 4);
            if record.kind == 0x13 && left > 0 {
                // A text that cannot be read keeps its number, and those behind it theirs.
                globals.shared.add(|text| {
                    text.push_str(&rich(record.data, 0).unwrap_or_default());
                    Some(())
                });
            }
        })?;
        if left == 0 {
            return Err(Failure::LimitHit(format!("{part} takes more than {} MiB", HELD_BYTES >> 20)));
        }
        let mut styles = Styles::default();
        each_record(archive, &part_of("styles", "xl/styles.bin"), medium, out, |record| styles.record(record))?;
        globals.looks = Looks::of(&styles.formats, &styles.codes, is_1904);
        Ok(globals)
    }
}

/// A line of the list of sheets (BrtBundleSh).
fn described(data: &[u8], related: &HashMap<&str, &Relation>) -> Option<Described> {
    let (id, end) = wide(data, 8)?;
    let (name, _) = wide(data, end)?;
    let related = related.get(id.as_str())?;
    let visible = match u32_at(data, 0)? & 3 {
        0 => SheetVisible::Visible,
        1 => SheetVisible::Hidden,
        _ => SheetVisible::VeryHidden,
    };
    let is_macros = related.kind.to_ascii_lowercase().ends_with("macrosheet");
    Some(Described { name, id: u32_at(data, 4)?, part: related.target.clone(), is_macros, visible })
}

/// The number formats of cells, in their order, and the codes of those that are the workbook's own.
#[derive(Default)]
struct Styles {
    is_in_cells: bool,
    formats: Vec<u16>,
    codes: HashMap<u16, String>,
}

impl Styles {
    fn record(&mut self, record: &Record<'_>) {
        match record.kind {
            0x2c if record.data.len() <= FORMAT_BYTES => {
                self.codes.extend(u16_at(record.data, 0).zip(wide(record.data, 2).map(|(code, _)| code)))
            }
            0x269 => self.is_in_cells = true,
            0x26a => self.is_in_cells = false,
            0x2f if self.is_in_cells && self.formats.len() < MOST_FORMATS => {
                self.formats.push(u16_at(record.data, 2).unwrap_or(0));
            }
            _ => {}
        }
    }
}

/// Goes through the records of a part as far as they are there, and tells where it breaks off. Says whether it does not.
pub(super) fn each_record(
    archive: &Archive,
    part: &str,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
    mut take: impl FnMut(&Record<'_>),
) -> Result<bool, Failure> {
    let broken = archive.lend(part, medium, &mut |bytes| {
        let mut records = Records::of(bytes);
        loop {
            match records.next() {
                Ok(Some(record)) => take(&record),
                Ok(None) => return Ok(None),
                Err(fault) => return Ok(Some((ProblemCode::Unreadable, fault))),
            }
        }
    })?;
    out.alive()?;
    let Some(Problem { code, message, .. }) = broken else { return Ok(true) };
    out.problem(Problem { code, message: format!("{part} cannot be read to its end: {message}"), unit: None })?;
    Ok(false)
}
