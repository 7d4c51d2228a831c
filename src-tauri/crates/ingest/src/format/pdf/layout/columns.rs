//! Rows to flows: what is read from top to bottom before the eye goes elsewhere.

use super::Piece;

/// Rows of pieces read one after the other: a column, or what spans all columns.
pub(super) type Flow = Vec<Vec<u32>>;

/// How often columns may hold columns.
const MAX_DEPTH: u32 = 6;

/// Cuts rows into flows in reading order.
pub(super) fn flows(pieces: &[Piece], rows: Vec<Vec<u32>>) -> Vec<Flow> {
    let mut out = Vec::new();
    cut(pieces, rows, 0, &mut out);
    out
}

fn cut(pieces: &[Piece], rows: Vec<Vec<u32>>, depth: u32, out: &mut Vec<Flow>) {
    if depth >= MAX_DEPTH {
        out.push(rows);
        return;
    }
    let gutter_width = 0.9 * median_size(pieces, &rows);
    let mut plain: Flow = Vec::new();
    let mut band = Band::default();
    for row in rows {
        let spaces = spaces(pieces, &row, gutter_width);
        if !band.rows.is_empty() && !band.allows(&spaces, gutter_width) {
            close(pieces, std::mem::take(&mut band), depth, &mut plain, out);
        }
        band.add(row, spaces, pieces, gutter_width);
    }
    close(pieces, band, depth, &mut plain, out);
    if !plain.is_empty() {
        out.push(plain);
    }
}

/// Ends a band: its rows join the plain flow, or are cut into columns.
fn close(pieces: &[Piece], band: Band, depth: u32, plain: &mut Flow, out: &mut Vec<Flow>) {
    let cuts = band.columns(pieces);
    if cuts.is_empty() {
        plain.extend(band.rows);
        return;
    }
    if !plain.is_empty() {
        out.push(std::mem::take(plain));
    }
    let mut columns: Vec<Vec<Vec<u32>>> = vec![Vec::new(); cuts.len() + 1];
    for row in band.rows {
        let mut parts: Vec<Vec<u32>> = vec![Vec::new(); cuts.len() + 1];
        for idx in row {
            parts[slice_of(&cuts, &pieces[idx as usize])].push(idx);
        }
        for (column, part) in columns.iter_mut().zip(parts) {
            if !part.is_empty() {
                column.push(part);
            }
        }
    }
    for column in columns {
        cut(pieces, column, depth + 1, out);
    }
}

fn slice_of(cuts: &[f32], piece: &Piece) -> usize {
    let middle = (piece.u0 + piece.u1) / 2.0;
    cuts.partition_point(|&cut| cut <= middle)
}

fn median_size(pieces: &[Piece], rows: &[Vec<u32>]) -> f32 {
    let mut sizes: Vec<f32> = rows.iter().flatten().map(|&idx| pieces[idx as usize].size).collect();
    let middle = sizes.len() / 2;
    if sizes.is_empty() {
        return 0.0;
    }
    *sizes.select_nth_unstable_by(middle, f32::total_cmp).1
}

/// White space along a row: from, to.
type Space = (f32, f32);

/// The white spaces of a row that are wide enough, the open ends included.
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
    spaces.push((reached, f32::INFINITY));
    spaces
}

/// A white space that runs down through all rows of a band.
#[derive(Debug, Clone, Copy)]
struct Gutter {
    space: Space,
    /// How many rows have something on its left and on its right.
    n_left: u32,
    n_right: u32,
}

impl Gutter {
    fn support(&self) -> u32 {
        self.n_left.min(self.n_right)
    }
}

/// Rows that share at least one gutter.
#[derive(Default)]
struct Band {
    rows: Vec<Vec<u32>>,
    gutters: Vec<Gutter>,
}

impl Band {
    /// Whether a row with these spaces may join: it must not close the best gutter so far.
    fn allows(&self, spaces: &[Space], width: f32) -> bool {
        let (mut lost, mut kept) = (0, 0);
        for gutter in &self.gutters {
            if overlaps(gutter.space, spaces, width).next().is_some() {
                kept = kept.max(gutter.support() + 1);
            } else {
                lost = lost.max(gutter.support());
            }
        }
        kept > 0 && (lost < 3 || lost + 1 < kept)
    }

    fn add(&mut self, row: Vec<u32>, spaces: Vec<Space>, pieces: &[Piece], width: f32) {
        let first = row.first().map_or(0.0, |&idx| pieces[idx as usize].u0);
        let last = row.iter().map(|&idx| pieces[idx as usize].u1).fold(f32::NEG_INFINITY, f32::max);
        let everywhere = Gutter { space: (f32::NEG_INFINITY, f32::INFINITY), n_left: 0, n_right: 0 };
        let before = if self.rows.is_empty() { vec![everywhere] } else { std::mem::take(&mut self.gutters) };
        for gutter in before {
            for space in overlaps(gutter.space, &spaces, width) {
                self.gutters.push(Gutter {
                    space,
                    n_left: gutter.n_left + u32::from(first < space.0),
                    n_right: gutter.n_right + u32::from(last > space.1),
                });
            }
        }
        self.rows.push(row);
    }

    /// Where to cut the band into columns of prose; empty where it is a table, or one column.
    fn columns(&self, pieces: &[Piece]) -> Vec<f32> {
        let mut cuts: Vec<f32> = self
            .gutters
            .iter()
            .filter(|g| g.support() >= 3 && g.space.0.is_finite() && g.space.1.is_finite())
            .map(|g| (g.space.0 + g.space.1) / 2.0)
            .collect();
        // A column too thin to be read on its own (bullets, numbers of lines) goes with what stands on its right.
        loop {
            let slices = self.slices(pieces, &cuts);
            if cuts.is_empty() {
                return cuts;
            }
            let thin = slices.iter().take(cuts.len()).position(|s| s.n_rows == 0 || s.weight <= 4 * s.n_rows);
            match thin {
                Some(i) => {
                    cuts.remove(i);
                }
                None if slices.iter().all(Slice::is_prose) => return cuts,
                None => return Vec::new(),
            }
        }
    }

    fn slices(&self, pieces: &[Piece], cuts: &[f32]) -> Vec<Slice> {
        let mut slices = vec![Slice::default(); cuts.len() + 1];
        for row in &self.rows {
            let mut last = usize::MAX;
            for &idx in row {
                let piece = &pieces[idx as usize];
                let at = slice_of(cuts, piece);
                slices[at].weight += piece.weight;
                slices[at].n_rows += u32::from(at != last);
                last = at;
            }
        }
        slices
    }
}

fn overlaps(gutter: Space, spaces: &[Space], width: f32) -> impl Iterator<Item = Space> {
    spaces.iter().map(move |s| (gutter.0.max(s.0), gutter.1.min(s.1))).filter(move |s| s.1 - s.0 >= width)
}

/// What stands between two cuts.
#[derive(Debug, Clone, Copy, Default)]
struct Slice {
    n_rows: u32,
    weight: u32,
}

impl Slice {
    /// Prose has long lines, and several of them; cells of a table are short.
    fn is_prose(&self) -> bool {
        self.n_rows >= 3 && self.weight >= 16 * self.n_rows
    }
}
