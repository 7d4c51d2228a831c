//! A ZIP writer that stores without compressing (APPNOTE 6.3.9): the same bytes on every machine, and names in any
//! encoding, which is what old archives have.

/// One entry: the name's bytes as they are written, whether they claim to be UTF-8, and the content.
pub(super) struct Entry {
    pub(super) name: Vec<u8>,
    pub(super) utf8: bool,
    pub(super) content: Vec<u8>,
}

impl Entry {
    pub(super) fn new(name: &str, content: impl Into<Vec<u8>>) -> Entry {
        Entry { name: name.as_bytes().to_vec(), utf8: true, content: content.into() }
    }
}

/// 27 November 2024, 18:30, in the format of MS-DOS.
const TIME: u16 = 18 << 11 | 30 << 5;
const DATE: u16 = (2024 - 1980) << 9 | 11 << 5 | 27;

/// The archive's bytes.
pub(super) fn write(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let offset = out.len() as u32;
        let flags = if entry.utf8 { 1u16 << 11 } else { 0 };
        let mut shared = Vec::new();
        for field in [10u16, flags, 0, TIME, DATE] {
            shared.extend(field.to_le_bytes());
        }
        let size = entry.content.len() as u32;
        for field in [crc32(&entry.content), size, size] {
            shared.extend(field.to_le_bytes());
        }
        shared.extend((entry.name.len() as u16).to_le_bytes());
        shared.extend(0u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&shared);
        out.extend(&entry.name);
        out.extend(&entry.content);
        directory.extend(b"PK\x01\x02\x0A\x00");
        directory.extend(&shared);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(&entry.name);
    }
    let (start, size) = (out.len() as u32, directory.len() as u32);
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    let count = (entries.len() as u16).to_le_bytes();
    out.extend(count);
    out.extend(count);
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = crc >> 1 ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 };
        }
    }
    !crc
}
