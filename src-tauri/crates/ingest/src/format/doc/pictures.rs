//! Pictures in a Word document: those in its lines ([MS-DOC], 2.9.192) and those that hang beside them (2.9.172).

use crate::format::officeart::{LISTED, PROPERTIES, Pictures, ShapeWords, all_records, record, shape_words};
use crate::format::package::{u16_at, u32_at};
use crate::format::{Emit, Failure};

/// A picture whose name stands before it.
const IS_NAMED: u16 = 0x66;

/// Gives the pictures of lines at `places` in `data`, then those that `drawings` lists, which lie there or in the document.
pub(super) fn give_pictures(
    places: &[u32],
    data: &[u8],
    drawings: &[u8],
    document: &[u8],
    pictures: &mut Pictures,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    // Pictures that lie over each other would make a small file's children large.
    let mut left = data.len();
    for place in places {
        let Some(drawn) = in_line(data, *place as usize) else { continue };
        let Some(rest) = left.checked_sub(drawn.len()) else { break };
        left = rest;
        for found in all_records(drawn) {
            match found.kind {
                LISTED => pictures.give_listed(found.content, &[], out)?,
                _ => pictures.give(&found, out)?,
            }
        }
    }
    let mut left = document.len();
    for found in all_records(drawings).filter(|found| found.kind == LISTED) {
        let Some(rest) = left.checked_sub(u32_at(found.content, 20).unwrap_or_default() as usize) else { break };
        left = rest;
        pictures.give_listed(found.content, document, out)?;
    }
    Ok(())
}

/// What shapes say that is no text of theirs: those in lines at `places` in `data`, then those of `drawings`, which begin
/// with what they share, and each page's behind a byte that says whether it is a header's ([MS-DOC], 2.9.172).
pub(super) fn said_by_shapes(places: &[u32], data: &[u8], drawings: &[u8]) -> Vec<ShapeWords> {
    let mut left = data.len();
    let mut said = Vec::new();
    for drawn in places.iter().filter_map(|place| in_line(data, *place as usize)) {
        let Some(rest) = left.checked_sub(drawn.len()) else { break };
        left = rest;
        said.extend(listed_in(drawn));
    }
    let mut rest = drawings;
    while let Some(found) = record(rest, 0) {
        said.extend(listed_in(found.content));
        rest = rest.get(8 + found.content.len() + 1..).unwrap_or_default();
    }
    said
}

fn listed_in(content: &[u8]) -> impl Iterator<Item = ShapeWords> {
    let said = all_records(content).filter(|found| found.kind == PROPERTIES).map(|found| shape_words(&found));
    said.filter(|said| *said != ShapeWords::default())
}

/// The records of a picture in a line.
fn in_line(data: &[u8], at: usize) -> Option<&[u8]> {
    let len = u32_at(data, at)? as usize;
    let head = usize::from(u16_at(data, at + 4)?);
    let rest = data.get(at..)?.get(..len)?.get(head..)?;
    if u16_at(data, at + 6)? == IS_NAMED {
        return rest.get(1 + usize::from(*rest.first()?)..);
    }
    Some(rest)
}
