//! Word documents (DOCX, DOCM): body with tables and text boxes, notes, comments, headers and footers, deletions that
//! were tracked; pictures and embedded files as children. Nothing is followed, no field is worked out.

#[cfg(test)]
mod tests;
mod words;

use anchor::UnitKind;

use words::{Change, Words, notes, words};

use super::medium::Medium;
use super::once::Once;
use super::ooxml::{
    Relation, breaks_off, charts, give_embedded, has_macros, main_part, properties, relations, tell_references,
    tell_salvaged, text_part,
};
use super::sections::Sections;
use super::zip::Archive;
use super::{Emit, Failure, Input, MetaKey};

const ENGINE: &str = "docx";

/// Gives the body in sections, then footnotes, endnotes, comments, headers, footers, diagrams, charts and deleted text.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let limits = input.limits;
    let mut medium = Medium::new(&mut *input.bytes);
    let archive = Archive::open(&mut medium, input.len)?;
    let mut document = Document { archive, medium, found: Found::default() };
    let main = main_part(&document.archive, "word/document.xml", &mut document.medium, out)?;
    let relations = relations(&document.archive, &main, &mut document.medium, out)?;
    properties(&document.archive, &mut document.medium, out)?;
    tell_salvaged(&document.archive, out)?;

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
    let deleted: Vec<String> = document.found.deleted.iter().map(Change::line).collect();
    units.push(("deleted text", deleted.join("\n")));
    document.tell(&relations, out)?;

    let mut sections = Sections::new(&mut *out, ENGINE, limits);
    sections.give(UnitKind::Section, "section 1", "section", &body)?;
    for (label, text) in units {
        sections.give(UnitKind::Section, label, label, &text)?;
    }
    let is_piece = |name: &str| relations.iter().any(|found| found.kind == "aFChunk" && found.target == name);
    give_embedded(&document.archive, is_piece, &mut document.medium, limits, out)
}

/// A document being read.
struct Document<'m> {
    archive: Archive,
    medium: Medium<'m>,
    found: Found,
}

/// What is found beside the text, over all parts.
#[derive(Default)]
struct Found {
    deleted: Vec<Change>,
    n_insertions: u32,
    n_hidden: u32,
    fields: Vec<String>,
}

impl Document<'_> {
    /// A part's text, what stands beside it noted.
    fn words(&mut self, part: &str, out: &mut dyn Emit) -> Result<Option<String>, Failure> {
        let Some(xml) = text_part(&self.archive, part, &mut self.medium, out)? else { return Ok(None) };
        let words = words(&xml);
        let text = words.text.clone();
        self.note(part, words, out)?;
        Ok(Some(text))
    }

    fn note(&mut self, part: &str, words: Words, out: &mut dyn Emit) -> Result<(), Failure> {
        self.found.deleted.extend(words.deleted);
        self.found.n_insertions += words.n_insertions;
        self.found.n_hidden += words.n_hidden;
        self.found.fields.extend(words.fields);
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
        for part in self.parts(relations, kind) {
            let Some(xml) = text_part(&self.archive, &part, &mut self.medium, out)? else { continue };
            let (notes, words) = notes(&xml, element);
            lines.extend(notes.iter().map(Change::line));
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

    fn tell(&self, relations: &[Relation], out: &mut dyn Emit) -> Result<(), Failure> {
        let mut references: Vec<String> =
            relations.iter().filter(|relation| relation.is_external).map(|relation| relation.target.clone()).collect();
        references.extend(self.found.fields.iter().filter_map(|field| field_target(field)));
        tell_references(references, out)?;
        let mut findings = Vec::new();
        if has_macros(&self.archive) {
            findings.push("it contains macros".to_owned());
        }
        if relations.iter().any(|relation| relation.kind == "attachedTemplate" && relation.is_external) {
            findings.push("it would load a template from elsewhere".to_owned());
        }
        findings.extend(field_findings(&self.found.fields));
        let authors = self.found.deleted.iter().map(|change| change.author.as_str()).collect();
        findings.extend(tracked(self.found.n_insertions, self.found.deleted.len(), authors));
        if self.found.n_hidden > 0 {
            findings.push(super::html::hidden_finding(self.found.n_hidden));
        }
        findings.into_iter().try_for_each(|finding| out.meta(MetaKey::Finding, finding))
    }
}

/// What is said of changes that were tracked, if there are any; `authors` are those of the deletions.
pub(crate) fn tracked(n_insertions: u32, n_deletions: usize, mut authors: Vec<&str>) -> Option<String> {
    if n_deletions == 0 && n_insertions == 0 {
        return None;
    }
    authors.retain(|author| !author.is_empty());
    authors.sort_unstable();
    authors.dedup();
    let by = if authors.is_empty() { String::new() } else { format!(" (deletions by {})", authors.join(", ")) };
    Some(format!("changes were tracked: {n_insertions} insertions, {n_deletions} deletions{by}"))
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
    let target =
        quoted.find(|part| part.contains(':')).or_else(|| rest.split_whitespace().find(|word| word.contains("//")));
    target.map(str::to_owned)
}
