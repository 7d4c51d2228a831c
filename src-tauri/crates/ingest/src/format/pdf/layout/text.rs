//! Flows to text and word boxes.

use anchor::WordBox;
use anchor::text::unit_text;

use super::super::bidi;
use super::super::glyphs::PageGlyphs;
use super::columns::Flow;
use super::{Frame, Laid, Piece, Upright, is_wide};

/// Writes flows one after the other.
pub(super) struct Writer<'p> {
    page: &'p PageGlyphs,
    width: f32,
    height: f32,
    out: Laid,
    /// Characters written so far.
    n_chars: u32,
}

/// A word of a row.
#[derive(Debug, Default)]
struct Word {
    /// Indices of its glyphs in the group.
    glyphs: Vec<u32>,
    u0: f32,
    u1: f32,
    size: f32,
}

impl<'p> Writer<'p> {
    pub(super) fn new(page: &'p PageGlyphs, width: f32, height: f32) -> Self {
        Self { page, width, height, out: Laid::default(), n_chars: 0 }
    }

    pub(super) fn finish(self) -> Laid {
        self.out
    }

    /// Writes a flow, an empty line before it where something stands above.
    pub(super) fn flow(&mut self, frame: Frame, glyphs: &[Upright], pieces: &[Piece], flow: &Flow) {
        let baselines: Vec<(f32, f32)> = flow.iter().map(|row| baseline(pieces, row)).collect();
        let usual = usual_step(&baselines);
        for (i, row) in flow.iter().enumerate() {
            if !self.out.text.is_empty() {
                self.push_break("\n");
                let far = i == 0 || {
                    let (above, here) = (baselines[i - 1], baselines[i]);
                    let step = here.0 - above.0;
                    step > 1.35 * usual && step > 1.3 * here.1.min(above.1)
                };
                if far {
                    self.push_break("\n");
                }
            }
            self.row(frame, glyphs, pieces, row);
        }
    }

    fn row(&mut self, frame: Frame, glyphs: &[Upright], pieces: &[Piece], row: &[u32]) {
        let words = words(glyphs, pieces, row);
        let first = |&g: &u32| glyphs[g as usize].first;
        let words = bidi::logical(words, |word| &mut word.glyphs, first);
        let mut before: Option<&Word> = None;
        for word in &words {
            let runs = self.runs(glyphs, word);
            if runs.is_empty() {
                continue;
            }
            if let Some(before) = before {
                let gap = (word.u0 - before.u1).max(before.u0 - word.u1);
                let wide = gap > 2.0 * word.size.max(before.size);
                self.push_break(if wide { "\t" } else { " " });
            }
            for run in runs {
                self.push_run(frame, glyphs, run);
            }
            before = Some(word);
        }
    }

    fn push_break(&mut self, space: &str) {
        self.out.text.push_str(space);
        self.n_chars += space.len() as u32;
    }

    fn push_run(&mut self, frame: Frame, glyphs: &[Upright], run: Run<'_>) {
        let start = self.n_chars;
        self.n_chars += run.text.chars().count() as u32;
        self.out.text.push_str(&run.text);
        let (mut left, mut top) = (f32::INFINITY, f32::INFINITY);
        let (mut right, mut bottom) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
        for &g in run.glyphs {
            let g = &glyphs[g as usize];
            for (u, v) in [(g.u0, g.v - 0.8 * g.size), (g.u1, g.v + 0.2 * g.size)] {
                let (x, y) = frame.leave(u, v);
                (left, right) = (left.min(x), right.max(x));
                (top, bottom) = (top.min(y), bottom.max(y));
            }
        }
        let (x, y) = (left.clamp(0.0, self.width), top.clamp(0.0, self.height));
        self.out.boxes.push(WordBox {
            start,
            end: self.n_chars,
            x,
            y,
            width: right.clamp(x, self.width) - x,
            height: bottom.clamp(y, self.height) - y,
        });
    }

    /// Cuts a word where it changes between scripts with and without spaces, and where wide characters stand apart, so
    /// that inside a box of wide characters each has the same share of it.
    fn runs<'w>(&self, glyphs: &[Upright], word: &'w Word) -> Vec<Run<'w>> {
        let mut cuts = vec![0];
        for (i, pair) in word.glyphs.windows(2).enumerate() {
            let (a, b) = (&glyphs[pair[0] as usize], &glyphs[pair[1] as usize]);
            let wide = is_wide(b.first);
            if is_wide(a.first) != wide || (wide && (b.u0 - a.u1).abs() > 0.15 * b.size) {
                cuts.push(i + 1);
            }
        }
        cuts.push(word.glyphs.len());
        let runs: Vec<Run<'w>> = cuts
            .windows(2)
            .map(|cut| self.run(glyphs, &word.glyphs[cut[0]..cut[1]]))
            .filter(|run| !run.text.is_empty())
            .collect();
        if runs.len() > 1 {
            // A mark may compose with the letter before a cut: then the word is one run.
            let whole = self.run(glyphs, &word.glyphs);
            let parts: usize = runs.iter().map(|run| run.text.len()).sum();
            if parts != whole.text.len() {
                return vec![whole];
            }
        }
        runs
    }

    fn run<'w>(&self, glyphs: &[Upright], members: &'w [u32]) -> Run<'w> {
        let mut raw = String::new();
        for &g in members {
            let glyph = glyphs[g as usize].glyph as usize;
            raw.push_str(self.page.text_of(&self.page.glyphs[glyph]));
        }
        Run { text: unit_text(&raw), glyphs: members }
    }
}

/// Glyphs of a word that get one box.
struct Run<'w> {
    text: String,
    glyphs: &'w [u32],
}

/// The baseline and size of a row: those of its longest piece.
fn baseline(pieces: &[Piece], row: &[u32]) -> (f32, f32) {
    row.iter()
        .map(|&idx| &pieces[idx as usize])
        .max_by_key(|piece| piece.weight)
        .map_or((0.0, 0.0), |piece| (piece.v, piece.size))
}

/// The median distance of a flow's lines.
fn usual_step(baselines: &[(f32, f32)]) -> f32 {
    let mut steps: Vec<f32> =
        baselines.windows(2).map(|pair| pair[1].0 - pair[0].0).filter(|step| *step > 1.0).collect();
    let middle = steps.len() / 2;
    if steps.is_empty() {
        return 0.0;
    }
    *steps.select_nth_unstable_by(middle, f32::total_cmp).1
}

/// Joins the pieces of a row to words, left to right.
fn words(glyphs: &[Upright], pieces: &[Piece], row: &[u32]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut rest = row;
    while !rest.is_empty() {
        let (stretch, after) = rest.split_at(stretch_len(pieces, rest));
        rest = after;
        let spread = letter_spacing(glyphs, pieces, stretch);
        let mut before: Option<&Piece> = None;
        for &idx in stretch {
            let piece = &pieces[idx as usize];
            let members = (piece.first..piece.end).filter(|&g| !glyphs[g as usize].blank);
            let parted = before.is_none_or(|before| parts(glyphs, before, piece, spread));
            match words.last_mut() {
                Some(word) if !parted => {
                    word.glyphs.extend(members);
                    word.u1 = word.u1.max(piece.u1);
                    word.size = word.size.max(piece.size);
                }
                _ => words.push(Word { glyphs: members.collect(), u0: piece.u0, u1: piece.u1, size: piece.size }),
            }
            before = Some(piece);
        }
    }
    words
}

/// How many pieces come before the first gap of an em.
fn stretch_len(pieces: &[Piece], row: &[u32]) -> usize {
    let wide = row.windows(2).position(|pair| {
        let (a, b) = (&pieces[pair[0] as usize], &pieces[pair[1] as usize]);
        b.u0 - a.u1 > a.size.max(b.size)
    });
    wide.map_or(row.len(), |i| i + 1)
}

/// Whether two pieces side by side are two words.
fn parts(glyphs: &[Upright], a: &Piece, b: &Piece, spread: f32) -> bool {
    let (gap, size) = (b.u0 - a.u1, a.size.min(b.size));
    if blank_between(a, b) && gap > BLANK_GAP * size {
        return true;
    }
    let wide = |g: Option<&Upright>| g.is_some_and(|g| is_wide(g.first));
    let both_wide = wide(glyphs.get(a.end as usize - 1)) && wide(glyphs.get(b.first as usize));
    let allowed = if both_wide { 0.4 } else { JOIN_GAP };
    gap > (allowed * size).max(spread)
}

fn blank_between(a: &Piece, b: &Piece) -> bool {
    a.blank_after || b.blank_before
}

/// A gap this wide, in parts of the font size, parts two pieces that were not drawn one after the other.
const JOIN_GAP: f32 = 0.05;

/// The same where a blank was drawn: some files draw blanks of no width inside words.
const BLANK_GAP: f32 = 0.02;

/// L e t t e r s set apart: the gap, in points, up to which they still are one word; 0 for ordinary text.
fn letter_spacing(glyphs: &[Upright], pieces: &[Piece], stretch: &[u32]) -> f32 {
    let members = || stretch.iter().map(|&idx| &pieces[idx as usize]);
    let (mut n_glyphs, mut n_letters, mut n_single) = (0, 0, 0);
    let mut has_blanks = false;
    let mut gaps: Vec<f32> = Vec::with_capacity(stretch.len());
    let mut before: Option<&Piece> = None;
    for piece in members() {
        if let Some(before) = before {
            if blank_between(before, piece) {
                has_blanks = true;
            } else {
                gaps.push(piece.u0 - before.u1);
            }
        }
        before = Some(piece);
        let range = &glyphs[piece.first as usize..piece.end as usize];
        n_glyphs += range.len();
        n_letters += range.iter().filter(|g| g.first.is_alphabetic()).count();
        n_single += usize::from(range.len() == 1);
        gaps.extend(range.windows(2).map(|pair| pair[1].u0 - pair[0].u1));
    }
    // Sums and single letters in a formula stand apart, too.
    let is_text = n_letters * 4 >= n_glyphs * 3 && (has_blanks || n_single * 4 >= n_glyphs * 3);
    if n_glyphs < 5 || gaps.len() < 3 || !is_text {
        return 0.0;
    }
    let middle = gaps.len() / 2;
    let usual = *gaps.select_nth_unstable_by(middle, f32::total_cmp).1;
    let size = before.map_or(0.0, |piece| piece.size);
    if usual <= 0.04 * size {
        return 0.0;
    }
    // Where blanks are drawn they part the words, and gaps need not.
    if has_blanks { 2.5 * usual } else { 1.4 * usual }
}
