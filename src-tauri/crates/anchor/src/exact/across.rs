//! Words that begin in one unit and end in another: a quote over a page break.

use super::Needle;
use crate::offset::{Span, TextIndex};

/// The part of a match that lies in one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Index of the unit in the list given, from 0.
    pub unit_idx: usize,
    /// Where in that unit's text; never empty.
    pub span: Span,
}

/// Every place of `needle` in units that follow each other, from left to right, none overlapping the one before: places
/// inside one unit have one part, places over a border one per unit touched. The border counts as a line break: white
/// space, or nothing between two CJK characters. The texts are copied into one, so give the units in question, not a
/// whole archive.
pub fn find_across(units: &[&str], needle: &Needle) -> Vec<Vec<Part>> {
    let joined = units.join("\n");
    let mut starts = Vec::with_capacity(units.len());
    let mut at = 0u32;
    for unit in units {
        let len = TextIndex::new(unit).end().0;
        starts.push((at, at + len));
        at += len + 1;
    }
    needle.find_iter(&joined).map(|span| parts(&starts, span)).collect()
}

fn parts(units: &[(u32, u32)], span: Span) -> Vec<Part> {
    let first = units.partition_point(|(_, end)| *end <= span.start.0);
    let mut parts = Vec::new();
    for (unit_idx, &(start, end)) in units.iter().enumerate().skip(first) {
        if start >= span.end.0 {
            break;
        }
        let span = Span::new(span.start.0.max(start) - start, span.end.0.min(end) - start);
        if !span.is_empty() {
            parts.push(Part { unit_idx, span });
        }
    }
    parts
}
