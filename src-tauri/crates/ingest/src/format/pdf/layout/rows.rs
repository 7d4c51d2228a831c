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

/// Pieces on one baseline, by rising `u0`; the rows by rising baseline.
pub(super) fn rows(pieces: &[Piece]) -> Vec<Vec<u32>> {
    let mut order: Vec<u32> = (0..pieces.len() as u32).collect();
    order.sort_by(|&a, &b| pieces[a as usize].v.total_cmp(&pieces[b as usize].v));
    let mut rows: Vec<Row> = Vec::new();
    for idx in order {
        let piece = &pieces[idx as usize];
        // Only rows whose baseline is within reach can take the piece: the last few.
        let nearest = rows.iter().enumerate().rev().take(6);
        let best = nearest.map(|(i, row)| (i, row.lead.overlap(piece))).max_by(|a, b| a.1.total_cmp(&b.1));
        match best {
            Some((i, overlap)) if overlap >= 0.5 => {
                rows[i].lead.take(piece);
                rows[i].pieces.push(idx);
            }
            _ => rows.push(Row { lead: Lead::new(piece), pieces: vec![idx] }),
        }
    }
    rows.sort_by(|a, b| a.lead.v.total_cmp(&b.lead.v));
    for row in &mut rows {
        sort(&mut row.pieces, pieces);
    }
    hang_on(&mut rows, pieces);
    rows.retain(|row| !row.pieces.is_empty());
    rows.into_iter().map(|row| row.pieces).collect()
}

struct Row {
    lead: Lead,
    pieces: Vec<u32>,
}

fn sort(row: &mut [u32], pieces: &[Piece]) {
    row.sort_by(|&a, &b| {
        let (a, b) = (&pieces[a as usize], &pieces[b as usize]);
        a.u0.total_cmp(&b.u0).then(a.first.cmp(&b.first))
    });
}

/// Moves raised and lowered small pieces to the row of the word they touch.
fn hang_on(rows: &mut [Row], pieces: &[Piece]) {
    for i in 0..rows.len() {
        for other in [i + 1, i.wrapping_sub(1)] {
            if other >= rows.len() {
                continue;
            }
            let target = &rows[other];
            let hangs = |&idx: &u32| {
                let piece = &pieces[idx as usize];
                piece.size < 0.9 * target.lead.size
                    && target.lead.overlap(piece) >= 0.15
                    && touches(piece, &target.pieces, pieces)
            };
            let (moving, staying): (Vec<u32>, Vec<u32>) = rows[i].pieces.iter().partition(|idx| hangs(idx));
            if !moving.is_empty() {
                rows[i].pieces = staying;
                rows[other].pieces.extend(moving);
                sort(&mut rows[other].pieces, pieces);
            }
        }
    }
}

/// Whether a piece starts where one of the row ends, or ends where one starts.
fn touches(piece: &Piece, row: &[u32], pieces: &[Piece]) -> bool {
    let at = row.partition_point(|&idx| pieces[idx as usize].u0 <= piece.u0);
    let near = |gap: f32| gap.abs() < 0.3 * piece.size;
    let before = at.checked_sub(1).map(|i| &pieces[row[i] as usize]);
    let after = row.get(at).map(|&idx| &pieces[idx as usize]);
    before.is_some_and(|p| near(piece.u0 - p.u1)) || after.is_some_and(|p| near(p.u0 - piece.u1))
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

/// Bold is sometimes made by drawing a character twice, a hair apart: copies are made blank, pieces of nothing but
/// copies leave their row.
pub(super) fn drop_copies(rows: &mut [Vec<u32>], pieces: &[Piece], glyphs: &mut [Upright]) {
    for row in rows {
        let members = row.iter().map(|&idx| &pieces[idx as usize]);
        let mut order: Vec<u32> =
            members.flat_map(|piece| piece.first..piece.end).filter(|&g| !glyphs[g as usize].blank).collect();
        order.sort_by(|&a, &b| glyphs[a as usize].u0.total_cmp(&glyphs[b as usize].u0).then(a.cmp(&b)));
        let mut n_copies = 0;
        for (i, &g) in order.iter().enumerate() {
            let glyph = glyphs[g as usize];
            // More than a few glyphs on one spot are a pile, not a word.
            let before = order[i.saturating_sub(8)..i].iter().map(|&b| &glyphs[b as usize]);
            if before.rev().any(|b| is_copy(&glyph, b)) {
                glyphs[g as usize].blank = true;
                n_copies += 1;
            }
        }
        if n_copies > 0 {
            row.retain(|&idx| {
                let piece = &pieces[idx as usize];
                (piece.first..piece.end).any(|g| !glyphs[g as usize].blank)
            });
        }
    }
}

fn is_copy(glyph: &Upright, other: &Upright) -> bool {
    let hair = 0.12 * glyph.size;
    glyph.first == other.first
        && !other.blank
        && (glyph.u0 - other.u0).abs() < hair
        && (glyph.v - other.v).abs() < hair
        && (glyph.size - other.size).abs() < 0.1 * glyph.size
}
