//! What was read: lines in reading order, their words and where they lie.

use crate::{
    geometry::{Bounds, Quad},
    picture::Turn,
    words::parts_found_apart,
};

/// The text of a picture.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// Lines in reading order: a row of a table is one line, columns of running text come one after the other.
    pub lines: Vec<Line>,
    /// Places that look like text and could not be read, or only in small part: scripts that the model does not know,
    /// handwriting, stamps. Little or nothing of them is in the lines.
    pub unread: Vec<Quad>,
    /// How the picture was turned to be read; all places are those of the picture as it came. Columns of upright
    /// letters, as Chinese may be set, are laid on their side for it.
    pub turn: Turn,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Words with a space wherever the page has one.
    pub text: String,
    /// The words in order.
    pub words: Vec<Word>,
    /// The slanted box around the line, in pixels.
    pub quad: Quad,
    /// How sure the reading is, from 0 to 1: the mean of its letters.
    pub confidence: f32,
}

/// A word; in scripts that part no words, a letter.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// Where it begins in the line's text, in Unicode scalars.
    pub start: usize,
    /// The upright box around it, in pixels.
    pub bounds: Bounds,
    /// How sure the reading is, from 0 to 1: the mean of its letters.
    pub confidence: f32,
}

impl Page {
    /// All lines, one below the other.
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|line| line.text.as_str()).collect();
        lines.join("\n")
    }
}

/// A stretch of a line that was read by itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub(crate) words: Vec<PartWord>,
    pub(crate) quad: Quad,
    pub(crate) confidence: f32,
}

impl Part {
    pub(crate) fn n_letters(&self) -> usize {
        self.words.iter().map(|word| word.text.chars().count()).sum()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PartWord {
    pub(crate) text: String,
    pub(crate) is_spaced: bool,
    pub(crate) quad: Quad,
    pub(crate) confidence: f32,
}

/// Joins the parts of a line from left to right. Places are still those of the turned and slanted page, where `level`
/// leads to the level one and `stored` to the picture as it came.
pub(crate) fn join(parts: &[&Part], level: impl Fn(Quad) -> Quad, stored: impl Fn(Quad) -> Quad) -> Option<Line> {
    let mut line = Line { text: String::new(), words: Vec::new(), quad: Quad::default(), confidence: 0.0 };
    let mut n_chars = 0;
    let mut before: Option<(&PartWord, Bounds)> = None;
    for part in parts {
        for (idx, word) in part.words.iter().enumerate() {
            let bounds = level(word.quad).bounds();
            let is_spaced = match before {
                Some((last, edge)) if idx == 0 => {
                    parts_found_apart(&last.text, &word.text, bounds.left - edge.right, bounds.height())
                }
                Some(_) => word.is_spaced,
                None => false,
            };
            if is_spaced {
                line.text.push(' ');
                n_chars += 1;
            }
            line.text.push_str(&word.text);
            let bounds_stored = stored(word.quad).bounds();
            let (text, confidence) = (word.text.clone(), word.confidence);
            line.words.push(Word { text, start: n_chars, bounds: bounds_stored, confidence });
            n_chars += word.text.chars().count();
            before = Some((word, bounds));
        }
    }
    let [(first, last), _] = [(parts.first()?, parts.last()?); 2];
    let ([a, _, _, d], [_, b, c, _]) = (first.quad.0, last.quad.0);
    line.quad = stored(Quad([a, b, c, d]));
    let n_letters = |part: &Part| part.n_letters() as f32;
    let weighed: f32 = parts.iter().map(|part| part.confidence * n_letters(part)).sum();
    line.confidence = weighed / parts.iter().map(|part| n_letters(part)).sum::<f32>().max(1.0);
    Some(line)
}
