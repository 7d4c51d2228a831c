//! Presentations (PPTX, PPTM): slides in the order they are shown, with tables, charts and diagrams; speaker notes and
//! comments as units of their own; pictures and embedded files as children. Nothing is followed, no macro is run.

mod comments;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use anchor::UnitKind;
use quick_xml::events::Event;

use comments::{Authors, authors, comments};

use super::about;
use super::medium::Medium;
use super::once::Once;
use super::ooxml::{
    Relation, Shapes, Which, breaks_off, chart, custom_data, drawn_on, each_event, give_embedded, has_macros,
    main_part, other_relations, pair, properties, relation_id, relations, shapes, tell_references, tell_salvaged,
    text_part,
};
use super::said::one_line;
use super::sections::Sections;
use super::zip::Archive;
use super::{Emit, Failure, Input, MetaKey, Problem, ProblemCode};

const ENGINE: &str = "pptx";

/// Gives each slide, then its notes and comments; last the words that masters put on every slide.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let limits = input.limits;
    let mut medium = Medium::new(&mut *input.bytes);
    let archive = Archive::open(&mut medium, input.len)?;
    let mut deck =
        Deck { archive, medium, authors: Authors::new(), size: None, known: HashSet::new(), found: Found::default() };
    let main = main_part(&deck.archive, "ppt/presentation.xml", &mut deck.medium, out)?;
    properties(&deck.archive, &mut deck.medium, out)?;
    tell_salvaged(&deck.archive, out)?;
    deck.find_authors(out)?;
    let shown = deck.shown_slides(&main, out)?;
    let others = deck.other_slides(&shown);
    if shown.is_empty() && others.is_empty() {
        return Err(Failure::Corrupt("it has no slides".to_owned()));
    }

    let mut sections = Sections::new(&mut *out, ENGINE, limits);
    for (number, part) in (1..).zip(&shown) {
        deck.slide(&format!("slide {number}"), part, &mut sections)?;
    }
    for (number, part) in (1..).zip(&others) {
        deck.slide(&format!("unlisted slide {number}"), part, &mut sections)?;
    }
    deck.background(&mut sections)?;
    let data = custom_data(&deck.archive, &mut deck.medium, sections.out())?;
    sections.give(UnitKind::Section, "data beside the text", "data beside the text", &data)?;
    deck.found.n_unlisted = others.len();
    deck.other_relations(out)?;
    deck.tell(out)?;
    let pieces = std::mem::take(&mut deck.found.pieces);
    give_embedded(&deck.archive, |name| pieces.contains(name), &mut deck.medium, limits, out)
}

/// A presentation being read.
struct Deck<'m> {
    archive: Archive,
    medium: Medium<'m>,
    authors: Authors,
    /// Width and height of a slide.
    size: Option<[i64; 2]>,
    /// Parts whose relations were read.
    known: HashSet<String>,
    found: Found,
}

/// What is found beside the words, over all parts.
#[derive(Default)]
struct Found {
    hidden_slides: Vec<String>,
    n_unlisted: usize,
    n_hidden: u32,
    /// Shapes with words that stand beside their slides.
    n_outside: usize,
    has_program: bool,
    has_macro: bool,
    references: Vec<String>,
    /// Parts that are files of their own.
    pieces: HashSet<String>,
    /// What is said of files that pictures were.
    paths: Vec<String>,
    /// Masters and layouts that slides use.
    background: Vec<String>,
}

impl Deck<'_> {
    fn find_authors(&mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        for part in ["ppt/commentAuthors.xml", "ppt/authors.xml"] {
            if let Some(xml) = text_part(&self.archive, part, &mut self.medium, out)? {
                self.authors.extend(authors(&xml));
            }
        }
        Ok(())
    }

    /// The parts of the slides that the presentation lists.
    fn shown_slides(&mut self, main: &str, out: &mut dyn Emit) -> Result<Vec<String>, Failure> {
        let Some(xml) = text_part(&self.archive, main, &mut self.medium, out)? else { return Ok(Vec::new()) };
        let related = self.related(main, out)?;
        let mut ids = Vec::new();
        let mut size = None;
        let fault = each_event(&xml, |event| {
            let (Event::Start(tag) | Event::Empty(tag)) = event else { return };
            match tag.local_name().as_ref() {
                "sldId" => ids.extend(relation_id(tag)),
                "sldSz" => size = pair(tag, "cx", "cy"),
                _ => {}
            }
        });
        self.size = size;
        if let Some(fault) = fault {
            out.problem(breaks_off(main, &fault))?;
        }
        let targets = related.iter().map(|found| (found.id.as_str(), found.target.as_str()));
        let targets: HashMap<&str, &str> = targets.collect();
        let mut known = HashSet::new();
        let listed = ids.iter().filter_map(|id| targets.get(id.as_str()).copied());
        let slides: Vec<String> = listed.filter(|slide| known.insert(*slide)).map(str::to_owned).collect();
        if slides.len() < ids.len() {
            let message = format!("it lists {} slides, but only {} can be told apart", ids.len(), slides.len());
            out.problem(Problem { code: ProblemCode::Unreadable, message, unit: None })?;
        }
        Ok(slides)
    }

    /// Slides that are in the file and not in the list, by their numbers.
    fn other_slides(&self, shown: &[String]) -> Vec<String> {
        let known: HashSet<String> = shown.iter().map(|part| part.to_ascii_lowercase()).collect();
        let number = |name: &str| {
            let name = name.to_ascii_lowercase();
            let number = name.strip_prefix("ppt/slides/slide")?.strip_suffix(".xml")?.parse::<u64>().ok()?;
            (!known.contains(&name)).then_some(number)
        };
        let mut others: Vec<(u64, String)> =
            self.archive.names().filter_map(|name| Some((number(name)?, name.to_owned()))).collect();
        others.sort();
        others.into_iter().map(|(_, name)| name).collect()
    }

    fn slide(&mut self, label: &str, part: &str, sections: &mut Sections<'_>) -> Result<(), Failure> {
        let Some(shapes) = self.shapes(part, Which::All, sections.out())? else {
            let message = format!("the part of {label} is missing from the file");
            return sections.out().problem(Problem { code: ProblemCode::Unreadable, message, unit: None });
        };
        let related = self.related(part, sections.out())?;
        self.found.n_outside += self.size.map_or(0, |size| shapes.n_outside(size));
        if shapes.is_hidden {
            self.found.hidden_slides.push(label.to_owned());
        }
        let mut text = shapes.text;
        let (mut notes, mut remarks) = (Vec::new(), Vec::new());
        let mut descriptions = Once::default();
        shapes.descriptions.iter().for_each(|words| descriptions.add(one_line(words)));
        self.found.paths.extend(descriptions.iter().filter_map(|words| about::picture(words)).map(|(_, words)| words));
        let mut known = HashSet::new();
        for Relation { kind, target, .. } in related.iter().filter(|found| !found.is_external) {
            if !known.insert((kind, target)) {
                continue;
            }
            let out = sections.out();
            match kind.as_str() {
                "chart" | "chartEx" => push(&mut text, &self.chart(target, out)?),
                "diagramData" => {
                    let diagram = self.shapes(target, Which::All, out)?.unwrap_or_default();
                    push(&mut text, &diagram.text);
                }
                "notesSlide" => notes.extend(self.shapes(target, Which::Notes, out)?.map(|shapes| shapes.text)),
                "comments" => remarks.extend(self.comments(target, out)?),
                "slideLayout" if !self.found.background.contains(target) => self.found.background.push(target.clone()),
                _ => {}
            }
        }
        sections.give(UnitKind::Slide, label, &format!("{label} part"), &text)?;
        for (what, text) in [
            ("notes", notes.join("\n\n")),
            ("comments", remarks.join("\n\n")),
            ("descriptions of pictures", descriptions.join("\n")),
        ] {
            let label = format!("{label} {what}");
            sections.give(UnitKind::Section, &label, &format!("{label} part"), &text)?;
        }
        Ok(())
    }

    /// What masters and layouts show by themselves: mostly names of firms and warnings.
    fn background(&mut self, sections: &mut Sections<'_>) -> Result<(), Failure> {
        let mut parts = std::mem::take(&mut self.found.background);
        let mut known: HashSet<String> = parts.iter().cloned().collect();
        for layout in parts.clone() {
            let related = self.related(&layout, sections.out())?;
            let master = related.into_iter().find(|found| found.kind == "slideMaster" && !found.is_external);
            parts.extend(master.map(|found| found.target).filter(|target| known.insert(target.clone())));
        }
        let mut texts = Once::default();
        for part in parts {
            texts.add(self.shapes(&part, Which::Background, sections.out())?.unwrap_or_default().text);
        }
        sections.give(UnitKind::Section, "slide masters", "slide masters part", &texts.join("\n\n"))
    }

    fn shapes(&mut self, part: &str, which: Which, out: &mut dyn Emit) -> Result<Option<Shapes>, Failure> {
        let Some(xml) = text_part(&self.archive, part, &mut self.medium, out)? else { return Ok(None) };
        let shapes = shapes(&xml, which);
        self.found.n_hidden += shapes.n_hidden;
        self.found.has_program |= shapes.has_program;
        self.found.has_macro |= shapes.has_macro;
        if let Some(fault) = &shapes.fault {
            out.problem(breaks_off(part, fault))?;
        }
        Ok(Some(shapes))
    }

    fn chart(&mut self, part: &str, out: &mut dyn Emit) -> Result<String, Failure> {
        let Some(xml) = text_part(&self.archive, part, &mut self.medium, out)? else { return Ok(String::new()) };
        let (mut text, fault) = chart(&xml);
        fault.map_or(Ok(()), |fault| out.problem(breaks_off(part, &fault)))?;
        for drawn in drawn_on(&self.archive, part, &mut self.medium, out)? {
            push(&mut text, &drawn);
        }
        Ok(text)
    }

    fn comments(&mut self, part: &str, out: &mut dyn Emit) -> Result<Vec<String>, Failure> {
        let Some(xml) = text_part(&self.archive, part, &mut self.medium, out)? else { return Ok(Vec::new()) };
        let (lines, fault) = comments(&xml, &self.authors);
        fault.map_or(Ok(()), |fault| out.problem(breaks_off(part, &fault)))?;
        Ok(lines)
    }

    /// The relations of a part; those that lead elsewhere are noted.
    fn related(&mut self, part: &str, out: &mut dyn Emit) -> Result<Vec<Relation>, Failure> {
        let related = relations(&self.archive, part, &mut self.medium, out)?;
        self.known.insert(part.to_owned());
        self.note(&related);
        Ok(related)
    }

    /// Takes note of where notes, charts and all other parts lead.
    fn other_relations(&mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        let is_known = |part: &str| part.is_empty() || self.known.contains(part);
        let others = other_relations(&self.archive, is_known, &mut self.medium, out)?;
        self.note(&others);
        Ok(())
    }

    fn note(&mut self, related: &[Relation]) {
        let external = related.iter().filter(|found| found.is_external);
        self.found.references.extend(external.map(|found| found.target.clone()));
        let pieces = related.iter().filter(|found| found.is_piece());
        self.found.pieces.extend(pieces.map(|found| found.target.clone()));
    }

    fn tell(&mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        tell_references(std::mem::take(&mut self.found.references), out)?;
        let mut findings = Vec::new();
        if has_macros(&self.archive) {
            findings.push("it contains macros".to_owned());
        }
        if self.found.has_program {
            findings.push("a click on a slide would start another program".to_owned());
        }
        if self.found.has_macro {
            findings.push("a click on a slide would run a macro".to_owned());
        }
        findings.extend(hidden_slides(&self.found.hidden_slides));
        match self.found.n_unlisted {
            0 => {}
            1 => findings.push("one slide lies in the file but not in the presentation; it was read".to_owned()),
            n => findings.push(format!("{n} slides lie in the file but not in the presentation; they were read")),
        }
        match self.found.n_outside {
            0 => {}
            1 => findings
                .push("one shape stands beside its slide and is not shown; its words are in the text".to_owned()),
            n => findings
                .push(format!("{n} shapes stand beside their slides and are not shown; their words are in the text")),
        }
        if self.found.n_hidden > 0 {
            findings.push(super::html::hidden_finding(self.found.n_hidden));
        }
        findings.append(&mut self.found.paths);
        findings.into_iter().try_for_each(|finding| out.meta(MetaKey::Finding, finding))
    }
}

/// What is said of slides that are left out when the slides are shown, if there are any.
pub(crate) fn hidden_slides(labels: &[String]) -> Option<String> {
    match labels {
        [] => None,
        [slide] => Some(format!("{slide} is hidden; it was read")),
        slides => Some(format!("{} slides are hidden; they were read: {}", slides.len(), slides.join(", "))),
    }
}

fn push(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(more);
}
