//! The outline of a document: its headings, each with those above it and the page it leads to.

use std::cell::OnceCell;
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
/// Most named places that are looked at, and how deep their tree may go.
const MAX_NAMES: usize = 100_000;
const MAX_TREE_DEPTH: usize = 32;

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
    let pages =
        (1..).zip(pdf.pages().iter()).filter_map(|(number, page)| page.raw().obj_id().map(|id| (id, number))).collect();
    let places = Places { catalog: &catalog, pages, named: OnceCell::new() };
    walk(root.below(), |entry| places.page_of(entry), labels, out)
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

/// Where entries may lead.
struct Places<'c> {
    catalog: &'c Dict<'c>,
    pages: HashMap<ObjectIdentifier, u32>,
    /// The pages of named places, when first asked for.
    named: OnceCell<HashMap<Vec<u8>, u32>>,
}

impl Places<'_> {
    /// The page that an entry leads to, if that is one of this document.
    fn page_of(&self, entry: &Dict<'_>) -> Option<u32> {
        let target = entry.get::<Object<'_>>(b"Dest").or_else(|| {
            let action = entry.get::<Dict<'_>>(b"A")?;
            let leads = action.get::<Name<'_>>(b"S").is_some_and(|kind| &*kind == b"GoTo");
            action.get::<Object<'_>>(b"D").filter(|_| leads)
        })?;
        let named = |name: &[u8]| self.named.get_or_init(|| self.named()).get(name).copied();
        match target {
            Object::Name(name) => named(&name),
            Object::String(name) => named(name.as_bytes()),
            place => self.page_at(&place),
        }
    }

    /// The pages of the places that the document names (§12.3.2.4): in a dictionary, or in a tree.
    fn named(&self) -> HashMap<Vec<u8>, u32> {
        let mut named = HashMap::new();
        let listed = self.catalog.get::<Dict<'_>>(b"Dests").unwrap_or_default();
        for name in listed.keys().take(MAX_NAMES) {
            let page = listed.get::<Object<'_>>(name.as_ref()).and_then(|place| self.page_at(&place));
            named.extend(page.map(|page| (name.to_vec(), page)));
        }
        let names = self.catalog.get::<Dict<'_>>(b"Names").unwrap_or_default();
        let mut open: Vec<(Dict<'_>, usize)> =
            names.get::<Dict<'_>>(b"Dests").into_iter().map(|root| (root, 0)).collect();
        let mut seen = HashSet::new();
        let mut n_left = MAX_NAMES;
        while let Some((node, depth)) = open.pop() {
            if !seen.insert(place_of(&node)) || depth > MAX_TREE_DEPTH || n_left == 0 {
                continue;
            }
            let kids = node.get::<Array<'_>>(b"Kids").unwrap_or_default();
            open.extend(kids.iter::<Dict<'_>>().take(n_left).map(|kid| (kid, depth + 1)));
            let names = node.get::<Array<'_>>(b"Names").unwrap_or_default();
            let mut name = None;
            for entry in names.iter::<Object<'_>>().take(2 * n_left) {
                match (name.take(), entry) {
                    (None, Object::String(text)) => name = Some(text.as_bytes().to_vec()),
                    (Some(name), place) => {
                        n_left = n_left.saturating_sub(1);
                        named.extend(self.page_at(&place).map(|page| (name, page)));
                    }
                    _ => {}
                }
            }
        }
        named
    }

    /// The page of a place that says it itself.
    fn page_at(&self, place: &Object<'_>) -> Option<u32> {
        let target = match place {
            Object::Array(target) => target.clone(),
            Object::Dict(place) => place.get::<Array<'_>>(b"D")?,
            _ => return None,
        };
        match target.iter::<Object<'_>>().next()? {
            Object::Dict(page) => self.pages.get(&page.obj_id()?).copied(),
            _ => None,
        }
    }
}
