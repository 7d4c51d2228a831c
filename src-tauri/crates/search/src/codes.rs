//! Codes: numbers and identifiers that people write with separators, without, or in part.
//!
//! `MSKU 123456-7` is also `MSKU1234567`, `900-21010-0000-000` also `900210100000000` and `21010-0000`, and `MSKU1234567`
//! is found by `MSKU` or `1234567`. Only bare words look for codes; in quotes a word is just that word.

use crate::query::{Form, Words};
use crate::tokens::Token;

/// The most tokens that are written as one code, those that begin with letters, as account numbers do, and the longest code.
const MOST_TOKENS: usize = 6;
const MOST_TOKENS_OF_OWNER: usize = 9;
const LONGEST: usize = 40;
/// The shortest code put together, and the shortest parts of one that are found alone.
const SHORTEST: usize = 5;
const SHORTEST_LETTERS: usize = 3;
const SHORTEST_DIGITS: usize = 4;
/// A word before a number that may belong to it: the owner of a container, a country. Written in small letters it does only
/// before a number of so many digits: `in 2024` is no code.
const LONGEST_OWNER: usize = 4;
const DIGITS_AFTER_SMALL: usize = 6;
/// The fewest digits of a model, as of a chip: H-20.
const DIGITS_OF_MODEL: usize = 2;
/// Letters after a number that may be its unit, and the shortest number with its unit.
const LONGEST_UNIT: usize = 3;
const SHORTEST_WITH_UNIT: usize = 3;

/// A code, and where it is written, in Unicode scalar values of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Code {
    pub term: String,
    pub span: [u32; 2],
}

/// The codes of a text, of which these are all tokens.
pub(crate) fn codes(text: &str, tokens: &[Token]) -> Vec<Code> {
    let mut found = Vec::new();
    each_code(text, tokens, |term, span| found.push(Code { term: term.to_owned(), span }));
    found
}

/// Tells every code of a text, of which these are all tokens, and where it is written.
pub(crate) fn each_code(text: &str, tokens: &[Token], mut tell: impl FnMut(&str, [u32; 2])) {
    let whole: Vec<&Token> = tokens.iter().filter(|token| !token.joined).collect();
    let mut term = String::new();
    for (idx, first) in whole.iter().enumerate() {
        each_part(&first.term, |part| tell(part, [first.start, first.end]));
        if !may_begin(first) {
            continue;
        }
        let most = if has_digit(&first.term) { MOST_TOKENS } else { MOST_TOKENS_OF_OWNER };
        term.clear();
        for (nth, pair) in whole[idx..].windows(2).take(most - 1).enumerate() {
            let (before, next) = (pair[0], pair[1]);
            let with_unit = nth == 0 && is_unit_of(text, before, next);
            if !(with_unit || go_together(text, before, next)) {
                break;
            }
            if nth == 0 {
                term.push_str(&first.term);
            }
            if term.len() + next.term.len() > LONGEST {
                break;
            }
            term.push_str(&next.term);
            // `1,500` is 1500, `1,500,000` is not.
            let is_number = || {
                let goes_on = || whole.get(idx + 2).is_some_and(|more| is_thousands(text, next, more));
                is_thousands(text, before, next) && !goes_on()
            };
            let is_whole = with_unit && term.len() >= SHORTEST_WITH_UNIT
                || nth == 0 && (is_model(text, before, next) || is_number());
            if (is_whole || term.len() >= SHORTEST) && has_digit(&term) {
                tell(&term, [first.start, next.end]);
            }
        }
    }
}

/// What a bare word of these tokens may be as a code.
pub(crate) fn sought(word: &str, tokens: &[Token]) -> Option<String> {
    let term: String = tokens.iter().map(|token| token.term.as_str()).collect();
    let all_pairs =
        |are: &dyn Fn(&str, &Token, &Token) -> bool| tokens.windows(2).all(|pair| are(word, &pair[0], &pair[1]));
    // `1.5` is what it is and not 15, `1,500` is 1500.
    let is_short_number = term.len() < SHORTEST && are_digits(&term) && !all_pairs(&is_thousands);
    let is_code = tokens.len() == 1 || has_digit(&term) && !is_short_number && all_pairs(&is_one_code);
    (is_code && term.len() <= LONGEST && tokens.iter().all(|token| !token.stands_alone())).then_some(term)
}

/// What words one after another may be as one code, however they are parted: `49 30 1234-5678`, `80 GB`.
pub(crate) fn in_parts(parts: &[Words]) -> Option<String> {
    let term: String = parts.iter().flat_map(|words| &words.tokens).map(|token| token.term.as_str()).collect();
    (term.len() >= SHORTEST_WITH_UNIT && term.len() <= LONGEST && has_digit(&term)).then_some(term)
}

/// What a name may be as a code, if it is written as an identifier: as one bare word, its owner and numbers put together.
pub(crate) fn identifier(name: &str) -> Option<String> {
    let words: Vec<Words> = name.split_whitespace().filter_map(|word| Words::new(word, Form::Bare)).collect();
    let term = match words.as_slice() {
        [one] => one.code(),
        all if n_in_parts(all.iter()) == all.len() => in_parts(all),
        _ => None,
    }?;
    let is_long = term.len() >= SHORTEST_WITH_UNIT && has_digit(&term);
    let is_one_word =
        || Words::new(&term, Form::Bare).is_some_and(|words| words.tokens.len() == 1 && words.tokens[0].term == term);
    (is_long && is_one_word()).then_some(term)
}

/// How many words from here on are written as one number or identifier: an owner in capitals or none, numbers, a unit or
/// none. 0 if they are not.
pub(crate) fn n_in_parts<'q>(words: impl Iterator<Item = &'q Words>) -> usize {
    let (mut n, mut n_numbers) = (0, 0);
    for words in words {
        let is_number = words.tokens.iter().all(|token| has_digit(&token.term) && !token.stands_alone())
            && words.tokens.windows(2).all(|pair| is_one_code(&words.text, &pair[0], &pair[1]));
        let letters = words.text.chars().all(char::is_alphabetic) && words.tokens.len() == 1;
        let n_letters = words.text.chars().count();
        let is_owner = n == 0 && letters && n_letters <= LONGEST_OWNER && words.text.chars().all(char::is_uppercase);
        let is_unit = n_numbers == 1 && n == 1 && letters && n_letters <= LONGEST_UNIT && words.text.is_ascii();
        if !(is_number || is_owner || is_unit) {
            break;
        }
        n += 1;
        n_numbers += usize::from(is_number);
        if is_unit {
            break;
        }
    }
    if n > 1 && n_numbers > 0 { n } else { 0 }
}

/// Letters and numbers in one token, each long enough to be known by; of several, letters with the number after them.
fn each_part<'t>(term: &'t str, mut tell: impl FnMut(&'t str)) {
    if !has_digit(term) || !term.chars().any(char::is_alphabetic) {
        return;
    }
    for (is_digit, shortest) in [(true, SHORTEST_DIGITS), (false, SHORTEST_LETTERS)] {
        let runs = term.split(move |c: char| c.is_ascii_digit() != is_digit);
        runs.filter(|run| run.chars().count() >= shortest).for_each(&mut tell);
    }
    each_model(term, tell);
}

/// `h100` and `sxm5` of `h100sxm5`.
fn each_model<'t>(term: &'t str, mut tell: impl FnMut(&'t str)) {
    let is_model =
        |piece: &str| piece.len() >= SHORTEST_DIGITS && has_digit(piece) && piece.chars().any(char::is_alphabetic);
    let (mut begins, mut is_after_digit) = (0, false);
    for (at, c) in term.char_indices() {
        if is_after_digit && c.is_alphabetic() {
            let piece = &term[begins..at];
            if is_model(piece) {
                tell(piece);
            }
            begins = at;
        }
        is_after_digit = c.is_ascii_digit();
    }
    // What has no further letters is no part.
    if begins > 0 && is_model(&term[begins..]) {
        tell(&term[begins..]);
    }
}

fn has_digit(term: &str) -> bool {
    term.bytes().any(|b| b.is_ascii_digit())
}

fn are_digits(term: &str) -> bool {
    term.bytes().all(|b| b.is_ascii_digit())
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
    // `in 2024` is no code, `MSKU 123456` is.
    let is_owner = || before.as_written(text).is_some_and(|word| !word.chars().any(char::is_lowercase));
    let is_long = next.term.len() >= DIGITS_AFTER_SMALL;
    match gap {
        _ if is_thousands(text, before, next) => return true,
        // Numbers in lines one below the other are not one number.
        "\n" => return is_long && has_digit(&next.term) && before.term.chars().all(char::is_alphabetic) && is_owner(),
        "\t" => return is_container(before, next) && is_owner(),
        _ => {}
    }
    // A code that is broken at the end of a line has its separator there.
    let is_broken = gap.contains('\n') && gap.contains(is_hyphen);
    if !gap.chars().all(|c| is_separator(c) || is_apart(c) || (is_broken && c == '\n')) {
        return false;
    }
    !gap.contains(is_apart) || (has_digit(&next.term) && (has_digit(&before.term) || is_long || is_owner()))
}

/// Whether two tokens of a word that was typed may be parts of one code: `12:30:45` is none.
fn is_one_code(word: &str, before: &Token, next: &Token) -> bool {
    let gap = next.gap_after(before, word).unwrap_or_default();
    is_thousands(word, before, next) || gap.chars().all(|c| is_separator(c) || is_apart(c))
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | '/' | '_') || is_hyphen(c)
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2013}')
}

fn is_apart(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '(' | ')')
}

/// Whether a number goes on with three digits more: `1,500,000`, `1'500'000`.
fn is_thousands(text: &str, before: &Token, next: &Token) -> bool {
    let is_group = before.term.len() <= 3 && next.term.len() == 3 && are_digits(&before.term) && are_digits(&next.term);
    is_group && matches!(next.gap_after(before, text), Some("," | "'" | "\u{2019}"))
}

/// Whether a container's owner and its number stand in two cells.
fn is_container(owner: &Token, number: &Token) -> bool {
    let are_letters = owner.term.len() == LONGEST_OWNER && owner.term.bytes().all(|b| b.is_ascii_alphabetic());
    are_letters && are_digits(&number.term) && matches!(number.term.len(), 6 | 7)
}

/// Whether letters and the number after them may be a model: `H-100`, `H 100`. `A 100` may begin a sentence.
fn is_model(text: &str, letters: &Token, number: &Token) -> bool {
    let n_digits = number.term.bytes().take_while(u8::is_ascii_digit).count();
    let are_letters = letters.term.chars().all(char::is_alphabetic);
    let is_word = || matches!(letters.term.as_str(), "a" | "i") && number.gap_after(letters, text) != Some("-");
    are_letters && n_digits >= DIGITS_OF_MODEL && !is_word()
}

/// Whether a few letters after a number may be its unit: `80 GB`, `80-GB`.
fn is_unit_of(text: &str, number: &Token, unit: &Token) -> bool {
    let are_letters = unit.term.len() <= LONGEST_UNIT && unit.term.bytes().all(|b| b.is_ascii_alphabetic());
    let gap = unit.gap_after(number, text);
    are_letters && are_digits(&number.term) && matches!(gap, Some(" " | "\u{a0}" | "-"))
}
