//! Texts, presentations and drawings of OpenDocument (ODT, ODP, ODG, packed or flat; ODF 1.3, part 3): body, slides or
//! pages, notes, comments, headers and footers, changes that were tracked, embedded objects' words; pictures, objects and
//! earlier versions as children.

mod facts;
mod flat;
#[cfg(test)]
mod tests;
mod walk;

use anchor::UnitKind;

pub(crate) use facts::properties;
use facts::{Locked, locked, settings};
use walk::{Content, Styles, walk};

use super::about;
use super::children::{Children, Naming};
use super::medium::Medium;
use super::ooxml::{breaks_off, tell_references, tell_salvaged, text_part};
use super::sections::Sections;
use super::shown::shown;
use super::tracked::Tracked;
use super::zip::Archive;
use super::{Emit, Failure, Input, Limits, MetaKey, Problem, ProblemCode};

const ENGINE: &str = "odf";
const CHILD_BYTES: u64 = 256 << 20;

/// Gives the body in sections or the slides one by one, then what stands beside it, each kind a unit of its own.
///
/// # Errors
///
/// [`Failure::Encrypted`] where the body is locked by a password.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let limits = input.limits;
    let mut medium = Medium::new(&mut *input.bytes);
    let mut magic = [0; 2];
    medium.read_at(0, &mut magic)?;
    if magic != *b"PK" {
        return read_flat(&mut medium, input.len, limits, out);
    }
    let archive = Archive::open(&mut medium, input.len)?;
    refuse_locked(&archive, &mut medium, out)?;
    tell_salvaged(&archive, out)?;
    if let Some(xml) = text_part(&archive, "meta.xml", &mut medium, out)? {
        properties(&xml).into_iter().try_for_each(|(key, value)| out.meta(key, value))?;
    }

    if let Some(xml) = text_part(&archive, "settings.xml", &mut medium, out)? {
        settings(&xml).map_or(Ok(()), |(key, value)| out.meta(key, value))?;
    }

    let mut styles = Styles::default();
    let mut around = part(&archive, "styles.xml", &mut styles, &mut medium, out)?.unwrap_or_default();
    let Some(mut content) = part(&archive, "content.xml", &mut styles, &mut medium, out)? else {
        return Err(Failure::Corrupt("it has no body".to_owned()));
    };
    // What was noted or deleted in a header stands with the rest.
    content.footnotes.append(&mut around.footnotes);
    content.comments.append(&mut around.comments);
    content.deleted.append(&mut around.deleted);
    content.inserted.append(&mut around.inserted);
    content.inserters.append(&mut around.inserters);
    content.formers.append(&mut around.formers);
    let objects = objects(&archive, &mut medium, out)?;
    give(&content, &around, &objects, &mut Sections::new(&mut *out, ENGINE, limits))?;
    tell_parts(&archive, out)?;
    tell(content, around, out)?;
    give_children(&archive, &mut medium, limits, out)
}

fn read_flat(medium: &mut Medium<'_>, len: u64, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    let xml = flat::text(medium, len)?;
    let content = flat::content(&xml, out)?;
    let around = Content::default();
    give(&content, &around, &[], &mut Sections::new(&mut *out, ENGINE, limits))?;
    tell(content, around, out)?;
    flat::give_children(&xml, limits, out)
}

/// What the pages of a workbook have above and below.
#[derive(Default)]
pub(crate) struct Around {
    pub(crate) headers: Vec<String>,
    pub(crate) footers: Vec<String>,
}

impl Around {
    fn of(content: &Content) -> Around {
        Around { headers: content.headers.to_vec(), footers: content.footers.to_vec() }
    }
}

/// A flat workbook, whose sheets are read elsewhere.
pub(crate) struct Flat {
    xml: String,
    pub(crate) around: Around,
}

impl Flat {
    /// Tells what it says of itself, and finds what stands around its pages.
    pub(crate) fn read(medium: &mut Medium<'_>, len: u64, out: &mut dyn Emit) -> Result<Flat, Failure> {
        let xml = match flat::text(medium, len) {
            Err(Failure::LimitHit(_)) => {
                let message = "it is too large for its headers and pictures to be looked for".to_owned();
                out.problem(Problem { code: ProblemCode::Limit, message, unit: None })?;
                String::new()
            }
            xml => xml?,
        };
        let around = Around::of(&flat::content(&xml, out)?);
        Ok(Flat { xml, around })
    }

    pub(crate) fn give_children(&self, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
        flat::give_children(&self.xml, limits, out)
    }
}

/// Fails where a password keeps the body from being read; tells where it keeps other parts.
pub(crate) fn refuse_locked(archive: &Archive, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
    let manifest = text_part(archive, "META-INF/manifest.xml", medium, out)?.unwrap_or_default();
    match locked(&manifest) {
        Locked::No => Ok(()),
        Locked::Body(why) => {
            if let Some(why) = why {
                out.problem(Problem { code: ProblemCode::Encrypted, message: why.to_owned(), unit: None })?;
            }
            Err(Failure::Encrypted)
        }
        Locked::Parts(n) => {
            let message = format!("{n} of its parts are locked by a password; the others were read");
            out.problem(Problem { code: ProblemCode::Encrypted, message, unit: None })
        }
    }
}

fn part(
    archive: &Archive,
    name: &str,
    styles: &mut Styles,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
) -> Result<Option<Content>, Failure> {
    let Some(xml) = text_part(archive, name, medium, out)? else { return Ok(None) };
    let content = walk(&xml, styles);
    if let Some(fault) = &content.fault {
        out.problem(breaks_off(name, fault))?;
    }
    Ok(Some(content))
}

/// What the pages of a workbook have above and below, whose cells are read elsewhere.
pub(crate) fn margins(archive: &Archive, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<Around, Failure> {
    let around = part(archive, "styles.xml", &mut Styles::default(), medium, out)?;
    Ok(around.as_ref().map(Around::of).unwrap_or_default())
}

/// The words of charts, formulas and tables that are documents within this one.
pub(crate) fn objects(archive: &Archive, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<Vec<String>, Failure> {
    let is_object = |name: &&str| name.ends_with("/content.xml");
    let names: Vec<&str> = archive.names().filter(is_object).collect();
    let mut texts = Vec::new();
    for name in names {
        let content = part(archive, name, &mut Styles::default(), medium, out)?.unwrap_or_default();
        let slides = content.slides.into_iter().map(|slide| slide.text);
        texts.extend(std::iter::once(content.text).chain(slides).filter(|text| !text.is_empty()));
    }
    Ok(texts)
}

fn give(content: &Content, around: &Content, objects: &[String], sections: &mut Sections<'_>) -> Result<(), Failure> {
    sections.give(UnitKind::Section, "section 1", "section", &content.text)?;
    for (number, slide) in (1..).zip(&content.slides) {
        let (kind, what) = if content.is_drawing { (UnitKind::Section, "page") } else { (UnitKind::Slide, "slide") };
        let label = format!("{what} {number}");
        sections.give(kind, &label, &format!("{label} part"), &slide.text)?;
        for (what, text) in [
            ("notes", slide.notes.join("\n\n")),
            ("comments", slide.comments.join("\n\n")),
            ("descriptions of pictures", slide.descriptions.join("\n")),
        ] {
            let label = format!("{label} {what}");
            sections.give(UnitKind::Section, &label, &format!("{label} part"), &text)?;
        }
    }
    let deleted: Vec<&str> = content.deleted.iter().map(|(_, line)| line.as_str()).collect();
    for (label, text) in [
        ("footnotes", content.footnotes.join("\n\n")),
        ("endnotes", content.endnotes.join("\n\n")),
        ("comments", content.comments.join("\n\n")),
        ("header", both(&around.headers, &content.headers)),
        ("footer", both(&around.footers, &content.footers)),
        ("slide masters", around.masters.join("\n\n")),
        ("embedded objects", objects.join("\n\n")),
        ("descriptions of pictures", both(&content.descriptions, &around.descriptions)),
        ("inserted text", content.inserted.join("\n")),
        ("deleted text", deleted.join("\n")),
    ] {
        sections.give(UnitKind::Section, label, label, &text)?;
    }
    Ok(())
}

fn both(some: &[String], others: &[String]) -> String {
    [some, others].concat().join("\n")
}

fn tell_parts(archive: &Archive, out: &mut dyn Emit) -> Result<(), Failure> {
    let begins = |folders: &[&str]| {
        archive.names().any(|name| folders.iter().any(|folder| name.to_ascii_lowercase().starts_with(folder)))
    };
    if begins(&["basic/", "scripts/"]) {
        out.meta(MetaKey::Finding, "it contains macros".to_owned())?;
    }
    if begins(&["versions/"]) {
        out.meta(MetaKey::Finding, "earlier versions of it are kept inside".to_owned())?;
    }
    Ok(())
}

fn tell(content: Content, around: Content, out: &mut dyn Emit) -> Result<(), Failure> {
    let references = content.references.into_iter().chain(around.references);
    tell_references(references.collect(), out)?;
    let mut findings = Vec::new();
    if content.has_dde || around.has_dde {
        findings.push("it has a field that would start another program".to_owned());
    }
    if content.has_event || around.has_event {
        findings.push("something that happens in it would run a macro".to_owned());
    }
    if content.has_program || around.has_program {
        findings.push("a click on a slide would start another program".to_owned());
    }
    let hidden = (1u32..).zip(&content.slides).filter(|(_, slide)| slide.is_hidden);
    let hidden: Vec<String> = hidden.map(|(number, _)| format!("slide {number}")).collect();
    findings.extend(super::pptx::hidden_slides(&hidden));
    let tracked = Tracked {
        inserted: content.inserters.iter().map(String::as_str).collect(),
        deleted: content.deleted.iter().map(|(author, _)| author.as_str()).collect(),
        others: content.formers.iter().map(String::as_str).collect(),
    };
    findings.extend(tracked.finding());
    let of_slides = content.slides.iter().flat_map(|slide| &slide.descriptions);
    let paths = content.descriptions.iter().chain(of_slides).filter_map(|words| about::picture(words));
    findings.extend(paths.map(|(_, words)| words));
    let n_hidden = content.n_hidden + around.n_hidden;
    if n_hidden > 0 {
        findings.push(super::html::hidden_finding(n_hidden));
    }
    findings.into_iter().try_for_each(|finding| out.meta(MetaKey::Finding, finding))
}

/// Gives pictures, objects of other programs, earlier versions, and the picture of the first page.
pub(crate) fn give_children(
    archive: &Archive,
    medium: &mut Medium<'_>,
    limits: Limits,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let is_child = |name: &&str| {
        let lower = name.to_ascii_lowercase();
        let is_kept = ["pictures/", "media/", "versions/", "thumbnails/", "objectreplacements/"]
            .iter()
            .any(|folder| lower.starts_with(folder));
        // An object of another program is one file; one of OpenDocument is a folder.
        is_kept || lower.starts_with("object ") && !lower.contains('/') || lower.contains("/pictures/")
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
