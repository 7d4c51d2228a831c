//! The labels of pages, from the file's number tree.

use std::collections::HashSet;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, String as Text};

use super::meta::{catalog, give, place_of, text_string};
use crate::format::{Emit, Failure, MetaKey};
use crate::labels::{PageLabels, Range};

/// Most ranges that are read.
const MAX_RANGES: usize = 2_000;
/// Most nodes of the tree, and how deep it may go.
const MAX_NODES: usize = 2_000;
const MAX_DEPTH: usize = 32;

/// Most pages that the second engine is asked of before the host hears that work goes on.
const N_AT_ONCE: usize = 256;

/// Gives what pages are called, where that is not their number.
pub(super) fn tell(labels: &PageLabels, out: &mut dyn Emit) -> Result<(), Failure> {
    labels.kept().into_iter().try_for_each(|range| give(out, MetaKey::PageLabels, range))
}

/// What the document's pages are called, as the second engine has it; `None` where it cannot tell.
pub(super) fn told_by(document: &pdfium::Document<'_>, out: &mut dyn Emit) -> Result<Option<PageLabels>, Failure> {
    let mut labels = Vec::new();
    for index in 0..document.n_pages() {
        if index % N_AT_ONCE == N_AT_ONCE - 1 {
            out.alive()?;
        }
        match document.label(index) {
            Err(pdfium::Error::Absent) => return Ok(None),
            // Where the first has none, no page has.
            Ok(None) if index == 0 => break,
            label => labels.push(label.ok().flatten().unwrap_or_default()),
        }
    }
    Ok(Some(PageLabels::of_labels(&labels)))
}

/// What the document's pages are called.
pub(super) fn labels(pdf: &Pdf) -> PageLabels {
    let catalog = catalog(pdf);
    let mut ranges = Vec::new();
    let mut open: Vec<(Dict<'_>, usize)> =
        catalog.get::<Dict<'_>>(b"PageLabels").into_iter().map(|root| (root, 0)).collect();
    let mut seen = HashSet::new();
    let mut n_nodes = 0;
    while let Some((node, depth)) = open.pop() {
        n_nodes += 1;
        let again = !seen.insert(place_of(&node));
        if again || depth > MAX_DEPTH || n_nodes > MAX_NODES {
            continue;
        }
        let kids = node.get::<Array<'_>>(b"Kids").unwrap_or_default();
        open.extend(kids.iter::<Dict<'_>>().take(MAX_NODES).map(|kid| (kid, depth + 1)));
        let numbers = node.get::<Array<'_>>(b"Nums").unwrap_or_default();
        let mut index = None;
        for entry in numbers.iter::<Object<'_>>() {
            match entry {
                Object::Number(number) => index = u32::try_from(number.as_i64()).ok(),
                Object::Dict(label) if ranges.len() < MAX_RANGES => {
                    ranges.extend(index.take().and_then(|index| range(index, &label)));
                }
                _ => {}
            }
        }
    }
    PageLabels::new(ranges)
}

fn range(index: u32, label: &Dict<'_>) -> Option<Range> {
    let style = label.get::<Name<'_>>(b"S").and_then(|style| style.first().copied());
    let style = style.map_or('-', char::from);
    let start = label.get::<u32>(b"St").unwrap_or(1);
    let prefix = label.get::<Text<'_>>(b"P").map(|prefix| text_string(prefix.as_bytes())).unwrap_or_default();
    let prefix = prefix.chars().filter(|c| !c.is_control()).take(60).collect();
    Some(Range { first: index.checked_add(1)?, style, start, prefix })
}
