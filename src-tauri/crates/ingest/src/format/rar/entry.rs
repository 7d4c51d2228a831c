//! What an archive says of one of its entries.

use chrono::NaiveDate;
use encoding_rs::{Encoding, UTF_8, UTF_16LE};

use crate::format::names::{Name, name};
use crate::format::said::one_line;
use crate::format::unpacking::{STANDING_FROM_BYTES, problem};
use crate::format::{Problem, ProblemCode};

/// An entry, in the words of no version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) what: What,
    pub(super) raw_name: Vec<u8>,
    /// The name in Unicode, where the archive has it.
    pub(super) unicode_name: Option<String>,
    /// EDTF.
    pub(super) modified: Option<String>,
    /// How many bytes it has unpacked; `None` where nobody knew when it was packed.
    pub(super) size: Option<u64>,
    /// Where its packed bytes stand, and how many there are.
    pub(super) at: u64,
    pub(super) packed: u64,
    /// The CRC-32 of its bytes.
    pub(super) sum: Option<u32>,
    pub(super) method: Method,
    /// Whether it can be unpacked only after the one before it.
    pub(super) is_solid: bool,
    pub(super) is_locked: bool,
    /// Where a link leads, where its header says so.
    pub(super) leads_to: Option<Vec<u8>>,
    /// Whether some of it stands in another part of a split archive.
    pub(super) is_split: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    File,
    Folder,
    Link,
    /// Words about the archive.
    Comment,
}

/// How an entry is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Stored,
    /// As RAR 1.5 packs.
    Fifteen,
    /// As RAR 2.0 packs.
    Twenty,
    /// As RAR 2.9 to 4 pack.
    TwentyNine,
    /// As RAR 5 and 7 pack: 0 and 1. How far back the packed bytes may refer.
    Fifty {
        version: u8,
        dictionary: u64,
    },
    Unknown(u64),
}

impl Entry {
    /// Where its bytes stand in the archive as they are, where that is enough of them to matter.
    pub(super) fn stands_at(&self) -> Option<u64> {
        let is_here = self.method == Method::Stored && !self.is_locked && !self.is_split;
        (is_here && self.size == Some(self.packed) && self.packed >= STANDING_FROM_BYTES).then_some(self.at)
    }

    pub(super) fn name(&self, code: Option<&'static Encoding>) -> Name {
        // Names without Unicode beside them are in a code of the packer's machine.
        let code = if self.unicode_name.is_some() { Some(UTF_8) } else { code };
        name(&self.raw_name, self.unicode_name.as_deref(), code)
    }

    /// Why it cannot be unpacked, as far as its header tells.
    pub(super) fn hindrance(&self) -> Option<Problem> {
        let (code, message) = match self {
            Entry { is_locked: true, .. } => (ProblemCode::Encrypted, "locked by a password".to_owned()),
            Entry { is_split: true, .. } => {
                (ProblemCode::Unreadable, "some of it is in another part of the archive".to_owned())
            }
            Entry { method: Method::Unknown(method), .. } => {
                (ProblemCode::Unreadable, format!("packed by the method {method}, which is not known here"))
            }
            Entry { size: None, .. } => (ProblemCode::Unreadable, "its header does not say how long it is".to_owned()),
            _ => return None,
        };
        Some(problem(code, message))
    }

    /// Words about the archive: in UTF-8, or in the two bytes a letter that older versions write.
    pub(super) fn comment(&self, bytes: &[u8]) -> String {
        let words = match str::from_utf8(bytes) {
            Ok(words) if !words.contains('\0') || self.unicode_name.is_some() => words.to_owned(),
            _ if bytes.len().is_multiple_of(2) && bytes.contains(&0) => {
                UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()
            }
            _ => name(bytes, None, None).shown,
        };
        one_line(words.split('\0').next().unwrap_or_default())
    }
}

/// A time as DOS writes it, of who knows where, as EDTF.
pub(super) fn of_dos(time: u32) -> Option<String> {
    // What programs write that know no time.
    if time == 0 || time == 0x0021_0000 {
        return None;
    }
    let (date, time) = (time >> 16, time & 0xffff);
    let year = 1980 + i32::try_from(date >> 9).ok()?;
    let day = NaiveDate::from_ymd_opt(year, (date >> 5) & 0xf, date & 0x1f)?;
    let moment = day.and_hms_opt(time >> 11, (time >> 5) & 0x3f, (time & 0x1f) * 2)?;
    Some(moment.format("%Y-%m-%dT%H:%M:%S").to_string())
}
