//! Tokens: the words of a text as they are indexed, sought and marked.

use std::collections::VecDeque;

use unicode_normalization::char::is_combining_mark;

use crate::folding::{Folded, begins_cluster, fold, is_letter_alone, passed_over, simplified, stands_alone};

/// The longest token, in bytes of its folded form; a longer run goes on as the next token.
pub(crate) const LONGEST: usize = 128;

/// A word of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Token {
    /// The folded word.
    pub term: String,
    /// Where it begins, in Unicode scalar values from the start of the text.
    pub start: u32,
    /// Where it ends, exclusive.
    pub end: u32,
    /// The how-manieth token it is, or the number of its first part if it is a joined word.
    pub index: u32,
    /// Whether it is the two halves of a word that was hyphenated at a line end; it then stands for tokens `index` and
    /// `index + 1`, which are there as well.
    pub joined: bool,
    /// The word with letters written as two, if it has such letters: `mueller` for `Müller`, whose term is `muller`.
    pub also: Option<String>,
    /// Normalised and in lower case with its marks, if that differs from `term`.
    plain: Option<String>,
    wide: bool,
    bytes: (usize, usize),
}

/// The tokens of `text`, in order; a joined word follows its first half.
///
/// A token is a run of letters, digits and marks, or one single Han, kana, bopomofo or Hangul character. All else
/// separates. A letter, a hyphen, a line end and a lower-case letter also give the joined word.
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens {
        text,
        byte: 0,
        char: 0,
        index: 0,
        folded: Folded::default(),
        open: Token::default(),
        split: VecDeque::new(),
        ready: VecDeque::new(),
        ahead: None,
        primed: false,
        spare: Vec::new(),
        looks_at_each: false,
    }
}

/// Puts the tokens of `text` in the place of those of another one, in the memory that those had.
pub(crate) fn tokens_into(text: &str, words: &mut Vec<Token>) {
    let mut cut = tokens(text);
    cut.spare.extend(words.drain(..).map(|word| word.term));
    words.extend(cut);
}

/// As [`tokens`], without its short way.
#[cfg(test)]
pub(crate) fn tokens_by_cluster(text: &str) -> Tokens<'_> {
    Tokens { looks_at_each: true, ..tokens(text) }
}

/// How many words of what a text goes on with are looked at: so many may stand of a phrase beyond a border, at most.
pub(crate) const AHEAD: u32 = 24;

/// The beginning of what a text goes on with that is looked at: its first words.
pub(crate) fn beginning(text: &str) -> &str {
    let whole = tokens(text).filter(|token| !token.joined);
    let end = whole.take(AHEAD as usize).last().map_or(0, |token| token.bytes.1);
    text.get(..end).unwrap_or_default()
}

/// How many words a text has, of which these are all tokens.
pub(crate) fn n_words(tokens: &[Token]) -> u32 {
    tokens.iter().rev().find(|token| !token.joined).map_or(0, |token| token.index + 1)
}

/// The iterator made by [`tokens`].
#[derive(Debug)]
pub struct Tokens<'a> {
    text: &'a str,
    byte: usize,
    char: u32,
    index: u32,
    folded: Folded,
    /// The run being gathered; empty between words.
    open: Token,
    /// Whole tokens that have no number yet.
    split: VecDeque<Token>,
    /// Joined words due before `ahead`.
    ready: VecDeque<Token>,
    ahead: Option<Token>,
    primed: bool,
    /// Memory of words that nobody needs any more.
    spare: Vec<String>,
    /// Whether to look at every cluster: the long way, which the short one is held against.
    looks_at_each: bool,
}

impl Token {
    /// The form to stem; `None` for numbers, mixed identifiers and characters that are words by themselves.
    pub(crate) fn stemmable(&self) -> Option<&str> {
        let letters = |c: char| c.is_alphabetic() || is_combining_mark(c);
        (!self.wide && self.term.chars().all(letters)).then(|| self.plain.as_deref().unwrap_or(&self.term))
    }

    /// The forms it is found by.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.term.as_str()).chain(self.also.as_deref())
    }

    /// Whether it has a form in common with a word that is sought.
    pub(crate) fn is(&self, sought: &Token) -> bool {
        self.forms().any(|form| sought.forms().any(|wanted| wanted == form))
    }

    /// Whether it begins with a form of a word that is sought.
    pub(crate) fn begins_as(&self, sought: &Token) -> bool {
        self.forms().any(|form| sought.forms().any(|wanted| form.starts_with(wanted)))
    }

    /// The token as it stands in the text.
    pub(crate) fn as_written<'a>(&self, text: &'a str) -> Option<&'a str> {
        text.get(self.bytes.0..self.bytes.1)
    }

    /// What stands in the text between a token before and this one.
    pub(crate) fn gap_after<'a>(&self, before: &Token, text: &'a str) -> Option<&'a str> {
        text.get(before.bytes.1..self.bytes.0)
    }

    /// The same token, so many words further on.
    pub(crate) fn after(mut self, n_words: u32) -> Token {
        self.index += n_words;
        self
    }

    /// Whether it is one character of a script that writes no spaces.
    pub(crate) fn stands_alone(&self) -> bool {
        self.wide
    }

    /// The place in the index: twice the number, odd for a joined word.
    pub(crate) fn position(&self) -> u32 {
        self.index * 2 + u32::from(self.joined)
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        if !self.primed {
            self.primed = true;
            self.ahead = self.numbered();
        }
        if let Some(joined) = self.ready.pop_front() {
            return Some(joined);
        }
        let token = self.ahead.take()?;
        self.ahead = self.numbered();
        if let Some(second) = &self.ahead {
            self.ready.extend(self.join(&token, second));
        }
        Some(token)
    }
}

impl Tokens<'_> {
    /// Takes the memory of a word that is done with, for one to come.
    pub fn reuse(&mut self, word: Token) {
        self.spare.push(word.term);
    }

    fn numbered(&mut self) -> Option<Token> {
        while self.split.is_empty() && self.byte < self.text.len() {
            if self.looks_at_each || !self.take_plain() {
                self.take_cluster();
            }
        }
        if self.split.is_empty() {
            self.close();
        }
        let mut token = self.split.pop_front()?;
        token.index = self.index;
        self.index += 1;
        Some(token)
    }

    /// Reads what most texts consist of without a look at each cluster: letters and digits of ASCII, what parts them, and
    /// Chinese characters. Only where it is plain that nothing after them belongs to their cluster; else it reads nothing.
    fn take_plain(&mut self) -> bool {
        let rest = &self.text.as_bytes()[self.byte..];
        let n_word = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if n_word > 0 {
            // A mark may follow the last of them.
            let n_plain = if rest.get(n_word).is_none_or(u8::is_ascii) { n_word } else { n_word - 1 };
            if self.open.wide || self.open.term.len() >= LONGEST {
                self.close();
            }
            let n = n_plain.min(LONGEST - self.open.term.len());
            if n == 0 {
                return false;
            }
            let run = &self.text[self.byte..self.byte + n];
            self.push_run(run);
            self.byte += n;
            self.char += n as u32;
            return true;
        }
        let after = |n: usize| rest.get(n).is_none_or(|&byte| byte.is_ascii() || is_han_lead(byte));
        let Some(&first) = rest.first() else { return false };
        if first.is_ascii() && after(1) {
            self.close();
            self.byte += 1;
            self.char += 1;
            return true;
        }
        if !(is_han_lead(first) && after(3)) {
            return false;
        }
        let Some(han) = self.text[self.byte..].chars().next().filter(|&c| is_han(c)) else { return false };
        self.close();
        self.push_into_open(simplified(han), (self.char, self.char + 1), (self.byte, self.byte + 3));
        self.open.wide = true;
        self.byte += 3;
        self.char += 1;
        true
    }

    /// Adds letters and digits of ASCII to the open run.
    fn push_run(&mut self, run: &str) {
        if self.open.term.is_empty() {
            self.open.start = self.char;
            self.open.bytes.0 = self.byte;
        }
        let begins = self.open.term.len();
        self.open.term.push_str(run);
        self.open.term[begins..].make_ascii_lowercase();
        self.open.end = self.char + run.len() as u32;
        self.open.bytes.1 = self.byte + run.len();
        for form in [&mut self.open.plain, &mut self.open.also].into_iter().flatten() {
            form.push_str(&self.open.term[begins..]);
        }
    }

    /// Reads one cluster and adds its folded characters to the open run.
    fn take_cluster(&mut self) {
        let rest = &self.text[self.byte..];
        let mut chars = rest.char_indices();
        let Some((_, first)) = chars.next() else {
            return;
        };
        let mut n_chars = 1;
        let mut len = rest.len();
        let mut before = first;
        for (at, c) in chars {
            if begins_cluster(c) || is_letter_alone(before, c) {
                len = at;
                break;
            }
            before = c;
            n_chars += 1;
        }
        let cluster = &rest[..len];
        // What is passed over at the end of a cluster belongs to no word: the span ends before it.
        let seen = cluster.trim_end_matches(passed_over);
        let bytes = (self.byte, self.byte + seen.len());
        let n_seen = if seen.len() == len { n_chars } else { seen.chars().count() as u32 };
        let span = (self.char, self.char + n_seen);
        self.byte += len;
        self.char += n_chars;
        if len == 1 {
            match first {
                'a'..='z' | '0'..='9' => self.push(first, span, bytes),
                'A'..='Z' => self.push(first.to_ascii_lowercase(), span, bytes),
                _ => self.close(),
            }
            return;
        }
        if seen.is_empty() {
            return;
        }
        if is_number_sign(first) {
            // `nº123` is not one word: the number is what is looked for. What stands before it is written out.
            if first == '№' {
                self.close();
                self.push('n', span, bytes);
            }
            if self.open.term == "n" {
                self.push('o', span, bytes);
            }
            self.close();
            return;
        }
        let mut folded = std::mem::take(&mut self.folded);
        fold(seen, &mut folded);
        let differs = folded.term != folded.plain;
        for c in folded.term.chars() {
            if stands_alone(c) {
                self.close();
                self.push(c, span, bytes);
                self.open.wide = true;
            } else if is_combining_mark(c) {
                if !self.open.term.is_empty() && self.open.term.len() < LONGEST {
                    self.push_into_open(c, span, bytes);
                }
            } else if c.is_alphanumeric() {
                self.push(c, span, bytes);
            } else {
                self.close();
            }
        }
        if differs && !self.open.term.is_empty() && !self.open.wide {
            self.mark_plain(&folded);
        }
        if !folded.also.is_empty() && !self.open.term.is_empty() {
            self.mark_also(&folded);
        }
        self.folded = folded;
    }

    fn push(&mut self, c: char, span: (u32, u32), bytes: (usize, usize)) {
        if self.open.wide || self.open.term.len() >= LONGEST {
            self.close();
        }
        self.push_into_open(c, span, bytes);
    }

    fn push_into_open(&mut self, c: char, span: (u32, u32), bytes: (usize, usize)) {
        if self.open.term.is_empty() {
            self.open.start = span.0;
            self.open.bytes.0 = bytes.0;
        }
        self.open.term.push(c);
        self.open.end = span.1;
        self.open.bytes.1 = bytes.1;
        if let Some(plain) = &mut self.open.plain {
            plain.push(c);
        }
        if let Some(also) = &mut self.open.also {
            also.push(c);
        }
    }

    /// Makes the stemmer's form of the open run end in the cluster's plain form instead of its folded one.
    fn mark_plain(&mut self, folded: &Folded) {
        let term = &self.open.term;
        let mut plain = self.open.plain.take().unwrap_or_else(|| term.clone());
        if plain.ends_with(folded.term.as_str()) {
            plain.truncate(plain.len() - folded.term.len());
        }
        // Folding may drop any number of characters, so the folded form's own limit does not bound this one.
        if plain.len() < LONGEST * 4 {
            plain.push_str(&folded.plain);
        }
        self.open.plain = Some(plain);
    }

    /// Makes the other form of the open run end in the cluster's letters written as two.
    fn mark_also(&mut self, folded: &Folded) {
        let term = &self.open.term;
        let mut also = self.open.also.take().unwrap_or_else(|| term.clone());
        if also.ends_with(folded.term.as_str()) {
            also.truncate(also.len() - folded.term.len());
        }
        if also.len() < LONGEST * 2 {
            also.push_str(&folded.also);
        }
        self.open.also = Some(also);
    }

    fn close(&mut self) {
        if !self.open.term.is_empty() {
            let mut term = self.spare.pop().unwrap_or_default();
            term.clear();
            self.split.push_back(std::mem::replace(&mut self.open, Token { term, ..Token::default() }));
        }
    }

    /// The joined word, if `first` and `second` are the halves of one.
    fn join(&self, first: &Token, second: &Token) -> Option<Token> {
        let gap = self.text.get(first.bytes.1..second.bytes.0)?;
        let mut lines = gap.strip_prefix(['-', '\u{2010}', '\u{ad}'])?.split('\n');
        let (before, after) = (lines.next()?, lines.next()?);
        let blank = |part: &str| part.chars().all(|c| c == ' ' || c == '\t');
        let hyphenated = lines.next().is_none()
            && blank(before)
            && blank(after)
            && !first.wide
            && !second.wide
            && self.text[..first.bytes.1]
                .chars()
                .next_back()
                .is_some_and(|c| c.is_alphabetic() || is_combining_mark(c))
            && self.text[second.bytes.0..].chars().next().is_some_and(char::is_lowercase);
        if !hyphenated || first.term.len() + second.term.len() > LONGEST {
            return None;
        }
        let plain_of = |token: &Token| token.plain.clone().unwrap_or_else(|| token.term.clone());
        let plain = (first.plain.is_some() || second.plain.is_some()).then(|| plain_of(first) + &plain_of(second));
        let also_of = |token: &Token| token.also.clone().unwrap_or_else(|| token.term.clone());
        let also = (first.also.is_some() || second.also.is_some()).then(|| also_of(first) + &also_of(second));
        Some(Token {
            also,
            term: format!("{}{}", first.term, second.term),
            start: first.start,
            end: second.end,
            index: first.index,
            joined: true,
            plain,
            wide: false,
            bytes: (first.bytes.0, second.bytes.1),
        })
    }
}

/// Unified ideographs: normalisation leaves each as it is and joins none to what stands before it.
fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// The first byte of an ideograph. What else begins with `0xe4` stands before them, and is no mark either.
fn is_han_lead(byte: u8) -> bool {
    matches!(byte, 0xe4..=0xe9)
}

/// Signs that stand for "number" or make one an ordinal, and would run into it as letters.
fn is_number_sign(c: char) -> bool {
    matches!(c, 'º' | 'ª' | '№' | '°')
}
