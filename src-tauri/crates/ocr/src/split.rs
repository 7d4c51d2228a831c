//! Where a strip has no ink, and how it is cut there: the model forgets the space where a gap is wide, so the parts of
//! a row of a table are read each by itself, and a line longer than the model was trained on is read in pieces.

use std::ops::Range;

use crate::{
    geometry::Quad,
    strip::{HEIGHT, Strip},
};

/// A gap of this many columns parts two cells.
const WIDE: usize = 40;
/// What is left of the paper around a cell.
const MARGIN: usize = 16;
/// Ink beyond the box that was found belongs to its text if no wider gap lies between.
const NEAR: usize = 14;
/// The model reads no more columns at once.
const LONGEST: usize = 1440;
/// A long line is cut at a gap among this many of the last columns.
const SEARCHED: usize = 480;
/// Neighbouring pieces share this many columns, so that the letters at the cut are seen whole and with their space.
const SHARED: usize = 96;
/// Thinner cells that reach from top to bottom are ruled lines.
const RULE: usize = 7;

/// A stretch of a strip that is read by itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    pub(crate) pieces: Vec<Piece>,
}

impl Cell {
    /// Where it lies in the picture.
    pub(crate) fn quad(&self, strip: &Strip) -> Quad {
        let start = self.pieces.first().map_or(0, |piece| piece.own.start);
        let end = self.pieces.last().map_or(start, |piece| piece.own.end);
        strip.frame.quad(start as f32, end as f32)
    }
}

/// Columns shown to the model at once.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    pub(crate) columns: Range<usize>,
    /// Only letters found here are kept: beyond, the neighbouring piece sees better.
    pub(crate) own: Range<usize>,
    /// Spaces are kept from here on, for the gap at a cut may begin before it.
    pub(crate) spaces: Range<usize>,
}

/// How much ink each column of a strip has, in pixels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ink {
    columns: Vec<u8>,
    /// The columns of the box that was found.
    found: Range<usize>,
}

impl Ink {
    /// Tells ink from paper; what is rarer is ink, so white letters on black are ink too.
    pub(crate) fn of(strip: &Strip) -> Ink {
        let width = strip.width.max(1);
        let grey: Vec<u8> = strip.colours.iter().map(|[r, g, b]| luma(*r, *g, *b)).collect();
        let grey = smoothed(&grey, width);
        let Some(is_ink) = ink_test(&grey) else {
            return Ink { columns: vec![u8::MAX; strip.width], found: strip.found.clone() };
        };
        let mut columns = vec![0u8; strip.width];
        for line in grey.chunks_exact(width) {
            // A ruled line below or above the text is ink of no letter.
            if line.iter().filter(|grey| is_ink(**grey)).count() * 20 > width * 17 {
                continue;
            }
            for (n_ink, grey) in columns.iter_mut().zip(line) {
                *n_ink += u8::from(is_ink(*grey));
            }
        }
        Ink { columns, found: strip.found.clone() }
    }

    /// How many of a cell's columns have ink.
    pub(crate) fn n_inked(&self, cell: &Cell) -> usize {
        let columns = |piece: &Piece| self.columns.get(piece.own.clone()).unwrap_or_default();
        cell.pieces.iter().flat_map(columns).filter(|n_ink| !is_blank(**n_ink)).count()
    }

    /// The stretches without ink between the columns given.
    pub(crate) fn gaps(&self, columns: Range<usize>) -> Vec<Range<usize>> {
        self.stretches(columns, true)
    }

    fn stretches(&self, columns: Range<usize>, blank: bool) -> Vec<Range<usize>> {
        let mut start = columns.start;
        let mut stretches = Vec::new();
        for stretch in self.columns.get(columns).unwrap_or_default().chunk_by(|a, b| is_blank(*a) == is_blank(*b)) {
            let end = start + stretch.len();
            if stretch.first().is_some_and(|n_ink| is_blank(*n_ink) == blank) {
                stretches.push(start..end);
            }
            start = end;
        }
        stretches
    }

    fn is_rule(&self, columns: &Range<usize>) -> bool {
        let most = self.columns.get(columns.clone()).unwrap_or_default().iter().max();
        columns.len() <= RULE && most.is_some_and(|n_ink| usize::from(*n_ink) * 10 >= HEIGHT * 9)
    }

    /// Cuts the strip into cells at wide gaps and cells into pieces.
    pub(crate) fn cells(&self) -> Vec<Cell> {
        let mut inked: Vec<Range<usize>> = Vec::new();
        for stretch in self.text() {
            match inked.last_mut() {
                Some(last) if stretch.start - last.end < WIDE => last.end = stretch.end,
                _ => inked.push(stretch),
            }
        }
        inked.into_iter().map(|stretch| self.cell(stretch)).collect()
    }

    /// The stretches with ink that belong to the text found: not ruled lines, nor what stands beside the box.
    fn text(&self) -> Vec<Range<usize>> {
        let mut stretches = self.stretches(0..self.columns.len(), false);
        stretches.retain(|stretch| !self.is_rule(stretch));
        let is_inside = |stretch: &Range<usize>| stretch.end > self.found.start && stretch.start < self.found.end;
        let Some(mut first) = stretches.iter().position(is_inside) else { return Vec::new() };
        let mut last = stretches.iter().rposition(is_inside).unwrap_or(first);
        let gap_after = |idx: usize| Some(stretches.get(idx + 1)?.start - stretches.get(idx)?.end);
        while first > 0 && gap_after(first - 1).is_some_and(|gap| gap <= NEAR) {
            first -= 1;
        }
        while gap_after(last).is_some_and(|gap| gap <= NEAR) {
            last += 1;
        }
        stretches.drain(first..=last).collect()
    }

    fn cell(&self, inked: Range<usize>) -> Cell {
        // What stands beside, a ruled line or the next column, must not be seen by the model.
        let before = self.gaps(0..inked.start).last().map_or(0, Range::len);
        let after = self.gaps(inked.end..self.columns.len()).first().map_or(0, Range::len);
        let columns = inked.start - MARGIN.min(before)..inked.end + MARGIN.min(after);
        let mut pieces = Vec::new();
        let mut rest = Piece { columns: columns.clone(), own: columns.clone(), spaces: columns };
        while rest.columns.len() > LONGEST {
            let limit = rest.columns.start + LONGEST - SHARED / 2;
            let (cut, half) = match self.gaps(limit - SEARCHED..limit).into_iter().max_by_key(|gap| gap.len()) {
                Some(gap) if gap.len() >= 4 => (usize::midpoint(gap.start, gap.end), gap.len() / 2),
                _ => (limit - SHARED / 2, 0),
            };
            let end = rest.columns.end;
            pieces.push(Piece {
                columns: rest.columns.start..(cut + SHARED / 2).min(end),
                own: rest.own.start..cut,
                spaces: rest.spaces.start..cut + half,
            });
            rest = Piece { columns: cut - SHARED / 2..end, own: cut..end, spaces: cut - half..end };
        }
        pieces.push(rest);
        Cell { pieces }
    }
}

/// A speck is no ink.
fn is_blank(n_ink: u8) -> bool {
    n_ink <= 1
}

fn luma(red: u8, green: u8, blue: u8) -> u8 {
    ((u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29) / 256) as u8
}

/// The mean of every pixel and its neighbours, so that grain is not taken for ink.
fn smoothed(grey: &[u8], width: usize) -> Vec<u8> {
    let lines: Vec<&[u8]> = grey.chunks_exact(width).collect();
    let mut smooth = Vec::with_capacity(grey.len());
    for (idx, line) in lines.iter().enumerate() {
        let above = lines.get(idx.wrapping_sub(1)).unwrap_or(line);
        let below = lines.get(idx + 1).unwrap_or(line);
        let sums = above.iter().zip(*line).zip(*below);
        let sums: Vec<u16> = sums.map(|((a, b), c)| u16::from(*a) + u16::from(*b) + u16::from(*c)).collect();
        let last = sums.last().into_iter().copied();
        let right = sums.iter().copied().skip(1).chain(last);
        let left = sums.first().into_iter().chain(&sums).copied();
        smooth.extend(sums.iter().zip(left).zip(right).map(|((mid, left), right)| ((mid + left + right) / 9) as u8));
    }
    smooth
}

/// Tells what is ink among the shades of a strip; `None` where there are not two kinds of them. Thin strokes are paler
/// than thick ones, so ink begins well before half way, but beyond the grain of the paper.
fn ink_test(grey: &[u8]) -> Option<impl Fn(u8) -> bool> {
    let threshold = threshold(grey)?;
    let n_dark = grey.iter().filter(|shade| **shade <= threshold).count();
    let dark_is_ink = n_dark * 2 <= grey.len();
    let is_paper = |shade: &&u8| (**shade <= threshold) != dark_is_ink;
    let mean = |shades: &mut dyn Iterator<Item = &u8>| {
        let (sum, n) = shades.fold((0.0, 0.0), |(sum, n), shade| (sum + f32::from(*shade), n + 1.0));
        sum / f32::max(n, 1.0)
    };
    let paper = mean(&mut grey.iter().filter(is_paper));
    let ink = mean(&mut grey.iter().filter(|shade| !is_paper(shade)));
    let spread = grey.iter().filter(is_paper).map(|shade| (f32::from(*shade) - paper).powi(2)).sum::<f32>();
    let grain = (spread / grey.iter().filter(is_paper).count().max(1) as f32).sqrt();
    let contrast = (paper - ink).abs();
    let depth = (3.0 * grain).clamp(0.3 * contrast, 0.5 * contrast);
    Some(move |shade: u8| if dark_is_ink { f32::from(shade) < paper - depth } else { f32::from(shade) > paper + depth })
}

/// The shade that parts dark from light best (Otsu, A Threshold Selection Method from Gray-Level Histograms, 1979);
/// `None` where there are no two kinds.
fn threshold(grey: &[u8]) -> Option<u8> {
    let mut histogram = [0u32; 256];
    for shade in grey {
        if let Some(n_pixels) = histogram.get_mut(usize::from(*shade)) {
            *n_pixels += 1;
        }
    }
    let total = grey.len() as f64;
    let sum: f64 = histogram.iter().enumerate().map(|(shade, n)| shade as f64 * f64::from(*n)).sum();
    let (mut n_dark, mut sum_dark) = (0.0, 0.0);
    let mut best = (0.0, 0.0, 0u8);
    for (shade, n_pixels) in (0u8..=255).zip(histogram) {
        n_dark += f64::from(n_pixels);
        sum_dark += f64::from(shade) * f64::from(n_pixels);
        let n_light = total - n_dark;
        if n_dark > 0.0 && n_light > 0.0 {
            let contrast = (sum - sum_dark) / n_light - sum_dark / n_dark;
            let between = n_dark * n_light * contrast * contrast;
            if between > best.0 {
                best = (between, contrast, shade);
            }
        }
    }
    (best.1 >= 24.0).then_some(best.2)
}

#[cfg(test)]
#[path = "split_tests.rs"]
mod tests;
