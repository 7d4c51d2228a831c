//! The properties that a message, a recipient or an attachment has, in a compound file ([MS-OXMSG] 2.4).

use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use cfb::CompoundFile;
use chrono::{DateTime, FixedOffset, TimeDelta};
use dates::Date;
use encoding_rs::Encoding;

use super::code;
use crate::format::Failure;
use crate::format::said::one_line;

/// The numbers of the properties that are read ([MS-OXPROPS]).
pub(super) mod id {
    pub(in crate::format::msg) const MESSAGE_CLASS: u16 = 0x001a;
    pub(in crate::format::msg) const SUBJECT: u16 = 0x0037;
    pub(in crate::format::msg) const SUBMITTED: u16 = 0x0039;
    pub(in crate::format::msg) const HEADERS: u16 = 0x007d;
    pub(in crate::format::msg) const DISPLAY_BCC: u16 = 0x0e02;
    pub(in crate::format::msg) const DISPLAY_CC: u16 = 0x0e03;
    pub(in crate::format::msg) const DISPLAY_TO: u16 = 0x0e04;
    pub(in crate::format::msg) const DELIVERED: u16 = 0x0e06;
    pub(in crate::format::msg) const NORMAL_SUBJECT: u16 = 0x0e1d;
    pub(in crate::format::msg) const RECIPIENT_TYPE: u16 = 0x0c15;
    pub(in crate::format::msg) const BODY: u16 = 0x1000;
    pub(in crate::format::msg) const RTF: u16 = 0x1009;
    pub(in crate::format::msg) const HTML: u16 = 0x1013;
    pub(in crate::format::msg) const MESSAGE_ID: u16 = 0x1035;
    pub(in crate::format::msg) const REFERENCES: u16 = 0x1039;
    pub(in crate::format::msg) const IN_REPLY_TO: u16 = 0x1042;
    pub(in crate::format::msg) const NAME: u16 = 0x3001;
    pub(in crate::format::msg) const ADDRESS: u16 = 0x3003;
    pub(in crate::format::msg) const CREATED: u16 = 0x3007;
    pub(in crate::format::msg) const MODIFIED: u16 = 0x3008;
    pub(in crate::format::msg) const DATA: u16 = 0x3701;
    pub(in crate::format::msg) const SHORT_FILE_NAME: u16 = 0x3704;
    pub(in crate::format::msg) const METHOD: u16 = 0x3705;
    pub(in crate::format::msg) const FILE_NAME: u16 = 0x3707;
    pub(in crate::format::msg) const PATH_NAME: u16 = 0x3708;
    pub(in crate::format::msg) const LONG_PATH_NAME: u16 = 0x370d;
    pub(in crate::format::msg) const MIME: u16 = 0x370e;
    pub(in crate::format::msg) const SMTP_ADDRESS: u16 = 0x39fe;
    pub(in crate::format::msg) const INTERNET_PAGE: u16 = 0x3fde;
    pub(in crate::format::msg) const MESSAGE_PAGE: u16 = 0x3ffd;
}

const STREAM: &str = "__substg1.0_";
const SMALL_BYTES: u64 = 1 << 20;
const FIXED: &str = "__properties_version1.0";
/// The longest of the headers that the list of fixed properties may have.
pub(super) const TOP_HEADER: usize = 32;
pub(super) const INNER_HEADER: usize = 24;
pub(super) const PART_HEADER: usize = 8;

/// A compound file at hand.
pub(super) struct Store {
    pub(super) file: CompoundFile<Cursor<Vec<u8>>>,
    len: u64,
    /// Bytes of all streams read so far.
    n_read: u64,
    /// How many streams break off.
    pub(super) n_broken: u32,
}

/// The properties of one storage.
#[derive(Debug, Default)]
pub(super) struct Properties {
    path: PathBuf,
    fixed: HashMap<u16, [u8; 8]>,
    /// The streams by property and type.
    streams: Vec<(u16, u16, String)>,
    /// What its strings of one byte a character are in.
    pub(super) page: Option<&'static Encoding>,
}

impl Store {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Store, Failure> {
        let len = bytes.len() as u64;
        let file = CompoundFile::open(Cursor::new(bytes)).map_err(|error| {
            Failure::Corrupt(format!("its parts cannot be found: {}", error.to_string().to_lowercase()))
        })?;
        Ok(Store { file, len, n_read: 0, n_broken: 0 })
    }

    /// The storages within one whose names begin with `prefix`, by name.
    pub(super) fn storages(&self, within: &Path, prefix: &str) -> Vec<PathBuf> {
        let Ok(entries) = self.file.read_storage(within) else { return Vec::new() };
        let found = entries.filter(|entry| !entry.is_stream() && starts_with(entry.name(), prefix));
        let mut found: Vec<PathBuf> = found.map(|entry| entry.path().to_owned()).collect();
        found.sort();
        found
    }

    /// The properties of a storage whose fixed ones begin behind a header of some length.
    pub(super) fn properties(&mut self, path: &Path, n_header: usize) -> Properties {
        let mut properties = Properties { path: path.to_owned(), ..Properties::default() };
        let fixed = self.bytes(&path.join(FIXED)).unwrap_or_default();
        for entry in fixed.get(n_header..).unwrap_or_default().chunks_exact(16) {
            if let (Ok(tag), Ok(value)) = (<[u8; 4]>::try_from(&entry[..4]), <[u8; 8]>::try_from(&entry[8..])) {
                properties.fixed.insert((u32::from_le_bytes(tag) >> 16) as u16, value);
            }
        }
        if let Ok(entries) = self.file.read_storage(path) {
            for entry in entries {
                let name = entry.name().to_owned();
                let Some(tag) = name.get(STREAM.len()..).filter(|_| starts_with(&name, STREAM)) else { continue };
                // Values of lists have a further number.
                if let (8, Ok(tag)) = (tag.len(), u32::from_str_radix(tag, 16)) {
                    properties.streams.push(((tag >> 16) as u16, tag as u16, name));
                }
            }
        }
        properties
    }

    /// A property that is text.
    pub(super) fn text(&mut self, of: &Properties, id: u16) -> Option<String> {
        if let Some(path) = of.stream(id, 0x001f) {
            let bytes = self.bytes(&path)?;
            let text = encoding_rs::UTF_16LE.decode_without_bom_handling(&bytes).0;
            return Some(text.trim_end_matches('\0').to_owned());
        }
        let bytes = self.bytes(&of.stream(id, 0x001e)?)?;
        let text = code::decode(&bytes, of.page);
        Some(text.trim_end_matches('\0').to_owned())
    }

    /// A property that is text on one line and not empty.
    pub(super) fn line(&mut self, of: &Properties, id: u16) -> Option<String> {
        let text = self.text(of, id)?;
        let line = one_line(&text);
        (!line.is_empty()).then_some(line)
    }

    /// A property that is bytes.
    pub(super) fn binary(&mut self, of: &Properties, id: u16) -> Option<Vec<u8>> {
        self.bytes(&of.stream(id, 0x0102)?)
    }

    /// The bytes of a stream as far as they can be read; `None` where there is none.
    pub(super) fn bytes(&mut self, path: &Path) -> Option<Vec<u8>> {
        let stream = self.file.open_stream(path).ok()?;
        let n_stated = stream.len();
        let mut bytes = Vec::new();
        // Each is read twice at most, so more than that lies over each other.
        if self.n_read > self.len.saturating_mul(4).saturating_add(SMALL_BYTES) {
            self.n_broken += 1;
            return Some(bytes);
        }
        // No stream is longer than the file, whatever it says.
        let is_whole = stream.take(self.len).read_to_end(&mut bytes).is_ok() && bytes.len() as u64 == n_stated;
        self.n_read += bytes.len() as u64;
        self.n_broken += u32::from(!is_whole);
        Some(bytes)
    }
}

impl Properties {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn number(&self, id: u16) -> Option<u32> {
        let value = self.fixed.get(&id)?;
        Some(u32::from_le_bytes([value[0], value[1], value[2], value[3]]))
    }

    /// A moment, in UTC.
    pub(super) fn time(&self, id: u16) -> Option<DateTime<FixedOffset>> {
        instant(i64::from_le_bytes(*self.fixed.get(&id)?))
    }

    /// The storage that is the value of a property.
    pub(super) fn storage(&self, id: u16) -> Option<PathBuf> {
        self.stream(id, 0x000d)
    }

    fn stream(&self, id: u16, kind: u16) -> Option<PathBuf> {
        let found = self.streams.iter().find(|(found, of_kind, _)| *found == id && *of_kind == kind)?;
        Some(self.path.join(&found.2))
    }
}

/// The bytes of a moment as EDTF.
pub(in crate::format) fn moment(bytes: &[u8]) -> Option<String> {
    let found = instant(i64::from_le_bytes(bytes.try_into().ok()?))?;
    Some(Date::from_datetime(found).edtf().to_owned())
}

/// Hundreds of nanoseconds since the year 1601.
fn instant(ticks: i64) -> Option<DateTime<FixedOffset>> {
    let start = DateTime::from_timestamp(-11_644_473_600, 0)?;
    let found = start.checked_add_signed(TimeDelta::microseconds(ticks / 10))?;
    // Zero stands for none, as does the year 4501.
    let is_one = ticks > 0 && found < DateTime::from_timestamp(79_800_000_000, 0)?;
    is_one.then(|| found.fixed_offset())
}

fn starts_with(name: &str, prefix: &str) -> bool {
    name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}
