//! Two texts side by side, paragraph by paragraph, with the words that differ.
//!
//! Paragraphs that are the same word by word are found first; only what lies between is compared word by word, as it is
//! written: capitals and points count, white space and line ends do not. A paragraph stands beside the one that has words
//! of it.

use std::{collections::HashMap, ops::Range};

use crate::{
    Result,
    differing::{self, Stretch},
};

/// So many words of a text are compared; more are said not to be.
pub const MOST_WORDS: usize = 1_000_000;
/// A paragraph longer than this is cut at a line end.
const LONG_PARAGRAPH: usize = 1_200;
/// Two paragraphs with less than one word in so many in common have nothing in common.
const IN_COMMON: usize = 5;

/// A text that is compared.
#[derive(Debug, Default)]
pub struct Side {
    paragraphs: Vec<Paragraph>,
    words: Vec<Word>,
    /// Whether it goes on after what is compared.
    pub is_cut: bool,
}

#[derive(Debug)]
struct Paragraph {
    unit: u32,
    /// Where it begins in the unit's text, in Unicode scalars.
    start: u32,
    text: String,
    /// Its words among those of the text.
    words: Range<usize>,
}

/// A word, a character that is one, or a sign.
#[derive(Debug, Clone, Copy)]
struct Word {
    id: u32,
    /// Points and brackets stand everywhere: they do not tell which paragraphs belong together.
    is_sign: bool,
    /// In Unicode scalars of its paragraph.
    start: u32,
    end: u32,
}

/// Gives equal words equal numbers.
#[derive(Debug, Default)]
pub struct Numbers(HashMap<String, u32>);

impl Numbers {
    fn of(&mut self, word: &str) -> u32 {
        if let Some(number) = self.0.get(word) {
            return *number;
        }
        let number = self.0.len() as u32;
        self.0.insert(word.to_owned(), number);
        number
    }
}

/// Paragraphs of either text that stand beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// Of the first text.
    pub left: Option<Passage>,
    /// Of the second text.
    pub right: Option<Passage>,
    /// Whether every word is the same.
    pub is_same: bool,
}

/// One or several paragraphs in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The unit it begins in, from 1.
    pub unit: u32,
    /// Where it begins in the unit's text, in Unicode scalars.
    pub start: u32,
    /// The words.
    pub text: String,
    /// What differs, in Unicode scalars of `text`.
    pub marks: Vec<[u32; 2]>,
}

/// What a comparison found.
#[derive(Debug)]
pub struct Compared {
    /// The paragraphs, in order.
    pub rows: Vec<Beside>,
    /// Words that are the same in both.
    pub n_same: u64,
    /// Words that stand in the first alone, and in the second alone.
    pub n_alone: [u64; 2],
}

impl Side {
    /// Adds a unit's text; a table's lines are paragraphs each. False when enough was added.
    pub fn add(&mut self, unit: u32, text: &str, is_table: bool, numbers: &mut Numbers) -> bool {
        for (start, text) in paragraphs(text, is_table) {
            if self.words.len() >= MOST_WORDS {
                self.is_cut = true;
                return false;
            }
            let from = self.words.len();
            self.words.extend(words(text).map(|(start, end, word)| {
                let is_sign = !word.starts_with(char::is_alphanumeric);
                Word { id: numbers.of(word), is_sign, start, end }
            }));
            if self.words.len() > from {
                self.paragraphs.push(Paragraph { unit, start, text: text.to_owned(), words: from..self.words.len() });
            }
        }
        true
    }

    fn ids(&self, of: Range<usize>) -> Vec<u32> {
        self.words[of].iter().map(|word| word.id).collect()
    }

    fn words_of(&self, paragraphs: Range<usize>) -> Range<usize> {
        let of = &self.paragraphs[paragraphs];
        of.first().map_or(0, |first| first.words.start)..of.last().map_or(0, |last| last.words.end)
    }
}

/// Compares two texts whose words were numbered together.
pub fn compare(left: &Side, right: &Side, keep_going: &mut dyn FnMut() -> Result<()>) -> Result<Compared> {
    let mut known: HashMap<Vec<u32>, u32> = HashMap::new();
    let mut number = |side: &Side| -> Vec<u32> {
        let ids = side.paragraphs.iter().map(|paragraph| side.ids(paragraph.words.clone()));
        ids.map(|ids| {
            let next = known.len() as u32;
            *known.entry(ids).or_insert(next)
        })
        .collect()
    };
    let (by_left, by_right) = (number(left), number(right));
    let mut compared = Compared { rows: Vec::new(), n_same: 0, n_alone: [0, 0] };
    for Stretch { left: l, right: r, is_same } in differing::stretches(&by_left, &by_right) {
        keep_going()?;
        if is_same {
            for (l, r) in l.zip(r) {
                let row = Beside {
                    left: Some(passage(left, l..l + 1, &[])),
                    right: Some(passage(right, r..r + 1, &[])),
                    is_same: true,
                };
                compared.n_same += left.paragraphs[l].words.len() as u64;
                compared.rows.push(row);
            }
        } else {
            word_by_word(left, right, l, r, &mut compared);
        }
    }
    Ok(compared)
}

/// Paragraphs that are not the same: sets those beside each other that have words in common.
fn word_by_word(left: &Side, right: &Side, l: Range<usize>, r: Range<usize>, compared: &mut Compared) {
    let (in_left, in_right) = (left.words_of(l.clone()), right.words_of(r.clone()));
    let mut partner = Partners { left: HashMap::new(), right: HashMap::new() };
    for stretch in differing::stretches(&left.ids(in_left.clone()), &right.ids(in_right.clone())) {
        if stretch.is_same {
            let pairs = stretch.left.zip(stretch.right);
            for (a, b) in pairs.filter(|(a, _)| !left.words[in_left.start + a].is_sign) {
                partner.left.insert(in_left.start + a, in_right.start + b);
                partner.right.insert(in_right.start + b, in_left.start + a);
            }
        }
    }
    let last = |side: &Side, other: &Side, paragraph: usize, partners: &HashMap<usize, usize>| {
        let of = side.paragraphs[paragraph].words.clone();
        let word = of.filter_map(|word| partners.get(&word)).max()?;
        Some(other.paragraphs.partition_point(|paragraph| paragraph.words.end <= *word))
    };
    let (mut i, mut j) = (l.start, r.start);
    while i < l.end || j < r.end {
        let of_i = (i < l.end).then(|| last(left, right, i, &partner.left)).flatten();
        let of_j = (j < r.end).then(|| last(right, left, j, &partner.right)).flatten();
        let (mut to_i, mut to_j) = (i, j);
        match (of_i, of_j) {
            (Some(_), Some(_)) => {
                // Until nothing in the row has words outside it.
                (to_i, to_j) = (i + 1, j + 1);
                let (mut seen_i, mut seen_j) = (i, j);
                while seen_i < to_i || seen_j < to_j {
                    if seen_i < to_i {
                        to_j = to_j.max(last(left, right, seen_i, &partner.left).map_or(to_j, |last| last + 1));
                        seen_i += 1;
                    } else {
                        to_i = to_i.max(last(right, left, seen_j, &partner.right).map_or(to_i, |last| last + 1));
                        seen_j += 1;
                    }
                }
            }
            (None, None) if i < l.end && j < r.end => (to_i, to_j) = (i + 1, j + 1),
            (None, _) if i < l.end => to_i = i + 1,
            _ => to_j = j + 1,
        }
        push(left, right, i..to_i, j..to_j, compared);
        (i, j) = (to_i, to_j);
    }
}

/// The words that are the same, signs left out, by their numbers in either text.
struct Partners {
    left: HashMap<usize, usize>,
    right: HashMap<usize, usize>,
}

/// Adds a row of these paragraphs, compared word by word by themselves.
fn push(left: &Side, right: &Side, l: Range<usize>, r: Range<usize>, compared: &mut Compared) {
    let (in_left, in_right) = (left.words_of(l.clone()), right.words_of(r.clone()));
    let (n_left, n_right) = (in_left.len(), in_right.len());
    let stretches = differing::stretches(&left.ids(in_left.clone()), &right.ids(in_right.clone()));
    let n_same: usize = stretches.iter().filter(|stretch| stretch.is_same).map(|stretch| stretch.left.len()).sum();
    let is_alike = n_same * IN_COMMON >= n_left.max(n_right);
    let n_same = if is_alike { n_same } else { 0 };
    compared.n_same += n_same as u64;
    compared.n_alone[0] += (n_left - n_same) as u64;
    compared.n_alone[1] += (n_right - n_same) as u64;
    let differing = || stretches.iter().filter(|stretch| !stretch.is_same || !is_alike);
    let left_alone: Vec<usize> = differing().flat_map(|s| s.left.clone()).map(|word| in_left.start + word).collect();
    let right_alone: Vec<usize> = differing().flat_map(|s| s.right.clone()).map(|word| in_right.start + word).collect();
    let row = Beside {
        left: (!l.is_empty()).then(|| passage(left, l, &left_alone)),
        right: (!r.is_empty()).then(|| passage(right, r, &right_alone)),
        is_same: n_same == n_left && n_same == n_right,
    };
    compared.rows.push(row);
}

/// Paragraphs in a row, with these words of theirs marked; words that follow each other are marked as one.
fn passage(side: &Side, paragraphs: Range<usize>, marked: &[usize]) -> Passage {
    let mut passage = Passage { unit: 0, start: 0, text: String::new(), marks: Vec::new() };
    let mut marked = marked.iter().copied().peekable();
    let (mut at, mut before) = (0_u32, None);
    for (idx, paragraph) in side.paragraphs[paragraphs].iter().enumerate() {
        if idx == 0 {
            (passage.unit, passage.start) = (paragraph.unit, paragraph.start);
        } else {
            passage.text.push('\n');
            at += 1;
        }
        passage.text.push_str(&paragraph.text);
        while let Some(word) = marked.next_if(|word| paragraph.words.contains(word)) {
            let Word { start, end, .. } = side.words[word];
            match passage.marks.last_mut() {
                Some(last) if before == Some(word.wrapping_sub(1)) => last[1] = at + end,
                _ => passage.marks.push([at + start, at + end]),
            }
            before = Some(word);
        }
        at += paragraph.text.chars().count() as u32;
    }
    passage
}

/// The paragraphs of a text, each with where it begins, in Unicode scalars.
fn paragraphs(text: &str, is_table: bool) -> Vec<(u32, &str)> {
    let mut found: Vec<(u32, &str)> = Vec::new();
    let (mut at, mut begin, mut begin_byte, mut byte) = (0_u32, 0_u32, 0, 0);
    for line in text.split_inclusive('\n') {
        let is_blank = line.trim().is_empty();
        let is_long = byte - begin_byte > LONG_PARAGRAPH;
        if (is_blank || is_table || is_long) && byte > begin_byte {
            found.push((begin, text[begin_byte..byte].trim_end()));
            (begin, begin_byte) = (at, byte);
        }
        at += line.chars().count() as u32;
        byte += line.len();
        if is_blank {
            (begin, begin_byte) = (at, byte);
        }
    }
    if byte > begin_byte {
        found.push((begin, text[begin_byte..byte].trim_end()));
    }
    found
}

/// The words of a text as they are written: runs of letters and digits, characters of scripts without spaces, and every
/// sign by itself; each with where it stands, in Unicode scalars.
fn words(text: &str) -> impl Iterator<Item = (u32, u32, &str)> {
    let mut chars = text.char_indices().zip(0_u32..).peekable();
    std::iter::from_fn(move || {
        let ((byte, first), start) = chars.find(|((_, c), _)| !c.is_whitespace())?;
        let (mut end_byte, mut end) = (byte + first.len_utf8(), start + 1);
        if is_of_word(first) {
            while let Some(((byte, c), at)) = chars.next_if(|((_, c), _)| is_of_word(*c)) {
                (end_byte, end) = (byte + c.len_utf8(), at + 1);
            }
        }
        Some((start, end, &text[byte..end_byte]))
    })
}

fn is_of_word(c: char) -> bool {
    let is_word_itself = matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    c.is_alphanumeric() && !is_word_itself
}

#[cfg(test)]
mod tests;
