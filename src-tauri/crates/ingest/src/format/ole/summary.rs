//! What older office files say of themselves ([MS-OLEPS]; the properties are those of [MS-OSHARED], 2.3.3).

use chrono::DateTime;
use encoding_rs::{Encoding, WINDOWS_1252};

use super::Ole;
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

/// Tells title, author, times and program.
pub(crate) fn properties(ole: &Ole, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
    for (path, known) in [
        ("\u{5}SummaryInformation", summary as fn(u32, String) -> Option<(MetaKey, String)>),
        ("\u{5}DocumentSummaryInformation", company),
    ] {
        let Some(entry) = ole.find(path) else { continue };
        let bytes = ole.read(entry, MOST_BYTES, medium)?.bytes;
        for (id, value) in values(&bytes) {
            if let Some((key, value)) = known(id, value) {
                out.meta(key, value)?;
            }
        }
    }
    Ok(())
}

fn summary(id: u32, value: String) -> Option<(MetaKey, String)> {
    Some(match id {
        2 => (MetaKey::Title, value),
        3 => (MetaKey::Subject, value),
        4 => (MetaKey::Author, value),
        6 => (MetaKey::Finding, format!("a remark on the document: {value}")),
        8 => (MetaKey::Finding, format!("last saved by {value}")),
        11 => (MetaKey::Finding, format!("last printed {value}")),
        12 => (MetaKey::Created, value),
        13 => (MetaKey::Modified, value),
        18 => (MetaKey::Application, value),
        _ => return None,
    })
}

fn company(id: u32, value: String) -> Option<(MetaKey, String)> {
    (id == 15).then(|| (MetaKey::Finding, format!("made with a program registered to {value}")))
}

/// The properties of the first section that are texts or times.
fn values(bytes: &[u8]) -> Vec<(u32, String)> {
    let section = u32_at(bytes, 44).and_then(|at| bytes.get(at as usize..)).unwrap_or_default();
    let n = u32_at(section, 4).unwrap_or_default().min(MOST_PROPERTIES) as usize;
    let listed: Vec<(u32, &[u8])> = (0..n)
        .filter_map(|place| {
            let at = u32_at(section, 12 + 8 * place)? as usize;
            Some((u32_at(section, 8 + 8 * place)?, section.get(at..)?))
        })
        .collect();
    let page = listed.iter().find(|(id, _)| *id == 1).and_then(|(_, value)| u16_at(value, 4));
    let encoding = page.and_then(|page| codepage::of_page(u32::from(page))).unwrap_or(WINDOWS_1252);
    listed.into_iter().filter_map(|(id, value)| Some((id, text(value, encoding)?))).collect()
}

fn text(value: &[u8], encoding: &'static Encoding) -> Option<String> {
    const NARROW: u16 = 30;
    const WIDE: u16 = 31;
    const TIME: u16 = 64;
    let text = match u16_at(value, 0)? {
        NARROW => {
            let bytes = value.get(8..)?.get(..(u32_at(value, 4)? as usize).min(MOST_VALUE))?;
            encoding.decode_without_bom_handling(bytes).0.into_owned()
        }
        WIDE => {
            let bytes = value.get(8..)?.get(..(u32_at(value, 4)? as usize).min(MOST_VALUE / 2) * 2)?;
            encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()
        }
        TIME => {
            let ticks = u64::from(u32_at(value, 4)?) | u64::from(u32_at(value, 8)?) << 32;
            // Times before 1990 are lengths of time or nothing.
            let seconds = (ticks / 10_000_000).checked_sub(SECONDS_TO_1970).filter(|seconds| *seconds > 631_152_000)?;
            let moment = DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0)?;
            Date::from_datetime(moment.fixed_offset()).edtf().to_owned()
        }
        _ => return None,
    };
    let words = one_line(text.trim_end_matches('\0'));
    (!words.is_empty()).then_some(words)
}
