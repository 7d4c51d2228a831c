//! What a PDF says of itself: information dictionary, remote references, scripts.

use std::collections::BTreeSet;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, DateTime, Dict, Name, Object, String as Text};

use crate::format::{Emit, Failure, MetaKey};

/// Gives the information dictionary (ISO 32000-1 §14.3.3), and returns what it told.
pub(super) fn information(pdf: &Pdf, out: &mut dyn Emit) -> Result<Vec<(MetaKey, String)>, Failure> {
    let info = pdf.metadata();
    let mut told = Vec::new();
    let mut give = |out: &mut dyn Emit, key, value: String| {
        told.push((key, value.clone()));
        give(out, key, value)
    };
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
            let written = written(pdf.data().as_ref(), name);
            give(out, key, edtf(&date, written))?;
        }
    }
    Ok(told)
}

/// The root of the document; empty where there is none.
pub(super) fn catalog(pdf: &Pdf) -> Dict<'_> {
    pdf.xref().get(pdf.xref().root_id()).unwrap_or_default()
}

/// Where a dictionary stands in the file, which tells it from others: one inside another object has that object's number.
pub(super) fn place_of(dict: &Dict<'_>) -> usize {
    dict.data().as_ptr().addr()
}

/// Most remote references, and most comments, told of one document.
pub(super) const MAX_REFERENCES: usize = 200;

/// Gives what the document would fetch, open or run: addresses of links, other documents, programs, scripts.
pub(super) fn references(pdf: &Pdf, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut found = Found::default();
    let catalog = catalog(pdf);
    found.actions(&catalog, b"OpenAction");
    let names = catalog.get::<Dict<'_>>(b"Names").unwrap_or_default();
    found.script |= names.contains_key(b"JavaScript");
    for page in pdf.pages().iter() {
        if found.addresses.len() >= MAX_REFERENCES {
            break;
        }
        let annotations = page.raw().get::<Array<'_>>(b"Annots").unwrap_or_default();
        for annotation in annotations.iter::<Dict<'_>>() {
            found.actions(&annotation, b"A");
        }
    }
    for address in found.addresses.into_iter().take(MAX_REFERENCES) {
        give(out, MetaKey::RemoteReference, address)?;
    }
    if found.script {
        give(out, MetaKey::Finding, "the document contains scripts".to_owned())?;
    }
    Ok(())
}

#[derive(Default)]
struct Found {
    addresses: BTreeSet<String>,
    script: bool,
}

impl Found {
    /// Follows an action and those after it (ISO 32000-1 §12.6).
    fn actions(&mut self, holder: &Dict<'_>, key: &[u8]) {
        let mut next = holder.get::<Dict<'_>>(key);
        // A chain of actions may be a ring.
        for _ in 0..16 {
            let Some(action) = next else {
                return;
            };
            match action.get::<Name<'_>>(b"S").as_deref() {
                Some(b"URI") => self.address(action.get::<Object<'_>>(b"URI")),
                Some(b"GoToR" | b"Launch" | b"SubmitForm" | b"ImportData") => {
                    self.address(action.get::<Object<'_>>(b"F"));
                }
                Some(b"JavaScript") => self.script = true,
                _ => {}
            }
            next = action.get::<Dict<'_>>(b"Next");
        }
    }

    /// An address as a text or inside a file specification.
    fn address(&mut self, object: Option<Object<'_>>) {
        let text = match object {
            Some(Object::String(text)) => Some(text_string(text.as_bytes())),
            Some(Object::Dict(file)) => file
                .get::<Text<'_>>(b"UF")
                .or_else(|| file.get::<Text<'_>>(b"F"))
                .map(|text| text_string(text.as_bytes())),
            _ => None,
        };
        self.addresses.extend(text.filter(|text| !text.trim().is_empty()));
    }
}

pub(super) fn give(out: &mut dyn Emit, key: MetaKey, value: String) -> Result<(), Failure> {
    let value = anchor::text::cell_text(value.trim());
    if value.is_empty() {
        return Ok(());
    }
    out.meta(key, value.chars().take(4096).collect())
}

/// The date written after this name, as far as that can be seen from outside: not in packed or locked files.
fn written<'d>(data: &'d [u8], name: &[u8]) -> Option<&'d [u8]> {
    let at = memchr::memmem::rfind(data, name)?;
    let rest = data.get(at + name.len()..)?.trim_ascii_start();
    let rest = rest.strip_prefix(b"(")?;
    rest.get(..memchr::memchr(b')', rest)?)
}

/// A date of the information dictionary. The interpreter fills in what the file leaves open, so the file's own words
/// are preferred where they can be seen and mean the same day.
fn edtf(date: &DateTime, written: Option<&[u8]>) -> String {
    let day = format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
    if let Some(exact) = written.and_then(pdf_date)
        && day.starts_with(exact.get(..10).unwrap_or(&exact))
    {
        return exact;
    }
    let time = format!("{:02}:{:02}:{:02}", date.hour, date.minute, date.second);
    let (hours, minutes) = (date.utc_offset_hour, date.utc_offset_minute);
    if hours == 0 && minutes == 0 {
        return format!("{day}T{time}");
    }
    let sign = if hours < 0 { '-' } else { '+' };
    format!("{day}T{time}{sign}{:02}:{minutes:02}", hours.unsigned_abs())
}

/// A PDF date (ISO 32000-1 §7.9.4), `D:20240305102030+02'00'`, as EDTF no more precise than it is; `None` where it is
/// not a date.
pub(super) fn pdf_date(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    let text = text.strip_prefix("D:").unwrap_or(text);
    let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, zone) = text.split_at(n_digits);
    let part = |from: usize, until: usize| digits.get(from..until)?.parse::<u32>().ok();
    let in_range = |value: Option<u32>, low: u32, high: u32| value.filter(|v| (low..=high).contains(v));

    let mut date = format!("{:04}", in_range(part(0, 4), 1, 9999)?);
    let Some(month) = in_range(part(4, 6), 1, 12) else {
        return Some(date);
    };
    date += &format!("-{month:02}");
    let Some(day) = in_range(part(6, 8), 1, 31) else {
        return Some(date);
    };
    date += &format!("-{day:02}");
    let (Some(hour), Some(minute)) = (in_range(part(8, 10), 0, 23), in_range(part(10, 12), 0, 59)) else {
        return Some(date);
    };
    let second = in_range(part(12, 14), 0, 59).unwrap_or(0);
    date += &format!("T{hour:02}:{minute:02}:{second:02}");
    if zone.starts_with('Z') {
        date.push('Z');
    } else if let Some(sign) = zone.chars().next().filter(|c| matches!(c, '+' | '-')) {
        let offset: String = zone.chars().filter(char::is_ascii_digit).take(4).collect();
        let offset = format!("{offset:0<4}");
        let (hours, minutes) = offset.split_at(2);
        date += &format!("{sign}{hours}:{minutes}");
    }
    Some(date)
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
