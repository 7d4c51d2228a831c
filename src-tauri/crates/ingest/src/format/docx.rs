//! Word documents (DOCX, DOCM): body with tables and text boxes, notes, comments, headers and footers, changes that
//! were tracked; pictures and embedded files as children. Nothing is followed, no field is worked out.

mod change;
mod form;
mod pale;
mod styles;
#[cfg(test)]
mod tests;
mod threads;
mod words;

use std::collections::HashSet;

use anchor::UnitKind;
use quick_xml::events::Event;

use change::Change;
use styles::{Styles, styles};
use threads::Threads;
use words::{Words, notes, words};

use super::about;
use super::medium::Medium;
use super::once::Once;
use super::ooxml::{
    Relation, attr, breaks_off, charts, custom_data, each_event, give_embedded, has_macros, main_part, other_relations,
    properties, relations, tell_references, tell_salvaged, template_finding, text_part,
};
use super::said::one_line;
use super::sections::Sections;
use super::tracked::Tracked;
use super::zip::Archive;
use super::{Emit, Failure, Input, MetaKey};

const ENGINE: &str = "docx";

/// Gives the body in sections, then footnotes, endnotes, comments, headers, footers, diagrams, charts, descriptions of
/// pictures, data that programs keep beside the text, inserted and deleted text.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let limits = input.limits;
    let mut medium = Medium::new(&mut *input.bytes);
    let archive = Archive::open(&mut medium, input.len)?;
    let mut document = Document { archive, medium, styles: Styles::default(), found: Found::default() };
    let main = main_part(&document.archive, "word/document.xml", &mut document.medium, out)?;
    let relations = relations(&document.archive, &main, &mut document.medium, out)?;
    properties(&document.archive, &mut document.medium, out)?;
    tell_salvaged(&document.archive, out)?;
    let is_known = |part: &str| part.is_empty() || part == main;
    let others = other_relations(&document.archive, is_known, &mut document.medium, out)?;
    document.styles = document.styles(&relations, out)?;

    let Some(body) = document.words(&main, out)? else {
        return Err(Failure::Corrupt("it has no body".to_owned()));
    };
    let mut units = vec![];
    for (label, kind, element) in [
        ("footnotes", "footnotes", "footnote"),
        ("endnotes", "endnotes", "endnote"),
        ("comments", "comments", "comment"),
    ] {
        let lines = document.notes(&relations, kind, element, out)?;
        units.push((label, lines.join("\n\n")));
    }
    for kind in ["header", "footer"] {
        units.push((kind, document.margins(&relations, kind, out)?));
    }
    units.push(("diagrams", document.diagrams(out)?));
    units.push(("charts", charts(&document.archive, "word/", &mut document.medium, out)?));
    units.push(("descriptions of pictures", document.found.descriptions.join("\n")));
    units.push(("data beside the text", custom_data(&document.archive, &mut document.medium, out)?));
    let inserted: Vec<String> = document.found.inserted.iter().map(Change::inserted).collect();
    units.push(("inserted text", inserted.join("\n")));
    let deleted: Vec<String> = document.found.deleted.iter().map(Change::line).collect();
    units.push(("deleted text", deleted.join("\n")));
    document.tell(&relations, &others, out)?;

    let mut sections = Sections::new(&mut *out, ENGINE, limits);
    sections.give(UnitKind::Section, "section 1", "section", &body)?;
    for (label, text) in units {
        sections.give(UnitKind::Section, label, label, &text)?;
    }
    let pieces = relations.iter().chain(&others).filter(|found| found.is_piece());
    let pieces: HashSet<&str> = pieces.map(|found| found.target.as_str()).collect();
    give_embedded(&document.archive, |name| pieces.contains(name), &mut document.medium, limits, out)
}

/// A document being read.
struct Document<'m> {
    archive: Archive,
    medium: Medium<'m>,
    styles: Styles,
    found: Found,
}

/// What is found beside the text, over all parts.
#[derive(Default)]
struct Found {
    deleted: Vec<Change>,
    inserted: Vec<Change>,
    /// Who made changes without words.
    others: Vec<String>,
    n_hidden: u32,
    /// White words, with the part they stand in.
    pale: Vec<(String, pale::Found)>,
    fields: Vec<String>,
    /// What is said of pictures.
    descriptions: Once,
}

impl Document<'_> {
    /// A part's text, what stands beside it noted.
    fn words(&mut self, part: &str, out: &mut dyn Emit) -> Result<Option<String>, Failure> {
        let Some(xml) = text_part(&self.archive, part, &mut self.medium, out)? else { return Ok(None) };
        let words = words(&xml, &self.styles);
        let text = words.text.clone();
        self.note(part, words, out)?;
        Ok(Some(text))
    }

    fn note(&mut self, part: &str, words: Words, out: &mut dyn Emit) -> Result<(), Failure> {
        self.found.deleted.extend(words.deleted);
        self.found.inserted.extend(words.inserted);
        self.found.others.extend(words.others);
        self.found.n_hidden += words.n_hidden;
        self.found.pale.push((part.to_owned(), words.pale));
        self.found.fields.extend(words.fields);
        words.descriptions.iter().for_each(|words| self.found.descriptions.add(one_line(words)));
        match words.fault {
            Some(fault) => out.problem(breaks_off(part, &fault)),
            None => Ok(()),
        }
    }

    fn notes(
        &mut self,
        relations: &[Relation],
        kind: &str,
        element: &str,
        out: &mut dyn Emit,
    ) -> Result<Vec<String>, Failure> {
        let mut lines = Vec::new();
        let mut threads = Threads::default();
        for list in Threads::KINDS.iter().filter(|_| kind == "comments") {
            for part in self.parts(relations, list) {
                threads.take(&text_part(&self.archive, &part, &mut self.medium, out)?.unwrap_or_default());
            }
        }
        for part in self.parts(relations, kind) {
            let Some(xml) = text_part(&self.archive, &part, &mut self.medium, out)? else { continue };
            let (notes, words) = notes(&xml, element, &self.styles);
            lines.extend(threads.ordered(notes).iter().map(Change::line));
            self.note(&part, words, out)?;
        }
        Ok(lines)
    }

    /// Headers or footers: those of different pages are mostly the same.
    fn margins(&mut self, relations: &[Relation], kind: &str, out: &mut dyn Emit) -> Result<String, Failure> {
        let mut texts = Once::default();
        for part in self.parts(relations, kind) {
            texts.add(self.words(&part, out)?.unwrap_or_default());
        }
        Ok(texts.join("\n"))
    }

    fn diagrams(&mut self, out: &mut dyn Emit) -> Result<String, Failure> {
        let is_diagram = |name: &&str| {
            let name = name.to_ascii_lowercase();
            name.contains("/diagrams/data") && name.ends_with(".xml")
        };
        let parts: Vec<String> = self.archive.names().filter(is_diagram).map(str::to_owned).collect();
        let mut texts = Vec::new();
        for part in parts {
            texts.extend(self.words(&part, out)?.filter(|text| !text.is_empty()));
        }
        Ok(texts.join("\n\n"))
    }

    /// The parts of a kind: those the body leads to, else those of the usual name.
    fn parts(&self, relations: &[Relation], kind: &str) -> Vec<String> {
        let related = relations.iter().filter(|relation| relation.kind == kind && !relation.is_external);
        let parts: Vec<String> = related.map(|relation| relation.target.clone()).collect();
        if !parts.is_empty() {
            return parts;
        }
        let is_usual = |name: &&str| name.starts_with(&format!("word/{kind}")) && name.ends_with(".xml");
        self.archive.names().filter(is_usual).map(str::to_owned).collect()
    }

    fn styles(&mut self, relations: &[Relation], out: &mut dyn Emit) -> Result<Styles, Failure> {
        let related = relations.iter().find(|found| found.kind == "styles" && !found.is_external);
        let part = related.map_or("word/styles.xml", |found| found.target.as_str());
        Ok(styles(&text_part(&self.archive, part, &mut self.medium, out)?.unwrap_or_default()))
    }

    /// Tells what stands among the settings: variables, and where letters draw their data from.
    fn tell_settings(&mut self, relations: &[Relation], out: &mut dyn Emit) -> Result<(), Failure> {
        const MOST_VARIABLES: usize = 200;
        let related = relations.iter().find(|found| found.kind == "settings" && !found.is_external);
        let part = related.map_or("word/settings.xml", |found| found.target.as_str());
        let Some(xml) = text_part(&self.archive, part, &mut self.medium, out)? else { return Ok(()) };
        let mut told = Vec::new();
        each_event(&xml, |event| {
            let (Event::Start(tag) | Event::Empty(tag)) = event else { return };
            let value = || attr(tag, "val").unwrap_or_default();
            match tag.local_name().as_ref() {
                "docVar" => told.extend(about::variable(&attr(tag, "name").unwrap_or_default(), &value())),
                "connectString" => told.extend(about::custom("data source", &value())),
                _ => {}
            }
        });
        told.into_iter().take(MOST_VARIABLES).try_for_each(|(key, words)| out.meta(key, words))
    }

    fn tell(&mut self, relations: &[Relation], others: &[Relation], out: &mut dyn Emit) -> Result<(), Failure> {
        self.tell_settings(relations, out)?;
        let external: Vec<&Relation> = relations.iter().chain(others).filter(|found| found.is_external).collect();
        let mut references: Vec<String> = external.iter().map(|relation| relation.target.clone()).collect();
        references.extend(self.found.fields.iter().filter_map(|field| field_target(field)));
        tell_references(references, out)?;
        let mut findings = Vec::new();
        if has_macros(&self.archive) {
            findings.push("it contains macros".to_owned());
        }
        let template = external.iter().find(|relation| relation.kind == "attachedTemplate");
        findings.extend(template.and_then(|found| template_finding(&found.target)).map(|(_, words)| words));
        findings.extend(field_findings(&self.found.fields));
        let tracked = Tracked {
            inserted: self.found.inserted.iter().map(|change| change.author.as_str()).collect(),
            deleted: self.found.deleted.iter().map(|change| change.author.as_str()).collect(),
            others: self.found.others.iter().map(String::as_str).collect(),
        };
        findings.extend(tracked.finding());
        let paths = self.found.descriptions.iter().filter_map(|words| about::picture(words));
        findings.extend(paths.map(|(_, words)| words));
        if self.found.n_hidden > 0 {
            findings.push(super::html::hidden_finding(self.found.n_hidden));
        }
        findings.extend(pale::findings(&self.found.pale));
        findings.into_iter().try_for_each(|finding| out.meta(MetaKey::Finding, finding))
    }
}

/// What is said of fields that do more than show something.
pub(crate) fn field_findings(fields: &[String]) -> Option<String> {
    let starts = fields.iter().any(|field| field.trim_start().to_ascii_uppercase().starts_with("DDE"));
    starts.then(|| "it has a field that would start another program".to_owned())
}

/// The address in a field that would fetch something: `HYPERLINK "address"`, `INCLUDEPICTURE address`.
pub(crate) fn field_target(field: &str) -> Option<String> {
    let field = field.trim();
    let (code, rest) = field.split_once(char::is_whitespace)?;
    if !["HYPERLINK", "INCLUDEPICTURE", "INCLUDETEXT", "IMPORT", "LINK"].contains(&code.to_ascii_uppercase().as_str()) {
        return None;
    }
    let mut quoted = rest.split('"').skip(1).step_by(2);
    let is_address = |part: &&str| part.contains(':') || part.starts_with(r"\\\\");
    let target = quoted.find(is_address);
    let target = target.or_else(|| rest.split_whitespace().find(|word| word.contains("//") || is_address(word)))?;
    // In a field each stroke of a path stands twice.
    Some(target.replace(r"\\", r"\"))
}
