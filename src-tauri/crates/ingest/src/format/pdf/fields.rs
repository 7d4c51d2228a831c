//! Forms: the name of every field and what was filled in, and who signed.

use std::collections::HashSet;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, String as Text};

use super::meta::{catalog, give, pdf_date, place_of, text_string};
use crate::format::{Emit, Failure, MetaKey};

/// Most fields that are told.
pub(super) const MAX_FIELDS: usize = 500;
/// Most fields that are looked at, and how deep they may lie.
const MAX_NODES: usize = 50_000;
const MAX_DEPTH: usize = 16;
/// Longest value that is told; the page has the rest.
const MAX_VALUE: usize = 1_000;
/// What is told of a form of the other kind.
pub(super) const XFA: &str = "its form is of a kind (XFA) that may show other words in other programs";

/// Gives the fields of the document's form (ISO 32000-1 §12.7) that are filled in.
pub(super) fn fields(pdf: &Pdf, out: &mut dyn Emit) -> Result<(), Failure> {
    let Some(form) = catalog(pdf).get::<Dict<'_>>(b"AcroForm") else { return Ok(()) };
    if form.contains_key(b"XFA") {
        give(out, MetaKey::Finding, XFA.to_owned())?;
    }
    let mut seen = HashSet::new();
    let (mut n_told, mut n_left_out) = (0, 0_usize);
    let mut open: Vec<Field<'_>> = Field::default().kids(&form, b"Fields");
    while let Some(field) = open.pop() {
        let again = !seen.insert(place_of(&field.dict));
        if again || field.depth > MAX_DEPTH || seen.len() > MAX_NODES {
            continue;
        }
        let field = field.named();
        if let Some(told) = field.told() {
            if n_told < MAX_FIELDS {
                n_told += 1;
                give(out, MetaKey::Finding, told)?;
            } else {
                n_left_out += 1;
            }
        }
        let mut kids = field.kids(&field.dict, b"Kids");
        // Widgets of one field say nothing of their own.
        kids.retain(|kid| kid.dict.contains_key(b"T"));
        open.extend(kids);
    }
    left_out(n_left_out, out)
}

/// Says how many fields are not told.
pub(super) fn left_out(n: usize, out: &mut dyn Emit) -> Result<(), Failure> {
    match n {
        0 => Ok(()),
        n => give(out, MetaKey::Finding, format!("{n} further form fields are not listed")),
    }
}

/// A field with what it has from those above.
#[derive(Default)]
struct Field<'a> {
    dict: Dict<'a>,
    name: String,
    kind: Vec<u8>,
    depth: usize,
}

impl<'a> Field<'a> {
    /// The fields below, the last first.
    fn kids(&self, holder: &Dict<'a>, key: &[u8]) -> Vec<Field<'a>> {
        let kids = holder.get::<Array<'_>>(key).unwrap_or_default();
        let below = |dict| Field { dict, name: self.name.clone(), kind: self.kind.clone(), depth: self.depth + 1 };
        let mut kids: Vec<Field<'a>> = kids.iter::<Dict<'_>>().take(MAX_NODES).map(below).collect();
        kids.reverse();
        kids
    }

    fn named(mut self) -> Self {
        let own = self.dict.get::<Text<'_>>(b"T").map(|name| text_string(name.as_bytes())).unwrap_or_default();
        if !own.trim().is_empty() && self.name.len() < MAX_VALUE {
            let dot = if self.name.is_empty() { "" } else { "." };
            self.name = format!("{}{dot}{}", self.name, own.trim());
        }
        if let Some(kind) = self.dict.get::<Name<'_>>(b"FT") {
            self.kind = kind.to_vec();
        }
        self
    }

    /// The field in one line; `None` where nothing is filled in.
    fn told(&self) -> Option<String> {
        if self.kind == b"Sig" {
            return self.dict.get::<Dict<'_>>(b"V").map(|signature| Signed::of(&signature).line(&self.name));
        }
        let value = match self.dict.get::<Object<'_>>(b"V")? {
            Object::String(text) => text_string(text.as_bytes()),
            Object::Name(name) if &*name != b"Off" => text_string(&name),
            Object::Array(values) => {
                let values = values.iter::<Text<'_>>().take(MAX_VALUE);
                values.map(|value| text_string(value.as_bytes())).collect::<Vec<_>>().join(", ")
            }
            _ => return None,
        };
        let is_hidden = self.dict.get::<u32>(b"F").unwrap_or(0) & (1 << 1 | 1 << 5) != 0;
        filled_in(&self.name, &value, is_hidden)
    }
}

/// A field that is filled in, in one line.
pub(super) fn filled_in(name: &str, value: &str, is_hidden: bool) -> Option<String> {
    let value: String = value.trim().chars().take(MAX_VALUE).collect();
    let hidden = if is_hidden { ", hidden" } else { "" };
    (!value.is_empty()).then(|| format!("form field {}{hidden}: {value}", or_nameless(name)))
}

fn or_nameless(name: &str) -> &str {
    if name.is_empty() { "without a name" } else { name }
}

/// What a signature says of itself (§12.8.1): empty where it says nothing. It is not tested.
#[derive(Default)]
pub(super) struct Signed {
    pub by: String,
    pub time: String,
    pub place: String,
    pub reason: String,
}

impl Signed {
    fn of(signature: &Dict<'_>) -> Signed {
        let text =
            |key: &[u8]| signature.get::<Text<'_>>(key).map(|text| text_string(text.as_bytes())).unwrap_or_default();
        Signed { by: text(b"Name"), time: text(b"M"), place: text(b"Location"), reason: text(b"Reason") }
    }

    /// The signature in one line, with the name of its field.
    pub fn line(&self, name: &str) -> String {
        format!("signed in {}{}; the signature was not tested", or_nameless(name), self.told())
    }

    /// Who, when, where and why, as far as that is said.
    pub fn told(&self) -> String {
        let part = |before: &str, text: &str| match text.trim() {
            "" => String::new(),
            text => format!("{before}{text}"),
        };
        let time = pdf_date(self.time.as_bytes()).unwrap_or_default();
        [part(" by ", &self.by), part(", ", &time), part(", in ", &self.place), part(": ", &self.reason)].concat()
    }
}
