//! Pictures in records ([MS-ODRAW], 2.2.23 to 2.2.31), given as the files they were.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::{Record, record};
use crate::format::children::{Children, Naming};
use crate::format::package::u32_at;
use crate::format::{Emit, Failure, Limits, Problem, ProblemCode};

const CHILD_BYTES: u64 = 256 << 20;
/// A list's record of one picture (2.2.32), and how much of it stands before the picture itself.
pub(crate) const LISTED: u16 = 0xf007;
const LISTED_BYTES: usize = 36;
const METAFILE_HEAD: usize = 34;
const IS_DEFLATED: u8 = 0;

/// Pictures given one by one.
pub(crate) struct Pictures {
    children: Children,
}

impl Pictures {
    pub(crate) fn new(limits: Limits) -> Pictures {
        Pictures { children: Children::new(limits, "picture") }
    }

    /// Gives the picture of a list's record, which is in it or in the bytes it leads to.
    pub(crate) fn give_listed(&mut self, listed: &[u8], beside: &[u8], out: &mut dyn Emit) -> Result<(), Failure> {
        let name_len = usize::from(listed.get(33).copied().unwrap_or_default());
        let within = listed.get(LISTED_BYTES + name_len..).and_then(|rest| record(rest, 0));
        let beside = || u32_at(listed, 28).and_then(|at| record(beside, at as usize));
        within.or_else(beside).map_or(Ok(()), |found| self.give(&found, out))
    }

    /// Gives the picture in a record; records of other kinds are passed over.
    pub(crate) fn give(&mut self, record: &Record<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
        let Some(extension) = extension(record.kind) else { return Ok(()) };
        // One mark of its content stands before it, or two.
        let n_marks = if record.instance & 1 == 1 { 32 } else { 16 };
        let rest = record.content.get(n_marks..).unwrap_or_default();
        let is_metafile = matches!(record.kind, 0xf01a..=0xf01c);
        let (bytes, is_whole) =
            if is_metafile { metafile(record.kind, rest) } else { (rest.get(1..).unwrap_or_default().to_vec(), true) };
        if bytes.is_empty() {
            return Ok(());
        }
        let broken = (!is_whole).then(|| Problem {
            code: ProblemCode::Unreadable,
            message: "its bytes break off or are damaged".to_owned(),
            unit: None,
        });
        let name = format!("picture {}.{extension}", self.children.next());
        self.children.give(Naming { name, raw_name: None, modified: None, broken }, &bytes, out)
    }
}

fn extension(kind: u16) -> Option<&'static str> {
    Some(match kind {
        0xf01a => "emf",
        0xf01b => "wmf",
        0xf01c => "pict",
        0xf01d | 0xf02a => "jpg",
        0xf01e => "png",
        0xf01f => "dib",
        0xf029 => "tif",
        _ => return None,
    })
}

/// A drawing as a file, and whether all of it is there.
fn metafile(kind: u16, rest: &[u8]) -> (Vec<u8>, bool) {
    let Some((head, data)) = rest.split_at_checked(METAFILE_HEAD) else { return (Vec::new(), false) };
    let mut bytes = match kind {
        0xf01b => placeable(head),
        // Programs expect room for a header of no use.
        0xf01c => vec![0; 512],
        _ => Vec::new(),
    };
    let (mut drawn, is_whole) = match head.get(32) {
        Some(&IS_DEFLATED) => inflated(data, CHILD_BYTES),
        _ => (data.to_vec(), true),
    };
    if drawn.is_empty() {
        return (Vec::new(), false);
    }
    bytes.append(&mut drawn);
    (bytes, is_whole)
}

/// The header that a WMF has as a file ([MS-WMF], 2.3.2.3), from the bounds kept beside it.
fn placeable(head: &[u8]) -> Vec<u8> {
    const PER_INCH: u16 = 72;
    let mut words: Vec<u16> = vec![0xcdd7, 0x9ac6, 0];
    for place in 0..4 {
        // Bounds past what a file can say are cut off there, and are only those of its frame.
        words.push(u32_at(head, 4 + 4 * place).unwrap_or_default() as u16);
    }
    words.extend([PER_INCH, 0, 0]);
    let sum = words.iter().fold(0, |sum, word| sum ^ word);
    words.push(sum);
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// Bytes packed by zlib unpacked, at most `most` of them, and whether that is all.
pub(crate) fn inflated(packed: &[u8], most: u64) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    let outcome = ZlibDecoder::new(packed).take(most.saturating_add(1)).read_to_end(&mut bytes);
    let is_whole = outcome.is_ok() && bytes.len() as u64 <= most;
    bytes.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    (bytes, is_whole)
}
