//! The records that drawings of older office files and whole PowerPoint files are made of ([MS-ODRAW], 2.2.1; [MS-PPT],
//! 2.3.1): a tree of containers and what they hold.

mod blip;
mod shape;

pub(crate) use blip::{LISTED, Pictures, inflated};
pub(crate) use shape::{PROPERTIES, ShapeWords, shape_words};

#[cfg(test)]
pub(crate) use shape::tests as shape_tests;

use crate::format::package::{u16_at, u32_at};

const HEADER_BYTES: usize = 8;
/// Containers within containers beyond this depth are passed over.
const DEEPEST: usize = 64;

/// One record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'a> {
    pub(crate) kind: u16,
    /// What tells records of a kind apart.
    pub(crate) instance: u16,
    pub(crate) is_container: bool,
    pub(crate) content: &'a [u8],
}

/// The record at a place.
pub(crate) fn record(bytes: &[u8], at: usize) -> Option<Record<'_>> {
    let head = u16_at(bytes, at)?;
    let len = u32_at(bytes, at + 4)? as usize;
    let rest = bytes.get(at + HEADER_BYTES..)?;
    Some(Record {
        kind: u16_at(bytes, at + 2)?,
        instance: head >> 4,
        is_container: head & 0xf == 0xf,
        // One that says it has more than there is has what there is.
        content: rest.get(..len).unwrap_or(rest),
    })
}

/// The records that follow each other in some bytes.
pub(crate) fn records(bytes: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let found = record(bytes, at)?;
        at += HEADER_BYTES + found.content.len();
        Some(found)
    })
}

/// All records under some bytes, those of a container behind it.
pub(crate) fn all_records(bytes: &[u8]) -> impl Iterator<Item = Record<'_>> {
    // Bytes not yet read of each open container.
    let mut open = vec![bytes];
    std::iter::from_fn(move || {
        loop {
            let last = open.last_mut()?;
            let Some(found) = record(last, 0) else {
                open.pop();
                continue;
            };
            *last = last.get(HEADER_BYTES + found.content.len()..).unwrap_or_default();
            if found.is_container && open.len() < DEEPEST {
                open.push(found.content);
            }
            return Some(found);
        }
    })
}

/// The content of the first record of a kind.
pub(crate) fn first(bytes: &[u8], kind: u16) -> Option<&[u8]> {
    records(bytes).find(|found| found.kind == kind).map(|found| found.content)
}
