//! What stands beside the cells of a workbook: comments, text boxes, charts, and what is hidden of its sheets.

use std::collections::{HashMap, HashSet};

use anchor::UnitKind;
use quick_xml::events::{BytesStart, Event};

use super::ENGINE;
use super::hidden::Hidden;
use crate::format::flow::Flow;
use crate::format::medium::Medium;
use crate::format::moment::edtf;
use crate::format::odf;
use crate::format::ole::{self, Ole};
use crate::format::ooxml::{
    Which, attr, charts, each_event, main_part, relation_id, relations, resolved, shapes, text_part,
};
use crate::format::said::said;
use crate::format::sections::Sections;
use crate::format::zip::Archive;
use crate::format::{Emit, Failure, Limits, MetaKey};

/// A sheet's part is looked through for hidden rows as far as this.
const SCANNED_BYTES: u64 = 4 << 30;

/// Gives comments with the cells they stand at, text boxes and charts.
pub(super) fn give_beside(
    archive: &Archive,
    medium: &mut Medium<'_>,
    limits: Limits,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let sheets = sheets(archive, medium, out)?;
    let persons = persons(archive, medium, out)?;
    let mut lines = Vec::new();
    let mut known = HashSet::new();
    for (name, part) in &sheets {
        let mut hidden = Hidden::default();
        archive.scan(part, SCANNED_BYTES, medium, &mut |bytes| {
            hidden.feed(bytes);
            out.alive()
        })?;
        hidden.finding(name).map_or(Ok(()), |finding| out.meta(MetaKey::Finding, finding))?;
        for related in relations(archive, part, medium, out)? {
            let is_comments = matches!(related.kind.as_str(), "comments" | "threadedComment");
            if is_comments && !related.is_external && known.insert(related.target.to_ascii_lowercase()) {
                let xml = text_part(archive, &related.target, medium, out)?.unwrap_or_default();
                lines.extend(comments(&xml, &format!("{name} "), &persons));
            }
        }
    }
    let is_comments = |name: &&str| {
        let name = name.to_ascii_lowercase();
        let is_part = name.starts_with("xl/") && name.ends_with(".xml") && name.contains("comments");
        is_part && !name.contains("/drawings/") && !known.contains(&name)
    };
    let others: Vec<&str> = archive.names().filter(is_comments).collect();
    for part in others {
        let xml = text_part(archive, part, medium, out)?.unwrap_or_default();
        lines.extend(comments(&xml, "", &persons));
    }
    let boxes = boxes(archive, medium, out)?;
    let charts = charts(archive, "xl/", medium, out)?;
    let mut sections = Sections::new(out, ENGINE, limits);
    for (label, text) in [("comments", lines.join("\n\n")), ("text boxes", boxes), ("charts", charts)] {
        sections.give(UnitKind::Section, label, label, &text)?;
    }
    Ok(())
}

/// The same for ODS: comments, pictures and objects.
pub(super) fn give_beside_of_ods(
    archive: &Archive,
    medium: &mut Medium<'_>,
    limits: Limits,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    if let Some(xml) = text_part(archive, "meta.xml", medium, out)? {
        odf::properties(&xml).into_iter().try_for_each(|(key, value)| out.meta(key, value))?;
    }
    let lines = odf::comments(archive, medium, out)?;
    Sections::new(&mut *out, ENGINE, limits).give(UnitKind::Section, "comments", "comments", &lines.join("\n\n"))?;
    odf::give_children(archive, medium, limits, out)
}

/// The same for XLS: what it says of itself, macros and objects. Its reader gives comments and boxes.
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
    let is_object = |path: &str| path.starts_with("MBD") && !path.contains('/');
    ole::give_embedded(&ole, is_object, medium, limits, out)
}

/// The names of the sheets and their parts.
fn sheets(archive: &Archive, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<Vec<(String, String)>, Failure> {
    let main = main_part(archive, "xl/workbook.xml", medium, out)?;
    if !main.to_ascii_lowercase().ends_with(".xml") {
        return Ok(Vec::new());
    }
    let Some(xml) = text_part(archive, &main, medium, out)? else { return Ok(Vec::new()) };
    let related = relations(archive, &main, medium, out)?;
    let targets: HashMap<&str, &str> = related
        .iter()
        .filter(|found| !found.is_external)
        .map(|found| (found.id.as_str(), found.target.as_str()))
        .collect();
    let mut known = HashSet::new();
    let mut sheets = Vec::new();
    each_event(&xml, |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && tag.local_name().as_ref() == "sheet"
            && let Some(part) = relation_id(tag).and_then(|id| targets.get(id.as_str()).copied())
            && known.insert(part)
        {
            sheets.push((attr(tag, "name").unwrap_or_default(), part.to_owned()));
        }
    });
    Ok(sheets)
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
    let is_drawing = |name: &&str| name.starts_with("xl/drawings/drawing") && name.ends_with(".xml");
    let parts: Vec<&str> = archive.names().filter(is_drawing).collect();
    let mut texts = Vec::new();
    for part in parts {
        let xml = text_part(archive, part, medium, out)?.unwrap_or_default();
        texts.extend(Some(shapes(&xml, Which::All).text).filter(|text| !text.is_empty()));
    }
    Ok(texts.join("\n\n"))
}

/// The comments of a part: `sheet cell, author, date: words`.
fn comments(xml: &str, sheet: &str, persons: &HashMap<String, String>) -> Vec<String> {
    let mut walk = Walk::new(persons);
    each_event(xml, |event| walk.event(event));
    let lines = walk.comments.into_iter().filter_map(|comment| {
        let author = comment.author.as_deref().or_else(|| walk.authors.get(comment.number?).map(String::as_str));
        let cell = format!("{sheet}{}", comment.cell);
        let who: Vec<&str> =
            [cell.trim(), author.unwrap_or_default().trim()].into_iter().filter(|part| !part.is_empty()).collect();
        let words = comment.words.finish();
        (!words.is_empty()).then(|| said(&who.join(", "), comment.date.as_deref(), &words))
    });
    lines.collect()
}

struct Walk<'a> {
    persons: &'a HashMap<String, String>,
    authors: Vec<String>,
    comments: Vec<Comment>,
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
        Walk { persons, authors: Vec::new(), comments: Vec::new(), is_author: false, is_text: false, n_phonetic: 0 }
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
            "comment" | "threadedComment" => self.comments.push(Comment {
                cell: attr(tag, "ref").unwrap_or_default(),
                number: attr(tag, "authorId").and_then(|number| number.parse().ok()),
                author: attr(tag, "personId").and_then(|id| self.persons.get(&id).cloned()),
                date: attr(tag, "dT").as_deref().and_then(edtf),
                words: Flow::default(),
            }),
            // Comments that can be answered have their words in the element itself.
            "t" | "text" => self.is_text = true,
            "rPh" => self.n_phonetic += 1,
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        if let Some(author) = self.authors.last_mut().filter(|_| self.is_author) {
            author.push_str(words);
        } else if let Some(comment) = self.comments.last_mut().filter(|_| self.is_text && self.n_phonetic == 0) {
            comment.words.words(words);
        }
    }
}
