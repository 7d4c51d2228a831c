//! What lies on a page without being part of it: comments, links, form fields.
#![allow(unsafe_code, reason = "calls into a library of another language")]

use std::ffi::{CStr, c_int, c_ulong};

use crate::calls::{Handle, MarkCalls, RectF};
use crate::{Error, Form, Page, text, turn};

/// `FPDF_OBJECT_STRING`, `FPDF_OBJECT_NAME`, `FPDF_OBJECT_ARRAY`, `FPDF_OBJECT_DICTIONARY`, `FPDF_OBJECT_REFERENCE`.
const TEXT: c_int = 3;
const NAME: c_int = 4;
const LIST: c_int = 5;
const DICTIONARY: c_int = 6;
const ELSEWHERE: c_int = 9;
/// `FPDF_ANNOT_FLAG_HIDDEN`, `FPDF_ANNOT_FLAG_NOVIEW`.
const UNSEEN: c_int = 1 << 1 | 1 << 5;
/// `FPDF_ANNOT_APPEARANCEMODE_NORMAL`.
const LOOKS: c_int = 0;
/// `PDFACTION_REMOTEGOTO`, `PDFACTION_URI`, `PDFACTION_LAUNCH`.
const OTHER_FILE: c_ulong = 2;
const ADDRESS: c_ulong = 3;
const LAUNCH: c_ulong = 4;
/// Most choices of a list that are looked at.
const MAX_CHOICES: c_int = 10_000;

/// A comment, link, form field or other mark on a page. Texts are empty where the file has none.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Its kind, as the file has it: `Text`, `Link`, `Widget`.
    pub subtype: String,
    /// What is written in it.
    pub contents: String,
    /// Who wrote it.
    pub author: String,
    /// When it was changed, as the file has it.
    pub modified: String,
    /// When it was made, as the file has it.
    pub created: String,
    /// Whether it answers another.
    pub is_answer: bool,
    /// Whether it is not to be seen.
    pub is_hidden: bool,
    /// Left, bottom, right, top in the page's own coordinates.
    pub bounds: [f32; 4],
    /// Whether its looks, as the file has them, show letters.
    pub shows_text: bool,
    /// The address or file that a link leads to; empty where the library does not tell it.
    pub leads_to: Option<String>,
    /// The form field that it shows.
    pub field: Option<Field>,
}

/// A form field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name, with those above it; empty where the form does not have it.
    pub name: String,
    /// What can be done with it.
    pub kind: FieldKind,
    /// What was filled in: one value, or what was chosen of a list.
    pub values: Vec<String>,
    /// Whether more may have been chosen than is told.
    pub is_cut: bool,
    /// Whether it holds a signature.
    pub is_signed: bool,
}

/// What can be done with a form field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Something is typed.
    Typed,
    /// Something is chosen from a list.
    Chosen,
    /// A box, a round or a push button.
    Button,
    /// It is signed.
    Signature,
    /// Something else.
    Other,
}

impl Page<'_> {
    /// How many marks it has.
    #[must_use]
    pub fn n_marks(&self) -> usize {
        let _turn = turn();
        // SAFETY: the page is open.
        usize::try_from(unsafe { (self.document.engine.calls().FPDFPage_GetAnnotCount)(self.handle) }).unwrap_or(0)
    }

    /// A mark by its index. With the document's form, its fields are told in full.
    ///
    /// # Errors
    /// [`Error::Absent`], [`Error::Size`], [`Error::Page`] where there is nothing of the kind.
    pub fn mark(&self, index: usize, form: Option<&Form<'_>>) -> Result<Mark, Error> {
        let calls = self.document.engine.mark_calls()?;
        let number = c_int::try_from(index).map_err(|_| Error::Page)?;
        let form = form.filter(|form| form.is_of(self.document)).map(|form| form.handle);
        let _turn = turn();
        // SAFETY: the page is open, and so is the mark until it is closed, once; the form is the document's.
        unsafe {
            let mark = (calls.FPDFPage_GetAnnot)(self.handle, number);
            if mark.is_null() {
                return Err(Error::Page);
            }
            let told = Open { calls, document: self.document.handle, mark, form }.told();
            (calls.FPDFPage_CloseAnnot)(mark);
            told
        }
    }
}

/// A mark, open. The turn must be taken, and the handles must be what they are called.
struct Open<'c> {
    calls: &'c MarkCalls,
    document: Handle,
    mark: Handle,
    form: Option<Handle>,
}

impl Open<'_> {
    fn told(&self) -> Result<Mark, Error> {
        let calls = self.calls;
        let mut rect = RectF::default();
        // SAFETY: see [`Open`]; the rectangle is ours.
        let flags = unsafe {
            (calls.FPDFAnnot_GetRect)(self.mark, &raw mut rect);
            (calls.FPDFAnnot_GetFlags)(self.mark)
        };
        let subtype = self.text(c"Subtype")?;
        let field = if subtype == "Widget" { Some(self.field()?) } else { None };
        Ok(Mark {
            contents: self.text(c"Contents")?,
            author: self.text(c"T")?,
            modified: self.text(c"M")?,
            created: self.text(c"CreationDate")?,
            is_answer: self.has(c"IRT"),
            is_hidden: flags & UNSEEN != 0,
            bounds: [rect.left, rect.bottom, rect.right, rect.top],
            shows_text: field.is_some() && self.shows_text(),
            leads_to: self.leads_to()?,
            subtype,
            field,
        })
    }

    fn has(&self, key: &CStr) -> bool {
        // SAFETY: see [`Open`].
        unsafe { (self.calls.FPDFAnnot_HasKey)(self.mark, key.as_ptr()) != 0 }
    }

    /// A text or name of its own.
    fn text(&self, key: &CStr) -> Result<String, Error> {
        let call = self.calls.FPDFAnnot_GetStringValue;
        // SAFETY: see [`Open`]; the room is as large as is said.
        text::wide(|room, n_bytes| unsafe { call(self.mark, key.as_ptr(), room, n_bytes) })
    }

    /// Looks that are too large to be taken are taken for a text.
    fn shows_text(&self) -> bool {
        let call = self.calls.FPDFAnnot_GetAP;
        // SAFETY: see [`Open`]; the room is as large as is said.
        let looks = text::wide(|room, n_bytes| unsafe { call(self.mark, LOOKS, room, n_bytes) });
        looks.map_or(true, |looks| looks.contains("Tj") || looks.contains("TJ"))
    }

    fn leads_to(&self) -> Result<Option<String>, Error> {
        let calls = self.calls;
        // SAFETY: see [`Open`]; link and action are the document's.
        let (action, kind) = unsafe {
            let link = (calls.FPDFAnnot_GetLink)(self.mark);
            if link.is_null() {
                return Ok(None);
            }
            let action = (calls.FPDFLink_GetAction)(link);
            if action.is_null() {
                return Ok(None);
            }
            (action, (calls.FPDFAction_GetType)(action))
        };
        // SAFETY: see [`Open`]; the room is as large as is said.
        let told = text::narrow(|room, n_bytes| unsafe {
            match kind {
                ADDRESS => (calls.FPDFAction_GetURIPath)(self.document, action, room, n_bytes),
                OTHER_FILE | LAUNCH => (calls.FPDFAction_GetFilePath)(action, room, n_bytes),
                _ => 0,
            }
        });
        matches!(kind, ADDRESS | OTHER_FILE | LAUNCH).then_some(told).transpose()
    }

    fn field(&self) -> Result<Field, Error> {
        let own = if self.has(c"V") {
            // SAFETY: see [`Open`].
            Some(unsafe { (self.calls.FPDFAnnot_GetValueType)(self.mark, c"V".as_ptr()) })
        } else {
            None
        };
        let kind = self.kind()?;
        let mut field = Field { name: self.name()?, kind, values: Vec::new(), is_cut: false, is_signed: false };
        match (own, kind) {
            (_, FieldKind::Signature) => field.is_signed = matches!(own, Some(DICTIONARY | ELSEWHERE)),
            (Some(TEXT | NAME), _) => field.values.push(self.text(c"V")?),
            (Some(LIST | ELSEWHERE), _) => {
                // Empty for a list.
                let text = self.text(c"V")?;
                field.values = if text.is_empty() { self.chosen()? } else { vec![text] };
                if field.values.is_empty() {
                    field.values.push(self.value()?);
                    field.is_cut = kind == FieldKind::Chosen;
                }
            }
            // What a list has chosen at first is no choice.
            (None, FieldKind::Chosen) => field.values = self.chosen()?,
            (None, _) => field.values.push(self.value()?),
            _ => {}
        }
        // So a button is that was not pressed.
        let is_off = |value: &String| value.is_empty() || kind == FieldKind::Button && value == "Off";
        field.values.retain(|value| !is_off(value));
        Ok(field)
    }

    fn kind(&self) -> Result<FieldKind, Error> {
        if let Some(form) = self.form {
            // SAFETY: see [`Open`]. The kinds are those of `fpdf_formfill.h`.
            match unsafe { (self.calls.FPDFAnnot_GetFormFieldType)(form, self.mark) } {
                1..=3 => return Ok(FieldKind::Button),
                4 | 5 => return Ok(FieldKind::Chosen),
                6 => return Ok(FieldKind::Typed),
                7 => return Ok(FieldKind::Signature),
                _ => {}
            }
        }
        Ok(match self.text(c"FT")?.as_str() {
            "Tx" => FieldKind::Typed,
            "Ch" => FieldKind::Chosen,
            "Btn" => FieldKind::Button,
            "Sig" => FieldKind::Signature,
            _ => FieldKind::Other,
        })
    }

    /// The name by which the form has it.
    fn name(&self) -> Result<String, Error> {
        let Some(form) = self.form else { return Ok(String::new()) };
        let call = self.calls.FPDFAnnot_GetFormFieldName;
        // SAFETY: see [`Open`]; the room is as large as is said.
        text::wide(|room, n_bytes| unsafe { call(form, self.mark, room, n_bytes) })
    }

    /// The value that it has from the form.
    fn value(&self) -> Result<String, Error> {
        let Some(form) = self.form else { return Ok(String::new()) };
        let call = self.calls.FPDFAnnot_GetFormFieldValue;
        // SAFETY: see [`Open`]; the room is as large as is said.
        text::wide(|room, n_bytes| unsafe { call(form, self.mark, room, n_bytes) })
    }

    /// What is chosen of a list that says what there is to choose.
    fn chosen(&self) -> Result<Vec<String>, Error> {
        let Some(form) = self.form else { return Ok(Vec::new()) };
        let calls = self.calls;
        // SAFETY: see [`Open`]; the indices are those of the list.
        let n = unsafe { (calls.FPDFAnnot_GetOptionCount)(form, self.mark) }.min(MAX_CHOICES);
        // SAFETY: as above.
        let chosen = (0..n).filter(|at| unsafe { (calls.FPDFAnnot_IsOptionSelected)(form, self.mark, *at) } != 0);
        let label = |at| {
            // SAFETY: as above; the room is as large as is said.
            text::wide(|room, n_bytes| unsafe { (calls.FPDFAnnot_GetOptionLabel)(form, self.mark, at, room, n_bytes) })
        };
        chosen.map(label).collect()
    }
}
