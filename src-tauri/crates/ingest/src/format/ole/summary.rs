//! What older office files say of themselves ([MS-OLEPS]; the properties are those of [MS-OSHARED], 2.3.3).

use chrono::DateTime;
use encoding_rs::{Encoding, UTF_16LE, WINDOWS_1252};

use super::Ole;
use crate::format::about::{self, Told};
use crate::format::medium::Medium;
use crate::format::package::{u16_at, u32_at};
use crate::format::said::one_line;
use crate::format::{Emit, Failure, MetaKey, codepage};
use dates::Date;

const MOST_BYTES: u64 = 4 << 20;
/// Bytes of a text; several properties may name the same one.
const MOST_VALUE: usize = 64 << 10;
const MOST_PROPERTIES: u32 = 1000;
const SECONDS_TO_1970: u64 = 11_644_473_600;

/// Tells title, author, times and program, and what properties were added by hand.
pub(crate) fn properties(ole: &Ole, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut told: Vec<(MetaKey, String)> = Vec::new();
    for (path, known) in [
        ("\u{5}SummaryInformation", summary as fn(u32, Value) -> Told),
        ("\u{5}DocumentSummaryInformation", document_summary),
    ] {
        let Some(entry) = ole.find(path) else { continue };
        let bytes = ole.read(entry, MOST_BYTES, medium)?.bytes;
        told.extend(Section::of(&bytes, 0).values().filter_map(|(id, value)| known(id, value)));
        if path.contains("Document") {
            told.extend(added(&Section::of(&bytes, 1)));
        }
    }
    told.into_iter().try_for_each(|(key, value)| out.meta(key, value))
}

fn summary(id: u32, value: Value) -> Told {
    let value = match value {
        Value::Text(value) => value,
        Value::Minutes(minutes) if id == 10 => return about::editing(minutes),
        Value::Minutes(_) => return None,
    };
    Some(match id {
        2 => (MetaKey::Title, value),
        3 => (MetaKey::Subject, value),
        4 => (MetaKey::Author, value),
        5 => return about::keywords(&value),
        6 => return about::remark(&value),
        7 => return about::template(&value),
        8 => (MetaKey::Finding, format!("last saved by {value}")),
        9 => return about::savings(&value),
        11 => (MetaKey::Finding, format!("last printed {value}")),
        12 => (MetaKey::Created, value),
        13 => (MetaKey::Modified, value),
        18 => (MetaKey::Application, value),
        _ => return None,
    })
}

fn document_summary(id: u32, value: Value) -> Told {
    let Value::Text(value) = value else { return None };
    match id {
        2 => about::category(&value),
        14 => about::manager(&value),
        15 => about::firm(&value),
        _ => None,
    }
}

/// Properties that were added by hand: a list of names stands among them.
fn added(section: &Section<'_>) -> Vec<(MetaKey, String)> {
    let names = section.names();
    let name = |id: u32| names.iter().find(|(known, _)| *known == id).map(|(_, name)| name.as_str());
    section
        .values()
        .filter_map(|(id, value)| match value {
            Value::Text(value) => about::custom(name(id)?, &value),
            Value::Minutes(_) => None,
        })
        .collect()
}

/// What a property holds.
enum Value {
    Text(String),
    /// A length of time.
    Minutes(u64),
}

/// A set of properties, each with its id.
struct Section<'a> {
    listed: Vec<(u32, &'a [u8])>,
    encoding: &'static Encoding,
}

impl<'a> Section<'a> {
    /// The first or a later set of a stream.
    fn of(bytes: &'a [u8], index: usize) -> Section<'a> {
        let is_there = u32_at(bytes, 24).is_none_or(|n| index == 0 || index < n as usize);
        let at = u32_at(bytes, 44 + 20 * index).filter(|at| is_there && *at > 0);
        let section = at.and_then(|at| bytes.get(at as usize..)).unwrap_or_default();
        let n = u32_at(section, 4).unwrap_or_default().min(MOST_PROPERTIES) as usize;
        let listed: Vec<(u32, &[u8])> = (0..n)
            .filter_map(|place| {
                let at = u32_at(section, 12 + 8 * place)? as usize;
                Some((u32_at(section, 8 + 8 * place)?, section.get(at..)?))
            })
            .collect();
        let page = listed.iter().find(|(id, _)| *id == 1).and_then(|(_, value)| u16_at(value, 4));
        let encoding = page.and_then(|page| codepage::of_page(u32::from(page))).unwrap_or(WINDOWS_1252);
        Section { listed, encoding }
    }

    /// Those that are texts, numbers or times.
    fn values(&self) -> impl Iterator<Item = (u32, Value)> {
        self.listed.iter().filter(|(id, _)| *id > 1).filter_map(|(id, held)| Some((*id, value(held, self.encoding)?)))
    }

    /// What properties are called, by their ids ([MS-OLEPS], 2.17).
    fn names(&self) -> Vec<(u32, String)> {
        let Some((_, list)) = self.listed.iter().find(|(id, _)| *id == 0) else { return Vec::new() };
        let is_wide = self.encoding == UTF_16LE;
        let n = u32_at(list, 0).unwrap_or_default().min(MOST_PROPERTIES);
        let mut rest = list.get(4..).unwrap_or_default();
        let mut names = Vec::new();
        for _ in 0..n {
            let (Some(id), Some(len)) = (u32_at(rest, 0), u32_at(rest, 4)) else { break };
            let len = (len as usize).saturating_mul(if is_wide { 2 } else { 1 });
            let Some(name) = rest.get(8..).and_then(|rest| rest.get(..len)) else { break };
            let text = self.encoding.decode_without_bom_handling(name).0;
            names.push((id, one_line(text.trim_end_matches('\0'))));
            let taken = if is_wide { len.next_multiple_of(4) } else { len };
            rest = rest.get(8 + taken..).unwrap_or_default();
        }
        names
    }
}

fn value(held: &[u8], encoding: &'static Encoding) -> Option<Value> {
    const SHORT: u16 = 2;
    const LONG: u16 = 3;
    const DOUBLE: u16 = 5;
    const TRUTH: u16 = 11;
    const NARROW: u16 = 30;
    const WIDE: u16 = 31;
    const TIME: u16 = 64;
    let text = match u16_at(held, 0)? {
        SHORT => u16_at(held, 4)?.cast_signed().to_string(),
        LONG => u32_at(held, 4)?.cast_signed().to_string(),
        DOUBLE => f64::from_le_bytes(held.get(4..12)?.try_into().ok()?).to_string(),
        TRUTH => if u16_at(held, 4)? == 0 { "no" } else { "yes" }.to_owned(),
        NARROW => {
            let bytes = held.get(8..)?.get(..(u32_at(held, 4)? as usize).min(MOST_VALUE))?;
            encoding.decode_without_bom_handling(bytes).0.into_owned()
        }
        WIDE => {
            let bytes = held.get(8..)?.get(..(u32_at(held, 4)? as usize).min(MOST_VALUE / 2) * 2)?;
            UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()
        }
        TIME => {
            let ticks = u64::from(u32_at(held, 4)?) | u64::from(u32_at(held, 8)?) << 32;
            // Times before 1990 are lengths of time or nothing.
            let seconds = (ticks / 10_000_000).checked_sub(SECONDS_TO_1970).filter(|seconds| *seconds > 631_152_000);
            let Some(seconds) = seconds else { return Some(Value::Minutes(ticks / 600_000_000)) };
            let moment = DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0)?;
            Date::from_datetime(moment.fixed_offset()).edtf().to_owned()
        }
        _ => return None,
    };
    let words = one_line(text.trim_end_matches('\0'));
    (!words.is_empty()).then_some(Value::Text(words))
}
