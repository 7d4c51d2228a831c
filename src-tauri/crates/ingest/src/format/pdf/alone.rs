//! A document that the first engine cannot open, or that ended its worker: the second engine reads it alone. It tells less
//! than the first; what was not looked for is named. Where it fails over more than words, another worker reads the words.

mod files;
mod marks;

use kurbo::Affine;
use pdfium::{Document, Pdfium};

use super::{Start, comments, labels, meta, outline, say_what_is_unknown, say_why_blank, second, tell, unit_of};
use crate::draw::Visible;
use crate::format::lock::OPENED;
use crate::format::{Emit, Failure, Limits, MetaKey, Problem, ProblemCode};
use crate::labels::PageLabels;
use crate::passwords::Passwords;
use marks::{Marks, OnPage};

/// What the second engine has no call for, whatever the document.
const NEVER_SOUGHT: [&str; 4] =
    ["XMP properties", "form fields outside its pages", "associated files", "actions of buttons and on opening"];

/// A reading by the second engine alone.
pub(super) struct Alone<'b> {
    pub engine: &'static Pdfium,
    pub bytes: &'b [u8],
    pub passwords: &'b Passwords,
    pub limits: &'b Limits,
    pub start: Start,
}

impl Alone<'_> {
    /// Reads what the second engine tells of a document.
    ///
    /// # Errors
    /// `why` the first engine does not read it, where the second does not either.
    pub fn read(&self, why: Failure, out: &mut dyn Emit) -> Result<(), Failure> {
        let document = match Document::open(self.engine, self.bytes, self.passwords.iter()) {
            Ok(document) if document.n_pages() > 0 => document,
            Err(pdfium::Error::Password) => return Err(Failure::Encrypted),
            _ => return Err(why),
        };
        let mut unsought = Vec::new();
        if self.is_whole() {
            properties(&document, out)?;
        }
        let labels = self.labels(&document, &mut unsought, out)?;
        let mut marks = None;
        if self.is_whole() {
            out.fall_back_to(&Start::Unmarked(0).token())?;
            marks = Some(Marks::new(&document, self.limits, self.bytes.len() as u64));
        }
        self.pages(&document, &labels, marks.as_mut(), out)?;
        match marks {
            Some(marks) => {
                out.fall_back_to(&Start::Unmarked(document.n_pages()).token())?;
                match document.first_heading() {
                    Ok(first) => outline::walk(first, |entry| number_of(entry.page()?), &labels, out)?,
                    Err(_) => unsought.push("headings".to_owned()),
                }
                marks.end(&document, &mut unsought, out)?;
                out.fall_back_to("")?;
            }
            None => unsought.extend(self.left_out(document.n_pages(), &labels)),
        }
        unsought.extend(NEVER_SOUGHT.map(str::to_owned));
        let over = if self.is_whole() { "" } else { ", and it failed over more than words" };
        let message = format!("only the second engine could open it{over}: {} were not looked for", listed(&unsought));
        out.problem(Problem { code: ProblemCode::Unreadable, message, unit: None })
    }

    /// Whether all is looked for, as it has not failed yet.
    fn is_whole(&self) -> bool {
        self.start == Start::Alone
    }

    /// What the pages are called.
    fn labels(
        &self,
        document: &Document<'_>,
        unsought: &mut Vec<String>,
        out: &mut dyn Emit,
    ) -> Result<PageLabels, Failure> {
        let told = match self.start {
            Start::Bare => None,
            _ => {
                if self.is_whole() {
                    out.fall_back_to(&Start::Bare.token())?;
                }
                labels::told_by(document, out)?
            }
        };
        if told.is_none() {
            unsought.push("page labels".to_owned());
        }
        let labels = told.unwrap_or_default();
        if self.is_whole() {
            labels::tell(&labels, out)?;
        }
        Ok(labels)
    }

    fn pages(
        &self,
        document: &Document<'_>,
        labels: &PageLabels,
        mut marks: Option<&mut Marks<'_>>,
        out: &mut dyn Emit,
    ) -> Result<(), Failure> {
        let mut n_bytes = 0;
        for index in self.start.page()..document.n_pages() {
            match self.is_whole() {
                true => out.fall_back_to(&Start::Unmarked(index).token())?,
                false => out.alive()?,
            }
            let number = index as u32 + 1;
            let name = labels.name(number);
            let page = document.page(index).ok();
            let OnPage { typed, remarks } = match (&mut marks, &page) {
                (Some(marks), Some(page)) => marks.of_page(page, &name, out)?,
                _ => OnPage::default(),
            };
            let visible = page.as_ref().map(Visible::told_by);
            let glyphs = page.zip(visible.as_ref()).and_then(|(page, visible)| {
                let mut glyphs = second::glyphs(page, visible)?;
                typed.iter().for_each(|typed| typed.add_to(visible.place, &mut glyphs));
                Some(glyphs)
            });
            let is_read = glyphs.is_some();
            if !is_read {
                tell(out, number, ProblemCode::Unreadable, "the page could not be read".to_owned())?;
            }
            let glyphs = glyphs.unwrap_or_default();
            let mut unit = unit_of(&glyphs, second::ENGINE, &name, visible.as_ref());
            say_what_is_unknown(&glyphs, number, out)?;
            if unit.text.is_empty() && is_read {
                say_why_blank(&glyphs, number, out)?;
            }
            let place = visible.map_or(Affine::IDENTITY, |visible| visible.place);
            comments::append(&mut unit, remarks.into_iter().map(|(remark, rect)| remark.at(rect, place)));
            n_bytes += unit.text.len() as u64;
            if n_bytes > self.limits.max_text_bytes {
                return Err(Failure::LimitHit("its text is too long".to_owned()));
            }
            out.unit(unit)?;
        }
        Ok(())
    }

    /// What is not looked for after the engine failed.
    fn left_out(&self, n_pages: usize, labels: &PageLabels) -> Vec<String> {
        let from = match self.start.page() {
            0 => Some(String::new()),
            page if page < n_pages => number_of(page).map(|number| format!(" from p. {} on", labels.name(number))),
            _ => None,
        };
        let of_pages = from.map(|from| format!("comments, form fields and links{from}"));
        of_pages.into_iter().chain(["headings", "scripts", "attached files"].map(str::to_owned)).collect()
    }
}

/// The number of a page with this index.
fn number_of(index: usize) -> Option<u32> {
    u32::try_from(index).ok()?.checked_add(1)
}

/// Words in a row: `a, b and c`.
fn listed(words: &[String]) -> String {
    match words {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        words => words.concat(),
    }
}

fn properties(document: &Document<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
    if document.was_locked() {
        out.meta(MetaKey::Finding, OPENED.to_owned())?;
    }
    for (key, name) in [(MetaKey::Title, "Title"), (MetaKey::Author, "Author"), (MetaKey::Subject, "Subject")] {
        meta::give(out, key, document.property(name).unwrap_or_default())?;
    }
    let programs = ["Creator", "Producer"].into_iter().filter_map(|name| document.property(name));
    let programs = programs.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    meta::give(out, MetaKey::Application, programs.collect::<Vec<_>>().join("; "))?;
    for (key, name) in [(MetaKey::Created, "CreationDate"), (MetaKey::Modified, "ModDate")] {
        let date = document.property(name).and_then(|date| meta::pdf_date(date.as_bytes()));
        meta::give(out, key, date.unwrap_or_default())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn words_stand_in_a_row() {
        let check = |words: &[&str], expect: &str| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(listed(&words), expect);
        };
        check(&[], "");
        check(&["headings"], "headings");
        check(&["headings", "scripts", "files"], "headings, scripts and files");
    }
}
