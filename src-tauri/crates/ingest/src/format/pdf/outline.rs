//! The outline of a document: its headings, each with those above it and the page it leads to.

use std::collections::{HashMap, HashSet};

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, String as Text};

use super::meta::{catalog, give, place_of, text_string};
use crate::format::{Emit, Failure, MetaKey};
use crate::labels::PageLabels;

/// Most headings that are told.
const MAX_HEADINGS: usize = 500;
/// Most entries that are looked at, and how deep they may lie.
const MAX_ENTRIES: usize = 20_000;
const MAX_DEPTH: usize = 12;

/// Gives the headings of the outline (ISO 32000-1 §12.3.3), in order.
pub(super) fn outline(pdf: &Pdf, labels: &PageLabels, out: &mut dyn Emit) -> Result<(), Failure> {
    let catalog = catalog(pdf);
    let Some(root) = catalog.get::<Dict<'_>>(b"Outlines") else { return Ok(()) };
    let pages: HashMap<ObjectIdentifier, u32> =
        (1..).zip(pdf.pages().iter()).filter_map(|(number, page)| page.raw().obj_id().map(|id| (id, number))).collect();
    let mut seen = HashSet::new();
    let (mut n_told, mut n_left_out) = (0, 0_usize);
    let mut above: Vec<String> = Vec::new();
    let mut open: Vec<(Dict<'_>, usize)> = root.get::<Dict<'_>>(b"First").into_iter().map(|first| (first, 0)).collect();
    // A sibling waits below the children of the entry before it.
    while let Some((entry, depth)) = open.pop() {
        let again = !seen.insert(place_of(&entry));
        if again || seen.len() > MAX_ENTRIES {
            continue;
        }
        let title = entry.get::<Text<'_>>(b"Title").map(|title| text_string(title.as_bytes())).unwrap_or_default();
        above.truncate(depth);
        above.push(anchor::text::cell_text(title.trim()).chars().take(300).collect());
        if n_told < MAX_HEADINGS {
            n_told += 1;
            let page = page_of(&entry, &pages).map(|page| format!(", p. {}", labels.name(page)));
            give(out, MetaKey::Outline, format!("{}{}", above.join(" › "), page.unwrap_or_default()))?;
        } else {
            n_left_out += 1;
        }
        open.extend(entry.get::<Dict<'_>>(b"Next").map(|next| (next, depth)));
        if depth < MAX_DEPTH {
            open.extend(entry.get::<Dict<'_>>(b"First").map(|first| (first, depth + 1)));
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
