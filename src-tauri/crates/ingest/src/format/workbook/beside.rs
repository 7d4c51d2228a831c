//! What stands beside the cells of a workbook: comments, text boxes, charts, headers and footers, addresses it leads to, and
//! what is hidden of its sheets.

use std::collections::{HashMap, HashSet};

use anchor::UnitKind;
use quick_xml::events::{BytesStart, Event};

use super::changes::Changes;
use super::margins::{Margins, Side};
use super::ods;
use super::revisions;
use super::scan::Scan;
use super::xls;
use super::xlsb;
use crate::format::flow::Flow;
use crate::format::medium::Medium;
use crate::format::moment::edtf;
use crate::format::odf;
use crate::format::ole::{self, Ole};
use crate::format::ooxml::{
    Which, attr, charts, each_event, main_part, relation_id, relations, resolved, shapes, tell_references, text_part,
};
use crate::format::said::said;
use crate::format::sections::Sections;
use crate::format::zip::Archive;
use crate::format::{Emit, Failure, Limits, MetaKey, Problem, ProblemCode};

/// A sheet's part is looked through for hidden rows as far as this.
const SCANNED_BYTES: u64 = 4 << 30;

/// The sheets of a workbook with their parts, and what their pages have above and below.
#[derive(Default)]
pub(super) struct Pages {
    pub(super) sheets: Vec<(String, String)>,
    /// The names of sheets by the ids that logs of changes know them by.
    names: HashMap<String, String>,
    pub(super) margins: Margins,
    /// Those that were tracked, of a binary workbook.
    pub(super) changes: Changes,
}

impl Pages {
    /// Looks over the sheets of an XLSX, and tells what is hidden of them and not worked out.
    pub(super) fn of_xlsx(archive: &Archive, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<Pages, Failure> {
        let mut pages = sheets(archive, medium, out)?;
        for (name, part) in &pages.sheets {
            let mut scan = Scan::new(pages.margins);
            let broken = archive.scan(part, SCANNED_BYTES, medium, &mut |bytes| {
                scan.feed(bytes);
                out.alive()
            })?;
            scan.hidden.finding(name).map_or(Ok(()), |finding| out.meta(MetaKey::Finding, finding))?;
            if let Some(message) = scan.unsolved.told(name) {
                out.problem(Problem { code: ProblemCode::Quality, message, unit: None })?;
            }
            pages.margins = scan.margins;
            if let Some(Problem { code, message, .. }) = broken {
                let message =
                    format!("what is hidden in the sheet {name} was looked for as far as it can be read: {message}");
                out.problem(Problem { code, message, unit: None })?;
            }
        }
        Ok(pages)
    }
}

/// Gives comments with the cells they stand at, text boxes, charts, headers and footers; tells what it leads to.
pub(super) fn give_beside(
    archive: &Archive,
    pages: &Pages,
    engine: &'static str,
    medium: &mut Medium<'_>,
    limits: Limits,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let persons = persons(archive, medium, out)?;
    let mut comments = Comments::default();
    let mut references = Vec::new();
    let mut known = HashSet::new();
    for (name, part) in &pages.sheets {
        for related in relations(archive, part, medium, out)? {
            let is_comments = matches!(related.kind.as_str(), "comments" | "threadedComment");
            if related.is_external {
                references.push(related.target);
            } else if is_comments && known.insert(related.target.to_ascii_lowercase()) {
                comments.read(archive, &related.target, name, &persons, medium, out)?;
            }
        }
    }
    let is_comments = |name: &&str| {
        let name = name.to_ascii_lowercase();
        let is_part = name.starts_with("xl/") && name.contains("comments");
        let is_read = name.ends_with(".xml") || name.ends_with(".bin");
        is_part && is_read && !name.contains("/drawings/") && !known.contains(&name)
    };
    let others: Vec<&str> = archive.names().filter(is_comments).collect();
    for part in others {
        comments.read(archive, part, "", &persons, medium, out)?;
    }
    let is_link = |name: &&str| name.to_ascii_lowercase().starts_with("xl/externallinks/externallink");
    let links: Vec<&str> = archive.names().filter(is_link).collect();
    for part in links {
        let related = relations(archive, part, medium, out)?;
        references.extend(related.into_iter().filter(|related| related.is_external).map(|related| related.target));
    }
    let boxes = boxes(archive, medium, out)?;
    let charts = charts(archive, "xl/", medium, out)?;
    let mut sections = Sections::new(&mut *out, engine, limits);
    for (label, text) in [("comments", comments.finish()), ("text boxes", boxes), ("charts", charts)] {
        sections.give(UnitKind::Section, label, label, &text)?;
    }
    pages.margins.give(&mut sections)?;
    tell_references(references, out)?;
    let changes = revisions::changes(archive, &pages.names, medium, out)?;
    let mut sections = Sections::new(&mut *out, engine, limits);
    changes.give(&mut sections)?;
    pages.changes.give(&mut sections)
}

/// The same for ODS: what stands beside its cells, pictures and objects.
pub(super) fn give_beside_of_ods(
    archive: &Archive,
    beside: &ods::Beside,
    medium: &mut Medium<'_>,
    limits: Limits,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    if let Some(xml) = text_part(archive, "meta.xml", medium, out)? {
        odf::properties(&xml).into_iter().try_for_each(|(key, value)| out.meta(key, value))?;
    }
    let around = odf::margins(archive, medium, out)?;
    let objects = odf::objects(archive, medium, out)?;
    let mut sections = Sections::new(&mut *out, ods::ENGINE, limits);
    give_beside_sheets(beside, &around, &mut sections)?;
    sections.give(UnitKind::Section, "embedded objects", "embedded objects", &objects.join("\n\n"))?;
    tell_references(beside.references.clone(), out)?;
    odf::give_children(archive, medium, limits, out)
}

/// The same for a flat ODS.
pub(super) fn give_beside_of_flat(
    medium: &mut Medium<'_>,
    len: u64,
    beside: &ods::Beside,
    limits: Limits,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let flat = odf::Flat::read(medium, len, out)?;
    give_beside_sheets(beside, &flat.around, &mut Sections::new(&mut *out, ods::ENGINE, limits))?;
    tell_references(beside.references.clone(), out)?;
    flat.give_children(limits, out)
}

fn give_beside_sheets(beside: &ods::Beside, around: &odf::Around, sections: &mut Sections<'_>) -> Result<(), Failure> {
    beside.give(sections)?;
    let mut margins = Margins::default();
    around.headers.iter().for_each(|text| margins.filled_in(Side::Header, text));
    around.footers.iter().for_each(|text| margins.filled_in(Side::Footer, text));
    margins.give(sections)
}

/// The same for XLS: what it says of itself, macros and objects. Its reader gives the rest.
pub(super) fn give_beside_of_xls(
    medium: &mut Medium<'_>,
    len: u64,
    limits: Limits,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    // What is too broken for this has been told of.
    let Ok(ole) = Ole::open(medium, len) else { return medium.check() };
    ole::properties(&ole, medium, out)?;
    if ole.has("_VBA_PROJECT_CUR") {
        out.meta(MetaKey::Finding, "it contains macros".to_owned())?;
    }
    xls::give_changes(&ole, limits, medium, out)?;
    let is_object = |path: &str| path.starts_with("MBD") && !path.contains('/');
    ole::give_embedded(&ole, is_object, medium, limits, out)
}

/// The sheets, with nothing found of them yet.
fn sheets(archive: &Archive, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<Pages, Failure> {
    let main = main_part(archive, "xl/workbook.xml", medium, out)?;
    if !main.to_ascii_lowercase().ends_with(".xml") {
        return Ok(Pages::default());
    }
    let Some(xml) = text_part(archive, &main, medium, out)? else { return Ok(Pages::default()) };
    let related = relations(archive, &main, medium, out)?;
    let targets: HashMap<&str, &str> = related
        .iter()
        .filter(|found| !found.is_external)
        .map(|found| (found.id.as_str(), found.target.as_str()))
        .collect();
    let mut known = HashSet::new();
    let mut pages = Pages::default();
    each_event(&xml, |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && tag.local_name().as_ref() == "sheet"
            && let Some(part) = relation_id(tag).and_then(|id| targets.get(id.as_str()).copied())
            && known.insert(part)
        {
            let name = attr(tag, "name").unwrap_or_default();
            pages.names.extend(attr(tag, "sheetId").map(|id| (id, name.clone())));
            pages.sheets.push((name, part.to_owned()));
        }
    });
    Ok(pages)
}

/// Those who write comments of the newer kind, by their ids.
fn persons(archive: &Archive, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<HashMap<String, String>, Failure> {
    let is_persons = |name: &&str| name.starts_with("xl/persons/") && name.ends_with(".xml");
    let parts: Vec<&str> = archive.names().filter(is_persons).collect();
    let mut persons = HashMap::new();
    for part in parts {
        let xml = text_part(archive, part, medium, out)?.unwrap_or_default();
        each_event(&xml, |event| {
            if let Event::Start(tag) | Event::Empty(tag) = event
                && let (Some(id), Some(name)) = (attr(tag, "id"), attr(tag, "displayName"))
            {
                persons.insert(id, name);
            }
        });
    }
    Ok(persons)
}

fn boxes(archive: &Archive, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<String, Failure> {
    let is_drawing = |name: &&str| {
        let is_one = name.starts_with("xl/drawings/drawing") || name.starts_with("xl/diagrams/data");
        is_one && name.ends_with(".xml")
    };
    let parts: Vec<&str> = archive.names().filter(is_drawing).collect();
    let mut texts = Vec::new();
    for part in parts {
        let xml = text_part(archive, part, medium, out)?.unwrap_or_default();
        texts.extend(Some(shapes(&xml, Which::All).text).filter(|text| !text.is_empty()));
    }
    Ok(texts.join("\n\n"))
}

/// The comments of all sheets, as `sheet cell, author, date: words`.
#[derive(Default)]
struct Comments {
    /// With the thread that each stands for, if it does.
    lines: Vec<(Option<String>, String)>,
    threads: HashSet<String>,
}

impl Comments {
    /// Reads a part.
    fn read(
        &mut self,
        archive: &Archive,
        part: &str,
        sheet: &str,
        persons: &HashMap<String, String>,
        medium: &mut Medium<'_>,
        out: &mut dyn Emit,
    ) -> Result<(), Failure> {
        if part.to_ascii_lowercase().ends_with(".bin") {
            for xlsb::Comment { cell, author, words } in xlsb::comments(archive, part, medium, out)? {
                self.add(&format!("{sheet} {cell}"), &author, None, words.trim());
            }
            return Ok(());
        }
        let xml = text_part(archive, part, medium, out)?.unwrap_or_default();
        let mut walk = Walk::new(persons);
        each_event(&xml, |event| walk.event(event));
        let Walk { authors, comments, threads, .. } = walk;
        self.threads.extend(threads);
        for comment in comments {
            let listed = || authors.get(comment.number?).map(String::as_str);
            let author = comment.author.as_deref().or_else(listed).unwrap_or_default();
            let place = format!("{sheet} {}", comment.cell);
            self.add(&place, author, comment.date.as_deref(), &comment.words.finish());
        }
        Ok(())
    }

    fn add(&mut self, place: &str, author: &str, date: Option<&str>, words: &str) {
        let who: Vec<&str> = [place.trim(), author.trim()].into_iter().filter(|part| !part.is_empty()).collect();
        if !words.is_empty() {
            let thread = author.strip_prefix("tc=").map(str::to_owned);
            self.lines.push((thread, said(&who.join(", "), date, words)));
        }
    }

    /// The lines. Comments that can be answered stand once more in a copy for older programs, which is left out.
    fn finish(self) -> String {
        let is_copy = |thread: &Option<String>| thread.as_ref().is_some_and(|thread| self.threads.contains(thread));
        let lines = self.lines.iter().filter(|(thread, _)| !is_copy(thread)).map(|(_, line)| line.as_str());
        lines.collect::<Vec<_>>().join("\n\n")
    }
}

struct Walk<'a> {
    persons: &'a HashMap<String, String>,
    authors: Vec<String>,
    comments: Vec<Comment>,
    /// Ids of comments that can be answered.
    threads: Vec<String>,
    is_author: bool,
    is_text: bool,
    n_phonetic: u32,
}

struct Comment {
    cell: String,
    /// In the list of authors that stands before the comments.
    number: Option<usize>,
    author: Option<String>,
    date: Option<String>,
    words: Flow,
}

impl<'a> Walk<'a> {
    fn new(persons: &'a HashMap<String, String>) -> Walk<'a> {
        Walk {
            persons,
            authors: Vec::new(),
            comments: Vec::new(),
            threads: Vec::new(),
            is_author: false,
            is_text: false,
            n_phonetic: 0,
        }
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::Empty(tag) if tag.local_name().as_ref() == "author" => self.authors.push(String::new()),
            Event::End(tag) => match tag.local_name().as_ref() {
                "author" => self.is_author = false,
                "t" | "text" => self.is_text = false,
                "rPh" => self.n_phonetic = self.n_phonetic.saturating_sub(1),
                _ => {}
            },
            Event::Text(text) => self.words(&text.xml10_content()),
            Event::CData(text) => self.words(&text.xml10_content()),
            Event::GeneralRef(reference) => self.words(&resolved(reference)),
            _ => {}
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "author" => {
                self.is_author = true;
                self.authors.push(String::new());
            }
            "comment" => self.comment(tag),
            "threadedComment" => {
                self.threads.extend(attr(tag, "id"));
                self.comment(tag);
            }
            // Comments that can be answered have their words in the element itself.
            "t" | "text" => self.is_text = true,
            "rPh" => self.n_phonetic += 1,
            _ => {}
        }
    }

    fn comment(&mut self, tag: &BytesStart<'_>) {
        self.comments.push(Comment {
            cell: attr(tag, "ref").unwrap_or_default(),
            number: attr(tag, "authorId").and_then(|number| number.parse().ok()),
            author: attr(tag, "personId").and_then(|id| self.persons.get(&id).cloned()),
            date: attr(tag, "dT").as_deref().and_then(edtf),
            words: Flow::default(),
        });
    }

    fn words(&mut self, words: &str) {
        if let Some(author) = self.authors.last_mut().filter(|_| self.is_author) {
            author.push_str(words);
        } else if let Some(comment) = self.comments.last_mut().filter(|_| self.is_text && self.n_phonetic == 0) {
            comment.words.words(words);
        }
    }
}
