//! A text pack: the units of one text version, in groups that can be read one at a time.
//!
//! Layout: `CBTP1\n`, then per group two zstd frames (the units without their boxes, and the boxes), then the postcard
//! index of the groups, its length as u32 little-endian, and `CBTP1\n` again. A group holds at least one unit and is
//! closed at 16 KiB, so one unit of a million costs one small read, and a scan over the words never touches geometry.

use std::cell::RefCell;
use std::io::{Read, Seek, SeekFrom, Write};

use anchor::{PageBox, TableBlock, TextHash, TextHasher, Unit, UnitKind, WordBox};
use facts::DocumentId;
use serde::{Deserialize, Serialize};
use zstd::bulk::Decompressor;

use super::{Bytes, Staged};
use crate::{Error, Result};

const MAGIC: &[u8; 6] = b"CBTP1\n";
const GROUP_BYTES: usize = 16 << 10;
/// No group of an honest pack is larger than one unit of the worker's frame cap plus a group.
const GROUP_CAP: usize = 64 << 20;
const ZSTD_LEVEL: i32 = 3;

#[derive(Serialize, Deserialize)]
struct StoredUnit {
    kind: UnitKind,
    label: String,
    text: String,
    engine: String,
    quality: Option<f32>,
    page: Option<PageBox>,
    table: Option<TableBlock>,
}

/// Start relative to the box before, length, and x, y, width, height in hundredths of a point.
type StoredBox = (u32, u32, i32, i32, i32, i32);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Group {
    offset: u64,
    text_len: u32,
    boxes_len: u32,
    first: u32,
    n_units: u32,
}

/// A finished pack on its way into the vault.
#[derive(Debug)]
pub struct StagedText {
    /// The text version's name.
    pub hash: TextHash,
    /// How many units it has.
    pub n_units: u32,
    /// How many Unicode scalars.
    pub n_chars: u64,
    pub(crate) staged: Staged,
}

impl StagedText {
    /// Reads the units back before the pack is settled.
    pub fn reader(&self) -> Result<PackReader> {
        PackReader::open(self.staged.reopen()?)
    }

    /// Whether it keeps a file open.
    pub fn holds_file(&self) -> bool {
        self.staged.holds_file()
    }

    /// Bytes on disk.
    pub fn stored_bytes(&self) -> u64 {
        self.staged.len()
    }
}

/// Writes a pack unit by unit, in bounded memory.
pub struct PackWriter {
    staged: Staged,
    hasher: TextHasher,
    groups: Vec<Group>,
    units: Vec<StoredUnit>,
    boxes: Vec<Vec<StoredBox>>,
    pending: usize,
    n_units: u32,
    n_chars: u64,
}

impl PackWriter {
    /// Starts the text of `document` in `staged`.
    pub fn new(document: &DocumentId, mut staged: Staged) -> Result<PackWriter> {
        staged.write_all(MAGIC).map_err(stage_error)?;
        Ok(PackWriter {
            staged,
            hasher: TextHasher::new(document.as_bytes()),
            groups: Vec::new(),
            units: Vec::new(),
            boxes: Vec::new(),
            pending: 0,
            n_units: 0,
            n_chars: 0,
        })
    }

    /// Adds the next unit.
    pub fn unit(&mut self, unit: Unit) -> Result<()> {
        self.hasher.unit(&unit);
        self.n_units += 1;
        self.n_chars += unit.text.chars().count() as u64;
        let raw_bytes: usize = unit.table.iter().flat_map(|t| &t.raw).map(|c| c.value.len() + 8).sum();
        self.pending += unit.text.len() + unit.label.len() + raw_bytes + unit.boxes.len() * 8 + 64;
        self.boxes.push(pack_boxes(&unit.boxes));
        let Unit { kind, label, text, engine, quality, page, table, boxes: _ } = unit;
        self.units.push(StoredUnit { kind, label, text, engine, quality, page, table });
        if self.pending >= GROUP_BYTES { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        let text = compress(&self.units)?;
        let boxes = compress(&self.boxes)?;
        self.groups.push(Group {
            offset: self.staged.len(),
            text_len: text.len() as u32,
            boxes_len: boxes.len() as u32,
            first: self.n_units - self.units.len() as u32,
            n_units: self.units.len() as u32,
        });
        self.staged.write_all(&text).and_then(|()| self.staged.write_all(&boxes)).map_err(stage_error)?;
        self.units.clear();
        self.boxes.clear();
        self.pending = 0;
        Ok(())
    }

    /// How many units came so far.
    pub fn n_units(&self) -> u32 {
        self.n_units
    }

    /// Ends the pack.
    pub fn finish(mut self) -> Result<StagedText> {
        if !self.units.is_empty() {
            self.flush()?;
        }
        let index = postcard::to_stdvec(&self.groups).map_err(|e| Error::Damaged(e.to_string()))?;
        let mut tail = index;
        let len = tail.len() as u32;
        tail.extend_from_slice(&len.to_le_bytes());
        tail.extend_from_slice(MAGIC);
        self.staged.write_all(&tail).map_err(stage_error)?;
        Ok(StagedText { hash: self.hasher.finish(), n_units: self.n_units, n_chars: self.n_chars, staged: self.staged })
    }
}

fn stage_error(error: std::io::Error) -> Error {
    Error::file("cannot write a text", std::path::Path::new("vault"))(error)
}

fn compress<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    let bytes = postcard::to_stdvec(value).map_err(|e| Error::Damaged(e.to_string()))?;
    zstd::bulk::compress(&bytes, ZSTD_LEVEL).map_err(stage_error)
}

/// Inflates in the memory of the frame before: making it anew takes as long as a small frame does.
fn inflated(packed: &[u8], len: usize) -> std::io::Result<Vec<u8>> {
    thread_local! {
        static KEPT: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
    }
    KEPT.with_borrow_mut(|kept| {
        let decompressor = match kept {
            Some(known) => known,
            none => none.insert(Decompressor::new()?),
        };
        decompressor.decompress(packed, len)
    })
}

fn hundredths(points: f32) -> i32 {
    (points * 100.0).round() as i32
}

fn pack_boxes(boxes: &[WordBox]) -> Vec<StoredBox> {
    let mut last = 0;
    boxes
        .iter()
        .map(|b| {
            let step = b.start.wrapping_sub(last);
            last = b.start;
            let len = b.end.saturating_sub(b.start);
            (step, len, hundredths(b.x), hundredths(b.y), hundredths(b.width), hundredths(b.height))
        })
        .collect()
}

fn unpack_boxes(stored: Vec<StoredBox>) -> Vec<WordBox> {
    let mut start = 0_u32;
    let points = |hundredths: i32| hundredths as f32 / 100.0;
    stored
        .into_iter()
        .map(|(step, len, x, y, width, height)| {
            start = start.wrapping_add(step);
            WordBox {
                start,
                end: start.saturating_add(len),
                x: points(x),
                y: points(y),
                width: points(width),
                height: points(height),
            }
        })
        .collect()
}

/// How many units the groups hold, if they follow each other without gaps and lie before `end`.
fn count_units(groups: &[Group], end: u64) -> Option<u32> {
    let (mut n_units, mut at) = (0_u32, MAGIC.len() as u64);
    for group in groups {
        let is_next = group.first == n_units && group.offset == at && group.n_units > 0;
        at = at.checked_add(u64::from(group.text_len) + u64::from(group.boxes_len))?;
        n_units = n_units.checked_add(group.n_units)?;
        if !is_next || at > end {
            return None;
        }
    }
    Some(n_units)
}

/// Reads units of a pack in any order; the group read last is kept.
#[derive(Debug)]
pub struct PackReader {
    bytes: Bytes,
    groups: Vec<Group>,
    n_units: u32,
    last: Option<(usize, Vec<Unit>)>,
}

impl PackReader {
    /// Opens a pack. Anything that is not one is [`Error::Damaged`].
    pub fn open(mut bytes: Bytes) -> Result<PackReader> {
        let damaged = || Error::Damaged("a stored text is not whole".into());
        let io = |_| damaged();
        let len = bytes.len();
        let tail_len = 4 + MAGIC.len() as u64;
        if len < tail_len + MAGIC.len() as u64 {
            return Err(damaged());
        }
        bytes.seek(SeekFrom::Start(len - tail_len)).map_err(io)?;
        let mut tail = [0; 10];
        bytes.read_exact(&mut tail).map_err(io)?;
        let index_len = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]));
        if &tail[4..] != MAGIC || index_len > len - tail_len {
            return Err(damaged());
        }
        bytes.seek(SeekFrom::Start(len - tail_len - index_len)).map_err(io)?;
        let mut index = vec![0; index_len as usize];
        bytes.read_exact(&mut index).map_err(io)?;
        let groups: Vec<Group> = postcard::from_bytes(&index).map_err(|_| damaged())?;
        let n_units = count_units(&groups, len - tail_len - index_len).ok_or_else(damaged)?;
        Ok(PackReader { bytes, groups, n_units, last: None })
    }

    /// How many units there are.
    pub fn n_units(&self) -> u32 {
        self.n_units
    }

    /// Unit `number`, from 1, without its boxes; `None` past the end.
    pub fn unit(&mut self, number: u32) -> Result<Option<&Unit>> {
        let Some((group_idx, unit_idx)) = self.find(number) else {
            return Ok(None);
        };
        if self.last.as_ref().is_none_or(|(idx, _)| *idx != group_idx) {
            let group = self.groups[group_idx].clone();
            let stored: Vec<StoredUnit> = self.frame(group.offset, group.text_len)?;
            let units = stored
                .into_iter()
                .map(|StoredUnit { kind, label, text, engine, quality, page, table }| Unit {
                    kind,
                    label,
                    text,
                    engine,
                    quality,
                    page,
                    table,
                    boxes: Vec::new(),
                })
                .collect();
            self.last = Some((group_idx, units));
        }
        Ok(self.last.as_ref().and_then(|(_, units)| units.get(unit_idx)))
    }

    /// The word boxes of unit `number`, from 1.
    pub fn boxes(&mut self, number: u32) -> Result<Vec<WordBox>> {
        let Some((group_idx, unit_idx)) = self.find(number) else {
            return Ok(Vec::new());
        };
        let group = self.groups[group_idx].clone();
        let mut stored: Vec<Vec<StoredBox>> = self.frame(group.offset + u64::from(group.text_len), group.boxes_len)?;
        Ok(if unit_idx < stored.len() { unpack_boxes(stored.swap_remove(unit_idx)) } else { Vec::new() })
    }

    fn find(&self, number: u32) -> Option<(usize, usize)> {
        let idx = number.checked_sub(1)?;
        if idx >= self.n_units {
            return None;
        }
        let group_idx = self.groups.partition_point(|g| g.first <= idx).checked_sub(1)?;
        Some((group_idx, (idx - self.groups[group_idx].first) as usize))
    }

    fn frame<T: serde::de::DeserializeOwned>(&mut self, offset: u64, len: u32) -> Result<T> {
        let damaged = || Error::Damaged("a stored text cannot be unpacked".into());
        if len as usize > GROUP_CAP {
            return Err(damaged());
        }
        let mut packed = vec![0; len as usize];
        self.bytes.seek(SeekFrom::Start(offset)).map_err(|_| damaged())?;
        self.bytes.read_exact(&mut packed).map_err(|_| damaged())?;
        let plain_len = zstd::zstd_safe::get_frame_content_size(&packed).ok().flatten().ok_or_else(damaged)?;
        if plain_len > GROUP_CAP as u64 {
            return Err(damaged());
        }
        let plain = inflated(&packed, plain_len as usize).map_err(|_| damaged())?;
        postcard::from_bytes(&plain).map_err(|_| damaged())
    }
}
