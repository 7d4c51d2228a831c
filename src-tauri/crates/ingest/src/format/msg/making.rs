//! Message files ([MS-OXMSG]) written from properties that were found in other files, to be read as any message is.

use std::io::{self, Cursor, Write};
use std::path::Path;

use cfb::{CompoundFile, Version};

use super::enclosed::settle;
use crate::format::Failure;

const FIXED: &str = "__properties_version1.0";
const SUBJECT: u16 = 0x0037;
const BINARY: u16 = 0x0102;
/// A message with all it holds.
const MOST_BYTES: usize = 512 << 20;

/// A property by its number and type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::format) struct Property {
    pub(in crate::format) id: u16,
    pub(in crate::format) kind: u16,
    pub(in crate::format) value: Vec<u8>,
}

/// A message file in the making. The same properties always give the same bytes.
pub(in crate::format) struct Making {
    made: CompoundFile<Cursor<Vec<u8>>>,
    n_bytes: usize,
    /// Whether something had to be left out.
    pub(in crate::format) is_cut: bool,
}

impl Making {
    pub(in crate::format) fn new() -> Result<Making, Failure> {
        let made = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new())).map_err(unwritten)?;
        Ok(Making { made, n_bytes: 0, is_cut: false })
    }

    pub(in crate::format) fn finish(mut self) -> Result<Vec<u8>, Failure> {
        settle(&mut self.made).map_err(unwritten)?;
        Ok(self.made.into_inner().into_inner())
    }

    /// The header of a message's properties, `n_header` bytes long.
    pub(in crate::format) fn header(n_people: u32, n_files: u32, n_header: usize) -> Vec<u8> {
        let mut header = vec![0; 8];
        for number in [n_people, n_files, n_people, n_files] {
            header.extend(number.to_le_bytes());
        }
        header.resize(n_header, 0);
        header
    }

    /// Writes the properties of a storage: those of a fixed length into a list, each of the others as a stream.
    pub(in crate::format) fn properties(
        &mut self,
        properties: &[Property],
        at: &Path,
        header: &[u8],
    ) -> Result<(), Failure> {
        let mut list = header.to_vec();
        for property in properties {
            let Property { id, kind, value } = property;
            // Lists of values would take a stream each; nothing that is read of a message is one.
            if kind & 0x1000 != 0 {
                continue;
            }
            let mut inline = [0; 8];
            if width(*kind).is_some() {
                let n = value.len().min(8);
                inline[..n].copy_from_slice(&value[..n]);
            } else {
                let value = if *id == SUBJECT { without_mark(*kind, value) } else { value };
                self.stream(&at.join(stream_name(*id, *kind)), value)?;
                inline[..4].copy_from_slice(&u32::try_from(value.len()).unwrap_or(u32::MAX).to_le_bytes());
            }
            list.extend(kind.to_le_bytes());
            list.extend(id.to_le_bytes());
            list.extend([6, 0, 0, 0]);
            list.extend(inline);
        }
        self.stream(&at.join(FIXED), &list)
    }

    /// The names of properties, in the three streams that message files keep them in.
    pub(in crate::format) fn names(&mut self, streams: [&[u8]; 3]) -> Result<(), Failure> {
        let place = Path::new("/__nameid_version1.0");
        self.storage(place)?;
        for (id, value) in (2..).zip(streams) {
            self.stream(&place.join(stream_name(id, BINARY)), value)?;
        }
        Ok(())
    }

    pub(in crate::format) fn storage(&mut self, at: &Path) -> Result<(), Failure> {
        self.made.create_storage(at).map_err(unwritten)
    }

    fn stream(&mut self, at: &Path, bytes: &[u8]) -> Result<(), Failure> {
        self.n_bytes = self.n_bytes.saturating_add(bytes.len());
        if self.n_bytes > MOST_BYTES {
            self.is_cut = true;
            return Ok(());
        }
        let mut stream = self.made.create_stream(at).map_err(unwritten)?;
        stream.write_all(bytes).map_err(unwritten)
    }
}

pub(in crate::format) fn stream_name(id: u16, kind: u16) -> String {
    format!("__substg1.0_{id:04X}{kind:04X}")
}

/// How many bytes a value of a type has, where that is the same for all ([MS-OXCDATA] 2.11.1).
pub(in crate::format) fn width(kind: u16) -> Option<usize> {
    match kind {
        0x0002 => Some(2),
        0x0003 | 0x0004 | 0x000a => Some(4),
        0x000b => Some(1),
        0x0005..=0x0007 | 0x0014 | 0x0040 => Some(8),
        _ => None,
    }
}

/// A subject without the mark before it that tells how long its `Re:` is ([MS-PST] 2.5.3.1.1.1).
pub(in crate::format) fn without_mark(kind: u16, subject: &[u8]) -> &[u8] {
    match (kind, subject) {
        (0x001f, [1, 0, _, _, rest @ ..]) => rest,
        (0x001e, [1, _, rest @ ..]) => rest,
        _ => subject,
    }
}

fn unwritten(error: io::Error) -> Failure {
    Failure::Corrupt(format!("a message could not be taken out: {}", error.to_string().to_lowercase()))
}
