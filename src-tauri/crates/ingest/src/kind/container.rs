//! Kinds that are told by what is packed inside: ZIP by its entries' names, OLE (compound files) by its streams' names.

use std::io::{self, Read, SeekFrom};

use super::Kind;
use crate::format::{Input, Source};

/// How much of a ZIP's directory is looked at: office files have theirs in the first entries.
const DIRECTORY: u64 = 256 << 10;
/// How many directory entries of a compound file are looked at.
const MAX_STREAMS: usize = 4096;

/// Tells what a ZIP is. One that is cut off is told by the entries at its start.
pub(super) fn zip(head: &[u8], input: &mut Input) -> io::Result<Kind> {
    if let Some(kind) = by_mimetype(head) {
        return Ok(kind);
    }
    let mut names = local_names(head);
    if let Some((at, len)) = directory(input)? {
        let directory = read_at(input.bytes, at, len.min(DIRECTORY))?;
        names.extend(directory_names(&directory));
    }
    let has = |name: &str| names.iter().any(|n| n.replace('\\', "/").eq_ignore_ascii_case(name));
    let under = |folder: &str| names.iter().any(|n| n.starts_with(folder));
    // Packed again by other programs, a book has its media type no longer in front.
    if has("META-INF/container.xml") && names.iter().any(|name| name.to_ascii_lowercase().ends_with(".opf")) {
        return Ok(Kind::Epub);
    }
    if has("datapackage.json") && under("archive/") {
        return Ok(Kind::Wacz);
    }
    if !has("[Content_Types].xml") {
        return Ok(Kind::Zip);
    }
    Ok(match () {
        () if under("word/") => Kind::Docx,
        () if has("xl/workbook.bin") => Kind::Xlsb,
        () if under("xl/") => Kind::Xlsx,
        () if under("ppt/") => Kind::Pptx,
        () => Kind::Zip,
    })
}

/// OpenDocument and EPUB store their media type as the first entry, unpacked (ODF 1.3 part 2, 3.3; EPUB OCF 3.3, 4.2).
fn by_mimetype(head: &[u8]) -> Option<Kind> {
    let name_len = usize::from(u16_at(head, 26)?);
    let extra_len = usize::from(u16_at(head, 28)?);
    if head.get(30..30 + name_len)? != b"mimetype" || u16_at(head, 8)? != 0 {
        return None;
    }
    let content = head.get(30 + name_len + extra_len..)?;
    let starts = |mime: &str| content.starts_with(mime.as_bytes());
    match () {
        () if starts("application/vnd.oasis.opendocument.spreadsheet") => Some(Kind::Ods),
        () if starts("application/vnd.oasis.opendocument.text") => Some(Kind::Odt),
        () if starts("application/vnd.oasis.opendocument.presentation") => Some(Kind::Odp),
        () if starts("application/vnd.oasis.opendocument.graphics") => Some(Kind::Odg),
        () if starts("application/epub+zip") => Some(Kind::Epub),
        () => None,
    }
}

/// Where the central directory lies and how long it is (APPNOTE 6.3.10, 4.3.14 to 4.3.16).
fn directory(input: &mut Input) -> io::Result<Option<(u64, u64)>> {
    let tail_len = input.len.min((64 << 10) + 22);
    let tail_at = input.len - tail_len;
    let tail = read_at(input.bytes, tail_at, tail_len)?;
    let Some(end) = tail.windows(4).rposition(|window| window == b"PK\x05\x06") else { return Ok(None) };
    let (Some(len), Some(at)) = (u32_at(&tail, end + 12), u32_at(&tail, end + 16)) else { return Ok(None) };
    let (mut len, mut at) = (u64::from(len), u64::from(at));
    let locator = end
        .checked_sub(20)
        .and_then(|place| u64_at(&tail, place + 8).filter(|_| tail[place..].starts_with(b"PK\x06\x07")));
    if let (Some(place), true) = (locator, at == u64::from(u32::MAX) || len == u64::from(u32::MAX)) {
        let record = read_at(input.bytes, place, 56)?;
        let (Some(wide_len), Some(wide_at)) = (u64_at(&record, 40), u64_at(&record, 48)) else { return Ok(None) };
        (len, at) = (wide_len, wide_at);
    } else {
        // bytes put before the archive shift it: the directory ends where its end record begins
        at = at.max((tail_at + end as u64).saturating_sub(len));
    }
    Ok((at < input.len).then_some((at, len)))
}

fn directory_names(directory: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = 0;
    while directory.get(at..).is_some_and(|rest| rest.starts_with(b"PK\x01\x02")) {
        let lens = (u16_at(directory, at + 28), u16_at(directory, at + 30), u16_at(directory, at + 32));
        let (Some(name), Some(extra), Some(comment)) = lens else { break };
        let Some(bytes) = directory.get(at + 46..at + 46 + usize::from(name)) else { break };
        names.push(String::from_utf8_lossy(bytes).into_owned());
        at += 46 + usize::from(name) + usize::from(extra) + usize::from(comment);
    }
    names
}

/// The names in the headers before each entry. What lies stored in an archive is passed over: of an archive in it, the names
/// would tell what the inner one is.
fn local_names(head: &[u8]) -> Vec<String> {
    const HAS_SIZES_BEHIND: u16 = 8;
    let mut names = Vec::new();
    let mut at = 0;
    while let Some(found) = head.get(at..).and_then(|rest| rest.windows(4).position(|window| window == b"PK\x03\x04")) {
        at += found;
        let lens = (u16_at(head, at + 26), u16_at(head, at + 28));
        let (Some(name), Some(extra)) = (lens.0.map(usize::from), lens.1.map(usize::from)) else { break };
        let Some(bytes) = head.get(at + 30..at + 30 + name) else { break };
        names.push(String::from_utf8_lossy(bytes).into_owned());
        let n_packed = match u16_at(head, at + 6) {
            Some(flags) if flags & HAS_SIZES_BEHIND == 0 => u32_at(head, at + 18).unwrap_or_default(),
            _ => 0,
        };
        at += 30 + name + extra + n_packed as usize;
    }
    names
}

/// Tells what a compound file is ([MS-CFB], directory entries in 2.6).
pub(super) fn ole(head: &[u8], input: &mut Input) -> io::Result<Kind> {
    let entries = entries(head, input)?.unwrap_or_default();
    let names = outer_names(&entries);
    let has = |name: &str| names.contains(&name);
    Ok(match () {
        () if has("EncryptedPackage") => Kind::LockedOffice,
        () if has("__properties_version1.0") || has("__nameid_version1.0") => Kind::Msg,
        () if has("WordDocument") => Kind::Doc,
        () if has("Workbook") || has("Book") => Kind::Xls,
        () if has("PowerPoint Document") => Kind::Ppt,
        () => Kind::Ole,
    })
}

/// What stands in a directory for one stream or storage.
struct StreamEntry {
    name: String,
    left: u32,
    right: u32,
    child: u32,
}

/// The names that lie in no storage: a workbook may have a whole document within. All names, where the tree is torn.
fn outer_names(entries: &[StreamEntry]) -> Vec<&str> {
    let mut names = Vec::new();
    let mut is_known = vec![false; entries.len()];
    let mut open: Vec<u32> = entries.first().map(|root| root.child).into_iter().collect();
    while let Some(id) = open.pop() {
        let place = id as usize;
        let (Some(entry), Some(known)) = (entries.get(place), is_known.get_mut(place)) else { continue };
        if place > 0 && !std::mem::replace(known, true) {
            names.push(entry.name.as_str());
            open.extend([entry.left, entry.right]);
        }
    }
    if names.is_empty() { entries.iter().map(|entry| entry.name.as_str()).collect() } else { names }
}

fn entries(head: &[u8], input: &mut Input) -> io::Result<Option<Vec<StreamEntry>>> {
    let (Some(shift), Some(first)) = (u16_at(head, 30), u32_at(head, 48)) else { return Ok(None) };
    if !(9..=12).contains(&shift) {
        return Ok(None);
    }
    let size = 1_u64 << shift;
    let place = |sector: u32| (u64::from(sector) + 1) * size;
    let mut found = Vec::new();
    // A chain that goes in circles repeats entries until the cap.
    let mut sector = first;
    while found.len() < MAX_STREAMS && place(sector) < input.len {
        let entries = read_at(input.bytes, place(sector), size)?;
        found.extend(entries.chunks_exact(128).map(stream_entry));
        // the next sector stands in the allocation table, whose own sectors are listed in the header
        let per_sector = (size / 4) as u32;
        let Some(table) = u32_at(head, 76 + 4 * (sector / per_sector) as usize) else { break };
        if sector / per_sector >= 109 || place(table) >= input.len {
            break;
        }
        let next = read_at(input.bytes, place(table) + 4 * u64::from(sector % per_sector), 4)?;
        let Some(next) = u32_at(&next, 0) else { break };
        sector = next;
        if entries.len() < 128 {
            break;
        }
    }
    Ok(Some(found))
}

fn stream_entry(entry: &[u8]) -> StreamEntry {
    let link = |at| u32_at(entry, at).unwrap_or(u32::MAX);
    let name = stream_name(entry).unwrap_or_default();
    StreamEntry { name, left: link(68), right: link(72), child: link(76) }
}

fn stream_name(entry: &[u8]) -> Option<String> {
    let len = usize::from(u16_at(entry, 64)?).checked_sub(2)?;
    let wide = entry.get(..len.min(62))?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    Some(char::decode_utf16(wide).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

fn read_at(bytes: &mut dyn Source, at: u64, len: u64) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    bytes.seek(SeekFrom::Start(at))?;
    bytes.take(len).read_to_end(&mut out)?;
    Ok(out)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}
