//! The last resort, `pdf-extract`, for pages whose glyphs neither engine knows.

use std::collections::HashMap;
use std::panic::catch_unwind;

use hayro_interpret::hayro_syntax::Pdf;

use super::glyphs::PageGlyphs;

/// The largest document it is given: its time grows with the square of the number of pages.
const MAX_PAGES: usize = 500;
const MAX_BYTES: usize = 64 << 20;

/// The document as it is read, when first asked for.
#[derive(Default)]
pub(super) struct LastResort {
    pages: Option<Vec<String>>,
}

/// A page as it reads it.
pub(super) struct Page {
    /// Unit text.
    pub text: String,
    /// Characters that mean something, blanks aside.
    pub n_known: u32,
    /// Those of them that are letters or digits: codes passed off as text are mostly signs.
    pub n_letters: u32,
    /// Characters that do not: replacement characters, private use, controls.
    pub n_unknown: u32,
}

impl LastResort {
    /// The page with this index, if it can read the document.
    pub(super) fn page(&mut self, pdf: &Pdf, index: usize) -> Option<Page> {
        let pages = self.pages.get_or_insert_with(|| read(pdf));
        pages.get(index).map(|raw| weigh(raw))
    }
}

impl Page {
    /// Whether this says more than an engine's glyphs, and says it better. The places of the words are lost with
    /// it, and it guesses where the file is silent: so much more must be known, nearly all of it, as a language looks,
    /// and what the engine knows must be there, too.
    pub(super) fn is_better_than(&self, other: &PageGlyphs) -> bool {
        let says_more = self.n_known * 10 > other.n_known * 11;
        let is_language = 2 * self.n_letters > self.n_known && self.quality() >= 0.95;
        says_more && is_language && self.quality() > other.quality().unwrap_or(1.0) && holds(&self.text, &other.text)
    }

    /// The share of characters that mean something.
    pub(super) fn quality(&self) -> f32 {
        self.n_known as f32 / (self.n_known + self.n_unknown).max(1) as f32
    }
}

/// Whether nine of ten letters and digits of `some` are in `text`, too, in any order.
pub(super) fn holds(text: &str, some: &str) -> bool {
    let mut n_here = HashMap::<char, u32>::new();
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        *n_here.entry(c).or_default() += 1;
    }
    let (mut n_found, mut n_all) = (0, 0);
    for c in some.chars().filter(|c| c.is_alphanumeric()) {
        n_all += 1;
        if let Some(n) = n_here.get_mut(&c).filter(|n| **n > 0) {
            *n -= 1;
            n_found += 1;
        }
    }
    n_found * 10 >= n_all * 9
}

fn read(pdf: &Pdf) -> Vec<String> {
    let bytes = pdf.data().as_ref();
    if pdf.pages().len() > MAX_PAGES || bytes.len() > MAX_BYTES {
        return Vec::new();
    }
    // It panics on many maps of Chinese and Japanese fonts. What it has read until then is lost with it.
    let read = catch_unwind(|| pdf_extract::extract_text_from_mem_by_pages(bytes));
    match read {
        Ok(Ok(pages)) if pages.len() == pdf.pages().len() => pages,
        _ => Vec::new(),
    }
}

fn weigh(raw: &str) -> Page {
    let (mut n_known, mut n_letters, mut n_unknown) = (0, 0, 0);
    for c in raw.chars().filter(|c| !c.is_whitespace()) {
        match c {
            '\u{fffd}' | '\u{e000}'..='\u{f8ff}' => n_unknown += 1,
            c if c.is_control() => n_unknown += 1,
            c => {
                n_known += 1;
                n_letters += u32::from(c.is_alphanumeric());
            }
        }
    }
    Page { text: tidy(raw), n_known, n_letters, n_unknown }
}

/// Lines without blanks at their ends, at most one empty line between them.
fn tidy(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut n_empty = 0;
    for line in anchor::text::unit_text(raw).lines() {
        let line = line.trim();
        if line.is_empty() {
            n_empty += 1;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if n_empty > 0 { "\n\n" } else { "\n" });
        }
        n_empty = 0;
        text.push_str(line);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_weighed_and_lines_tidied() {
        let page = weigh("\n\n  one \r\n\r\n\n two\u{fffd}\u{1}\nthree ");
        assert_eq!((page.n_known, page.n_letters, page.n_unknown), (11, 11, 2));
        assert!(holds(&page.text, "neo two three") && !holds(&page.text, "four"));
        assert_eq!(page.text, "one\n\ntwo\u{fffd}\nthree");
    }
}
