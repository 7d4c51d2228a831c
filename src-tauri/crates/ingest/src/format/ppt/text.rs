//! The words under a slide's records ([MS-PPT], 2.9).

use encoding_rs::UTF_16LE;

use crate::format::flow::Flow;
use crate::format::moment::edtf;
use crate::format::officeart::{PROPERTIES, Record, all_records, records, shape_words};
use crate::format::package::{u16_at, u32_at};
use crate::format::said::said;

const TEXT_HEADER: u16 = 0x0f9f;
const WIDE: u16 = 0x0fa0;
const NARROW: u16 = 0x0fa8;
const OUTLINE: u16 = 0x0f9e;
pub(super) const STRING: u16 = 0x0fba;
const SHOW_INFO: u16 = 0x03f9;
const FOOTERS: u16 = 0x0fd9;
const COMMENT: u16 = 0x2ee0;
const COMMENT_ATOM: u16 = 0x2ee1;
const BLOB: u16 = 0x138b;
const MACROS: u16 = 0x0400;
/// The kind of a text that no place of the layout holds.
const OTHER: u32 = 4;

/// What stands under some records.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) text: String,
    /// Texts in no place of the layout: on a master, those that every slide shows.
    pub(super) background: String,
    pub(super) comments: Vec<String>,
    /// What is said of pictures.
    pub(super) descriptions: Vec<String>,
    pub(super) footers: Vec<String>,
    pub(super) is_hidden: bool,
    pub(super) has_macros: bool,
}

/// Reads a slide. `outline` has the texts that are kept apart from it.
pub(super) fn words(content: &[u8], outline: &[Record<'_>]) -> Words {
    let mut found = Words::default();
    let mut page = Flow::default();
    let mut background = Flow::default();
    let mut kind = OTHER;
    let outline: Vec<String> = outline.iter().filter_map(text).collect();
    let mut is_used = vec![false; outline.len()];
    let mut put = |text: &str, kind: u32| {
        // A star stands for the number or the date that is put there when the slide is shown.
        if text.trim() == "*" {
            return;
        }
        paragraphs(&mut page, text);
        if kind == OTHER {
            paragraphs(&mut background, text);
        }
    };
    for record in all_records(content) {
        match record.kind {
            TEXT_HEADER => kind = u32_at(record.content, 0).unwrap_or(OTHER),
            WIDE | NARROW => put(&text(&record).unwrap_or_default(), kind),
            OUTLINE => {
                let index = u32_at(record.content, 0).map_or(usize::MAX, |index| index as usize);
                if let (Some(text), Some(used)) = (outline.get(index), is_used.get_mut(index))
                    && !*used
                {
                    *used = true;
                    put(text, 0);
                }
            }
            PROPERTIES => {
                let said = shape_words(&record);
                put(&said.drawn.unwrap_or_default(), OTHER);
                found.descriptions.extend(said.descriptions);
            }
            SHOW_INFO => found.is_hidden |= u16_at(record.content, 10).is_some_and(|flags| flags & 4 != 0),
            FOOTERS => found.footers.extend(records(record.content).filter_map(|found| text(&found))),
            BLOB => found.comments.extend(all_records(record.content).filter_map(|found| comment(&found))),
            MACROS => found.has_macros |= u32_at(record.content, 4).is_some_and(|has| has != 0),
            _ => {}
        }
    }
    for (text, _) in outline.iter().zip(is_used).filter(|(_, is_used)| !is_used) {
        put(text, 0);
    }
    found.text = page.finish();
    found.background = background.finish();
    found
}

/// Texts as they are shown, a blank line between them.
pub(super) fn joined(texts: &[String]) -> String {
    let mut flow = Flow::default();
    texts.iter().for_each(|text| paragraphs(&mut flow, text));
    flow.finish()
}

fn paragraphs(flow: &mut Flow, text: &str) {
    flow.paragraph();
    for line in text.split(['\r', '\u{b}']) {
        flow.line();
        flow.words(line);
    }
}

/// The text of a record that has one.
pub(super) fn text(record: &Record<'_>) -> Option<String> {
    match record.kind {
        WIDE | STRING => Some(UTF_16LE.decode_without_bom_handling(record.content).0.into_owned()),
        NARROW => Some(record.content.iter().map(|byte| char::from(*byte)).collect()),
        _ => None,
    }
}

/// A comment: who, what and when.
fn comment(record: &Record<'_>) -> Option<String> {
    if record.kind != COMMENT {
        return None;
    }
    let string = |instance| {
        let found = records(record.content).find(|found| found.kind == STRING && found.instance == instance);
        found.and_then(|found| text(&found)).unwrap_or_default()
    };
    let date =
        records(record.content).find(|found| found.kind == COMMENT_ATOM).and_then(|found| system_time(found.content));
    let mut words = Flow::default();
    paragraphs(&mut words, &string(1));
    let words = words.finish();
    (!words.is_empty()).then(|| said(string(0).trim(), date.as_deref(), &words))
}

fn system_time(content: &[u8]) -> Option<String> {
    let part = |place: usize| u16_at(content, 4 + 2 * place);
    let (year, month, day, hour, minute, second) = (part(0)?, part(1)?, part(3)?, part(4)?, part(5)?, part(6)?);
    edtf(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"))
}

/// All texts under some records, in the order of the file.
pub(super) fn all_texts(stream: &[u8]) -> String {
    let mut flow = Flow::default();
    texts(stream).for_each(|text| paragraphs(&mut flow, &text));
    flow.finish()
}

/// The texts under some records, one by one.
pub(super) fn texts(content: &[u8]) -> impl Iterator<Item = String> {
    all_records(content).filter(|record| matches!(record.kind, WIDE | NARROW)).filter_map(|record| text(&record))
}
