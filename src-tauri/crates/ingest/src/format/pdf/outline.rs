//! The outline of a document: its headings, each with those above it and the page it leads to.

use std::collections::{HashMap, HashSet};

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, String as Text};
use pdfium::Heading;

use super::meta::{catalog, give, place_of, text_string};
use crate::format::{Emit, Failure, MetaKey};
use crate::labels::PageLabels;

/// Most headings that are told.
const MAX_HEADINGS: usize = 500;
/// Most entries that are looked at, and how deep they may lie.
const MAX_ENTRIES: usize = 20_000;
const MAX_DEPTH: usize = 12;

/// An entry of an outline, as one of the engines has it.
pub(super) trait Entry: Sized {
    /// What tells it from others.
    fn place(&self) -> usize;
    fn title(&self) -> String;
    fn below(&self) -> Option<Self>;
    fn next(&self) -> Option<Self>;
}

impl Entry for Dict<'_> {
    fn place(&self) -> usize {
        place_of(self)
    }

    fn title(&self) -> String {
        self.get::<Text<'_>>(b"Title").map(|title| text_string(title.as_bytes())).unwrap_or_default()
    }

    fn below(&self) -> Option<Self> {
        self.get::<Dict<'_>>(b"First")
    }

    fn next(&self) -> Option<Self> {
        self.get::<Dict<'_>>(b"Next")
    }
}

impl Entry for Heading<'_> {
    fn place(&self) -> usize {
        Heading::place(self)
    }

    fn title(&self) -> String {
        Heading::title(self).unwrap_or_default()
    }

    fn below(&self) -> Option<Self> {
        Heading::below(self)
    }

    fn next(&self) -> Option<Self> {
        Heading::next(self)
    }
}

/// Gives the headings of the outline (ISO 32000-1 §12.3.3), in order.
pub(super) fn outline(pdf: &Pdf, labels: &PageLabels, out: &mut dyn Emit) -> Result<(), Failure> {
    let catalog = catalog(pdf);
    let Some(root) = catalog.get::<Dict<'_>>(b"Outlines") else { return Ok(()) };
    let pages: HashMap<ObjectIdentifier, u32> =
        (1..).zip(pdf.pages().iter()).filter_map(|(number, page)| page.raw().obj_id().map(|id| (id, number))).collect();
    walk(root.below(), |entry| page_of(entry, &pages), labels, out)
}

/// Gives the headings from the first on, with those below them. `page_of` tells the number of the page that one leads to.
pub(super) fn walk<E: Entry>(
    first: Option<E>,
    page_of: impl Fn(&E) -> Option<u32>,
    labels: &PageLabels,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let mut seen = HashSet::new();
    let (mut n_told, mut n_left_out) = (0, 0_usize);
    let mut above: Vec<String> = Vec::new();
    let mut open: Vec<(E, usize)> = first.into_iter().map(|first| (first, 0)).collect();
    // A sibling waits below the children of the entry before it.
    while let Some((entry, depth)) = open.pop() {
        let again = !seen.insert(entry.place());
        if again || seen.len() > MAX_ENTRIES {
            continue;
        }
        above.truncate(depth);
        above.push(anchor::text::cell_text(entry.title().trim()).chars().take(300).collect());
        if n_told < MAX_HEADINGS {
            n_told += 1;
            let page = page_of(&entry).map(|page| format!(", p. {}", labels.name(page)));
            give(out, MetaKey::Outline, format!("{}{}", above.join(" › "), page.unwrap_or_default()))?;
        } else {
            n_left_out += 1;
        }
        open.extend(entry.next().map(|next| (next, depth)));
        if depth < MAX_DEPTH {
            open.extend(entry.below().map(|first| (first, depth + 1)));
        }
    }
    match n_left_out {
        0 => Ok(()),
        n => give(out, MetaKey::Outline, format!("and {n} further headings")),
    }
}

/// The page that an entry leads to, where it says so itself.
fn page_of(entry: &Dict<'_>, pages: &HashMap<ObjectIdentifier, u32>) -> Option<u32> {
    let target = entry.get::<Array<'_>>(b"Dest").or_else(|| {
        let action = entry.get::<Dict<'_>>(b"A")?;
        let leads = action.get::<Name<'_>>(b"S").is_some_and(|kind| &*kind == b"GoTo");
        action.get::<Array<'_>>(b"D").filter(|_| leads)
    })?;
    match target.iter::<Object<'_>>().next()? {
        Object::Dict(page) => pages.get(&page.obj_id()?).copied(),
        _ => None,
    }
}
