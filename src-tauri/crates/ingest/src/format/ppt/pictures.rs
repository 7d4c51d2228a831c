//! Pictures that a PowerPoint file keeps beside its slides ([MS-ODRAW], 2.2.23).

use super::record::{Record, records};
use crate::format::children::{Children, Naming};
use crate::format::{Emit, Failure, Limits};

/// Gives pictures that are files of their own; says how many drawings are packed otherwise and were left out.
pub(super) fn give_pictures(stream: &[u8], limits: Limits, out: &mut dyn Emit) -> Result<u32, Failure> {
    let mut children = Children::new(limits, "picture");
    let mut n_left_out = 0;
    for record in records(stream) {
        match extension(&record) {
            Some(extension) => {
                // One mark or two, and a byte of no use, stand before the picture.
                let skipped = if record.instance & 1 == 1 { 33 } else { 17 };
                let Some(bytes) = record.content.get(skipped..).filter(|bytes| !bytes.is_empty()) else { continue };
                let name = format!("picture {}.{extension}", children.next());
                children.give(Naming { name, ..Naming::default() }, bytes, out)?;
            }
            None => n_left_out += u32::from(matches!(record.kind, 0xf01a..=0xf01c)),
        }
    }
    Ok(n_left_out)
}

fn extension(record: &Record<'_>) -> Option<&'static str> {
    Some(match record.kind {
        0xf01d | 0xf02a => "jpg",
        0xf01e => "png",
        0xf01f => "dib",
        0xf029 => "tif",
        _ => return None,
    })
}
