//! Comments, links and form fields, as the second engine tells them page by page. They are given as they are found.

use std::collections::HashSet;

use kurbo::{Affine, Rect};
use pdfium::{Document, Error, Field, FieldKind, Form, Mark, Page, Signature};

use super::files::Files;
use crate::format::pdf::comments::{self, Remark, Said};
use crate::format::pdf::fields::{self, MAX_FIELDS, Signed, XFA, filled_in};
use crate::format::pdf::forms;
use crate::format::pdf::glyphs::PageGlyphs;
use crate::format::pdf::meta::{MAX_REFERENCES, give};
use crate::format::{Emit, Failure, Limits, MetaKey};

/// Most marks that are looked at in one document, and how many before the host hears that work goes on.
const MAX_MARKS: usize = 50_000;
const N_AT_ONCE: usize = 256;

/// What was found on the pages so far.
pub(super) struct Marks<'d> {
    form: Option<Form<'d>>,
    files: Files<'d>,
    n_seen: usize,
    n_comments: usize,
    n_comments_left: usize,
    /// The names of the fields that were told, or signed.
    names: HashSet<String>,
    n_fields: usize,
    n_fields_left: usize,
    addresses: HashSet<String>,
    /// The names of the fields that are signed.
    signed: Vec<String>,
    signatures: Vec<Signature>,
    /// What there is, but was not told.
    is_absent: bool,
    is_cut: bool,
    has_other_links: bool,
}

/// What lies on a page and is to stand among its words.
#[derive(Default)]
pub(super) struct OnPage {
    pub typed: Vec<Typed>,
    /// Comments, each with its box in the file's coordinates.
    pub remarks: Vec<(Remark, Rect)>,
}

/// What was typed into a field that does not show it.
pub(super) struct Typed {
    value: String,
    rect: Rect,
}

impl Typed {
    pub fn add_to(&self, place: Affine, glyphs: &mut PageGlyphs) {
        forms::add_value(&self.value, self.rect, place, glyphs);
    }
}

impl<'d> Marks<'d> {
    pub fn new(document: &'d Document<'_>, limits: &'d Limits, n_bytes: u64) -> Self {
        Marks {
            form: Form::open(document),
            files: Files::new(limits, n_bytes),
            n_seen: 0,
            n_comments: 0,
            n_comments_left: 0,
            names: HashSet::new(),
            n_fields: 0,
            n_fields_left: 0,
            addresses: HashSet::new(),
            signed: Vec::new(),
            // Asked now: a page whose letters were read has lost its marks, and the form with it what they sign.
            signatures: document.signatures().unwrap_or_default(),
            is_absent: false,
            is_cut: false,
            has_other_links: false,
        }
    }

    /// Gives what lies on a page, and returns what is to be set on it.
    pub fn of_page(&mut self, page: &Page<'_>, name: &str, out: &mut dyn Emit) -> Result<OnPage, Failure> {
        let mut on_page = OnPage::default();
        for index in 0..page.n_marks() {
            if self.n_seen >= MAX_MARKS {
                self.is_cut = true;
                break;
            }
            self.n_seen += 1;
            if self.n_seen.is_multiple_of(N_AT_ONCE) {
                out.alive()?;
            }
            let mark = match page.mark(index, self.form.as_ref()) {
                Ok(mark) => mark,
                Err(Error::Absent) => {
                    self.is_absent = true;
                    break;
                }
                Err(Error::Size) => {
                    self.n_comments_left += 1;
                    continue;
                }
                Err(_) => continue,
            };
            if let Some(remark) = self.comment(&mark, name, out)? {
                let [left, bottom, right, top] = mark.bounds.map(f64::from);
                on_page.remarks.push((remark, Rect::new(left, bottom, right, top)));
            }
            self.link(&mark, out)?;
            if let Some(field) = &mark.field {
                self.field(field, mark.is_hidden, out)?;
                on_page.typed.extend(typed_into(&mark, field));
            }
            if mark.subtype == "FileAttachment" {
                self.files.of_page(page, index, out)?;
            }
        }
        Ok(on_page)
    }

    /// Notes a comment; returns how it stands among the words of its page, if it has any.
    fn comment(&mut self, mark: &Mark, page: &str, out: &mut dyn Emit) -> Result<Option<Remark>, Failure> {
        let said = Said {
            subtype: mark.subtype.as_bytes(),
            words: &mark.contents,
            author: &mark.author,
            modified: &mark.modified,
            created: &mark.created,
            is_answer: mark.is_answer,
        };
        let Some(line) = said.line(page) else { return Ok(None) };
        if self.n_comments == MAX_REFERENCES {
            self.n_comments_left += 1;
        } else {
            self.n_comments += 1;
            give(out, MetaKey::Finding, line)?;
        }
        Ok(said.remark())
    }

    fn link(&mut self, mark: &Mark, out: &mut dyn Emit) -> Result<(), Failure> {
        let Some(address) = &mark.leads_to else { return Ok(()) };
        self.has_other_links |= address.trim().is_empty();
        let is_new = self.addresses.len() < MAX_REFERENCES && self.addresses.insert(address.clone());
        match is_new {
            true => give(out, MetaKey::RemoteReference, address.clone()),
            false => Ok(()),
        }
    }

    /// A field may be shown by many marks; it is told once.
    fn field(&mut self, field: &Field, is_hidden: bool, out: &mut dyn Emit) -> Result<(), Failure> {
        let mut value = field.values.join(", ");
        if field.is_cut && !value.is_empty() {
            value += " (the first of what was chosen)";
        }
        let line = filled_in(&field.name, &value, is_hidden);
        let is_told = field.is_signed || line.is_some();
        if !is_told || !field.name.is_empty() && !self.names.insert(field.name.clone()) {
            return Ok(());
        }
        if self.n_fields == MAX_FIELDS {
            self.n_fields_left += 1;
            return Ok(());
        }
        self.n_fields += 1;
        match line {
            _ if field.is_signed => self.signed.push(field.name.clone()),
            Some(line) => give(out, MetaKey::Finding, line)?,
            None => {}
        }
        Ok(())
    }

    /// Gives what concerns the whole document, and says what was not looked for.
    pub fn end(
        mut self,
        document: &Document<'_>,
        unsought: &mut Vec<String>,
        out: &mut dyn Emit,
    ) -> Result<(), Failure> {
        comments::left_out(self.n_comments_left, out)?;
        if document.has_xfa().unwrap_or(false) {
            give(out, MetaKey::Finding, XFA.to_owned())?;
        }
        self.signatures(unsought, out)?;
        fields::left_out(self.n_fields_left, out)?;
        match document.has_scripts() {
            Ok(true) => give(out, MetaKey::Finding, "the document contains scripts".to_owned())?,
            Ok(false) => {}
            Err(_) => unsought.push("scripts".to_owned()),
        }
        self.files.of_document(document, out)?;
        let of_marks = [
            (self.is_absent, "comments, form fields and links"),
            (self.is_cut, "comments, form fields and links after the first 50,000"),
            (self.has_other_links, "addresses of some links"),
            (self.files.is_unsought, "attached files"),
        ];
        unsought.extend(of_marks.iter().filter(|(is, _)| *is).map(|(_, what)| (*what).to_owned()));
        Ok(())
    }

    /// Which signature is whose field is not told, unless there is one alone.
    fn signatures(&mut self, unsought: &mut Vec<String>, out: &mut dyn Emit) -> Result<(), Failure> {
        let told = self.signatures.drain(..);
        let told = told.map(|told| Signed { time: told.time, reason: told.reason, ..Signed::default() });
        let mut told: Vec<Signed> = told.collect();
        if told.is_empty() && self.signed.is_empty() {
            return Ok(());
        }
        unsought.push("who signed, and where".to_owned());
        let only = if told.len() == 1 && self.signed.len() == 1 { told.pop() } else { None };
        let only = only.unwrap_or_default();
        for name in &self.signed {
            give(out, MetaKey::Finding, only.line(name))?;
        }
        for other in told {
            give(out, MetaKey::Finding, format!("one of its signatures{}; it was not tested", other.told()))?;
        }
        Ok(())
    }
}

/// What was typed into a field, or chosen, that does not show it.
fn typed_into(mark: &Mark, field: &Field) -> Option<Typed> {
    let is_text = matches!(field.kind, FieldKind::Typed | FieldKind::Chosen);
    let [left, bottom, right, top] = mark.bounds.map(f64::from);
    let rect = Rect::new(left, bottom, right, top);
    let value = field.values.join("\n").replace('\r', "\n");
    (is_text && !mark.is_hidden && !mark.shows_text && !value.is_empty() && rect.is_finite())
        .then_some(Typed { value, rect })
}
