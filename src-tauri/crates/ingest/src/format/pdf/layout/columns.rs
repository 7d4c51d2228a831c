//! Rows to flows: what is read from top to bottom before the eye goes elsewhere.
//!
//! A gutter is a white space that runs down through several rows. The one between the most rows of prose cuts them into
//! a left and a right side; what stands above, on either side and below is then cut in the same way. Short cells beside
//! each other are a table, whose rows are kept.

use super::Piece;

/// Rows of pieces read one after the other: a column, or what spans all columns.
pub(super) type Flow = Vec<Vec<u32>>;

/// How often a cut may follow a cut.
const MAX_DEPTH: u32 = 16;

/// Narrowest gutter, in parts of the font size.
const MIN_GUTTER: f32 = 0.7;

/// Most gutters looked at at the same time; more are no columns of text.
const MAX_GUTTERS: usize = 48;

/// Cuts rows into flows in reading order.
pub(super) fn flows(pieces: &[Piece], rows: Vec<Vec<u32>>) -> Vec<Flow> {
    let mut out = Vec::new();
    cut(pieces, rows, 0, &mut out);
    out
}

fn cut(pieces: &[Piece], rows: Vec<Vec<u32>>, depth: u32, out: &mut Vec<Flow>) {
    if rows.is_empty() {
        return;
    }
    let best = (depth < MAX_DEPTH).then(|| best_gutter(pieces, &rows)).flatten();
    let Some(gutter) = best else {
        out.push(rows);
        return;
    };
    let (mut above, mut left, mut right, mut below) = (Flow::new(), Flow::new(), Flow::new(), Flow::new());
    for (i, row) in rows.into_iter().enumerate() {
        if i < gutter.from {
            above.push(row);
        } else if i >= gutter.until {
            below.push(row);
        } else {
            let (l, r): (Vec<u32>, Vec<u32>) =
                row.into_iter().partition(|&idx| gutter.is_right_of(&pieces[idx as usize]));
            left.extend((!l.is_empty()).then_some(l));
            right.extend((!r.is_empty()).then_some(r));
        }
    }
    for part in [above, left, right, below] {
        cut(pieces, part, depth + 1, out);
    }
}

/// White space along a row: from, to.
type Space = (f32, f32);

/// A white space that runs down through rows `from..until`.
#[derive(Debug, Clone, Copy)]
struct Gutter {
    space: Space,
    from: usize,
    until: usize,
    left: Side,
    right: Side,
}

/// What stands on one side of a gutter.
#[derive(Debug, Clone, Copy, Default)]
struct Side {
    n_rows: u32,
    /// Stretches of text without a wide gap.
    n_stretches: u32,
    /// How wide their text counts, see [`Piece::weight`].
    weight: u32,
}

impl Side {
    /// Prose has long lines; cells of a table are short.
    fn is_prose(&self) -> bool {
        self.weight >= 16 * self.n_stretches
    }
}

impl Gutter {
    /// Whether a piece stands on the left: the gutter is on the piece's right.
    fn is_right_of(&self, piece: &Piece) -> bool {
        (piece.u0 + piece.u1) / 2.0 < (self.space.0 + self.space.1) / 2.0
    }

    /// How many rows it parts.
    fn support(&self) -> u32 {
        self.left.n_rows.min(self.right.n_rows)
    }

    /// Whether it parts two bodies of prose. White space in justified lines may meet over a few rows by chance.
    fn parts_columns(&self, size: f32) -> bool {
        let needed = if self.space.1 - self.space.0 < 1.3 * size { 5 } else { 3 };
        self.support() >= needed && self.left.is_prose() && self.right.is_prose()
    }
}

/// The gutter that parts the most rows of prose.
fn best_gutter(pieces: &[Piece], rows: &[Vec<u32>]) -> Option<Gutter> {
    let size = median_size(pieces, rows);
    let width = MIN_GUTTER * size;
    let mut open: Vec<Gutter> = Vec::new();
    let mut best: Option<Gutter> = None;
    let mut end = |gutter: Gutter| {
        if gutter.parts_columns(size) && best.is_none_or(|best| gutter.support() > best.support()) {
            best = Some(gutter);
        }
    };
    for (i, row) in rows.iter().enumerate() {
        let spaces = spaces(pieces, row, width);
        let mut next: Vec<Gutter> = Vec::new();
        for gutter in open {
            let mut goes_on = false;
            for space in spaces.iter().filter_map(|&space| overlap(gutter.space, space, width)) {
                goes_on = true;
                next.push(Gutter { space, until: i + 1, ..gutter });
            }
            if !goes_on {
                end(gutter);
            }
        }
        // Gutters that have become the same are one, the longest.
        next.sort_by(|a, b| a.space.0.total_cmp(&b.space.0));
        next.dedup_by(|b, a| {
            let one = same(a.space, b.space);
            if one && b.from < a.from {
                *a = *b;
            }
            one
        });
        // A space starts a gutter unless one runs through nearly all of it.
        let started = next.len();
        for &space in &spaces {
            if !next[..started].iter().any(|gutter| same(gutter.space, space)) {
                next.push(Gutter { space, from: i, until: i + 1, left: Side::default(), right: Side::default() });
            }
        }
        next.sort_by_key(|gutter| gutter.from);
        next.truncate(MAX_GUTTERS);
        for gutter in &mut next {
            weigh(gutter, pieces, row, &spaces);
        }
        open = next;
    }
    open.into_iter().for_each(&mut end);
    best
}

/// Counts a row to the sides of a gutter.
fn weigh(gutter: &mut Gutter, pieces: &[Piece], row: &[u32], spaces: &[Space]) {
    let (mut left, mut right) = (0, 0);
    for &idx in row {
        let piece = &pieces[idx as usize];
        if gutter.is_right_of(piece) {
            left += piece.weight;
        } else {
            right += piece.weight;
        }
    }
    // Each inner space on a side parts two stretches.
    let inner = |s: &&Space| s.0.is_finite() && s.1.is_finite();
    let n_left = spaces.iter().filter(inner).filter(|s| s.1 <= gutter.space.0).count() as u32;
    let n_right = spaces.iter().filter(inner).filter(|s| s.0 >= gutter.space.1).count() as u32;
    for (side, weight, n_spaces) in [(&mut gutter.left, left, n_left), (&mut gutter.right, right, n_right)] {
        if weight > 0 {
            side.n_rows += 1;
            side.n_stretches += 1 + n_spaces;
            side.weight += weight;
        }
    }
}

/// The white spaces of a row that are wide enough, both open ends included.
fn spaces(pieces: &[Piece], row: &[u32], width: f32) -> Vec<Space> {
    let mut spaces = Vec::new();
    let mut reached = f32::NEG_INFINITY;
    for &idx in row {
        let piece = &pieces[idx as usize];
        if piece.u0 - reached >= width {
            spaces.push((reached, piece.u0));
        }
        reached = reached.max(piece.u1);
    }
    spaces.truncate(MAX_GUTTERS);
    spaces.push((reached, f32::INFINITY));
    spaces
}

fn overlap(a: Space, b: Space, width: f32) -> Option<Space> {
    let both = (a.0.max(b.0), a.1.min(b.1));
    (both.1 - both.0 >= width).then_some(both)
}

/// Equal to a hair, open ends included.
fn same(a: Space, b: Space) -> bool {
    let close = |a: f32, b: f32| a == b || (a - b).abs() < 1.0;
    close(a.0, b.0) && close(a.1, b.1)
}

fn median_size(pieces: &[Piece], rows: &[Vec<u32>]) -> f32 {
    let all = rows.iter().flatten();
    let mut sizes: Vec<f32> = all.map(|&idx| pieces[idx as usize].size).collect();
    let middle = sizes.len() / 2;
    if sizes.is_empty() {
        return 0.0;
    }
    *sizes.select_nth_unstable_by(middle, f32::total_cmp).1
}
