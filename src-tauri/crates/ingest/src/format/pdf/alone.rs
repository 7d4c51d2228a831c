//! A document that the first engine cannot open, or that ended its worker: the second engine reads it alone.

use pdfium::{Document, Pdfium};

use super::{meta, say_what_is_unknown, say_why_blank, second, tell, unit_of};
use crate::draw::Visible;
use crate::format::{Emit, Failure, MetaKey, Problem, ProblemCode};
use crate::passwords::Passwords;

/// Reads what the second engine tells of a document.
///
/// # Errors
/// `why` the first engine does not read it, where the second does not either.
pub(super) fn read(
    engine: &'static Pdfium,
    bytes: &[u8],
    passwords: &Passwords,
    why: Failure,
    max_text_bytes: u64,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let document = match Document::open(engine, bytes, passwords.iter()) {
        Ok(document) if document.n_pages() > 0 => document,
        Err(pdfium::Error::Password) => return Err(Failure::Encrypted),
        _ => return Err(why),
    };
    properties(&document, out)?;
    let mut n_bytes = 0;
    for index in 0..document.n_pages() {
        out.alive()?;
        let number = index as u32 + 1;
        let page = document.page(index).ok();
        let visible = page.as_ref().map(Visible::told_by);
        let glyphs = page.zip(visible.as_ref()).and_then(|(page, visible)| second::glyphs(page, visible));
        if glyphs.is_none() {
            tell(out, number, ProblemCode::Unreadable, "the page could not be read".to_owned())?;
        }
        let glyphs = glyphs.unwrap_or_default();
        let unit = unit_of(&glyphs, second::ENGINE, &number.to_string(), visible.as_ref());
        say_what_is_unknown(&glyphs, number, out)?;
        if unit.text.is_empty() {
            say_why_blank(&glyphs, number, out)?;
        }
        n_bytes += unit.text.len() as u64;
        if n_bytes > max_text_bytes {
            return Err(Failure::LimitHit("its text is too long".to_owned()));
        }
        out.unit(unit)?;
    }
    let message = "only the second engine could open it: comments, form fields, headings, page labels, XMP properties \
                   and attached files were not looked for";
    out.problem(Problem { code: ProblemCode::Unreadable, message: message.to_owned(), unit: None })
}

fn properties(document: &Document<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
    for (key, name) in [(MetaKey::Title, "Title"), (MetaKey::Author, "Author"), (MetaKey::Subject, "Subject")] {
        meta::give(out, key, document.property(name).unwrap_or_default())?;
    }
    let programs: Vec<String> = ["Creator", "Producer"].iter().filter_map(|name| document.property(name)).collect();
    meta::give(out, MetaKey::Application, programs.join("; "))?;
    for (key, name) in [(MetaKey::Created, "CreationDate"), (MetaKey::Modified, "ModDate")] {
        let date = document.property(name).and_then(|date| meta::pdf_date(date.as_bytes()));
        meta::give(out, key, date.unwrap_or_default())?;
    }
    Ok(())
}
