//! What the kinds of Office documents have in common: parts, relations between them, properties (ECMA-376, part 2).

mod chart;
mod drawing;
mod facts;

use std::collections::HashSet;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

pub(crate) use chart::chart;
pub(crate) use drawing::{Shapes, Which, pair, shapes};
pub(crate) use facts::{custom_data, properties, template_finding};

use super::children::{Children, Naming};
use super::said::one_line;
use super::shown::shown;
use super::zip::{Archive, Part};
use super::{Emit, Failure, Limits, MetaKey, Problem, ProblemCode, encoding, medium::Medium};

/// Parts that are read as text are not to be larger, unpacked.
pub(crate) const PART_BYTES: u64 = 192 << 20;
const MOST_REFERENCES: usize = 200;
const CHILD_BYTES: u64 = 256 << 20;

/// Where a part leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relation {
    pub(crate) id: String,
    /// The last word of its type: `header`, `hyperlink`, `image`.
    pub(crate) kind: String,
    /// A part's name from the root, or an address where `is_external`.
    pub(crate) target: String,
    pub(crate) is_external: bool,
}

/// The name of the part that has the body: by relation, else by its usual name.
pub(crate) fn main_part(
    archive: &Archive,
    usual: &str,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
) -> Result<String, Failure> {
    let roots = relations(archive, "", medium, out)?;
    let main = roots.into_iter().find(|relation| relation.kind == "officeDocument" && !relation.is_external);
    Ok(main.map_or_else(|| usual.to_owned(), |relation| relation.target))
}

/// Says where the list of parts was lost.
pub(crate) fn tell_salvaged(archive: &Archive, out: &mut dyn Emit) -> Result<(), Failure> {
    if !archive.is_salvaged {
        return Ok(());
    }
    let message = "the list of its parts is missing; what parts there are were looked for one by one";
    out.problem(Problem { code: ProblemCode::Unreadable, message: message.to_owned(), unit: None })
}

/// Whether there are macros. They are never run.
pub(crate) fn has_macros(archive: &Archive) -> bool {
    archive.names().any(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin"))
}

/// Tells of addresses the document would fetch from or lead to, each once.
pub(crate) fn tell_references(references: Vec<String>, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut known = HashSet::new();
    let references = references.into_iter().filter(|reference| !reference.is_empty());
    for reference in references.filter(|reference| known.insert(reference.clone())).take(MOST_REFERENCES) {
        out.meta(MetaKey::RemoteReference, reference)?;
    }
    Ok(())
}

/// A part as text, and where it ends early, said as a problem.
pub(crate) fn text_part(
    archive: &Archive,
    name: &str,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
) -> Result<Option<String>, Failure> {
    let Some(Part { bytes, broken, .. }) = archive.read(name, PART_BYTES, medium)? else { return Ok(None) };
    if let Some(Problem { code, message, .. }) = broken {
        out.problem(Problem { code, message: format!("{name}: {message}"), unit: None })?;
    }
    out.alive()?;
    archive.spend(bytes.len() as u64)?;
    let (encoding, mark) = encoding::of(&bytes);
    Ok(Some(encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned()))
}

/// The relations of a part.
pub(crate) fn relations(
    archive: &Archive,
    part: &str,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
) -> Result<Vec<Relation>, Failure> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let parting = if folder.is_empty() { "" } else { "/" };
    let name = format!("{folder}{parting}_rels/{file}.rels");
    let Some(xml) = text_part(archive, &name, medium, out)? else { return Ok(Vec::new()) };
    let mut relations = Vec::new();
    each_event(&xml, |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && tag.local_name().as_ref() == "Relationship"
        {
            let is_external = attr(tag, "TargetMode").is_some_and(|mode| mode == "External");
            let target = attr(tag, "Target").unwrap_or_default();
            let kind = attr(tag, "Type").unwrap_or_default();
            relations.push(Relation {
                id: attr(tag, "Id").unwrap_or_default(),
                kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                target: if is_external { target } else { resolve(folder, &target) },
                is_external,
            });
        }
    });
    Ok(relations)
}

/// The relations of all parts but those that `is_known` says are read elsewhere.
pub(crate) fn other_relations(
    archive: &Archive,
    is_known: impl Fn(&str) -> bool,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
) -> Result<Vec<Relation>, Failure> {
    let part_of = |name: &str| {
        let (folder, file) = name.rsplit_once("_rels/")?;
        Some(format!("{folder}{}", file.strip_suffix(".rels")?))
    };
    let parts: Vec<String> = archive.names().filter_map(part_of).filter(|part| !is_known(part)).collect();
    let mut found = Vec::new();
    for part in parts {
        found.extend(relations(archive, &part, medium, out)?);
    }
    Ok(found)
}

impl Relation {
    /// Whether it leads to a file of its own within the archive: a picture, a film, what another program made.
    pub(crate) fn is_piece(&self) -> bool {
        const PIECES: [&str; 7] = ["image", "package", "oleObject", "aFChunk", "audio", "video", "media"];
        !self.is_external && PIECES.contains(&self.kind.as_str())
    }
}

/// Gives pictures, embedded files, what `is_piece` says of a part's name, and the picture of the first page as it was
/// when the document was last saved.
pub(crate) fn give_embedded(
    archive: &Archive,
    is_piece: impl Fn(&str) -> bool,
    medium: &mut Medium<'_>,
    limits: Limits,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let is_child = |name: &&str| {
        let lower = format!("/{}", name.to_ascii_lowercase());
        let is_kept = ["/media/", "/embeddings/", "docprops/thumbnail"].iter().any(|place| lower.contains(place));
        is_kept && !lower.ends_with(".rels") || is_piece(name)
    };
    let mut children = Children::new(limits, "part");
    for name in archive.names().filter(is_child) {
        let Some(part) = archive.read(name, CHILD_BYTES, medium)? else { continue };
        let file = name.rsplit('/').next().unwrap_or(name);
        let naming = Naming { name: shown(file), raw_name: None, modified: part.modified, broken: part.broken };
        children.give(naming, &part.bytes, out)?;
    }
    Ok(())
}

/// The words of all charts in a folder.
pub(crate) fn charts(
    archive: &Archive,
    folder: &str,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
) -> Result<String, Failure> {
    let place = format!("{folder}charts/chart");
    let is_chart = |name: &&str| name.starts_with(&place) && name.ends_with(".xml");
    let parts: Vec<&str> = archive.names().filter(is_chart).collect();
    let mut texts = Vec::new();
    for part in parts {
        let Some(xml) = text_part(archive, part, medium, out)? else { continue };
        let (text, fault) = chart(&xml);
        fault.map_or(Ok(()), |fault| out.problem(breaks_off(part, &fault)))?;
        texts.extend((!text.is_empty()).then_some(text));
        texts.extend(drawn_on(archive, part, medium, out)?);
    }
    Ok(texts.join("\n\n"))
}

/// The words of shapes that were drawn on a chart.
pub(crate) fn drawn_on(
    archive: &Archive,
    chart: &str,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
) -> Result<Vec<String>, Failure> {
    let related = relations(archive, chart, medium, out)?;
    let mut texts = Vec::new();
    for Relation { target, .. } in related.iter().filter(|found| found.kind == "chartUserShapes" && !found.is_external)
    {
        let Some(xml) = text_part(archive, target, medium, out)? else { continue };
        let shapes = shapes(&xml, Which::All);
        shapes.fault.map_or(Ok(()), |fault| out.problem(breaks_off(target, &fault)))?;
        texts.extend((!shapes.text.is_empty()).then_some(shapes.text));
    }
    Ok(texts)
}

/// Goes through a part's events as far as it can be read. Returns what was wrong, if it broke off.
pub(crate) fn each_event(xml: &str, mut take: impl FnMut(&Event<'_>)) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    // A wrong end tag is no reason to lose what follows.
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return None,
            Ok(event) => take(&event),
            Err(error) => return Some(error.to_string()),
        }
    }
}

/// The words of elements, each for itself, as they go by.
#[derive(Default)]
pub(crate) struct Words {
    element: String,
    value: String,
}

impl Words {
    /// An element that ended, with the words that stood last in it.
    pub(crate) fn ended(&mut self, event: &Event<'_>) -> Option<(String, String)> {
        match event {
            Event::Start(tag) => {
                self.element = tag.local_name().as_ref().to_owned();
                self.value.clear();
            }
            Event::Text(text) => self.value.push_str(&text.xml10_content()),
            Event::CData(text) => self.value.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => self.value.push_str(&resolved(reference)),
            Event::End(_) => {
                let words = one_line(&self.value);
                self.value.clear();
                return Some((std::mem::take(&mut self.element), words));
            }
            _ => {}
        }
        None
    }
}

/// The value of an attribute, whatever its prefix.
pub(crate) fn attr(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    // Passing over an attribute that is wrong finds those after it.
    let mut attributes = tag.attributes();
    let attributes = attributes.with_checks(false);
    let found = attributes.flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(unescaped(&found.value))
}

/// The id of a relation that an element names: unlike other ids it has a prefix.
pub(crate) fn relation_id(tag: &BytesStart<'_>) -> Option<String> {
    let mut attributes = tag.attributes();
    let attributes = attributes.with_checks(false);
    let found =
        attributes.flatten().find(|found| found.key.prefix().is_some() && found.key.local_name().as_ref() == "id")?;
    Some(unescaped(&found.value))
}

/// The character a reference stands for.
pub(crate) fn resolved(reference: &BytesRef<'_>) -> String {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => c.to_string(),
        _ => unescaped(&format!("&{};", reference.xml10_content())),
    }
}

/// A text of XML without its references.
pub(crate) fn unescaped(escaped: &str) -> String {
    quick_xml::escape::unescape(escaped).map_or_else(|_| escaped.to_owned(), |text| text.into_owned())
}

/// A part's name from the root, from a target that may be relative to a folder.
pub(crate) fn resolve(folder: &str, target: &str) -> String {
    let (mut steps, path) = match target.strip_prefix('/') {
        Some(path) => (Vec::new(), path),
        None => (folder.split('/').filter(|step| !step.is_empty()).collect(), target),
    };
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Says that a part breaks off.
pub(crate) fn breaks_off(part: &str, why: &str) -> Problem {
    Problem { code: ProblemCode::Unreadable, message: format!("{part} cannot be read to its end: {why}"), unit: None }
}
