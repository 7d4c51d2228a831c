//! Hits as they are shown: where they stand, what of them matched, what is known of their documents.

use std::collections::{HashMap, hash_map::Entry};

use facts::DocumentId;
use search::{Hit, Marks};
use serde::Serialize;
use store::{Case, NewReading, TextPlace};
use ts_rs::TS;

use crate::{Result, dating, library::is_by_ocr, searching};

#[derive(Serialize, TS)]
pub(super) struct HitLine {
    pub(super) document: String,
    pub(super) path: String,
    pub(super) unit: u32,
    pub(super) row: Option<u32>,
    pub(super) label: String,
    pub(super) score: f32,
    pub(super) snippet: String,
    snippet_spans: Vec<[u32; 2]>,
    /// Whether words stand before the snippet and after it.
    snippet_cut: [bool; 2],
    pub(super) spans: Vec<[u32; 2]>,
    /// The words at these spans, then those of what runs on.
    #[serde(skip)]
    pub(super) quotes: Vec<String>,
    pub(super) date: Option<String>,
    pub(super) sources: Vec<String>,
    pub(super) kind: String,
    /// Whether the words were read off a picture.
    pub(super) by_ocr: bool,
    /// Which one of its document's hits it is, from 1, where they are grouped.
    nth: Option<u32>,
    /// How many its document has, where they are grouped.
    in_document: Option<u32>,
    /// How many other documents its document is nearly the same as.
    nearly_same: u32,
    /// Whether it was found by transliteration alone: nothing of it is as it was typed.
    transliterated: bool,
    /// In tables: the cells that matched, by column, from 0.
    cells: Vec<u32>,
    /// Where a phrase that begins here runs on.
    pub(super) runs_on: Option<RunsOn>,
    /// Which document of those nearly the same as its own it is in, from 1, where such stand for one another and others of
    /// them have hits, too.
    alike_nth: Option<u32>,
    /// How many of them have hits.
    alike_of: Option<u32>,
}

/// The rest of what matched, on the next page or section.
#[derive(Debug, Clone, Serialize, TS)]
pub(super) struct RunsOn {
    unit: u32,
    spans: Vec<[u32; 2]>,
}

/// A hit to be shown: its place, and which one of how many of its document it is.
pub(super) struct Shown {
    pub place: Hit,
    /// Which one of how many, where they are grouped.
    pub among: Option<(u32, u32)>,
    /// Which of how many documents that are nearly the same, where they stand for one another.
    pub alike: Option<(u32, u32)>,
}

/// Finds what matched in the text of a hit's scope and in what that goes on with.
pub(super) struct Marker<'a> {
    pub find: &'a (dyn Fn(&Hit, &Looked<'_>) -> Marked + Sync),
    /// Whether anything that matches may run on to the next page.
    pub may_run_on: bool,
}

/// What of a scope matched.
pub(super) struct Marked {
    pub marks: Marks,
    /// Whether it would not have without transliteration.
    pub is_transliterated: bool,
}

impl Marked {
    /// Places in the scope's own text, as they were typed.
    pub fn of(spans: Vec<[u32; 2]>) -> Marked {
        Marked { marks: Marks { spans, ahead: Vec::new() }, is_transliterated: false }
    }
}

/// A text that is looked at.
pub(super) struct Looked<'a> {
    pub text: &'a str,
    pub ahead: Option<&'a str>,
    pub language: Option<&'a str>,
}

pub(super) const SNIPPET_CHARS: usize = 160;

/// Says everything about the hits of one page.
pub(super) fn lines(case: &Case, hits: &[Shown], mark: &Marker<'_>) -> Result<Vec<HitLine>> {
    let moment = case.at_one_moment()?;
    let sources = case.sources()?;
    let readings = readings(case, hits)?;
    let ids: Vec<DocumentId> = hits.iter().filter_map(|hit| Some(readings.get(&hit.place.doc)?.0)).collect();
    let mut n_kin = case.n_kin(&ids)?.into_iter();
    let mut lines = Vec::with_capacity(hits.len());
    let mut places = Vec::with_capacity(hits.len());
    for Shown { place, among, alike } in hits {
        let Some((id, reading)) = readings.get(&place.doc) else { continue };
        let found_at = case.acquisitions(id)?;
        let mut line = HitLine {
            document: id.to_string(),
            path: found_at.first().map(|a| a.path.clone()).unwrap_or_default(),
            unit: place.unit,
            row: place.row,
            label: String::new(),
            score: place.score,
            snippet: String::new(),
            snippet_spans: Vec::new(),
            snippet_cut: [false; 2],
            spans: Vec::new(),
            quotes: Vec::new(),
            date: reading.as_ref().and_then(dating::date),
            sources: Vec::new(),
            kind: reading.as_ref().map(|r| r.kind.clone()).unwrap_or_default(),
            by_ocr: false,
            nth: among.map(|(nth, _)| nth),
            in_document: among.map(|(_, of)| of),
            nearly_same: n_kin.next().unwrap_or_default(),
            transliterated: false,
            cells: Vec::new(),
            runs_on: None,
            alike_nth: alike.map(|(nth, _)| nth),
            alike_of: alike.map(|(_, of)| of),
        };
        for source in found_at.iter().filter_map(|a| sources.get(&a.source)) {
            if !line.sources.contains(&source.code_name) {
                line.sources.push(source.code_name.clone());
            }
        }
        lines.push(line);
        places.push(*place);
    }
    let mut texts = texts(case, &readings, places.iter().zip(&mut lines));
    drop(moment);
    // Unpacking the texts and finding what matched takes most of the time: two threads share it.
    let show = |some: &mut [HitsOfText<'_>]| some.iter_mut().for_each(|of_text| of_text.show(mark));
    let half = texts.len() / 2;
    let (others, mine) = texts.split_at_mut(half);
    rayon::in_place_scope(|scope| {
        scope.spawn(|_| show(others));
        show(mine);
    });
    drop(texts);
    Ok(lines)
}

type Readings = HashMap<u64, (DocumentId, Option<NewReading>)>;

/// The documents of hits, and what came of reading them.
fn readings(case: &Case, hits: &[Shown]) -> Result<Readings> {
    let mut readings = HashMap::new();
    for Shown { place, .. } in hits {
        if let Entry::Vacant(new) = readings.entry(place.doc)
            && let Some(document) = case.document_at(place.doc)?
        {
            let reading = case.reading(&document.id)?.map(|reading| reading.result);
            new.insert((document.id, reading));
        }
    }
    Ok(readings)
}

/// The hits in one text.
struct HitsOfText<'a> {
    /// None where it cannot be read.
    text: Option<TextPlace>,
    language: Option<&'a str>,
    hits: Vec<(&'a Hit, &'a mut HitLine)>,
}

/// The texts of hits, each once, in the order they come first.
fn texts<'a>(
    case: &Case,
    readings: &'a Readings,
    hits: impl Iterator<Item = (&'a Hit, &'a mut HitLine)>,
) -> Vec<HitsOfText<'a>> {
    let mut texts: Vec<HitsOfText<'_>> = Vec::new();
    let mut known: HashMap<u64, usize> = HashMap::new();
    for (place, line) in hits {
        let number = *known.entry(place.doc).or_insert(texts.len());
        if number == texts.len() {
            let reading = readings.get(&place.doc).and_then(|(_, reading)| reading.as_ref());
            let text = reading.and_then(|reading| reading.text);
            let text = text.and_then(|text| case.text_place(&text).ok());
            let language = reading.and_then(|reading| reading.language.as_deref());
            texts.push(HitsOfText { text, language, hits: Vec::new() });
        }
        texts[number].hits.push((place, line));
    }
    texts
}

impl HitsOfText<'_> {
    /// Shows what of the text matched. What cannot be unpacked says so.
    fn show(&mut self, mark: &Marker<'_>) {
        let mut pack = self.text.as_ref().and_then(|text| text.open().ok());
        for (place, line) in &mut self.hits {
            let ahead = match &mut pack {
                Some(pack) if mark.may_run_on => searching::ahead_of(pack, place.unit).ok().flatten(),
                _ => None,
            };
            match pack.as_mut().and_then(|pack| pack.unit(place.unit).ok().flatten()) {
                Some(unit) => show(line, unit, place, (self.language, ahead), mark),
                None => line.label = "its stored text cannot be read".into(),
            }
        }
    }
}

type Ahead = Option<(u32, String)>;

fn show(
    line: &mut HitLine,
    unit: &anchor::Unit,
    place: &Hit,
    (language, ahead): (Option<&str>, Ahead),
    mark: &Marker<'_>,
) {
    line.label = label(unit, place.row);
    line.by_ocr = is_by_ocr(unit);
    let scope = searching::scopes(place.unit, unit).find(|s| s.row == place.row);
    let Some(scope) = scope else { return };
    let looked = Looked { text: scope.text, ahead: ahead.as_ref().map(|(_, text)| text.as_str()), language };
    let Marked { marks: Marks { spans, ahead: on_next }, is_transliterated } = (mark.find)(place, &looked);
    line.transliterated = is_transliterated;
    let rest = ahead.as_ref().map(|(_, text)| words_at(text, &on_next)).unwrap_or_default();
    line.runs_on = ahead.filter(|_| !on_next.is_empty()).map(|(unit, _)| RunsOn { unit, spans: on_next });
    if place.row.is_some() {
        line.cells = cells(scope.text, &spans);
    }
    let snippet = search::snippet(scope.text, &spans, SNIPPET_CHARS);
    line.snippet = snippet.text;
    line.snippet_spans = snippet.spans;
    line.snippet_cut = snippet.cut;
    line.quotes = words_at(scope.text, &spans);
    line.quotes.extend(rest);
    line.spans = spans.into_iter().map(|[start, end]| [start + scope.start, end + scope.start]).collect();
}

/// The words at places of a text, which come in order and do not overlap.
fn words_at(text: &str, spans: &[[u32; 2]]) -> Vec<String> {
    let mut words = Vec::with_capacity(spans.len());
    let (mut chars, mut at) = (text.chars(), 0);
    for &[start, end] in spans {
        let mut rest = chars.by_ref().skip((start - at) as usize);
        words.push(rest.by_ref().take((end - start) as usize).collect());
        at = end;
    }
    words
}

/// What a unit, or a row of it, is called.
pub(super) fn label(unit: &anchor::Unit, row: Option<u32>) -> String {
    match row {
        Some(row) => match &unit.table {
            Some(table) if !table.sheet.is_empty() => format!("{} row {row}", table.sheet),
            _ => format!("row {row}"),
        },
        None => unit.label.clone(),
    }
}

/// The cells of a row, parted by tabs, in which what matched stands.
fn cells(row: &str, spans: &[[u32; 2]]) -> Vec<u32> {
    let mut cells = Vec::new();
    let mut begins = 0;
    for (column, cell) in (0..).zip(row.split('\t')) {
        let ends = begins + cell.chars().count() as u32;
        if spans.iter().any(|[start, end]| *start < ends && *end > begins) {
            cells.push(column);
        }
        begins = ends + 1;
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_those_that_hold_what_matched() {
        let row = "7\tcrates of 鋼\t\tcrates";
        assert_eq!(cells(row, &[[2, 8], [14, 20]]), [1, 3]);
        assert_eq!(cells(row, &[[12, 13]]), [1]);
        assert_eq!(cells(row, &[[0, 8]]), [0, 1]);
        assert_eq!(cells(row, &[]), [0; 0]);
    }
}
