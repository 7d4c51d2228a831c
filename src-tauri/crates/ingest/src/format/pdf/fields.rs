//! Forms: the name of every field and what was filled in, and who signed.

use std::collections::HashSet;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, String as Text};

use super::meta::{catalog, give, pdf_date, place_of, text_string};
use crate::format::{Emit, Failure, MetaKey};

/// Most fields that are told.
const MAX_FIELDS: usize = 500;
/// Most fields that are looked at, and how deep they may lie.
const MAX_NODES: usize = 50_000;
const MAX_DEPTH: usize = 16;
/// Longest value that is told; the page has the rest.
const MAX_VALUE: usize = 1_000;

/// Gives the fields of the document's form (ISO 32000-1 §12.7) that are filled in.
pub(super) fn fields(pdf: &Pdf, out: &mut dyn Emit) -> Result<(), Failure> {
    let Some(form) = catalog(pdf).get::<Dict<'_>>(b"AcroForm") else { return Ok(()) };
    if form.contains_key(b"XFA") {
        give(
            out,
            MetaKey::Finding,
            "its form is of a kind (XFA) that may show other words in other programs".to_owned(),
        )?;
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
    match n_left_out {
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
        let name = if self.name.is_empty() { "without a name" } else { &self.name };
        if self.kind == b"Sig" {
            return self.dict.get::<Dict<'_>>(b"V").map(|signature| signed(name, &signature));
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
        let value: String = value.trim().chars().take(MAX_VALUE).collect();
        let hidden = self.dict.get::<u32>(b"F").unwrap_or(0) & (1 << 1 | 1 << 5) != 0;
        (!value.is_empty()).then(|| format!("form field {name}{}: {value}", if hidden { ", hidden" } else { "" }))
    }
}

/// What a signature says of itself (§12.8.1). It is not tested.
fn signed(name: &str, signature: &Dict<'_>) -> String {
    let text = |key: &[u8]| {
        let text = signature.get::<Text<'_>>(key).map(|text| text_string(text.as_bytes()));
        text.filter(|text| !text.trim().is_empty())
    };
    let by = text(b"Name").map(|by| format!(" by {}", by.trim()));
    let time = text(b"M").and_then(|date| pdf_date(date.as_bytes())).map(|time| format!(", {time}"));
    let place = text(b"Location").map(|place| format!(", in {}", place.trim()));
    let reason = text(b"Reason").map(|reason| format!(": {}", reason.trim()));
    format!(
        "signed in {name}{}; the signature was not tested",
        [by, time, place, reason].map(Option::unwrap_or_default).concat()
    )
}
