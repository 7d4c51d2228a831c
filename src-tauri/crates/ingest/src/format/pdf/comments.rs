//! Comments and marks on pages: who wrote what, when, and where nothing was written but something was meant.

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, String as Text};

use super::meta::{MAX_REFERENCES, give, pdf_date, text_string};
use crate::format::{Emit, Failure, MetaKey};
use crate::labels::PageLabels;

/// Gives the comments on the pages: words of annotations (ISO 32000-1 §12.5.6) that a page does not show, with their
/// author and time. Marks for a redaction that was not carried out are told even where nothing is written.
pub(super) fn comments(pdf: &Pdf, labels: &PageLabels, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut n_left_out = 0_usize;
    let mut n_told = 0;
    for (number, page) in (1..).zip(pdf.pages().iter()) {
        let annotations = page.raw().get::<Array<'_>>(b"Annots").unwrap_or_default();
        for annotation in annotations.iter::<Dict<'_>>() {
            let Some(told) = told(&annotation, &labels.name(number)) else { continue };
            if n_told < MAX_REFERENCES {
                n_told += 1;
                give(out, MetaKey::Finding, told)?;
            } else {
                n_left_out += 1;
            }
        }
    }
    left_out(n_left_out, out)
}

/// Says how many comments are not told.
pub(super) fn left_out(n: usize, out: &mut dyn Emit) -> Result<(), Failure> {
    match n {
        0 => Ok(()),
        n => give(out, MetaKey::Finding, format!("{n} further comments are not listed")),
    }
}

/// A comment in one line; `None` where there is none.
fn told(annotation: &Dict<'_>, page: &str) -> Option<String> {
    let subtype = annotation.get::<Name<'_>>(b"Subtype")?;
    let text =
        |key: &[u8]| annotation.get::<Text<'_>>(key).map(|text| text_string(text.as_bytes())).unwrap_or_default();
    Said {
        subtype: &subtype,
        words: &text(b"Contents"),
        author: &text(b"T"),
        modified: &text(b"M"),
        created: &text(b"CreationDate"),
        is_answer: annotation.contains_key(b"IRT"),
    }
    .line(page)
}

/// What an annotation says, whichever engine tells it: empty where it says nothing.
pub(super) struct Said<'t> {
    pub subtype: &'t [u8],
    pub words: &'t str,
    pub author: &'t str,
    pub modified: &'t str,
    pub created: &'t str,
    pub is_answer: bool,
}

impl Said<'_> {
    /// The comment in one line; `None` where there is none.
    pub fn line(&self, page: &str) -> Option<String> {
        let kind = kind(self.subtype)?;
        let written = |text: &&str| !text.trim().is_empty();
        let words = Some(self.words).filter(written).map(|words| format!(": {words}"));
        if words.is_none() && self.subtype != b"Redact" {
            return None;
        }
        let author = Some(self.author).filter(written).map(|author| format!(" by {}", author.trim()));
        let time = Some(self.modified).filter(written).or(Some(self.created).filter(written));
        let time = time.and_then(|date| pdf_date(date.as_bytes())).map(|time| format!(", {time}"));
        let what = if self.is_answer { "answer to a comment" } else { kind };
        let parts = [author, time, words].map(Option::unwrap_or_default);
        Some(format!("{what} on p. {page}{}", parts.concat()))
    }
}

/// What a kind of annotation is called; `None` for those that are no comments.
fn kind(subtype: &[u8]) -> Option<&'static str> {
    Some(match subtype {
        b"Text" => "comment",
        b"Highlight" => "highlighted with a comment",
        b"Underline" | b"Squiggly" => "underlined with a comment",
        b"StrikeOut" => "struck out with a comment",
        b"Caret" => "insertion",
        b"Stamp" => "stamp",
        b"FreeText" => "note",
        b"Square" | b"Circle" | b"Line" | b"Polygon" | b"PolyLine" | b"Ink" => "drawing with a comment",
        b"Redact" => "mark for a redaction that was not carried out",
        _ => return None,
    })
}
