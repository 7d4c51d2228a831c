//! Files that older programs packed into documents ([MS-OLEDS], 2.3.6 and what the Packager writes).

use super::about::{self, Told};
use crate::guess::readable_name;

/// A file that was packed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Packed<'a> {
    pub(crate) name: Vec<u8>,
    /// Where it lay on the computer of whoever packed it.
    path: &'a [u8],
    pub(crate) bytes: &'a [u8],
}

impl Packed<'_> {
    /// What its path tells, if it has one.
    pub(crate) fn told(&self) -> Told {
        let is_path = self.path.iter().any(|byte| matches!(byte, b'\\' | b'/'));
        if is_path { about::finding("embedded from", &readable_name(self.path)) } else { None }
    }
}

/// A packed file, from what follows the size of the whole.
pub(crate) fn package(bytes: &[u8]) -> Option<Packed<'_>> {
    let rest = bytes.strip_prefix(&[2, 0])?;
    let (label, rest) = zero_ended(rest)?;
    let (path, rest) = zero_ended(rest)?;
    // Two numbers of no use, then the length of a path and the path.
    let path_len = u32_at(rest, 4)? as usize;
    let rest = rest.get(8..)?.get(path_len..)?;
    let len = u32_at(rest, 0)? as usize;
    let data = rest.get(4..)?.get(..len)?;
    let name = if label.is_empty() { path } else { label };
    let file = name.rsplit(|byte| matches!(byte, b'\\' | b'/')).next().unwrap_or(name);
    Some(Packed { name: file.to_vec(), path, bytes: data })
}

fn zero_ended(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|&byte| byte == 0)?;
    Some((bytes.get(..end)?, bytes.get(end + 1..)?))
}

/// Four bytes as a number, the lowest first.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Two bytes as a number, the lowest first.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::package;

    #[test]
    fn a_packed_file_has_its_name() {
        let whole = b"\x02\0list.csv\0C:\\temp\\list.csv\0\0\0\x03\0\x04\0\0\0C:a\0\x05\0\0\0a,b,crest";
        let packed = package(whole).expect("a packed file");
        assert_eq!((packed.name.as_slice(), packed.bytes), (&b"list.csv"[..], &b"a,b,c"[..]));
        assert_eq!(packed.told().map(|(_, words)| words).as_deref(), Some(r"embedded from C:\temp\list.csv"));
        assert_eq!(package(&whole[..40]), None);
        assert_eq!(package(b"\x02\0a\0b\0\0\0\x03\0\xff\xff\xff\xff"), None);
        assert_eq!(package(b""), None);
    }
}
