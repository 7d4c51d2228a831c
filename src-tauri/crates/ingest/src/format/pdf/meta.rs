//! What a PDF says of itself: information dictionary, remote references, scripts.

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::DateTime;

use crate::format::{Emit, Failure, MetaKey};

/// Gives the information dictionary (ISO 32000-1 §14.3.3).
pub(super) fn information(pdf: &Pdf, out: &mut dyn Emit) -> Result<(), Failure> {
    let info = pdf.metadata();
    let texts = [(MetaKey::Title, &info.title), (MetaKey::Author, &info.author), (MetaKey::Subject, &info.subject)];
    for (key, value) in texts {
        if let Some(bytes) = value {
            give(out, key, text_string(bytes))?;
        }
    }
    let programs: Vec<String> = [&info.creator, &info.producer]
        .into_iter()
        .flatten()
        .map(|bytes| text_string(bytes).trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    give(out, MetaKey::Application, programs.join("; "))?;
    let dates = [
        (MetaKey::Created, b"/CreationDate".as_slice(), info.creation_date),
        (MetaKey::Modified, b"/ModDate".as_slice(), info.modification_date),
    ];
    for (key, name, date) in dates {
        if let Some(date) = date {
            let zoned = has_zone(pdf.data().as_ref(), name);
            give(out, key, edtf(&date, zoned))?;
        }
    }
    Ok(())
}

fn give(out: &mut dyn Emit, key: MetaKey, value: String) -> Result<(), Failure> {
    let value = anchor::text::cell_text(value.trim());
    if value.is_empty() {
        return Ok(());
    }
    out.meta(key, value.chars().take(4096).collect())
}

/// Whether the file writes a time zone after the date of this name, as far as that can be seen from outside.
fn has_zone(data: &[u8], name: &[u8]) -> bool {
    let Some(at) = memchr::memmem::rfind(data, name) else {
        return false;
    };
    let rest = data.get(at + name.len()..).unwrap_or_default();
    let value: Vec<u8> = rest.iter().copied().skip_while(|b| *b != b'(').take(30).take_while(|b| *b != b')').collect();
    value.iter().any(|b| matches!(b, b'Z' | b'+' | b'-'))
}

/// A date as EDTF: `2024-03-05T10:20:30+02:00`, without zone where the file gives none.
fn edtf(date: &DateTime, zoned: bool) -> String {
    let day = format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
    let time = format!("{:02}:{:02}:{:02}", date.hour, date.minute, date.second);
    let (hours, minutes) = (date.utc_offset_hour, date.utc_offset_minute);
    let zone = match (hours, minutes, zoned) {
        (0, 0, false) => String::new(),
        (0, 0, true) => "Z".to_owned(),
        _ => {
            let sign = if hours < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{minutes:02}", hours.unsigned_abs())
        }
    };
    format!("{day}T{time}{zone}")
}

/// A PDF text string (ISO 32000-2 §7.9.2.2): UTF-16 or UTF-8 by its mark, else PDFDocEncoding.
pub(super) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xff, 0xfe, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|&b| doc_encoding(b)).collect(),
    }
}

/// PDFDocEncoding (ISO 32000-2 annex D.3): Latin-1 but for these.
fn doc_encoding(byte: u8) -> char {
    const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const HIGH: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł',
        'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
    ];
    match byte {
        0x18..=0x1f => LOW[usize::from(byte - 0x18)],
        0x80..=0xa0 => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}
