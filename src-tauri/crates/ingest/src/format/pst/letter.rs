//! A message of a data file as a message file of its own ([MS-OXMSG]), which is then read as any other.

use std::path::Path;

use super::file::{File, Node, u32_at};
use super::object::{Object, rows};
use crate::format::Failure;
use crate::format::msg::{Making, Property, stream_name};

const DATA: u16 = 0x3701;
const OBJECT: u16 = 0x000d;
const BINARY: u16 = 0x0102;
/// Messages in messages.
const MOST_DEPTH: u32 = 16;

/// A message file in the making.
struct Letter<'f, 'a> {
    file: &'f mut File<'a>,
    made: Making,
}

/// A message as a file, and what is wrong with it.
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    pub(super) is_cut: bool,
}

/// Writes a message that has been read. The same message always gives the same bytes.
pub(super) fn write(file: &mut File<'_>, message: &Object, names: &Object) -> Result<Written, Failure> {
    let mut letter = Letter { file, made: Making::new()? };
    letter.message(message, Path::new("/"), 32, MOST_DEPTH)?;
    let mut made = letter.made;
    let stream = |id| names.get(id).map(|property| property.value.as_slice()).unwrap_or_default();
    made.names([stream(2), stream(3), stream(4)])?;
    let is_cut = made.is_cut;
    Ok(Written { bytes: made.finish()?, is_cut })
}

impl Letter<'_, '_> {
    fn message(&mut self, message: &Object, at: &Path, n_header: usize, depth: u32) -> Result<(), Failure> {
        let mut n_people = 0_u32;
        // Kinds of nodes: 0x12 is the table of recipients, 5 an attachment.
        for table in message.within.iter().filter(|node| node.number & 0x1f == 0x12) {
            for row in rows(self.file, table)? {
                let place = at.join(format!("__recip_version1.0_#{n_people:08X}"));
                self.made.storage(&place)?;
                self.made.properties(&row, &place, &[0; 8])?;
                n_people += 1;
            }
        }
        let mut n_files = 0_u32;
        let attached: Vec<Node> = message.within.iter().filter(|node| node.number & 0x1f == 5).copied().collect();
        for node in attached {
            let place = at.join(format!("__attach_version1.0_#{n_files:08X}"));
            match Object::read(self.file, &node)? {
                Some(attachment) => self.attachment(attachment, &place, depth)?,
                None => self.made.is_cut = true,
            }
            n_files += 1;
        }
        self.made.properties(&message.properties, at, &Making::header(n_people, n_files, n_header))
    }

    fn attachment(&mut self, mut attachment: Object, at: &Path, depth: u32) -> Result<(), Failure> {
        self.made.storage(at)?;
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
                    self.made.storage(&place)?;
                    self.message(&inner, &place, 24, depth - 1)?;
                }
                // A document of another program is bytes.
                (None, Some(node)) => {
                    let value = self.file.data(node.data)?.concat();
                    attachment.properties.push(Property { id: DATA, kind: BINARY, value });
                }
                _ => self.made.is_cut = true,
            }
        }
        self.made.properties(&attachment.properties, at, &[0; 8])
    }
}
