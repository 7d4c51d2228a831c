//! `winmail.dat` ([MS-OXTNEF]): what Outlook packs a message's formatted words and attachments into for readers that are
//! no Outlook. It is written into a message file and read as those are.
//!
//! The numbers of the message it came with are left out: it is a part of that message and no other one.

mod attribute;
#[cfg(test)]
mod tests;

use std::io::Cursor;
use std::path::Path;

use attribute::{Attribute, Attributes, Fields, narrow};

use super::msg::{self, Making, Property, stream_name};
use super::{Emit, Failure, Input, Problem, ProblemCode, mail};

/// Messages in messages.
const MOST_DEPTH: u32 = 16;
const OBJECT: u16 = 0x000d;
const BINARY: u16 = 0x0102;
const LONG: u16 = 0x0003;

/// Properties by their numbers ([MS-OXPROPS]).
mod id {
    pub(super) const CLASS: u16 = 0x001a;
    pub(super) const SUBJECT: u16 = 0x0037;
    pub(super) const BODY: u16 = 0x1000;
    pub(super) const DATA: u16 = 0x3701;
    pub(super) const SHORT_NAME: u16 = 0x3704;
    pub(super) const PAGE: u16 = 0x3ffd;
    /// `Message-ID`, `References`, `In-Reply-To`.
    pub(super) const NUMBERS: [u16; 3] = [0x1035, 0x1039, 0x1042];
}

/// Gives the words of the message that is in the file as units, what it holds as children.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let bytes = mail::whole(input)?;
    let mut packing = Packing { made: Making::new()?, names: Vec::new(), is_broken: false };
    packing.message(&bytes, Path::new("/"), 32, MOST_DEPTH)?;
    // A key of two bytes stands behind the signature.
    packing.is_broken |= bytes.len() < 6;
    let entries: Vec<u8> = packing.names.iter().zip(0_u16..).flat_map(|(name, number)| entry(*name, number)).collect();
    packing.made.names([&[], &entries, &[]])?;
    if packing.is_broken {
        let message = "it breaks off, or is not as its checksums say; what can be read is kept".to_owned();
        out.problem(Problem { code: ProblemCode::Unreadable, message, unit: None })?;
    }
    if packing.made.is_cut {
        let message = "parts of it are left out: it is too large or too deep".to_owned();
        out.problem(Problem { code: ProblemCode::Limit, message, unit: None })?;
    }
    let made = packing.made.finish()?;
    let len = made.len() as u64;
    let Input { name, limits, passwords, .. } = *input;
    msg::read(&mut Input { bytes: &mut Cursor::new(made), len, name, limits, resume: None, passwords }, out)
}

/// How a message file keeps the name of a property ([MS-OXMSG] 2.2.3.1.2).
fn entry(name: u32, number: u16) -> [u8; 8] {
    let [a, b, c, d] = name.to_le_bytes();
    let [low, high] = number.to_le_bytes();
    [a, b, c, d, 0, 0, low, high]
}

/// A message file in the making.
struct Packing {
    made: Making,
    /// The numbers by which properties are named, in the order of their own here.
    names: Vec<u32>,
    is_broken: bool,
}

/// An attachment as far as it was met.
#[derive(Default)]
struct Attached {
    properties: Vec<Property>,
    title: Option<Property>,
    data: Option<Property>,
}

impl Packing {
    fn message(&mut self, bytes: &[u8], at: &Path, n_header: usize, depth: u32) -> Result<(), Failure> {
        let mut attributes =
            Attributes::new(bytes).ok_or_else(|| Failure::Corrupt("it has no signature".to_owned()))?;
        let mut properties = Vec::new();
        // What older programs wrote besides, or alone.
        let mut older = Vec::new();
        let mut people = Vec::new();
        let mut files: Vec<Attached> = Vec::new();
        while let Some(Attribute { id, value, is_whole }) = attributes.next() {
            self.is_broken |= !is_whole;
            match id {
                0x9003 => properties = self.list(&mut Fields::new(value)),
                0x9004 => people = self.rows(value),
                0x9007 if value.len() >= 4 => {
                    older.push(Property { id: id::PAGE, kind: LONG, value: value[..4].to_vec() });
                }
                0x8008 => older.push(narrow(id::CLASS, class(value))),
                0x8004 => older.push(narrow(id::SUBJECT, value)),
                0x800c => older.push(narrow(id::BODY, value)),
                0x9002 => files.push(Attached::default()),
                _ => {
                    if let Some(file) = files.last_mut() {
                        match id {
                            0x9005 => file.properties = self.list(&mut Fields::new(value)),
                            0x8010 => file.title = Some(narrow(id::SHORT_NAME, value)),
                            0x800f => {
                                file.data = Some(Property { id: id::DATA, kind: BINARY, value: value.to_vec() });
                            }
                            _ => {}
                        }
                    }
                }
            }
        }
        self.is_broken |= attributes.is_broken();
        for property in older {
            if !properties.iter().any(|known: &Property| known.id == property.id) {
                properties.push(property);
            }
        }
        properties.retain(|property| !id::NUMBERS.contains(&property.id));
        for (row, n) in people.iter().zip(0_u32..) {
            let place = at.join(format!("__recip_version1.0_#{n:08X}"));
            self.made.storage(&place)?;
            self.made.properties(&distinct(row), &place, &[0; 8])?;
        }
        let (n_people, n_files) = (count(people.len()), count(files.len()));
        for (file, n) in files.into_iter().zip(0_u32..) {
            self.file(file, &at.join(format!("__attach_version1.0_#{n:08X}")), depth)?;
        }
        self.made.properties(&distinct(&properties), at, &Making::header(n_people, n_files, n_header))
    }

    fn file(&mut self, file: Attached, at: &Path, depth: u32) -> Result<(), Failure> {
        let Attached { mut properties, title, data } = file;
        self.made.storage(at)?;
        if !properties.iter().any(|property| property.id == id::SHORT_NAME) {
            properties.extend(title);
        }
        let object = properties.iter().position(|property| property.id == id::DATA && property.kind == OBJECT);
        if let Some(index) = object {
            // Before an object stands by what it is opened.
            let mut value = properties.swap_remove(index).value;
            value.drain(..value.len().min(16));
            if Attributes::new(&value).is_none() {
                properties.push(Property { id: id::DATA, kind: BINARY, value });
            } else if depth > 0 {
                let place = at.join(stream_name(id::DATA, OBJECT));
                self.made.storage(&place)?;
                self.message(&value, &place, 24, depth - 1)?;
            } else {
                self.made.is_cut = true;
            }
        } else if let Some(data) = data {
            properties.retain(|property| property.id != id::DATA);
            properties.push(data);
        }
        self.made.properties(&distinct(&properties), at, &[0; 8])
    }

    fn rows(&mut self, value: &[u8]) -> Vec<Vec<Property>> {
        let mut fields = Fields::new(value);
        let n_rows = fields.number().unwrap_or(0);
        let mut rows = Vec::new();
        while (rows.len() as u64) < u64::from(n_rows) && !fields.is_over() {
            rows.push(self.list(&mut fields));
        }
        self.is_broken |= (rows.len() as u64) < u64::from(n_rows);
        rows
    }

    fn list(&mut self, fields: &mut Fields<'_>) -> Vec<Property> {
        let (list, is_whole) = attribute::properties(fields, &mut self.names);
        self.is_broken |= !is_whole;
        list
    }
}

/// What the message is, by Outlook's names: those of its forerunner are others.
fn class(value: &[u8]) -> &[u8] {
    match value.strip_suffix(b"\0").unwrap_or(value) {
        b"IPM.Microsoft Mail.Note" => b"IPM.Note",
        b"IPM.Microsoft Schedule.MtgReq" => b"IPM.Schedule.Meeting.Request",
        b"IPM.Microsoft Schedule.MtgCncl" => b"IPM.Schedule.Meeting.Canceled",
        b"IPM.Microsoft Schedule.MtgRespP" => b"IPM.Schedule.Meeting.Resp.Pos",
        b"IPM.Microsoft Schedule.MtgRespN" => b"IPM.Schedule.Meeting.Resp.Neg",
        b"IPM.Microsoft Schedule.MtgRespA" => b"IPM.Schedule.Meeting.Resp.Tent",
        other => other,
    }
}

/// Each property once: a file has one place for each.
fn distinct(properties: &[Property]) -> Vec<Property> {
    let mut known = std::collections::HashSet::new();
    properties.iter().filter(|property| known.insert((property.id, property.kind))).cloned().collect()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
