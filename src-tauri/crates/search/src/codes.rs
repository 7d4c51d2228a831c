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

/// A code, and where it is written, in Unicode scalar values of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Code {
    pub term: String,
    pub span: [u32; 2],
}

/// The codes of a text, of which these are all tokens.
pub(crate) fn codes(text: &str, tokens: &[Token]) -> Vec<Code> {
    let whole: Vec<&Token> = tokens.iter().filter(|token| !token.joined).collect();
    let mut found = Vec::new();
    for (idx, first) in whole.iter().enumerate() {
        found.extend(parts(&first.term).map(|term| Code { term: term.to_owned(), span: [first.start, first.end] }));
        if !may_begin(first) {
            continue;
        }
        let mut term = first.term.clone();
        for pair in whole[idx..].windows(2).take(MOST_TOKENS - 1) {
            let (before, next) = (pair[0], pair[1]);
            if !go_together(text, before, next) || term.len() + next.term.len() > LONGEST {
                break;
            }
            term.push_str(&next.term);
            if term.len() >= SHORTEST && has_digit(&term) {
                found.push(Code { term: term.clone(), span: [first.start, next.end] });
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
    let is_mixed = has_digit(term) && term.chars().any(char::is_alphabetic);
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
