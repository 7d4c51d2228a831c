//! Changes that were tracked in a shared XLSX (ECMA-376 part 1, 18.11): a log for each time it was saved.

use std::collections::{HashMap, HashSet};

use quick_xml::events::{BytesStart, Event};

use super::changes::{Changes, Saved, became};
use crate::format::medium::Medium;
use crate::format::moment::edtf;
use crate::format::ooxml::{attr, breaks_off, each_event, relation_id, relations, resolved, text_part};
use crate::format::zip::Archive;
use crate::format::{Emit, Failure};

const HEADERS: &str = "xl/revisions/revisionHeaders.xml";
const USERS: &str = "xl/revisions/userNames.xml";
const LOGS: &str = "xl/revisions/revisionlog";
/// Longest value of a cell, in bytes: programs write 32,767 characters.
const VALUE_BYTES: usize = 128 << 10;

/// Reads the logs. `names` are those of the sheets, by their ids.
pub(super) fn changes(
    archive: &Archive,
    names: &HashMap<String, String>,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
) -> Result<Changes, Failure> {
    let mut changes = Changes::default();
    let mut logs = logs(archive, medium, out)?;
    add_unlisted(&mut logs, archive, ".xml");
    for (part, saved) in &logs {
        let Some(xml) = text_part(archive, part, medium, out)? else { continue };
        let mut walk = Walk { names, saved, changes: &mut changes, cell: Cell::default(), side: None, is_value: false };
        let fault = each_event(&xml, |event| walk.event(event));
        fault.map_or(Ok(()), |fault| out.problem(breaks_off(part, &fault)))?;
    }
    each_event(&text_part(archive, USERS, medium, out)?.unwrap_or_default(), |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && tag.local_name().as_ref() == "userInfo"
        {
            changes.user(&attr(tag, "name").unwrap_or_default());
        }
    });
    Ok(changes)
}

/// Adds the logs with this ending that are not on the list; nobody knows whose they are.
pub(super) fn add_unlisted(logs: &mut Vec<(String, Saved)>, archive: &Archive, ending: &str) {
    let known: HashSet<String> = logs.iter().map(|(part, _)| part.to_ascii_lowercase()).collect();
    let is_other = |name: &&str| {
        let name = name.to_ascii_lowercase();
        name.starts_with(LOGS) && name.ends_with(ending) && !known.contains(&name)
    };
    logs.extend(archive.names().filter(is_other).map(|name| (name.to_owned(), Saved::default())));
}

/// The logs in the order in which they were written, with whose they are.
fn logs(archive: &Archive, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<Vec<(String, Saved)>, Failure> {
    let Some(xml) = text_part(archive, HEADERS, medium, out)? else { return Ok(Vec::new()) };
    let related = relations(archive, HEADERS, medium, out)?;
    let here = related.iter().filter(|related| !related.is_external);
    let targets: HashMap<&str, &str> = here.map(|related| (related.id.as_str(), related.target.as_str())).collect();
    let mut known = HashSet::new();
    let mut logs = Vec::new();
    each_event(&xml, |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && tag.local_name().as_ref() == "header"
            && let Some(part) = relation_id(tag).and_then(|id| targets.get(id.as_str()).copied())
            && known.insert(part)
        {
            let author = attr(tag, "userName").unwrap_or_default();
            let date = attr(tag, "dateTime").as_deref().and_then(edtf);
            logs.push((part.to_owned(), Saved { author, date }));
        }
    });
    Ok(logs)
}

struct Walk<'a> {
    names: &'a HashMap<String, String>,
    saved: &'a Saved,
    changes: &'a mut Changes,
    cell: Cell,
    /// Whether values are those from before the change or from behind it.
    side: Option<Side>,
    is_value: bool,
}

#[derive(Clone, Copy)]
enum Side {
    Old,
    New,
}

/// A cell that changed.
#[derive(Default)]
struct Cell {
    sheet: String,
    place: String,
    old: String,
    new: String,
}

impl Walk<'_> {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::Empty(tag) => {
                self.start(tag);
                self.end(tag.local_name().as_ref());
            }
            Event::End(tag) => self.end(tag.local_name().as_ref()),
            Event::Text(text) => self.words(&text.xml10_content()),
            Event::CData(text) => self.words(&text.xml10_content()),
            Event::GeneralRef(reference) => self.words(&resolved(reference)),
            _ => {}
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        let value = |name: &str| attr(tag, name).unwrap_or_default();
        match tag.local_name().as_ref() {
            "rcc" => self.cell = Cell { sheet: self.sheet(tag), ..Cell::default() },
            "oc" => self.open(tag, Side::Old),
            "nc" => self.open(tag, Side::New),
            // What a formula came to stands behind it.
            "v" | "t" => self.is_value = self.side.is_some(),
            "rrc" => {
                let what = match value("action").as_str() {
                    "insertRow" => "rows were inserted",
                    "deleteRow" => "rows were deleted",
                    "insertCol" => "columns were inserted",
                    "deleteCol" => "columns were deleted",
                    _ => return,
                };
                self.add(&format!("{} {}", self.sheet(tag), value("ref")), what);
            }
            "rm" => {
                let what = format!("was moved to {}", value("destination"));
                self.add(&format!("{} {}", self.sheet(tag), value("source")), &what);
            }
            "rsnm" => self.add("", &format!("the sheet {} was named {}", value("oldName"), value("newName"))),
            "ris" => self.add("", &format!("the sheet {} was inserted", value("name"))),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "v" | "t" => self.is_value = false,
            "oc" | "nc" => self.side = None,
            "rcc" => {
                let Cell { sheet, place, old, new } = std::mem::take(&mut self.cell);
                if let Some(what) = became(&old, &new) {
                    self.add(&format!("{sheet} {place}"), &what);
                }
            }
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        let value = match self.side.filter(|_| self.is_value) {
            Some(Side::Old) => &mut self.cell.old,
            Some(Side::New) => &mut self.cell.new,
            None => return,
        };
        if value.len() + words.len() <= VALUE_BYTES {
            value.push_str(words);
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, side: Side) {
        self.side = Some(side);
        if let Some(place) = attr(tag, "r") {
            self.cell.place = place;
        }
    }

    fn sheet(&self, tag: &BytesStart<'_>) -> String {
        attr(tag, "sId").and_then(|id| self.names.get(&id).cloned()).unwrap_or_default()
    }

    fn add(&mut self, place: &str, what: &str) {
        self.changes.add(place, &self.saved.author, self.saved.date.as_deref(), what);
    }
}
