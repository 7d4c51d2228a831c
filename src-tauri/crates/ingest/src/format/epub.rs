//! Books (EPUB 2 and 3): the chapters in the order in which they are read, each a section with its heading; pictures and
//! what else is in the file as children.

mod package;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use anchor::UnitKind;

use package::{Package, locked, package, rootfile};

use super::children::{Children, Naming};
use super::html::{give_links, hidden_finding, xml_page};
use super::medium::Medium;
use super::ooxml::{breaks_off, tell_references, tell_salvaged, text_part};
use super::sections::Sections;
use super::shown::shown;
use super::unpacking::problem;
use super::zip::Archive;
use super::{Emit, Failure, Input, Limits, MetaKey, ProblemCode};

const ENGINE: &str = "epub";
const CHILD_BYTES: u64 = 256 << 20;
const HEADING_CHARS: usize = 100;

/// Gives the chapters, then pages that are in no order, then pictures and other files.
///
/// # Errors
///
/// [`Failure::Encrypted`] where all chapters are locked, [`Failure::Corrupt`] where the list of them is missing.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let limits = input.limits;
    let mut medium = Medium::new(&mut *input.bytes);
    let archive = Archive::open(&mut medium, input.len)?;
    tell_salvaged(&archive, out)?;
    let (path, package) = open(&archive, &mut medium, out)?;
    for (key, value) in &package.facts {
        out.meta(*key, value.clone())?;
    }
    let encryption = text_part(&archive, "META-INF/encryption.xml", &mut medium, out)?;
    let locked = locked(&encryption.unwrap_or_default());
    let mut reading = Reading { archive: &archive, locked, read: HashSet::new(), told: Told::default() };
    {
        let mut sections = Sections::new(&mut *out, ENGINE, limits);
        for (number, chapter) in (1u32..).zip(&package.chapters) {
            reading.chapter(&format!("section {number}"), chapter, &mut medium, &mut sections)?;
        }
        for page in &package.pages {
            reading.chapter("page in no order", page, &mut medium, &mut sections)?;
        }
        give_links(UnitKind::Section, &reading.told.links, &mut sections)?;
    }
    let Reading { read, told, locked, .. } = reading;
    let is_locked = told.n_locked > 0 && told.n_given == 0;
    told.tell(out)?;
    let is_left_out = |name: &str| name == path || read.contains(name) || package.is_for_programs(name);
    give_files(&archive, &is_left_out, &locked, &mut medium, limits, out)?;
    if is_locked { Err(Failure::Encrypted) } else { Ok(()) }
}

/// The list of what is in the book, and where it stands.
fn open(archive: &Archive, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<(String, Package), Failure> {
    let container = text_part(archive, "META-INF/container.xml", medium, out)?;
    let named = container.as_deref().and_then(rootfile);
    let by_ending = || archive.names().find(|name| name.to_ascii_lowercase().ends_with(".opf")).map(str::to_owned);
    let path = named.filter(|path| archive.names().any(|name| name == path)).or_else(by_ending);
    let path = path.ok_or_else(|| Failure::Corrupt("the list of its chapters is missing".to_owned()))?;
    let xml = text_part(archive, &path, medium, out)?.unwrap_or_default();
    let (package, fault) = package(&path, &xml);
    if let Some(fault) = fault {
        out.problem(breaks_off(&path, &fault))?;
    }
    Ok((path, package))
}

/// How far a reading has come.
struct Reading<'a> {
    archive: &'a Archive,
    locked: HashSet<String>,
    /// Pages that were read: no page is given twice, however often it is listed.
    read: HashSet<String>,
    told: Told,
}

impl Reading<'_> {
    fn chapter(
        &mut self,
        label: &str,
        path: &str,
        medium: &mut Medium<'_>,
        sections: &mut Sections<'_>,
    ) -> Result<(), Failure> {
        if !self.read.insert(path.to_owned()) {
            return Ok(());
        }
        if self.locked.contains(path) {
            self.told.n_locked += 1;
            return Ok(());
        }
        let Some(xml) = text_part(self.archive, path, medium, sections.out())? else {
            self.told.missing.push(path.to_owned());
            return Ok(());
        };
        let page = xml_page(&xml);
        self.told.n_given += 1;
        self.told.n_hidden += page.n_hidden;
        self.told.references.extend(page.facts.references);
        self.told.links.extend(page.links.lines(|_| false));
        let heading: String = page.heading.unwrap_or_default().chars().take(HEADING_CHARS).collect();
        let label = if heading.is_empty() { label.to_owned() } else { format!("{label}: {heading}") };
        sections.give(UnitKind::Section, &label, &format!("{label}, part"), &page.text)
    }
}

/// What is told of the book as a whole.
#[derive(Default)]
struct Told {
    n_given: u32,
    n_locked: u32,
    n_hidden: u32,
    missing: Vec<String>,
    references: Vec<String>,
    /// Where links in its chapters lead.
    links: Vec<String>,
}

impl Told {
    fn tell(self, out: &mut dyn Emit) -> Result<(), Failure> {
        tell_references(self.references, out)?;
        if self.n_hidden > 0 {
            out.meta(MetaKey::Finding, hidden_finding(self.n_hidden))?;
        }
        if self.n_locked > 0 && self.n_given > 0 {
            let message = format!("{} of its chapters are locked; the others were read", self.n_locked);
            out.problem(problem(ProblemCode::Encrypted, message))?;
        }
        let Some(first) = self.missing.first() else { return Ok(()) };
        let message = match self.missing.len() {
            1 => format!("a chapter is listed and not there: {first}"),
            n => format!("{n} chapters are listed and not there, the first is {first}"),
        };
        out.problem(problem(ProblemCode::Unreadable, message))
    }
}

/// Gives pictures, and files that no list names.
fn give_files(
    archive: &Archive,
    is_left_out: &dyn Fn(&str) -> bool,
    locked: &HashSet<String>,
    medium: &mut Medium<'_>,
    limits: Limits,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let mut children = Children::new(limits, "part");
    for name in archive.names().filter(|name| !is_left_out(name)) {
        let Some(part) = archive.read(name, CHILD_BYTES, medium)? else { continue };
        let is_locked = locked.contains(name);
        let broken = is_locked.then(|| problem(ProblemCode::Encrypted, "locked by its publisher".to_owned()));
        let naming =
            Naming { name: shown(name), raw_name: None, modified: part.modified, broken: broken.or(part.broken) };
        children.give(naming, &part.bytes, out)?;
    }
    Ok(())
}
