//! Word documents of the older kind (DOC, Word 6 to 2003): body with tables, notes, comments, headers and footers, text
//! boxes, changes that were tracked; embedded objects and pictures as
//! children. Nothing is followed, no field is worked out.

mod comments;
mod fib;
mod origin;
mod pictures;
mod pieces;
mod runs;
#[cfg(test)]
mod tests;
mod words;

use anchor::UnitKind;

use comments::{comments, names};
use fib::{Fib, Part, Table, fib};
use pictures::{give_pictures, said_by_shapes};
use pieces::text;
use runs::{Runs, character_runs, paragraph_runs};
use words::{Change, Found, Source, words};

use super::about;
use super::docx::{field_findings, field_target};
use super::dttm::dttm;
use super::medium::Medium;
use super::officeart::{Pictures, ShapeWords};
use super::ole::{Ole, Stream, give_embedded, properties};
use super::once::Once;
use super::ooxml::tell_references;
use super::package::u32_at;
use super::said::said;
use super::sections::Sections;
use super::tracked::{Tracked, inserted};
use super::{Emit, Failure, Input, MetaKey, Problem, ProblemCode};

const ENGINE: &str = "doc";
const STREAM_BYTES: u64 = 512 << 20;
const MOST_UNITS: usize = 100 << 20;

/// Gives the body in sections, then footnotes, endnotes, comments, headers, footers, text boxes, inserted and deleted text.
///
/// # Errors
///
/// [`Failure::Encrypted`] where the text is locked by a password.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let limits = input.limits;
    let mut medium = Medium::new(&mut *input.bytes);
    let ole = Ole::open(&mut medium, input.len)?;
    let document = stream(&ole, "WordDocument", &mut medium, out)?;
    let fib = fib(&document)?;
    let table = if fib.is_old { document.clone() } else { stream(&ole, fib.table, &mut medium, out)? };
    properties(&ole, &mut medium, out)?;

    let source = source(&fib, &document, &table);
    if !source.text.is_whole {
        let message = "parts of its text are missing; what there is was read";
        out.problem(Problem { code: ProblemCode::Unreadable, message: message.to_owned(), unit: None })?;
    }
    let mut found = Found::default();
    let mut texts = texts(&fib, &source, &table, &mut found);
    if source.text.units.is_empty() {
        return Err(Failure::Corrupt("its text cannot be found".to_owned()));
    }
    out.alive()?;
    let authors = names(fib.table(Table::ChangeAuthors, &table));
    origin::tell(&fib, &table, &authors, out)?;
    let author = |change: &Change| authors.get(usize::from(change.author)).map_or("", String::as_str);
    let tracked = Tracked {
        inserted: found.insertions.iter().map(author).collect(),
        deleted: found.deletions.iter().map(author).collect(),
        others: Vec::new(),
    };
    tell(&ole, &found, &tracked, out)?;
    let data = match ole.find("Data") {
        Some(entry) => ole.read(entry, STREAM_BYTES, &mut medium)?.bytes,
        None => Vec::new(),
    };
    let places = source.characters.pictures();
    texts.extend(shapes(&said_by_shapes(&places, &data, fib.table(Table::Drawings, &table)), out)?);
    let mut sections = Sections::new(&mut *out, ENGINE, limits);
    for (label, text) in texts {
        let first = if label == "section" { "section 1" } else { label };
        sections.give(UnitKind::Section, first, label, &text)?;
    }
    let inserted = |change: &Change| inserted(author(change), dttm(change.date).as_deref(), &change.words);
    let deleted = |change: &Change| said(author(change), dttm(change.date).as_deref(), &change.words);
    let inserted: Vec<String> = found.insertions.iter().map(inserted).collect();
    let deleted: Vec<String> = found.deletions.iter().map(deleted).collect();
    for (label, lines) in [("inserted text", inserted), ("deleted text", deleted)] {
        sections.give(UnitKind::Section, label, label, &lines.join("\n"))?;
    }
    let is_object = |path: &str| path.strip_prefix("ObjectPool/").is_some_and(|name| !name.contains('/'));
    give_embedded(&ole, is_object, &mut medium, limits, out)?;
    give_pictures(&places, &data, fib.table(Table::Drawings, &table), &document, &mut Pictures::new(limits), out)
}

/// A stream that must be there. One that breaks off is told of and given as far as it goes.
fn stream(ole: &Ole, name: &str, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<Vec<u8>, Failure> {
    let missing = || Failure::Corrupt(format!("the part {name} is missing"));
    let entry = ole.find(name).ok_or_else(missing)?;
    let Stream { bytes, is_whole } = ole.read(entry, STREAM_BYTES, medium)?;
    if !is_whole {
        let message = format!("the part {name} breaks off");
        out.problem(Problem { code: ProblemCode::Unreadable, message, unit: None })?;
    }
    out.alive()?;
    Ok(bytes)
}

fn source(fib: &Fib, document: &[u8], table: &[u8]) -> Source {
    let text = text(fib, document, fib.table(Table::Pieces, table), MOST_UNITS);
    if fib.is_old {
        return Source { text, characters: Runs::none(), paragraphs: Runs::none() };
    }
    let characters = character_runs(fib.table(Table::CharacterRuns, table), document);
    let paragraphs = paragraph_runs(fib.table(Table::ParagraphRuns, table), document);
    Source { text, characters, paragraphs }
}

/// All parts of the text by their labels.
fn texts(fib: &Fib, source: &Source, table: &[u8], found: &mut Found) -> Vec<(&'static str, String)> {
    let mut of = |part| words(source, fib.range(part), found);
    let body = of(Part::Body);
    let (footnotes, endnotes) = (of(Part::Footnotes), of(Part::Endnotes));
    let boxes = [of(Part::Boxes), of(Part::HeaderBoxes)];
    let [header, footer] = margins(fib, source, table, found);
    let comments = comments(fib, source, table, found);
    vec![
        ("section", body),
        ("footnotes", footnotes),
        ("endnotes", endnotes),
        ("comments", comments.join("\n\n")),
        ("header", header),
        ("footer", footer),
        ("text boxes", boxes.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join("\n")),
    ]
}

/// Words that are drawn and what is said of pictures, by their labels.
fn shapes(said: &[ShapeWords], out: &mut dyn Emit) -> Result<[(&'static str, String); 2], Failure> {
    let (mut drawn, mut descriptions) = (Once::default(), Once::default());
    for shape in said {
        drawn.add(shape.drawn.clone().unwrap_or_default());
        shape.descriptions.iter().for_each(|words| descriptions.add(words.clone()));
    }
    let mut paths = descriptions.iter().filter_map(|words| about::picture(words));
    paths.try_for_each(|(key, words)| out.meta(key, words))?;
    Ok([("drawn words", drawn.join("\n")), ("descriptions of pictures", descriptions.join("\n"))])
}

/// Headers and footers ([MS-DOC], 2.8.7): the lines above notes, then six kinds for each section.
fn margins(fib: &Fib, source: &Source, table: &[u8], found: &mut Found) -> [String; 2] {
    let (start, end) = fib.range(Part::Headers);
    let places = fib.table(Table::HeaderPlaces, table);
    let place = |index: usize| Some(start.saturating_add(u32_at(places, 4 * index)? as usize).min(end));
    let mut texts = [Once::default(), Once::default()];
    let n = (places.len() / 4).saturating_sub(1);
    if fib.is_old || n == 0 {
        return [words(source, (start, end), found), String::new()];
    }
    let mut last = start;
    for story in 6..n {
        let (Some(from), Some(to)) = (place(story), place(story + 1)) else { break };
        if from < last {
            continue;
        }
        last = to.max(from);
        let text = words(source, (from, to), found);
        texts[usize::from(matches!(story % 6, 2 | 3 | 5))].add(text);
    }
    texts.map(|texts| texts.join("\n"))
}

fn tell(ole: &Ole, found: &Found, tracked: &Tracked<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
    tell_references(found.fields.iter().filter_map(|field| field_target(field)).collect(), out)?;
    if found.has_open_field {
        let message = "a field has no end; what it holds is shown as text".to_owned();
        out.problem(Problem { code: ProblemCode::Quality, message, unit: None })?;
    }
    let mut findings = Vec::new();
    if ole.has("Macros") || ole.has("_VBA_PROJECT_CUR") {
        findings.push("it contains macros".to_owned());
    }
    findings.extend(field_findings(&found.fields));
    findings.extend(tracked.finding());
    if found.n_hidden > 0 {
        findings.push(super::html::hidden_finding(found.n_hidden));
    }
    findings.into_iter().try_for_each(|finding| out.meta(MetaKey::Finding, finding))
}
