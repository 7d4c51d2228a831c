//! Documents and workbooks of Office 95 to 2003 whose streams are locked in place ([MS-DOC], 2.2.6; [MS-XLS], 2.2.10), by a
//! cipher or by a pattern that is laid over them.

use super::rc4::{Keys, Lock};
use super::{Locked, Opened, pattern};
use crate::format::Failure;
use crate::format::package::{u16_at, u32_at};

const STREAM_BYTES: u64 = 256 << 20;
/// Stretches of a document and of a workbook that have a key of their own.
const OF_DOCUMENT: usize = 512;
const OF_WORKBOOK: usize = 1024;
/// The start of a document's header, which is never locked.
const CLEAR_BYTES: usize = 68;
const OLD_CLEAR_BYTES: usize = 52;
const WORD_6: u16 = 0xa5dc;
const LAST_OF_95: u16 = 105;
const FLAG_LOCKED: u16 = 0x100;
const FLAG_PATTERN: u16 = 0x8000;
const FLAG_TABLE: u16 = 0x200;

const RECORD_LOCK: u16 = 0x2f;
/// Takes the place of the record that tells of the lock: the end of a list that no reader looks for.
const RECORD_OF_NO_USE: u16 = 0xe2;
const RECORD_SHEET: u16 = 0x85;
/// Records that are never locked.
const CLEAR: [u16; 7] = [0x809, RECORD_LOCK, 0x194, 0x195, 0xe1, 0x196, 0x138];

/// Opens a Word document.
pub(super) fn document(mut locked: Locked<'_, '_>) -> Result<Option<Opened>, Failure> {
    let ole = locked.ole;
    let Some(entry) = ole.find("WordDocument") else { return Ok(None) };
    let head = ole.read(entry, CLEAR_BYTES as u64, locked.medium)?.bytes;
    let Some(head) = Head::parse(&head).filter(|head| head.flags & FLAG_LOCKED != 0) else { return Ok(None) };
    let table = match head.flags & FLAG_TABLE {
        _ if head.is_old => None,
        0 => ole.find("0Table"),
        _ => ole.find("1Table"),
    };
    let info = match table {
        Some(table) if !head.is_patterned() => ole.read(table, u64::from(head.info), locked.medium)?.bytes,
        _ => Vec::new(),
    };
    let Some(lock) = head.lock(&info) else { return Ok(None) };
    let Some((keys, finding)) = locked.fitting(|password| lock.open(password))? else { return Ok(None) };

    let mut bytes = locked.whole()?;
    let streams = [(Some(entry), head.n_clear()), (table, info.len()), (ole.find("Data"), 0)];
    for (place, (stream, n_clear)) in streams.into_iter().enumerate() {
        let Some(stream) = stream else { continue };
        let mut content = ole.read(stream, STREAM_BYTES, locked.medium)?.bytes;
        let clear = content.get(..n_clear).unwrap_or_default().to_vec();
        match &keys {
            Keyed::Rc4(keys) => keys.unlock(&mut content, OF_DOCUMENT),
            Keyed::Pattern(pattern) => pattern.unlock_document(&mut content),
        }
        content.iter_mut().zip(clear).for_each(|(byte, clear)| *byte = clear);
        if place == 0 && content.len() > 12 {
            content[10..12].copy_from_slice(&(head.flags & !FLAG_LOCKED).to_le_bytes());
        }
        ole.put(stream, &content, &mut bytes);
    }
    Ok(Some(Opened::whole(bytes, finding)))
}

/// What a document's header says of its lock.
struct Head {
    flags: u16,
    /// Whether it is of Word 6 or 95, which have one stream and lay patterns alone.
    is_old: bool,
    /// How long the description of the lock is; or, of a pattern, its verifier and key.
    info: u32,
}

impl Head {
    fn parse(head: &[u8]) -> Option<Head> {
        let (magic, version) = (u16_at(head, 0)?, u16_at(head, 2)?);
        let is_old = magic == WORD_6 || version <= LAST_OF_95;
        Some(Head { flags: u16_at(head, 10)?, is_old, info: u32_at(head, 14)? })
    }

    fn is_patterned(&self) -> bool {
        self.is_old || self.flags & FLAG_PATTERN != 0
    }

    /// The start of the document's stream that is never locked.
    fn n_clear(&self) -> usize {
        if self.is_old { OLD_CLEAR_BYTES } else { CLEAR_BYTES }
    }

    fn lock(&self, info: &[u8]) -> Option<FileLock> {
        match self.is_patterned() {
            true => {
                let (verifier, key) = (self.info as u16, (self.info >> 16) as u16);
                Some(FileLock::Pattern(pattern::Lock { key, verifier }))
            }
            false => Lock::parse(info).map(FileLock::Rc4),
        }
    }
}

/// Opens an Excel workbook.
pub(super) fn workbook(mut locked: Locked<'_, '_>) -> Result<Option<Opened>, Failure> {
    let ole = locked.ole;
    const HEAD_BYTES: u64 = 16 << 10;
    // Excel 5 and 95 call it a book.
    let Some(entry) = ole.find("Workbook").or_else(|| ole.find("Book")) else { return Ok(None) };
    let head = ole.read(entry, HEAD_BYTES, locked.medium)?.bytes;
    let Some(lock) = lock_of(&head) else { return Ok(None) };
    let Some((keys, finding)) = locked.fitting(|password| lock.open(password))? else { return Ok(None) };
    let mut bytes = locked.whole()?;
    let mut stream = ole.read(entry, STREAM_BYTES, locked.medium)?.bytes;
    keys.unlock(&mut stream);
    ole.put(entry, &stream, &mut bytes);
    Ok(Some(Opened::whole(bytes, finding)))
}

/// How a document or workbook is locked.
enum FileLock {
    Rc4(Lock),
    Pattern(pattern::Lock),
}

enum Keyed {
    Rc4(Keys),
    Pattern(pattern::Pattern),
}

impl FileLock {
    fn open(&self, password: &str) -> Option<Keyed> {
        Some(match self {
            FileLock::Rc4(lock) => Keyed::Rc4(lock.open(password)?),
            FileLock::Pattern(lock) => Keyed::Pattern(lock.open(password)?),
        })
    }
}

/// The lock that a workbook's first records tell of.
fn lock_of(stream: &[u8]) -> Option<FileLock> {
    const PATTERN: u16 = 0;
    const RC4: u16 = 1;
    let (kind, body) = records(stream).map(|(kind, at, len)| (kind, stream.get(at..at + len))).find(|(kind, _)| {
        // It comes right behind the beginning, but for the record of a file that may be read and not written.
        *kind == RECORD_LOCK || !matches!(*kind, 0x809 | 0x86)
    })?;
    let body = body.filter(|_| kind == RECORD_LOCK)?;
    let laid_over =
        |body: &[u8]| Some(FileLock::Pattern(pattern::Lock { key: u16_at(body, 0)?, verifier: u16_at(body, 2)? }));
    match u16_at(body, 0)? {
        // Before Excel 97 there was one way alone.
        _ if body.len() == 4 => laid_over(body),
        RC4 => Lock::parse(body.get(2..)?).map(FileLock::Rc4),
        PATTERN => laid_over(body.get(2..)?),
        _ => None,
    }
}

impl Keyed {
    /// Unlocks what is locked of a workbook: the bodies of most records. Keys go on under what is clear.
    fn unlock(&self, stream: &mut [u8]) {
        let unlocked = match self {
            Keyed::Rc4(keys) => {
                let mut unlocked = stream.to_vec();
                keys.unlock(&mut unlocked, OF_WORKBOOK);
                unlocked
            }
            Keyed::Pattern(_) => Vec::new(),
        };
        let places: Vec<_> = records(stream).collect();
        for (kind, at, len) in places {
            match kind {
                RECORD_LOCK => stream[at - 4..at - 2].copy_from_slice(&RECORD_OF_NO_USE.to_le_bytes()),
                kind if CLEAR.contains(&kind) => {}
                kind => {
                    // Where a sheet stands is clear.
                    let n_clear = if kind == RECORD_SHEET { len.min(4) } else { 0 };
                    let locked = &mut stream[at + n_clear..at + len];
                    match self {
                        Keyed::Rc4(_) => locked.copy_from_slice(&unlocked[at + n_clear..at + len]),
                        Keyed::Pattern(pattern) => pattern.unlock(at, len, n_clear, locked),
                    }
                }
            }
        }
    }
}

/// Each record's kind, and where its body begins and how long it is, as far as they go.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (kind, len) = (u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?));
        let body = at + 4;
        at = body + len;
        (at <= stream.len()).then_some((kind, body, len))
    })
}
