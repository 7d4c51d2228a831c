//! Glyphs to pieces, pieces to rows.

use super::super::glyphs::PageGlyphs;
use super::{Piece, Upright, is_wide};

/// A gap this wide, in parts of the font size, between glyphs drawn one after the other parts two words.
const WORD_GAP: f32 = 0.1;

/// Joins glyphs drawn one after the other while they stand on one baseline, without a gap, in one size.
pub(super) fn pieces(page: &PageGlyphs, glyphs: &[Upright]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    // The last glyph, if the next may join it, and whether a blank was drawn since the last piece.
    let mut joinable = false;
    let mut blank: Option<Upright> = None;
    for (i, g) in glyphs.iter().enumerate() {
        if g.blank {
            if let Some(last) = pieces.last_mut()
                && blank.is_none()
                && near(last, g)
            {
                last.blank_after = true;
            }
            blank = Some(*g);
            joinable = false;
            continue;
        }
        let n_chars = page.glyphs.get(g.glyph as usize).map_or(1, |glyph| page.text_of(glyph).chars().count() as u32);
        let weight = if is_wide(g.first) { 2 * n_chars } else { n_chars };
        if let Some(last) = pieces.last_mut()
            && joinable
            && joins(last, g)
        {
            last.end = i as u32 + 1;
            last.u1 = last.u1.max(g.u1);
            last.weight += weight;
            continue;
        }
        let blank_before =
            blank.is_some_and(|b| (b.v - g.v).abs() < 0.2 * g.size && (g.u0 - b.u1).abs() < 0.5 * g.size);
        blank = None;
        joinable = true;
        pieces.push(Piece {
            first: i as u32,
            end: i as u32 + 1,
            u0: g.u0,
            u1: g.u1,
            v: g.v,
            size: g.size,
            weight,
            blank_before,
            blank_after: false,
        });
    }
    pieces
}

fn joins(last: &Piece, g: &Upright) -> bool {
    let gap = g.u0 - last.u1;
    (g.v - last.v).abs() < 0.05 * g.size + 0.25
        && (g.size - last.size).abs() <= 0.1 * g.size
        && gap > -0.3 * g.size
        && gap < WORD_GAP * g.size
}

fn near(last: &Piece, blank: &Upright) -> bool {
    (blank.v - last.v).abs() < 0.2 * last.size && (blank.u0 - last.u1).abs() < 0.5 * last.size
}

/// Pieces on one baseline, by rising `u0`; the rows by rising baseline. Overprinted copies are left out.
pub(super) fn rows(pieces: &[Piece], glyphs: &[Upright]) -> Vec<Vec<u32>> {
    let mut order: Vec<u32> = (0..pieces.len() as u32).collect();
    order.sort_by(|&a, &b| pieces[a as usize].v.total_cmp(&pieces[b as usize].v));
    let mut rows: Vec<(Lead, Vec<u32>)> = Vec::new();
    for idx in order {
        let piece = &pieces[idx as usize];
        // Only rows whose baseline is within reach can take the piece: the last few.
        let best = rows
            .iter()
            .enumerate()
            .rev()
            .take(6)
            .map(|(i, (lead, _))| (i, lead.overlap(piece)))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        match best {
            Some((i, overlap)) if overlap >= 0.5 => {
                let (lead, row) = &mut rows[i];
                lead.take(piece);
                row.push(idx);
            }
            _ => rows.push((Lead::new(piece), vec![idx])),
        }
    }
    rows.sort_by(|a, b| a.0.v.total_cmp(&b.0.v));
    rows.into_iter()
        .map(|(_, mut row)| {
            row.sort_by(|&a, &b| {
                let (a, b) = (&pieces[a as usize], &pieces[b as usize]);
                a.u0.total_cmp(&b.u0).then(a.first.cmp(&b.first))
            });
            without_copies(row, pieces, glyphs)
        })
        .collect()
}

/// What a row is measured by: the baseline and size of its longest piece so far.
struct Lead {
    v: f32,
    size: f32,
    weight: u32,
}

impl Lead {
    fn new(piece: &Piece) -> Self {
        Self { v: piece.v, size: piece.size, weight: piece.weight }
    }

    fn take(&mut self, piece: &Piece) {
        if piece.weight > self.weight {
            *self = Self::new(piece);
        }
    }

    /// How much of the lower of the two heights both share, 0 to 1.
    fn overlap(&self, piece: &Piece) -> f32 {
        let (tall, low) = (self.size.max(piece.size), self.size.min(piece.size));
        // A capital over three lines belongs to none but the one it stands on.
        if tall > 1.9 * low && (self.v - piece.v).abs() > 0.3 * low {
            return 0.0;
        }
        let top = (self.v - 0.75 * self.size).max(piece.v - 0.75 * piece.size);
        let bottom = self.v.min(piece.v);
        (bottom - top) / (0.75 * low)
    }
}

/// Bold is sometimes made by drawing the same word twice, a hair apart: the copy is dropped.
fn without_copies(row: Vec<u32>, pieces: &[Piece], glyphs: &[Upright]) -> Vec<u32> {
    let mut kept: Vec<u32> = Vec::with_capacity(row.len());
    for idx in row {
        let piece = &pieces[idx as usize];
        let copy = kept.iter().rev().take(4).any(|&k| is_copy(piece, &pieces[k as usize], glyphs));
        if !copy {
            kept.push(idx);
        }
    }
    kept
}

fn is_copy(piece: &Piece, other: &Piece, glyphs: &[Upright]) -> bool {
    let hair = 0.15 * piece.size;
    (piece.u0 - other.u0).abs() < hair
        && (piece.v - other.v).abs() < hair
        && (piece.u1 - other.u1).abs() < 2.0 * hair
        && (piece.size - other.size).abs() < 0.1 * piece.size
        && says(piece, glyphs).eq(says(other, glyphs))
}

fn says<'g>(piece: &Piece, glyphs: &'g [Upright]) -> impl Iterator<Item = char> + 'g {
    glyphs[piece.first as usize..piece.end as usize].iter().map(|g| g.first)
}
