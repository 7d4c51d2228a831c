//! The attributes of such a file ([MS-OXTNEF] 2.1), and the lists of properties in some of them.

use crate::format::msg::{Property, width};

const SIGNATURE: [u8; 4] = [0x78, 0x9f, 0x3e, 0x22];
const MOST_PROPERTIES: u32 = 1 << 16;
/// Properties whose numbers mean something in their file alone begin here.
const FIRST_NAMED: u16 = 0x8000;
const MOST_NAMED: usize = 0x7ffe;

/// One attribute.
pub(super) struct Attribute<'b> {
    pub(super) id: u16,
    pub(super) value: &'b [u8],
    /// Whether it is all there and as its checksum says.
    pub(super) is_whole: bool,
}

/// The attributes one behind the other.
pub(super) struct Attributes<'b> {
    rest: &'b [u8],
}

impl<'b> Attributes<'b> {
    /// Those of a file; `None` where it is none of this kind.
    pub(super) fn new(bytes: &'b [u8]) -> Option<Attributes<'b>> {
        // A key of two bytes follows.
        let rest = bytes.strip_prefix(&SIGNATURE)?;
        Some(Attributes { rest: rest.get(2..).unwrap_or_default() })
    }

    pub(super) fn next(&mut self) -> Option<Attribute<'b>> {
        let head: &[u8; 9] = self.rest.first_chunk()?;
        // The level stands before the number, whose upper half is a type.
        if !matches!(head[0], 1 | 2) {
            return None;
        }
        let id = u16::from_le_bytes([head[1], head[2]]);
        let len = u32::from_le_bytes([head[5], head[6], head[7], head[8]]) as usize;
        let body = &self.rest[9..];
        let value = &body[..len.min(body.len())];
        let said = body.get(value.len()..).and_then(<[u8]>::first_chunk).map(|sum| u16::from_le_bytes(*sum));
        let sum = value.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
        self.rest = body.get(value.len() + 2..).unwrap_or_default();
        Some(Attribute { id, value, is_whole: value.len() == len && said == Some(sum) })
    }

    /// Whether bytes are left that are no attribute. Mail programs may leave line ends.
    pub(super) fn is_broken(&self) -> bool {
        self.rest.iter().any(|byte| !matches!(byte, 0 | b'\r' | b'\n'))
    }
}

/// A property that is a text of one byte a character.
pub(super) fn narrow(id: u16, value: &[u8]) -> Property {
    let end = value.iter().position(|byte| *byte == 0).unwrap_or(value.len());
    Property { id, kind: 0x001e, value: value[..end].to_vec() }
}

/// Numbers and bytes one behind the other, each at a multiple of four.
pub(super) struct Fields<'b> {
    rest: &'b [u8],
}

impl<'b> Fields<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Fields<'b> {
        Fields { rest: bytes }
    }

    pub(super) fn is_over(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn number(&mut self) -> Option<u32> {
        let bytes: [u8; 4] = self.bytes(4)?.try_into().ok()?;
        Some(u32::from_le_bytes(bytes))
    }

    fn bytes(&mut self, n: usize) -> Option<&'b [u8]> {
        let value = self.rest.get(..n)?;
        self.rest = self.rest.get(n.next_multiple_of(4)..).unwrap_or_default();
        Some(value)
    }
}

/// A list of properties ([MS-OXTNEF] 2.1.3.4), and whether it is whole. Those that have a name get the number of its place
/// among `names`.
pub(super) fn properties(fields: &mut Fields<'_>, names: &mut Vec<u32>) -> (Vec<Property>, bool) {
    let mut list = Vec::new();
    let n = fields.number().unwrap_or(0);
    for _ in 0..n.min(MOST_PROPERTIES) {
        match property(fields, names) {
            Some(found) => list.extend(found),
            None => return (list, false),
        }
    }
    (list, n <= MOST_PROPERTIES)
}

/// The next property; within, none where nothing reads it: lists of values, and those named by a text.
fn property(fields: &mut Fields<'_>, names: &mut Vec<u32>) -> Option<Option<Property>> {
    let tag = fields.number()?;
    let (kind, mut id) = (tag as u16, (tag >> 16) as u16);
    let mut is_read = true;
    if id >= FIRST_NAMED {
        let _set = fields.bytes(16)?;
        if fields.number()? == 0 {
            let name = fields.number()?;
            let place = names.iter().position(|known| *known == name).unwrap_or(names.len());
            if place == names.len() && place < MOST_NAMED {
                names.push(name);
            }
            id = FIRST_NAMED + u16::try_from(place).ok().filter(|_| place < MOST_NAMED)?;
        } else {
            let len = fields.number()?;
            let _name = fields.bytes(len as usize)?;
            is_read = false;
        }
    }
    let is_list = kind & 0x1000 != 0;
    let n_bytes = match kind & 0x0fff {
        0x0048 => Some(16),
        kind => width(kind),
    };
    let n_values = if is_list || n_bytes.is_none() { fields.number()? } else { 1 };
    let mut first = None;
    for _ in 0..n_values {
        let n = match n_bytes {
            Some(n) => n,
            None => fields.number()? as usize,
        };
        let value = fields.bytes(n)?;
        first.get_or_insert(value);
    }
    let value = first.filter(|_| is_read && !is_list).map(<[u8]>::to_vec);
    Some(value.map(|value| Property { id, kind, value }))
}
