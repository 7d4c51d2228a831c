//! The names in a compound file ([MS-CFB], 2.6): a tree of storages, each with a tree of its streams.

use std::collections::HashSet;

use crate::format::package::{u16_at, u32_at};

const ENTRY_BYTES: usize = 128;
const NONE: u32 = 0xffff_ffff;
/// Storages within storages beyond this depth are named as if they lay alone.
const DEEPEST: usize = 32;

/// A stream or storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Names from the root, parted by `/`.
    pub(crate) path: String,
    pub(crate) is_storage: bool,
    pub(crate) is_root: bool,
    pub(crate) size: u64,
    pub(super) start: u32,
}

/// Reads a directory's bytes. Entries that no storage leads to follow those that are in the tree.
pub(super) fn directory(bytes: &[u8]) -> Vec<Entry> {
    let raw: Vec<&[u8]> = bytes.chunks_exact(ENTRY_BYTES).collect();
    let mut entries = Vec::new();
    let mut known = HashSet::new();
    let mut open = vec![(0_u32, String::new(), 0)];
    while let Some((id, around, depth)) = open.pop() {
        let Some(entry) = raw.get(id as usize).filter(|_| known.insert(id)).and_then(|raw| Raw::of(raw)) else {
            continue;
        };
        let parting = if around.is_empty() { "" } else { "/" };
        let path = if entry.is_root { String::new() } else { format!("{around}{parting}{}", entry.name) };
        for sibling in [entry.left, entry.right] {
            if sibling != NONE {
                open.push((sibling, around.clone(), depth));
            }
        }
        if entry.child != NONE && depth < DEEPEST {
            open.push((entry.child, path.clone(), depth + 1));
        }
        entries.push(entry.entry(path));
    }
    for (id, raw) in (0_u32..).zip(&raw) {
        if !known.contains(&id)
            && let Some(entry) = Raw::of(raw)
        {
            let path = entry.name.clone();
            entries.push(entry.entry(path));
        }
    }
    entries
}

/// An entry as it stands.
struct Raw {
    name: String,
    is_storage: bool,
    is_root: bool,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

impl Raw {
    fn of(bytes: &[u8]) -> Option<Raw> {
        let kind = *bytes.get(66)?;
        if !matches!(kind, 1 | 2 | 5) {
            return None;
        }
        let len = usize::from(u16_at(bytes, 64)?).saturating_sub(2).min(62);
        let wide = bytes.get(..len)?.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair));
        let name: String = char::decode_utf16(wide).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        Some(Raw {
            name: name.replace('/', "\u{fffd}"),
            is_storage: kind == 1,
            is_root: kind == 5,
            left: u32_at(bytes, 68)?,
            right: u32_at(bytes, 72)?,
            child: u32_at(bytes, 76)?,
            start: u32_at(bytes, 116)?,
            // The upper half is not always cleared in files of the older version, which can be no larger.
            size: u64::from(u32_at(bytes, 120)?),
        })
    }

    fn entry(self, path: String) -> Entry {
        let Raw { is_storage, is_root, start, size, .. } = self;
        Entry { path, is_storage, is_root, size, start }
    }
}
