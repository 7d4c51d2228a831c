//! Where a strip has no ink, and how it is cut there: the model forgets the space where a gap is wide, so the parts of
//! a row of a table are read each by itself, and a line longer than the model was trained on is read in pieces.

use std::ops::Range;

use crate::strip::{HEIGHT, Strip};

/// A gap of this many columns parts two cells.
const WIDE: usize = 40;
/// What is left of the paper around a cell.
const MARGIN: usize = 10;
/// The model reads no more columns at once.
const LONGEST: usize = 1440;
/// A long line is cut at a gap among this many of the last columns.
const SEARCHED: usize = 480;
/// Where such a line has no gap, pieces share this many columns.
const SHARED: usize = 144;
/// Thinner cells that reach from top to bottom are ruled lines.
const RULE: usize = 7;

/// A stretch of a strip that is read by itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    pub(crate) pieces: Vec<Piece>,
}

/// Columns shown to the model at once.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    pub(crate) columns: Range<usize>,
    /// Only characters found here are kept: beyond, the neighbouring piece sees better.
    pub(crate) own: Range<usize>,
}

/// How much ink each column of a strip has, in pixels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ink {
    columns: Vec<u8>,
}

impl Ink {
    /// Tells ink from paper by Otsu's threshold; what is rarer is ink, so white letters on black are ink too.
    pub(crate) fn of(strip: &Strip) -> Ink {
        let width = strip.width.max(1);
        let grey: Vec<u8> = strip.colours.iter().map(|[r, g, b]| luma(*r, *g, *b)).collect();
        let grey = smoothed(&grey, width);
        let Some(threshold) = threshold(&grey) else { return Ink { columns: vec![u8::MAX; strip.width] } };
        let n_dark = grey.iter().filter(|grey| **grey <= threshold).count();
        let dark_is_ink = n_dark * 2 <= grey.len();
        let is_ink = |grey: &u8| (*grey <= threshold) == dark_is_ink;
        let mut columns = vec![0u8; strip.width];
        for line in grey.chunks_exact(width) {
            // A ruled line below or above the text is ink of no letter.
            if line.iter().filter(|grey| is_ink(grey)).count() * 20 > width * 17 {
                continue;
            }
            for (n_ink, grey) in columns.iter_mut().zip(line) {
                *n_ink += u8::from(is_ink(grey));
            }
        }
        Ink { columns }
    }

    /// The stretches without ink between the columns given.
    pub(crate) fn gaps(&self, columns: Range<usize>) -> Vec<Range<usize>> {
        self.stretches(columns, true)
    }

    /// From the first to the last column with ink among those given.
    pub(crate) fn inked(&self, columns: Range<usize>) -> Option<Range<usize>> {
        let stretches = self.stretches(columns, false);
        Some(stretches.first()?.start..stretches.last()?.end)
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
        let width = self.columns.len();
        let mut inked: Vec<Range<usize>> = Vec::new();
        for stretch in self.stretches(0..width, false) {
            match inked.last_mut() {
                Some(last) if stretch.start - last.end < WIDE => last.end = stretch.end,
                _ => inked.push(stretch),
            }
        }
        inked.retain(|stretch| !self.is_rule(stretch));
        inked.into_iter().map(|stretch| self.cell(stretch)).collect()
    }

    fn cell(&self, inked: Range<usize>) -> Cell {
        let columns = inked.start.saturating_sub(MARGIN)..(inked.end + MARGIN).min(self.columns.len());
        let mut pieces = Vec::new();
        let mut rest = Piece { columns: columns.clone(), own: columns };
        while rest.columns.len() > LONGEST {
            let limit = rest.columns.start + LONGEST;
            let gap = self.gaps(limit - SEARCHED..limit).into_iter().max_by_key(|gap| gap.len());
            let (cut, shared) = match gap {
                Some(gap) if gap.len() >= 4 => (usize::midpoint(gap.start, gap.end), 0),
                _ => (limit - SHARED / 2, SHARED / 2),
            };
            pieces.push(Piece { columns: rest.columns.start..cut + shared, own: rest.own.start..cut });
            rest = Piece { columns: cut - shared..rest.columns.end, own: cut..rest.own.end };
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
