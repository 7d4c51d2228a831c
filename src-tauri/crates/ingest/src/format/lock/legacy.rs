//! Documents and workbooks of Office 97 to 2003 whose streams are locked in place ([MS-DOC], 2.2.6; [MS-XLS], 2.2.10).
//! Workbooks are opened where a pattern is laid over them, too; documents hidden so stay shut.

use super::rc4::{Keys, Lock};
use super::{Opened, fitting, pattern, whole};
use crate::format::medium::Medium;
use crate::format::ole::Ole;
use crate::format::package::{u16_at, u32_at};
use crate::format::{Emit, Failure};
use crate::passwords::Passwords;

const STREAM_BYTES: u64 = 256 << 20;
/// Stretches of a document and of a workbook that have a key of their own.
const OF_DOCUMENT: usize = 512;
const OF_WORKBOOK: usize = 1024;
/// The start of a document's header, which is never locked.
const CLEAR_BYTES: usize = 68;
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
pub(super) fn document(
    ole: &Ole,
    len: u64,
    medium: &mut Medium<'_>,
    passwords: &Passwords,
    out: &mut dyn Emit,
) -> Result<Option<Opened>, Failure> {
    let Some(entry) = ole.find("WordDocument") else { return Ok(None) };
    let head = ole.read(entry, CLEAR_BYTES as u64, medium)?.bytes;
    let Some((flags, info_len)) = u16_at(&head, 10).zip(u32_at(&head, 14)) else { return Ok(None) };
    if flags & FLAG_LOCKED == 0 || flags & FLAG_PATTERN != 0 {
        return Ok(None);
    }
    let table = if flags & FLAG_TABLE == 0 { "0Table" } else { "1Table" };
    let Some(table) = ole.find(table) else { return Ok(None) };
    let info = ole.read(table, u64::from(info_len), medium)?.bytes;
    let Some(lock) = Lock::parse(&info) else { return Ok(None) };
    let Some((keys, finding)) = fitting(passwords, out, |password| lock.open(password))? else { return Ok(None) };

    let mut bytes = whole(len, medium)?;
    let streams = [(Some(entry), CLEAR_BYTES), (Some(table), info.len()), (ole.find("Data"), 0)];
    for (stream, n_clear) in streams {
        let Some(stream) = stream else { continue };
        let mut content = ole.read(stream, STREAM_BYTES, medium)?.bytes;
        let clear = content.get(..n_clear).unwrap_or_default().to_vec();
        keys.unlock(&mut content, OF_DOCUMENT);
        content.iter_mut().zip(clear).for_each(|(byte, clear)| *byte = clear);
        if n_clear == CLEAR_BYTES && content.len() > 12 {
            content[10..12].copy_from_slice(&(flags & !FLAG_LOCKED).to_le_bytes());
        }
        ole.put(stream, &content, &mut bytes);
    }
    Ok(Some(Opened { bytes, finding }))
}

/// Opens an Excel workbook.
pub(super) fn workbook(
    ole: &Ole,
    len: u64,
    medium: &mut Medium<'_>,
    passwords: &Passwords,
    out: &mut dyn Emit,
) -> Result<Option<Opened>, Failure> {
    const HEAD_BYTES: u64 = 16 << 10;
    // Excel 5 and 95 call it a book.
    let Some(entry) = ole.find("Workbook").or_else(|| ole.find("Book")) else { return Ok(None) };
    let head = ole.read(entry, HEAD_BYTES, medium)?.bytes;
    let Some(lock) = lock_of(&head) else { return Ok(None) };
    let Some((keys, finding)) = fitting(passwords, out, |password| lock.open(password))? else { return Ok(None) };
    let mut bytes = whole(len, medium)?;
    let mut stream = ole.read(entry, STREAM_BYTES, medium)?.bytes;
    keys.unlock(&mut stream);
    ole.put(entry, &stream, &mut bytes);
    Ok(Some(Opened { bytes, finding }))
}

/// How a workbook is locked.
enum BookLock {
    Rc4(Lock),
    Pattern(pattern::Lock),
}

enum BookKeys {
    Rc4(Keys),
    Pattern(pattern::Pattern),
}

impl BookLock {
    fn open(&self, password: &str) -> Option<BookKeys> {
        Some(match self {
            BookLock::Rc4(lock) => BookKeys::Rc4(lock.open(password)?),
            BookLock::Pattern(lock) => BookKeys::Pattern(lock.open(password)?),
        })
    }
}

/// The lock that a workbook's first records tell of.
fn lock_of(stream: &[u8]) -> Option<BookLock> {
    const PATTERN: u16 = 0;
    const RC4: u16 = 1;
    let (kind, body) = records(stream).map(|(kind, at, len)| (kind, stream.get(at..at + len))).find(|(kind, _)| {
        // It comes right behind the beginning, but for the record of a file that may be read and not written.
        *kind == RECORD_LOCK || !matches!(*kind, 0x809 | 0x86)
    })?;
    let body = body.filter(|_| kind == RECORD_LOCK)?;
    let laid_over =
        |body: &[u8]| Some(BookLock::Pattern(pattern::Lock { key: u16_at(body, 0)?, verifier: u16_at(body, 2)? }));
    match u16_at(body, 0)? {
        // Before Excel 97 there was one way alone.
        _ if body.len() == 4 => laid_over(body),
        RC4 => Lock::parse(body.get(2..)?).map(BookLock::Rc4),
        PATTERN => laid_over(body.get(2..)?),
        _ => None,
    }
}

impl BookKeys {
    /// Unlocks what is locked: the bodies of most records. Keys go on under what is clear.
    fn unlock(&self, stream: &mut [u8]) {
        let unlocked = match self {
            BookKeys::Rc4(keys) => {
                let mut unlocked = stream.to_vec();
                keys.unlock(&mut unlocked, OF_WORKBOOK);
                unlocked
            }
            BookKeys::Pattern(_) => Vec::new(),
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
                        BookKeys::Rc4(_) => locked.copy_from_slice(&unlocked[at + n_clear..at + len]),
                        BookKeys::Pattern(pattern) => pattern.unlock(at, len, n_clear, locked),
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
