//! From pages that were looked at to a text: the words stand in the place of pages that had none, and the reading says
//! what was found, what was not and what still waits.

use std::collections::{BTreeMap, HashSet};

use anchor::{TextHash, Unit, UnitKind, WordBox};
use facts::DocumentId;
use ingest::{
    draw::PRINTER_DOTS,
    format::{Problem, ProblemCode, pdf},
};
use serde_json::{Map, Value, json};
use store::{
    Case, NewReading, SeenPage,
    vault::pack::{PackReader, PackWriter, StagedText},
};

use super::{PageList, waiting};
use crate::{
    Result, dating,
    library::is_by_ocr,
    privilege::Matcher,
    taking_in::{
        gist::Gist,
        outcome::{self, Whole},
        sink::MOST_NOTES,
    },
};

/// How words that were read off a picture are told of.
const READ_OFF: &str = "its words were read off the picture (OCR)";
/// How a page is told of that was looked at in vain.
const NONE_FOUND: &str = "no words were found on its picture";
/// How a page is told of that could not be looked at.
const NOT_LOOKED_AT: &str = "its words could not be read off its picture";
/// How places are told of that look like text and were not read, or little of them.
const UNREAD: &str = "what looks like text on it was not read";
/// How it is told what the picture did not show.
const WHEN_LOOKED_AT: &str = "when it was looked at";
/// Where a reading keeps what printers left on the paper, by page.
pub(crate) const MARKS: &str = "printer_dots";
/// Places that were not read, of all pages of a document together.
const MOST_UNREAD: usize = 5_000;

/// A document's reading with what was seen on its pages.
pub(crate) struct Folded {
    pub reading: NewReading,
    /// The new text; `None` where no page had words.
    pub text: Option<StagedText>,
    /// The text it was made from.
    pub derived_from: Option<TextHash>,
    /// What is told of the new text; nothing where there is none.
    pub gist: Gist,
}

/// Folds the pages that were kept into a document's text; `None` where there are none, or not enough yet.
pub(super) fn fold(case: &Case, id: &DocumentId, matcher: Option<&Matcher>) -> Result<Option<Folded>> {
    let (Some(reading), pages) = (case.reading(id)?, case.seen_pages(id)?) else { return Ok(None) };
    let derived_from = reading.result.text;
    let base = derived_from.map(|hash| case.text_for_us(&hash)).transpose()?;
    let unseen = waiting::pages(&reading.result);
    // Of a picture file each page becomes a part of its text: there is none before all are there.
    let lacks = |page| !pages.iter().any(|(number, _)| *number == page);
    if pages.is_empty() || (base.is_none() && unseen.iter().any(lacks)) {
        return Ok(None);
    }
    let folded = with_pages(case, id, reading.result, base, pages, matcher)?;
    Ok(Some(Folded { derived_from, ..folded }))
}

/// Keeps what was seen on pages before, when their document is read again; `None` where there was nothing.
pub(crate) fn carry_over(
    case: &Case,
    id: &DocumentId,
    earlier: &NewReading,
    reading: &NewReading,
    text: Option<&StagedText>,
    matcher: Option<&Matcher>,
) -> Result<Option<Folded>> {
    let pages = seen_before(case, earlier, &waiting::pages(reading))?;
    if pages.is_empty() {
        return Ok(None);
    }
    let base = text.map(StagedText::reader).transpose()?;
    with_pages(case, id, reading.clone(), base, pages, matcher).map(Some)
}

/// What an earlier reading knew of pages that wait to be looked at.
fn seen_before(case: &Case, earlier: &NewReading, unseen: &PageList) -> Result<Vec<(u32, SeenPage)>> {
    let looked = PageList::from_json(&earlier.details["looked"]);
    let mut pack = earlier.text.map(|hash| case.text_for_us(&hash)).transpose()?;
    let mut pages = Vec::new();
    for number in unseen.iter() {
        let mut found = None;
        if let Some(pack) = &mut pack
            && let Some(mut unit) = pack.unit(number)?.filter(|unit| is_by_ocr(unit)).cloned()
        {
            unit.boxes = pack.boxes(number)?;
            found = Some(unit);
        }
        let unread = serde_json::from_value(earlier.details["unread"][number.to_string()].clone()).unwrap_or_default();
        let notes = earlier.details[MARKS][number.to_string()].as_str().map(str::to_owned).into_iter().collect();
        let page = |unit| SeenPage { unit, unread, notes, failed: None };
        match found {
            Some(unit) => pages.push((number, page(unit))),
            None if looked.contains(number) => pages.push((number, page(blank(number)))),
            None => {}
        }
    }
    Ok(pages)
}

/// The reading and the text with these pages in them.
fn with_pages(
    case: &Case,
    id: &DocumentId,
    mut reading: NewReading,
    base: Option<PackReader>,
    pages: Vec<(u32, SeenPage)>,
    matcher: Option<&Matcher>,
) -> Result<Folded> {
    let unseen = waiting::pages(&reading);
    let is_whole = outcome::is_whole(&reading);
    let seen: BTreeMap<u32, SeenPage> = pages.into_iter().collect();
    let has_words = seen.values().any(|page| !page.unit.text.is_empty());
    let n_base = base.as_ref().map_or(0, PackReader::n_units);
    let n_units = n_base.max(if has_words { seen.keys().next_back().copied().unwrap_or(0) } else { 0 });
    let mut gist = Gist::default();
    let mut text = None;
    if n_units > 0 {
        let mut pack = PackWriter::new(id, case.vault().stage()?)?;
        let mut base = base;
        for number in 1..=n_units {
            let unit = unit(base.as_mut(), seen.get(&number), number, &reading.details)?;
            gist.take(&unit, matcher);
            pack.unit(unit)?;
        }
        text = Some(pack.finish()?);
    }
    let problems = told(&mut reading, &seen, n_base == 0);
    let waits: PageList = unseen.iter().filter(|page| !seen.contains_key(page)).collect();
    reading.details["waiting"] = json!(waits.len());
    if is_whole {
        (reading.state, reading.reason) = outcome::whole(&Whole {
            problems: &problems,
            units: n_units,
            with_text: gist.n_with_text,
            waiting: waits.len(),
            has_children: true,
            is_recording: false,
        });
    }
    reading.details["unseen"] = json!(waits);
    reading.details["whole"] = json!(is_whole);
    reading.details["engines"] = json!(gist.engines);
    if let Some(text) = &text {
        reading.text = Some(text.hash);
        reading.units = n_units;
        reading.parser = gist.most_used();
        reading.parser_version = env!("CARGO_PKG_VERSION").to_owned();
        reading.language = ingest::language(&gist.sample).map(str::to_owned).or(reading.language);
        date_anew(&mut reading, &gist);
        reading.details["quality"] = json!(gist.quality);
    }
    Ok(Folded { reading, text, derived_from: None, gist })
}

/// Dates a reading by its new text, as any text is: a date line is one of words that were not read off a picture.
fn date_anew(reading: &mut NewReading, gist: &Gist) {
    let date = dating::own_date(&reading.details["meta"], gist.date_line.as_ref());
    // A reading of an earlier version told its date and may have told it otherwise.
    let is_by_this_rule = reading.details.get("date_line").is_some();
    if date.is_some() || is_by_this_rule {
        reading.date = date;
    }
    if is_by_this_rule {
        reading.details["date_line"] = json!(gist.date_line);
    }
}

/// A unit of the new text: what was seen where it has words, else what was there before.
fn unit(base: Option<&mut PackReader>, seen: Option<&SeenPage>, number: u32, details: &Value) -> Result<Unit> {
    let mut before = None;
    if let Some(base) = base
        && let Some(mut unit) = base.unit(number)?.cloned()
    {
        unit.boxes = base.boxes(number)?;
        before = Some(unit);
    }
    Ok(match (seen, before) {
        (Some(seen), before) if !seen.unit.text.is_empty() => with_comments(&seen.unit, before, details),
        // A second look that finds nothing takes the words of the first away.
        (Some(seen), Some(before)) if seen.failed.is_none() && is_by_ocr(&before) => {
            with_comments(&seen.unit, Some(before), details)
        }
        (_, Some(before)) => before,
        (Some(seen), None) => seen.unit.clone(),
        (None, None) => blank(number),
    })
}

/// What was seen, with what others wrote on the page: that is no part of its picture.
fn with_comments(seen: &Unit, before: Option<Unit>, details: &Value) -> Unit {
    let mut unit = seen.clone();
    let Some(before) = before else { return unit };
    unit.label = before.label;
    let n_bytes = unit.text.len();
    let noted = details["meta"]["finding"].as_array();
    pdf::keep_comments(&mut unit, noted.into_iter().flatten().filter_map(Value::as_str));
    let comments = unit.text[n_bytes..].trim_start();
    if !comments.is_empty() && before.text.ends_with(comments) {
        // They keep their places.
        let n_chars = |text: &str| text.chars().count() as u32;
        let (from, to) = (n_chars(&before.text) - n_chars(comments), n_chars(&unit.text) - n_chars(comments));
        let moved = before.boxes.into_iter().filter(|place| place.start >= from);
        unit.boxes.extend(moved.map(|b| WordBox { start: b.start - from + to, end: b.end - from + to, ..b }));
    }
    unit
}

/// A page without words.
pub(super) fn blank(number: u32) -> Unit {
    Unit {
        kind: UnitKind::Page,
        label: format!("p. {number}"),
        text: String::new(),
        engine: String::new(),
        quality: None,
        page: None,
        boxes: Vec::new(),
        table: None,
    }
}

/// Writes into a reading what is to be said of the pages that were looked at; gives all its problems.
fn told(reading: &mut NewReading, seen: &BTreeMap<u32, SeenPage>, is_picture: bool) -> Vec<Problem> {
    let details = &mut reading.details;
    let mut problems: Vec<Problem> = serde_json::from_value(details["problems"].take()).unwrap_or_default();
    let n_before = problems.len() as u64;
    let n_left_out = details["n_problems"].as_u64().unwrap_or(n_before).saturating_sub(n_before);
    problems.retain(|problem| !is_superseded(problem, seen, is_picture));
    let mut n_problems = n_left_out + problems.len() as u64;
    let mut unread: Map<String, Value> = details["unread"].as_object().cloned().unwrap_or_default();
    unread.retain(|number, _| number.parse().is_ok_and(|number: u32| !seen.contains_key(&number)));
    let mut n_unread: usize = unread.values().filter_map(Value::as_array).map(Vec::len).sum();
    let mut marks: Map<String, Value> = details[MARKS].as_object().cloned().unwrap_or_default();
    marks.retain(|number, _| number.parse().is_ok_and(|number: u32| !seen.contains_key(&number)));
    for (number, page) in seen {
        marks.extend(page.notes.iter().find(|note| is_mark(note)).map(|note| (number.to_string(), json!(note))));
        for (code, message) in remarks(page) {
            n_problems += 1;
            if problems.len() < MOST_NOTES {
                problems.push(Problem { code, message, unit: Some(*number) });
            }
        }
        let room = MOST_UNREAD.saturating_sub(n_unread);
        let places = &page.unread[..page.unread.len().min(room)];
        n_unread += places.len();
        if !places.is_empty() {
            unread.insert(number.to_string(), json!(places));
        }
    }
    let now: HashSet<u32> = seen.iter().filter(|(_, page)| page.failed.is_none()).map(|(number, _)| *number).collect();
    let merged = |key: &str, keep: &dyn Fn(u32) -> bool, more: &dyn Fn(u32) -> bool| {
        let mut pages: Vec<u32> = PageList::from_json(&details[key]).iter().filter(|page| keep(*page)).collect();
        pages.extend(seen.keys().copied().filter(|page| more(*page)));
        pages.sort_unstable();
        json!(pages.into_iter().collect::<PageList>())
    };
    let looked = merged("looked", &|_| true, &|page| now.contains(&page));
    let failed = merged("failed", &|page| !now.contains(&page), &|page| !now.contains(&page));
    details["looked"] = looked;
    details["failed"] = failed;
    details["unread"] = Value::Object(unread);
    if !marks.is_empty() || details.get(MARKS).is_some() {
        details[MARKS] = Value::Object(marks);
    }
    details["problems"] = json!(problems);
    details["n_problems"] = json!(n_problems);
    problems
}

/// Whether a problem was told of a page before it was looked at, or looked at again.
fn is_superseded(problem: &Problem, seen: &BTreeMap<u32, SeenPage>, is_picture: bool) -> bool {
    match problem.unit {
        Some(unit) if seen.contains_key(&unit) => {
            let is_ours = |words: &&str| problem.message.starts_with(words);
            problem.code == ProblemCode::NoText || [READ_OFF, NOT_LOOKED_AT, UNREAD, WHEN_LOOKED_AT].iter().any(is_ours)
        }
        Some(_) => false,
        None => is_picture && problem.code == ProblemCode::NoText,
    }
}

/// Whether a note is of what a printer left on the paper.
fn is_mark(note: &str) -> bool {
    note.starts_with(PRINTER_DOTS)
}

/// What is to be said of a page that was looked at.
fn remarks(page: &SeenPage) -> Vec<(ProblemCode, String)> {
    if let Some(why) = &page.failed {
        return vec![(ProblemCode::Unreadable, format!("{NOT_LOOKED_AT}: {why}"))];
    }
    let mut remarks = Vec::new();
    if page.unit.text.is_empty() {
        remarks.push((ProblemCode::NoText, NONE_FOUND.to_owned()));
    } else {
        let sure = 100.0 * page.unit.quality.unwrap_or(0.0);
        remarks.push((ProblemCode::Quality, format!("{READ_OFF}, {sure:.0} % sure")));
    }
    match page.unread.len() {
        0 => {}
        1 => remarks.push((ProblemCode::Quality, format!("{UNREAD}: 1 place"))),
        n => remarks.push((ProblemCode::Quality, format!("{UNREAD}: {n} places"))),
    }
    // What the paper tells is no fault of the page: it is kept beside.
    let notes = page.notes.iter().filter(|note| !is_mark(note));
    let notes = notes.map(|note| (ProblemCode::Quality, format!("{WHEN_LOOKED_AT}, {note}")));
    remarks.extend(notes);
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_stay_with_their_places_when_a_page_is_read_off_its_picture() {
        let sign = WordBox { start: 0, end: 7, x: 9.0, y: 9.0, width: 9.0, height: 9.0 };
        let before = Unit { text: "comment: is it so".to_owned(), boxes: vec![sign], ..blank(1) };
        let seen = Unit { text: "深圳 gate".to_owned(), ..blank(1) };
        let details = json!({ "meta": { "finding": ["comment on p. 1: is it so", "comment on p. 2: or so"] } });
        let first = with_comments(&seen, Some(before), &details);
        assert_eq!(first.text, "深圳 gate\n\ncomment: is it so");
        assert_eq!(first.boxes, [WordBox { start: 9, end: 16, ..sign }]);
        // And when it is looked at once more.
        let again = with_comments(&Unit { text: "深 gate".to_owned(), ..blank(1) }, Some(first), &details);
        assert_eq!((again.text.as_str(), again.boxes[0].start), ("深 gate\n\ncomment: is it so", 8));
        assert_eq!(with_comments(&seen, None, &details), seen);
    }
}
