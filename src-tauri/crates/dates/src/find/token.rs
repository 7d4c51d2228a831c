//! A text as words, numbers and signs, cut where no date goes on.

use crate::find::lexicon::{LEXICON, Meaning, Role};

/// One word, number or sign, with where it stands in Unicode scalars.
#[derive(Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
    /// Whether it follows the one before with nothing between.
    pub glued: bool,
    /// Whether it is a word that begins with a capital.
    pub capital: bool,
}

#[derive(Debug)]
pub(super) enum Kind {
    /// ASCII or full-width digits; 0 if they are too many to be part of a date.
    Number { value: u32, n_digits: usize },
    /// Letters of an alphabet.
    Word(Word),
    /// Anything else, one character at a time: punctuation, Han, kana, Hangul. Full-width forms of ASCII are ASCII.
    Sign(char),
}

/// A word, with what it can be.
#[derive(Debug)]
pub(super) struct Word {
    /// In lower case; empty if it is too long to be a word of a date.
    pub text: String,
    pub roles: &'static [Role],
    pub runs: &'static [(Vec<&'static str>, Meaning)],
}

/// Longer words are in no table, longer numbers in no date.
const LONGEST_WORD: usize = 24;
const LONGEST_NUMBER: usize = 8;
/// A wider gap in a line parts columns.
const WIDEST_GAP: usize = 8;

/// The tokens of a text, cut at tabs, wide gaps and blank lines: cells, columns, paragraphs. A single line end is white space.
pub(super) fn stretches(text: &str) -> Vec<Vec<Token>> {
    let mut reader = Reader { done: Vec::new(), open: Vec::new(), n_lines: 0, n_blanks: 0, glued: false };
    let mut chars = text.chars().zip(0_u32..).peekable();
    while let Some((c, start)) = chars.next() {
        if c.is_whitespace() {
            reader.space(c);
            continue;
        }
        let mut end = start + 1;
        let kind = if let Some(digit) = digit(c) {
            let (mut value, mut n_digits) = (digit, 1);
            while let Some((digit, at)) = chars.peek().and_then(|(next, at)| digit_at(*next, *at)) {
                n_digits += 1;
                value = if n_digits > LONGEST_NUMBER { 0 } else { value * 10 + digit };
                end = at + 1;
                chars.next();
            }
            Kind::Number { value, n_digits }
        } else if is_letter(c) {
            let mut word: String = c.to_lowercase().collect();
            let mut n_letters = 1;
            while let Some((letter, at)) = chars.next_if(|(next, _)| is_letter(*next)) {
                n_letters += 1;
                if n_letters <= LONGEST_WORD {
                    word.extend(letter.to_lowercase());
                }
                end = at + 1;
            }
            if n_letters > LONGEST_WORD {
                word.clear();
            }
            let (roles, runs) = (LEXICON.roles(&word), LEXICON.runs(&word));
            Kind::Word(Word { text: word, roles, runs })
        } else {
            Kind::Sign(half_width(c))
        };
        reader.token(Token { kind, start, end, glued: false, capital: c.is_uppercase() });
    }
    reader.finish()
}

struct Reader {
    done: Vec<Vec<Token>>,
    open: Vec<Token>,
    n_lines: usize,
    n_blanks: usize,
    glued: bool,
}

impl Reader {
    fn space(&mut self, c: char) {
        self.glued = false;
        self.n_lines += usize::from(c == '\n');
        self.n_blanks = if c == '\n' { 0 } else { self.n_blanks + 1 };
        if c == '\t' || self.n_lines > 1 || self.n_blanks > WIDEST_GAP {
            self.cut();
        }
    }

    fn token(&mut self, token: Token) {
        self.open.push(Token { glued: self.glued, ..token });
        (self.glued, self.n_lines, self.n_blanks) = (true, 0, 0);
    }

    fn cut(&mut self) {
        if !self.open.is_empty() {
            self.done.push(std::mem::take(&mut self.open));
        }
    }

    fn finish(mut self) -> Vec<Vec<Token>> {
        self.cut();
        self.done
    }
}

fn digit(c: char) -> Option<u32> {
    half_width(c).to_digit(10)
}

fn digit_at(c: char, at: u32) -> Option<(u32, u32)> {
    digit(c).map(|digit| (digit, at))
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '’' | 'ʼ' => '\'',
        '‐' | '‑' => '-',
        c => c,
    }
}

/// Letters that make words together; those of Chinese, Japanese and Korean stand alone.
fn is_letter(c: char) -> bool {
    let stands_alone = matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}');
    !stands_alone && c.is_alphabetic()
}
