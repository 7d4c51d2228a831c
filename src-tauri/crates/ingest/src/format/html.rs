//! Web pages: the main text where it can be told, then the rest, then where its links lead and words that no browser shows; what the page says about itself and where it says so,
//! what it would fetch. What stands in it as a document of its own (frames, pictures, files) is given as children. Nothing is fetched.

mod facts;
mod held;
mod links;
mod lists;
mod main_text;
mod saved;
#[cfg(test)]
mod tests;
mod unseen;
mod walk;
mod zones;

use std::io::{Seek, SeekFrom};

use anchor::{Unit, UnitKind};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

pub(crate) use held::Held;
pub(crate) use links::Links;
pub(crate) use walk::{Page, Walk, page, whole_page, xml_page};

use super::children::Children;
use super::decoded::Decoded;
use super::encoding::{Utf8Tally, utf16};
use super::medium::Medium;
use super::sections::Sections;
use super::text::find_encoding;
use super::unpacking::problem;
use super::{Emit, Failure, Input, MetaKey, Problem, ProblemCode, Source};

pub(crate) const ENGINE: &str = "html5ever";
const HEAD_BYTES: usize = 64 << 10;
/// What units of addresses behind words are called, and those of words that no browser shows.
const LINKS: &str = "where its links lead";
const UNSEEN: &str = "not shown on the page";
const PIECE_BYTES: usize = 1 << 20;

/// Gives a page's text as units, and what it says about itself.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let (encoding, mark) = page_encoding(input.bytes, out)?;
    out.meta(MetaKey::Encoding, encoding.name().to_lowercase())?;
    let mut medium = Medium::new(&mut *input.bytes);
    let unread = |error: std::io::Error| Failure::ReadError(error.to_string());
    medium.seek(SeekFrom::Start(mark as u64)).map_err(unread)?;
    let mut decoded = Decoded::new(medium, encoding);
    let mut walk = Walk::new();
    let mut piece = String::new();
    while !decoded.is_over() {
        piece.clear();
        decoded.fill(&mut piece, PIECE_BYTES).map_err(unread)?;
        walk.feed(&piece);
        out.alive()?;
    }
    let page = walk.finish();
    tell(&page, out)?;
    if decoded.is_damaged {
        let message = format!("some bytes are not {}; each is shown as \u{fffd}", encoding.name());
        out.problem(Problem { code: ProblemCode::Encoding, message, unit: None })?;
    }
    give(&page, &mut Sections::new(out, ENGINE, input.limits))?;
    let n_for_programs = page.held.n_for_programs();
    page.held.give(n_for_programs, &mut Children::new(input.limits, "part"), out)
}

/// Gives a page's words: the main text as a unit before the rest, where they can be told apart; then those that a browser
/// does not show.
pub(crate) fn give(page: &Page, sections: &mut Sections<'_>) -> Result<(), Failure> {
    match page.parts() {
        Some((main, rest)) => {
            sections.give(UnitKind::Web, "main text", "main text part", &main)?;
            sections.give(UnitKind::Web, "rest of the page", "rest of the page part", &rest)?;
        }
        None => sections.give(UnitKind::Web, "web page", "section", &page.text)?,
    }
    if page.is_made_by_scripts() {
        let message = "what it shows is made by its scripts, which are never run";
        sections.out().problem(problem(ProblemCode::Unreadable, message.to_owned()))?;
    }
    give_links(UnitKind::Web, &page.links.lines(|_| false), sections)?;
    sections.give(UnitKind::Web, UNSEEN, &format!("{UNSEEN}, part"), &page.unseen)
}

/// Gives where links lead, a line for each.
pub(crate) fn give_links(kind: UnitKind, lines: &[String], sections: &mut Sections<'_>) -> Result<(), Failure> {
    sections.give(kind, LINKS, &format!("{LINKS}, part"), &lines.join("\n"))
}

/// Whether a unit holds what stands behind the words of a page or message and is none of them: pages of one place share
/// it, whatever they say.
#[must_use]
pub fn is_behind_words(unit: &Unit) -> bool {
    [LINKS, UNSEEN].iter().any(|label| unit.label.starts_with(label))
}

/// Tells what a page says about itself.
pub(crate) fn tell(page: &Page, out: &mut dyn Emit) -> Result<(), Failure> {
    let facts = &page.facts;
    let single = [
        (MetaKey::Title, facts.best_title()),
        (MetaKey::Published, facts.best_published()),
        (MetaKey::Modified, facts.modified.as_deref()),
        (MetaKey::SavedAt, facts.saved_at.as_deref()),
        (MetaKey::Language, facts.language.as_deref()),
        (MetaKey::Application, facts.application.as_deref()),
    ];
    for (key, value) in single {
        if let Some(value) = value {
            out.meta(key, value.to_owned())?;
        }
    }
    let many = [
        (MetaKey::Author, &facts.bylines),
        (MetaKey::Address, &facts.addresses),
        (MetaKey::ReadFrom, &facts.places),
        (MetaKey::RemoteReference, &facts.references),
    ];
    for (key, values) in many {
        for value in values {
            out.meta(key, value.clone())?;
        }
    }
    if page.n_hidden > 0 {
        out.meta(MetaKey::Finding, hidden_finding(page.n_hidden))?;
    }
    Ok(())
}

/// What is said of a page with parts not meant to be seen.
pub(crate) fn hidden_finding(n_hidden: u32) -> String {
    let parts = if n_hidden == 1 { "one part is".to_owned() } else { format!("{n_hidden} parts are") };
    format!("{parts} marked not to be shown; the words are in the text")
}

/// The encoding and how many bytes its mark takes: by the mark, by the page's own word, by its bytes. Bytes that can only
/// be UTF-8 are believed over the page: many were saved again by a program that did not correct what they say.
fn page_encoding(bytes: &mut dyn Source, out: &mut dyn Emit) -> Result<(&'static Encoding, usize), Failure> {
    let mut head = vec![0; HEAD_BYTES];
    let n_read = Medium::new(&mut *bytes).read_at(0, &mut head)?;
    head.truncate(n_read);
    if let Some(found) = Encoding::for_bom(&head) {
        return Ok(found);
    }
    if let Some(wide) = utf16(&head) {
        return Ok((wide, 0));
    }
    let mut tally = Utf8Tally::default();
    tally.feed(&head, n_read < HEAD_BYTES);
    let is_surely_utf8 = tally.invalid == 0 && tally.wide > 0;
    match said_encoding(&head) {
        Some(said) if said != UTF_8 && !is_surely_utf8 => Ok((said, 0)),
        _ => find_encoding(bytes, out),
    }
}

/// What `charset=` says in the first bytes of a page.
pub(crate) fn said_encoding(head: &[u8]) -> Option<&'static Encoding> {
    let head = head[..head.len().min(4096)].to_ascii_lowercase();
    let at = memchr::memmem::find(&head, b"charset=")? + b"charset=".len();
    let rest = head[at..].trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end =
        rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:".contains(byte)).unwrap_or(rest.len());
    let said = Encoding::for_label(&rest[..end])?;
    // A page whose word can be read in ASCII is not in UTF-16, and who says Latin means Windows.
    if said == UTF_16LE || said == UTF_16BE {
        return Some(UTF_8);
    }
    (said != WINDOWS_1252 || !has_c1_lead(&head)).then_some(said)
}

/// Bytes that Windows-1252 leaves undefined: a page that has them says its encoding wrongly.
fn has_c1_lead(head: &[u8]) -> bool {
    head.iter().any(|byte| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d))
}
