//! A message of a data file as a message file of its own ([MS-OXMSG]), which is then read as any other.

use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};

use cfb::{CompoundFile, Version};

use super::file::{File, Node, u32_at};
use super::object::{Object, Property, rows, width};
use crate::format::Failure;
use crate::format::msg;

const FIXED: &str = "__properties_version1.0";
const SUBJECT: u16 = 0x0037;
const DATA: u16 = 0x3701;
const OBJECT: u16 = 0x000d;
const BINARY: u16 = 0x0102;
/// Messages in messages.
const MOST_DEPTH: u32 = 16;
/// A message with all it holds.
const MOST_BYTES: usize = 512 << 20;

/// A message file in the making.
struct Letter<'f, 'a> {
    file: &'f mut File<'a>,
    made: CompoundFile<Cursor<Vec<u8>>>,
    n_bytes: usize,
    /// Whether something had to be left out.
    is_cut: bool,
}

/// A message as a file, and what is wrong with it.
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    pub(super) is_cut: bool,
}

/// Writes a message that has been read. The same message always gives the same bytes.
pub(super) fn write(file: &mut File<'_>, message: &Object, names: &Object) -> Result<Written, Failure> {
    let made = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new())).map_err(unwritten)?;
    let mut letter = Letter { file, made, n_bytes: 0, is_cut: false };
    letter.message(message, Path::new("/"), 32, MOST_DEPTH)?;
    letter.names(names)?;
    let Letter { mut made, is_cut, .. } = letter;
    msg::settle(&mut made).map_err(unwritten)?;
    Ok(Written { bytes: made.into_inner().into_inner(), is_cut })
}

impl Letter<'_, '_> {
    fn message(&mut self, message: &Object, at: &Path, n_header: usize, depth: u32) -> Result<(), Failure> {
        let mut n_people = 0_u32;
        // Kinds of nodes: 0x12 is the table of recipients, 5 an attachment.
        for table in message.within.iter().filter(|node| node.number & 0x1f == 0x12) {
            for row in rows(self.file, table)? {
                let place = at.join(format!("__recip_version1.0_#{n_people:08X}"));
                self.storage(&place)?;
                self.properties(&row, &place, &[0; 8])?;
                n_people += 1;
            }
        }
        let mut n_files = 0_u32;
        let attached: Vec<Node> = message.within.iter().filter(|node| node.number & 0x1f == 5).copied().collect();
        for node in attached {
            let place = at.join(format!("__attach_version1.0_#{n_files:08X}"));
            match Object::read(self.file, &node)? {
                Some(attachment) => self.attachment(attachment, &place, depth)?,
                None => self.is_cut = true,
            }
            n_files += 1;
        }
        let mut header = vec![0; 8];
        for number in [n_people, n_files, n_people, n_files] {
            header.extend(number.to_le_bytes());
        }
        header.resize(n_header, 0);
        self.properties(&message.properties, at, &header)
    }

    fn attachment(&mut self, mut attachment: Object, at: &Path, depth: u32) -> Result<(), Failure> {
        self.storage(at)?;
        let object = attachment.properties.iter().position(|property| (property.id, property.kind) == (DATA, OBJECT));
        if let Some(index) = object {
            let data = attachment.properties.swap_remove(index);
            let number = u32_at(&data.value, 0).unwrap_or(0);
            let node = attachment.within.iter().find(|node| node.number == number).copied();
            let inner = match &node {
                Some(node) => Object::read(self.file, node)?,
                None => None,
            };
            match (inner, node) {
                (Some(inner), _) if depth > 0 => {
                    let place = at.join(stream_name(DATA, OBJECT));
                    self.storage(&place)?;
                    self.message(&inner, &place, 24, depth - 1)?;
                }
                // A document of another program is bytes.
                (None, Some(node)) => {
                    let value = self.file.data(node.data)?.concat();
                    attachment.properties.push(Property { id: DATA, kind: BINARY, value });
                }
                _ => self.is_cut = true,
            }
        }
        self.properties(&attachment.properties, at, &[0; 8])
    }

    /// Writes the properties of a storage: those of a fixed length into a list, each of the others as a stream.
    fn properties(&mut self, properties: &[Property], at: &Path, header: &[u8]) -> Result<(), Failure> {
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

    /// The names of properties, which message files keep in the same form.
    fn names(&mut self, names: &Object) -> Result<(), Failure> {
        let place = PathBuf::from("/__nameid_version1.0");
        self.storage(&place)?;
        for id in 2..=4 {
            let value = names.get(id).map(|property| property.value.clone()).unwrap_or_default();
            self.stream(&place.join(stream_name(id, BINARY)), &value)?;
        }
        Ok(())
    }

    fn storage(&mut self, at: &Path) -> Result<(), Failure> {
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

fn stream_name(id: u16, kind: u16) -> String {
    format!("__substg1.0_{id:04X}{kind:04X}")
}

/// A subject without the mark before it that tells how long its `Re:` is ([MS-PST] 2.5.3.1.1.1).
pub(super) fn without_mark(kind: u16, subject: &[u8]) -> &[u8] {
    match (kind, subject) {
        (0x001f, [1, 0, _, _, rest @ ..]) => rest,
        (0x001e, [1, _, rest @ ..]) => rest,
        _ => subject,
    }
}

fn unwritten(error: io::Error) -> Failure {
    Failure::Corrupt(format!("a message could not be taken out: {}", error.to_string().to_lowercase()))
}
