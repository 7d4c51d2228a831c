//! A list of hits as a file: every hit, whatever page is shown.
//!
//! It is written beside its place and moved there when it is whole; cut short, nothing is left of it.

mod forms;

use std::{
    collections::HashMap,
    fs::File,
    io::{BufWriter, ErrorKind},
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use anchor::{
    CharOffset, Span, Unit,
    attach::{Outcome, Place, Units, attach_all},
};
use facts::DocumentId;
use search::{Field, Query};
use serde::Serialize;
use store::Case;
use ts_rs::TS;

use super::{
    audiences::{PROTECTED, Protected, told},
    found::{HitLine, Marker, RunsOn, Shown, lines},
    saving::in_the_way,
    searches::SearchAnswer,
};
use crate::{Code, Error, Event, Job, Progress, Result, findings::StoredUnits};
use forms::{Csv, Json, Table, Xlsx};

/// What stands for words where a box on a page is cited.
const MARKED_AREA: &str = "marked area";
/// So many hits are looked up at once.
const AT_ONCE: usize = 200;

/// A file that all hits are to be written to.
pub(super) struct Export<'a> {
    path: &'a Path,
    form: Form,
    protected: Protected,
    force: bool,
}

#[derive(Clone, Copy)]
enum Form {
    Csv,
    Xlsx,
    Json,
}

/// A file that was written.
#[derive(Debug, Clone, Serialize, TS)]
pub(super) struct Exported {
    path: PathBuf,
    hits: u64,
    /// In how many of them protected sources stay unnamed.
    unnamed: u64,
}

/// A hit as a row of a file.
#[derive(Serialize)]
pub(super) struct Row {
    document: String,
    path: String,
    unit: u32,
    row: Option<u32>,
    label: String,
    kind: String,
    date: Option<String>,
    sources: Vec<String>,
    snippet: String,
    /// The words that were found.
    quotes: Vec<String>,
    /// Where they stand in the unit's text: start and end in Unicode scalar values.
    spans: Vec<[u32; 2]>,
    /// Where they stand on the next page or section, where a phrase runs on.
    runs_on: Option<RunsOn>,
    /// What is cited of that unit or row.
    citations: Vec<Cited>,
}

/// A citation of the place a hit is at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Cited {
    id: String,
    quote: String,
}

impl Export<'_> {
    /// What a request asks for; refuses a file of no kind we write, or one that is there.
    pub fn of<'a>(
        case: &Case,
        path: Option<&'a Path>,
        with_protected: bool,
        force: bool,
    ) -> Result<Option<Export<'a>>> {
        let Some(path) = path else { return Ok(None) };
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
        let form = match ending.as_str() {
            "csv" => Form::Csv,
            "xlsx" => Form::Xlsx,
            "json" => Form::Json,
            _ => {
                let message = format!("{} does not say what to write.", path.display());
                return Err(Error::new(Code::Usage, message).hint("Let its name end in .csv, .xlsx or .json"));
            }
        };
        if !force && path.symlink_metadata().is_ok() {
            return Err(in_the_way(path));
        }
        let protected = if with_protected { Protected::default() } else { Protected::of_case(case)? };
        Ok(Some(Export { path, form, protected, force }))
    }

    /// A query as the file tells of it: sources that stay unnamed, and what came from them, are not called by their names
    /// there either. `None` if it names none of them.
    pub fn unnamed(&self, typed: &str) -> Option<Query> {
        let query = Query::parse(typed).ok()?;
        let mut terms = query.field_terms();
        terms.retain(|term| match term.field {
            Field::Source => self.protected.named(&term.value),
            Field::Path => self.protected.path(&term.value),
            // What they are called is not at hand.
            Field::Title => self.protected.any_document(),
            _ => false,
        });
        terms.sort_by_key(|term| std::cmp::Reverse(term.at));
        let mut chars: Vec<char> = (!terms.is_empty()).then(|| typed.chars().collect())?;
        for term in terms {
            chars.splice(term.at..term.at + term.len, format!("\"{PROTECTED}\"").chars());
        }
        Query::parse(&chars.into_iter().collect::<String>()).ok()
    }

    /// Whether a note names a source that stays unnamed.
    pub fn names(&self, note: &str) -> bool {
        self.protected.names(note)
    }

    /// Writes the hits.
    pub fn write(
        &self,
        job: &mut Job<'_>,
        case: &Case,
        about: &SearchAnswer,
        hits: &[Shown],
        mark: &Marker<'_>,
    ) -> Result<Exported> {
        let failed = |e| Error::new(Code::File, format!("{} could not be written.", self.path.display())).detail(e);
        let part = beside(self.path);
        let file = File::create(&part).map_err(failed)?;
        let written = self.write_to(file, job, case, about, hits, mark);
        let put = written.and_then(|exported| {
            // Looked at again: it took a while.
            if !self.force && self.path.symlink_metadata().is_ok() {
                return Err(in_the_way(self.path));
            }
            std::fs::rename(&part, self.path).map_err(failed)?;
            Ok(exported)
        });
        let exported = put.inspect_err(|_| drop(std::fs::remove_file(&part)))?;
        let n = if exported.hits == 1 { "1 hit".to_owned() } else { format!("{} hits", exported.hits) };
        job.note(format!("Wrote {n} to {}", self.path.display()));
        if exported.hits < about.total {
            let n = about.total - exported.hits;
            let more = if n == 1 { "1 more is".to_owned() } else { format!("{n} more are") };
            job.note(format!("{more} folded away, in documents that are nearly the same, and not in it."));
        }
        if exported.unnamed > 0 {
            job.note(told(exported.unnamed));
        }
        Ok(exported)
    }

    fn write_to(
        &self,
        file: File,
        job: &mut Job<'_>,
        case: &Case,
        about: &SearchAnswer,
        hits: &[Shown],
        mark: &Marker<'_>,
    ) -> Result<Exported> {
        let mut unnamed = 0;
        let mut citations = Citations::default();
        let out = BufWriter::new(file);
        let begun = self.begin(out, about);
        let mut table = begun.map_err(|e| full_or(self.path, e))?;
        let total = hits.len() as u64;
        let mut done = 0;
        for some in hits.chunks(AT_ONCE) {
            if job.cancel.is_cancelled() {
                return Err(Error::new(Code::Stopped, "Writing the hits was stopped. No file was written."));
            }
            for line in lines(case, some, mark)? {
                let row = self.row(case, line, &mut citations, &mut unnamed)?;
                table.add(&row).map_err(|e| full_or(self.path, e))?;
                done += 1;
            }
            let progress = Progress { doing: "writing hits".into(), done, total, ..Progress::default() };
            (job.events)(Event::Progress(progress));
        }
        table.end(about).map_err(|e| full_or(self.path, e))?;
        Ok(Exported { path: self.path.to_path_buf(), hits: done, unnamed })
    }

    fn begin(&self, out: BufWriter<File>, about: &SearchAnswer) -> std::io::Result<Box<dyn Table>> {
        Ok(match self.form {
            Form::Csv => Box::new(Csv::begin(out)?),
            Form::Xlsx => Box::new(Xlsx::begin(out, self.path.parent().unwrap_or(Path::new(".")))?),
            Form::Json => Box::new(Json::begin(out, about)?),
        })
    }

    fn row(&self, case: &Case, line: HitLine, citations: &mut Citations, unnamed: &mut u64) -> Result<Row> {
        let cited = citations.at(case, &line)?;
        let row = Row {
            citations: cited,
            document: line.document,
            path: line.path,
            unit: line.unit,
            row: line.row,
            label: line.label,
            kind: line.kind,
            date: line.date,
            sources: line.sources,
            snippet: line.snippet,
            quotes: line.quotes,
            spans: line.spans,
            runs_on: line.runs_on,
        };
        if !self.protected.document(&row.document) {
            return Ok(row);
        }
        *unnamed += 1;
        let hidden = || PROTECTED.to_owned();
        Ok(Row {
            path: hidden(),
            label: String::new(),
            date: None,
            sources: vec![hidden()],
            snippet: hidden(),
            quotes: Vec::new(),
            citations: row.citations.into_iter().map(|cited| Cited { quote: hidden(), ..cited }).collect(),
            ..row
        })
    }
}

/// Where a file is written until it is whole: in the same folder, so that it only has to be renamed.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.part"))
}

fn full_or(path: &Path, error: std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::StorageFull => store::Error::Full.into(),
        _ => Error::new(Code::File, format!("{} could not be written.", path.display())).detail(error),
    }
}

/// What is cited, by document: each is looked up once.
#[derive(Default)]
struct Citations(HashMap<String, Vec<CitedPlace>>);

/// A unit, in tables the rows, and what is cited there.
type CitedPlace = (u32, Option<RangeInclusive<u32>>, Cited);

impl Citations {
    /// What is cited of the unit a hit is in; in tables, of its row.
    fn at(&mut self, case: &Case, line: &HitLine) -> Result<Vec<Cited>> {
        if !self.0.contains_key(&line.document) {
            let cited = cited_of(case, &case.find_document(&line.document)?.id)?;
            self.0.insert(line.document.clone(), cited);
        }
        let of_document = self.0.get(&line.document).into_iter().flatten();
        let here = of_document.filter(|(unit, rows, _)| {
            *unit == line.unit && rows.as_ref().zip(line.row).is_none_or(|(cited, found)| cited.contains(&found))
        });
        let mut cited: Vec<Cited> = here.map(|(.., cited)| cited.clone()).collect();
        cited.dedup();
        Ok(cited)
    }
}

/// Where the citations of a document stand now.
fn cited_of(case: &Case, document: &DocumentId) -> Result<Vec<CitedPlace>> {
    let citations = case.citations_of(document)?;
    let Some(version) =
        case.reading(document)?.and_then(|reading| reading.result.text).filter(|_| !citations.is_empty())
    else {
        return Ok(Vec::new());
    };
    let units = StoredUnits::new(case.text(&version)?);
    let anchors: Vec<_> = citations.iter().flat_map(|c| c.anchors.iter().map(move |a| (c, a))).collect();
    let only: Vec<_> = anchors.iter().map(|(_, anchor)| *anchor).collect();
    let attached = attach_all(&only, &version, &units)?;
    let mut placed = Vec::with_capacity(attached.len());
    for ((citation, anchor), found) in anchors.into_iter().zip(attached) {
        let (unit, rows) = match found.outcome {
            Outcome::InPlace { unit, place } | Outcome::Moved { unit, place } => match place {
                Place::Row(row) => (unit, Some(row..=row)),
                Place::Span(span) => (unit, units.get(unit)?.and_then(|of| rows_of(&of, span))),
            },
            Outcome::NotText => match anchor.unit() {
                Some(unit) => (unit, None),
                None => continue,
            },
            Outcome::Lost => continue,
        };
        let quote = anchor.quote().unwrap_or_else(|| MARKED_AREA.to_owned());
        placed.push((unit, rows, Cited { id: citation.id.to_string(), quote }));
    }
    Ok(placed)
}

/// The rows of a table that words stand in; `None` outside tables.
fn rows_of(unit: &Unit, span: Span) -> Option<RangeInclusive<u32>> {
    let last = CharOffset(span.end.0.saturating_sub(1).max(span.start.0));
    Some(unit.row_at(span.start)?..=unit.row_at(last)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_made_beside_its_place() {
        assert_eq!(beside(Path::new("/a/hits.csv")), Path::new("/a/.hits.csv.part"));
        assert_eq!(beside(Path::new("hits.csv")), Path::new(".hits.csv.part"));
    }
}
