//! The fields of a row, and their values as text.

use std::borrow::Cow;

use chrono::{Duration, NaiveDate};

use super::code::Code;
use crate::format::table::Cell;

const MOST_FIELDS: usize = 2048;

/// Where a field stands in a row, and what it holds.
pub(super) struct Field {
    pub(super) raw_name: Vec<u8>,
    kind: u8,
    start: usize,
    len: usize,
    /// Whether `B` is a number (FoxPro), not a memo (dBASE).
    is_fox: bool,
}

/// The fields that a header describes, as far as it goes. Level 7 has longer descriptions.
pub(super) fn fields(header: &[u8], version: u8) -> Vec<Field> {
    let is_seven = version & 7 == 4 && version < 0x30;
    let (first, width, name_len) = if is_seven { (68, 48, 32) } else { (32, 32, 11) };
    let is_fox = matches!(version, 0x30..=0x32 | 0xf5 | 0xfb);
    let mut fields = Vec::new();
    let mut start = 1;
    for description in header.get(first..).unwrap_or_default().chunks_exact(width).take(MOST_FIELDS) {
        if matches!(description[0], 0x0d | 0) {
            break;
        }
        let raw_name = description[..name_len].split(|byte| *byte == 0).next().unwrap_or_default().to_vec();
        let rest = if is_seven { &description[32..] } else { &description[11..] };
        let (kind, at) = (rest[0], if is_seven { 1 } else { 5 });
        // Clipper keeps long texts by using the place of the decimals.
        let high = if kind == b'C' { usize::from(rest[at + 1]) } else { 0 };
        let len = usize::from(rest[at]) + (high << 8);
        // FoxPro notes in a hidden field which others are empty.
        if kind != b'0' {
            fields.push(Field { raw_name, kind, start, len, is_fox });
        }
        start += len;
    }
    fields
}

impl Field {
    /// Whether the value stands in another file.
    pub(super) fn is_memo(&self) -> bool {
        matches!(self.kind, b'M' | b'G' | b'P' | b'W') || (self.kind == b'B' && !self.is_fox)
    }

    /// Whether the row has no value here.
    pub(super) fn is_blank(&self, record: &[u8]) -> bool {
        self.raw(record).iter().all(|byte| matches!(byte, 0 | b' ' | b'0'))
    }

    pub(super) fn cell(&self, record: &[u8], code: &Code) -> Cell<'static> {
        let raw = self.raw(record);
        match self.kind {
            _ if self.is_memo() => Cell::default(),
            b'I' | b'+' => {
                number(raw).map_or_else(Cell::default, |value| Cell::plain(i32::from_le_bytes(value).to_string()))
            }
            b'B' | b'O' => {
                number(raw).map_or_else(Cell::default, |value| Cell::plain(f64::from_le_bytes(value).to_string()))
            }
            b'Y' => number(raw).map_or_else(Cell::default, |value| Cell::plain(money(i64::from_le_bytes(value)))),
            b'T' | b'@' => moment(raw).map_or_else(Cell::default, Cell::plain),
            b'D' => {
                let stored = code.text(raw).trim().to_owned();
                let shown = NaiveDate::parse_from_str(&stored, "%Y%m%d").ok().map(|date| date.to_string());
                Cell { stored: Cow::Owned(stored), shown }
            }
            b'C' => Cell::plain(code.text(raw)),
            _ => Cell::plain(code.text(raw).trim().to_owned()),
        }
    }

    fn raw<'r>(&self, record: &'r [u8]) -> &'r [u8] {
        let end = (self.start + self.len).min(record.len());
        record.get(self.start..end).unwrap_or_default()
    }
}

fn number<const N: usize>(raw: &[u8]) -> Option<[u8; N]> {
    raw.try_into().ok()
}

/// Money is counted in ten-thousandths.
fn money(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let whole = value.unsigned_abs();
    format!("{sign}{}.{:04}", whole / 10_000, whole % 10_000)
}

/// A day, counted as astronomers do, and the milliseconds of it.
fn moment(raw: &[u8]) -> Option<String> {
    const DAY_OF_1970: i64 = 2_440_588;
    let [a, b, c, d, millis @ ..] = number::<8>(raw)?;
    let day = i64::from(u32::from_le_bytes([a, b, c, d]));
    let millis = i64::from(u32::from_le_bytes(millis));
    if day == 0 {
        return None;
    }
    let days = Duration::try_days(day - DAY_OF_1970)?;
    let midnight = NaiveDate::from_ymd_opt(1970, 1, 1)?.checked_add_signed(days)?.and_hms_opt(0, 0, 0)?;
    let moment = midnight.checked_add_signed(Duration::try_milliseconds(millis)?)?;
    Some(moment.format("%Y-%m-%dT%H:%M:%S").to_string())
}
