//! One header of an archive (POSIX.1-2024, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format").

pub(super) const BLOCK: usize = 512;

/// What the header stands before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    File,
    Folder,
    /// A symbolic link.
    Link,
    /// A hard link: the same file under another name.
    OtherName,
    Device,
    /// A file of which only the parts with something in them are stored.
    Sparse,
    /// The rest of a file that begins on another tape.
    Continued,
}

/// What a header may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Entry(EntryKind),
    /// The next entry's name stands in the blocks that follow.
    LongName,
    /// The name that the next entry links to does.
    LongLink,
    /// Properties of the next entry.
    Pax,
    /// Properties of all that follow, a label, a list of names: of no use here.
    Aside,
}

/// A header as it stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) role: Role,
    pub(super) raw_name: Vec<u8>,
    pub(super) raw_link: Vec<u8>,
    pub(super) size: u64,
    /// Since 1970, in UTC.
    pub(super) seconds: Option<i64>,
    /// Blocks of a map of gaps that come before the bytes.
    pub(super) has_more_map: bool,
}

/// Whether a header stands here, by its checksum.
pub(crate) fn is_header(block: &[u8]) -> bool {
    let Some(block) = block.first_chunk::<BLOCK>() else { return false };
    let Some(told) = number(&block[148..156]) else { return false };
    let counted = |at: usize| !(148..156).contains(&at);
    let bytes = || block.iter().enumerate().filter(|(at, _)| counted(*at)).map(|(_, byte)| *byte);
    let unsigned = bytes().map(i64::from).sum::<i64>() + 8 * 32;
    // Some old programs took bytes for signed.
    let signed = bytes().map(|byte| i64::from(byte.cast_signed())).sum::<i64>() + 8 * 32;
    block[0] != 0 && i64::try_from(told).is_ok_and(|told| told == unsigned || told == signed)
}

impl Header {
    /// The header in a block; `None` where the checksum or the size says that it is none.
    pub(super) fn parse(block: &[u8; BLOCK]) -> Option<Header> {
        if !is_header(block) {
            return None;
        }
        let is_posix = block[257..263] == *b"ustar\0";
        let mut raw_name = text(&block[..100]).to_vec();
        let prefix = text(&block[345..500]);
        if is_posix && !prefix.is_empty() {
            raw_name = [prefix, b"/", &raw_name].concat();
        }
        let role = role(block[156], raw_name.ends_with(b"/"));
        Some(Header {
            role,
            raw_name,
            raw_link: text(&block[157..257]).to_vec(),
            size: if has_bytes(role, block[156]) { number(&block[124..136])? } else { 0 },
            seconds: number(&block[136..148]).and_then(|seconds| i64::try_from(seconds).ok()),
            has_more_map: block[156] == b'S' && block[482] != 0,
        })
    }
}

fn role(flag: u8, is_folder: bool) -> Role {
    Role::Entry(match flag {
        b'\0' | b'0' if is_folder => EntryKind::Folder,
        b'1' => EntryKind::OtherName,
        b'2' => EntryKind::Link,
        b'3' | b'4' | b'6' => EntryKind::Device,
        b'5' | b'D' => EntryKind::Folder,
        b'S' => EntryKind::Sparse,
        b'M' => EntryKind::Continued,
        b'L' => return Role::LongName,
        b'K' => return Role::LongLink,
        b'x' | b'X' => return Role::Pax,
        b'g' | b'V' | b'N' => return Role::Aside,
        _ => EntryKind::File,
    })
}

/// Links, devices and folders may tell a size that stands for nothing, but for lists of names.
fn has_bytes(role: Role, flag: u8) -> bool {
    match role {
        Role::Entry(EntryKind::Link | EntryKind::OtherName | EntryKind::Device) => false,
        Role::Entry(EntryKind::Folder) => flag == b'D',
        _ => true,
    }
}

fn text(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// A number in octal digits, or in bytes where it needs more of them (GNU). A blank field is 0.
fn number(field: &[u8]) -> Option<u64> {
    let (first, rest) = field.split_first()?;
    if *first == 0x80 {
        return rest.iter().try_fold(0u64, |sum, byte| sum.checked_mul(256)?.checked_add(u64::from(*byte)));
    }
    let digits = field.trim_ascii_start();
    let digits = digits.split(|byte| matches!(byte, 0 | b' ')).next().unwrap_or_default();
    digits.iter().try_fold(0u64, |sum, digit| match digit {
        b'0'..=b'7' => sum.checked_mul(8)?.checked_add(u64::from(digit - b'0')),
        _ => None,
    })
}
