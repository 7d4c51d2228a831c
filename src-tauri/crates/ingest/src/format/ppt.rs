//! Presentations of the older kind (PPT, PowerPoint 97 to 2003): slides as of the last save, with notes and comments;
//! pictures and embedded objects as children.

mod deck;
#[cfg(test)]
mod tests;
mod text;

use anchor::UnitKind;

use deck::{Deck, deck};
pub(crate) use deck::{LockedDeck, OPEN_TOKEN, locked_deck};

use super::about;
use super::children::{Children, Naming};
use super::medium::Medium;
use super::officeart::{Pictures, Record, inflated, records};
use super::ole::{Ole, properties};
use super::ooxml::tell_references;
use super::sections::Sections;
use super::shown::shown;
use super::{Emit, Failure, Input, Limits, MetaKey, Problem, ProblemCode};

const ENGINE: &str = "ppt";
const STREAM_BYTES: u64 = 512 << 20;
const OBJECT_BYTES: u64 = 256 << 20;

/// Gives each slide, then its notes and comments; last what masters show, and what earlier saves left in the file.
///
/// # Errors
///
/// [`Failure::Encrypted`] where the slides are locked by a password.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let limits = input.limits;
    let mut medium = Medium::new(&mut *input.bytes);
    let ole = Ole::open(&mut medium, input.len)?;
    let user = stream(&ole, "Current User", &mut medium, out)?.unwrap_or_default();
    let Some(document) = stream(&ole, "PowerPoint Document", &mut medium, out)? else {
        return Err(Failure::Corrupt("it has no slides".to_owned()));
    };
    let found = deck(&user, &document)?;
    properties(&ole, &mut medium, out)?;
    let message = "the text of PowerPoint files of this old kind may be incomplete";
    out.problem(Problem { code: ProblemCode::Quality, message: message.to_owned(), unit: None })?;
    let mut sections = Sections::new(&mut *out, ENGINE, limits);
    let mut objects = Vec::new();
    match found.filter(|deck| !deck.slides.is_empty()) {
        Some(deck) => {
            give(&deck, &mut sections)?;
            objects = deck.objects;
        }
        None => {
            let message = "its list of slides cannot be followed; all words in the file were taken, older ones too";
            sections.out().problem(Problem {
                code: ProblemCode::Unreadable,
                message: message.to_owned(),
                unit: None,
            })?;
            sections.give(UnitKind::Section, "section 1", "section", &text::all_texts(&document))?;
        }
    }
    give_objects(&objects, limits, out)?;
    let pictures = stream(&ole, "Pictures", &mut medium, out)?.unwrap_or_default();
    let mut given = Pictures::new(limits);
    records(&pictures).try_for_each(|record| given.give(&record, out))
}

/// Gives objects of other programs as the files they are kept as.
fn give_objects(objects: &[(String, Record<'_>)], limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut children = Children::new(limits, "object");
    for (program, record) in objects {
        let is_packed = record.instance == 1;
        // Packed ones begin with their length.
        let (bytes, is_whole) = match record.content.get(4..).filter(|_| is_packed) {
            Some(packed) => inflated(packed, OBJECT_BYTES),
            None => (record.content.to_vec(), true),
        };
        let broken = (!is_whole).then(|| Problem {
            code: ProblemCode::Unreadable,
            message: "its bytes break off or are damaged".to_owned(),
            unit: None,
        });
        let program = if program.is_empty() { String::new() } else { format!(" ({program})") };
        let name = shown(&format!("object {}{program}", children.next()));
        children.give(Naming { name, raw_name: None, modified: None, broken }, &bytes, out)?;
    }
    Ok(())
}

/// A stream's bytes; one that breaks off is told of and given as far as it goes.
fn stream(ole: &Ole, name: &str, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<Option<Vec<u8>>, Failure> {
    let Some(entry) = ole.find(name) else { return Ok(None) };
    let stream = ole.read(entry, STREAM_BYTES, medium)?;
    if !stream.is_whole {
        let message = format!("the part {name} breaks off");
        out.problem(Problem { code: ProblemCode::Unreadable, message, unit: None })?;
    }
    out.alive()?;
    Ok(Some(stream.bytes))
}

fn give(deck: &Deck<'_>, sections: &mut Sections<'_>) -> Result<(), Failure> {
    let mut footers = deck.around.clone();
    let (mut hidden, mut paths) = (Vec::new(), Vec::new());
    for (number, slide) in (1..).zip(&deck.slides) {
        let label = format!("slide {number}");
        if !slide.is_found {
            let message = format!("the part of {label} is missing from the file");
            sections.out().problem(Problem { code: ProblemCode::Unreadable, message, unit: None })?;
        }
        if slide.words.is_hidden {
            hidden.push(label.clone());
        }
        footers.extend(slide.words.footers.iter().cloned());
        sections.give(UnitKind::Slide, &label, &format!("{label} part"), &slide.words.text)?;
        let descriptions = slide.words.descriptions.join("\n");
        paths.extend(slide.words.descriptions.iter().filter_map(|words| about::picture(words)));
        for (what, text) in [
            ("notes", slide.notes.join("\n\n")),
            ("comments", slide.words.comments.join("\n\n")),
            ("descriptions of pictures", descriptions),
        ] {
            let label = format!("{label} {what}");
            sections.give(UnitKind::Section, &label, &format!("{label} part"), &text)?;
        }
    }
    let mut known = std::collections::HashSet::new();
    footers.retain(|text| known.insert(text.clone()));
    let mut masters = deck.masters.clone();
    masters.retain(|text| !text.is_empty() && known.insert(text.clone()));
    sections.give(UnitKind::Section, "footer", "footer", &footers.join("\n"))?;
    sections.give(UnitKind::Section, "slide masters", "slide masters part", &masters.join("\n\n"))?;
    tell_references(deck.links.clone(), sections.out())?;
    sections.give(UnitKind::Section, "earlier wordings", "earlier wordings part", &deck.earlier)?;
    let mut findings: Vec<String> = super::pptx::hidden_slides(&hidden).into_iter().collect();
    findings.extend(deck.has_macros.then(|| "it contains macros".to_owned()));
    if !deck.earlier.is_empty() {
        findings.push("earlier versions of it have words that it no longer shows; they were read".to_owned());
    }
    findings.extend(paths.into_iter().map(|(_, words)| words));
    findings.into_iter().try_for_each(|finding| sections.out().meta(MetaKey::Finding, finding))
}
