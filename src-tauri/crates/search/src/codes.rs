//! Codes: numbers and identifiers that people write with separators, without, or in part.
//!
//! `MSKU 123456-7` is also `MSKU1234567`, `900-21010-0000-000` also `900210100000000` and `21010-0000`, and `MSKU1234567`
//! is found by `MSKU` or `1234567`. Only bare words look for codes; in quotes a word is just that word.

use crate::tokens::Token;

/// The most tokens that are written as one code, and the longest code.
const MOST_TOKENS: usize = 6;
const LONGEST: usize = 40;
/// The shortest code put together, and the shortest parts of one that are found alone.
const SHORTEST: usize = 5;
const SHORTEST_LETTERS: usize = 3;
const SHORTEST_DIGITS: usize = 4;
/// A word before a number that may belong to it: the owner of a container, a country.
const LONGEST_OWNER: usize = 4;

/// A code, and the tokens it is written in: their places among those of the text, joined words not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Code {
    pub term: String,
    pub first: usize,
    pub last: usize,
}

/// The codes of a text. `tokens` are all of it but joined words.
pub(crate) fn codes(text: &str, tokens: &[Token]) -> Vec<Code> {
    let mut found = Vec::new();
    for (first, token) in tokens.iter().enumerate() {
        found.extend(parts(&token.term).map(|term| Code { term: term.to_owned(), first, last: first }));
        if !may_begin(token) {
            continue;
        }
        let mut term = token.term.clone();
        for last in first + 1..tokens.len().min(first + MOST_TOKENS) {
            let (before, next) = (&tokens[last - 1], &tokens[last]);
            if !go_together(text, before, next) || term.len() + next.term.len() > LONGEST {
                break;
            }
            term.push_str(&next.term);
            if term.len() >= SHORTEST && has_digit(&term) {
                found.push(Code { term: term.clone(), first, last });
            }
        }
    }
    found
}

/// What a bare word of these tokens may be as a code.
pub(crate) fn sought(tokens: &[Token]) -> Option<String> {
    let term: String = tokens.iter().map(|token| token.term.as_str()).collect();
    let is_code = tokens.len() == 1 || has_digit(&term);
    (is_code && term.len() <= LONGEST && tokens.iter().all(|token| !token.stands_alone())).then_some(term)
}

/// Letters and numbers in one token, each long enough to be known by.
fn parts(term: &str) -> impl Iterator<Item = &str> {
    let is_mixed = term.bytes().any(|b| b.is_ascii_digit()) && term.chars().any(char::is_alphabetic);
    let of_kind = |is_digit: bool| {
        let shortest = if is_digit { SHORTEST_DIGITS } else { SHORTEST_LETTERS };
        let runs = term.split(move |c: char| c.is_ascii_digit() != is_digit);
        runs.filter(move |run| is_mixed && run.chars().count() >= shortest)
    };
    of_kind(true).chain(of_kind(false))
}

fn has_digit(term: &str) -> bool {
    term.bytes().any(|b| b.is_ascii_digit())
}

fn may_begin(token: &Token) -> bool {
    !token.stands_alone() && (has_digit(&token.term) || token.term.len() <= LONGEST_OWNER)
}

/// Whether two tokens may be parts of one code: nothing but a separator between them, or a space before a number.
fn go_together(text: &str, before: &Token, next: &Token) -> bool {
    if next.stands_alone() || !(has_digit(&next.term) || has_digit(&before.term)) {
        return false;
    }
    let Some(gap) = next.gap_after(before, text) else { return false };
    if gap.is_empty() || gap.chars().count() > 2 {
        return false;
    }
    let is_separator = |c: char| matches!(c, '-' | '.' | '/' | '_' | '\u{2010}'..='\u{2013}');
    let is_apart = |c: char| matches!(c, ' ' | '\u{a0}' | '(' | ')');
    let n_apart = gap.chars().filter(|&c| is_apart(c)).count();
    if !gap.chars().all(|c| is_separator(c) || is_apart(c)) {
        return false;
    }
    // `in 2024` is no code, `MSKU 123456` is.
    let is_owner = || before.as_written(text).is_some_and(|word| !word.chars().any(char::is_lowercase));
    n_apart == 0 || (has_digit(&next.term) && (has_digit(&before.term) || is_owner()))
}
