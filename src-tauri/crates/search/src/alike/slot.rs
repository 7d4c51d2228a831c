//! One place in a row of words, and what may stand there.

use crate::tokens::Token;
use crate::translit::{Spoken, pinyin};

/// What may stand in one place of a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Slot {
    /// One of these folded words.
    Words(Vec<String>),
    /// One of these words in pinyin, with numbers for tones or without.
    Toned(Vec<String>),
    /// A word at most one letter off one of these.
    Near(Vec<String>),
    /// A Chinese character that is read as one of these syllables.
    Read(Vec<String>),
    /// A word that may be this one in another script.
    Spoken(Spoken),
}

impl Slot {
    /// Whether a word of a text may stand here.
    pub fn fits(&self, token: &Token) -> bool {
        match self {
            Slot::Words(words) => token.forms().any(|form| words.iter().any(|word| word == form)),
            Slot::Toned(words) => {
                let is_one_of = |form: &str| words.iter().any(|word| word == form);
                token
                    .forms()
                    .any(|form| is_one_of(form) || pinyin::without_tones(form).is_some_and(|bare| is_one_of(&bare)))
            }
            Slot::Near(words) => token.forms().any(|form| words.iter().any(|word| is_within_one(word, form))),
            Slot::Read(syllables) => {
                token.stands_alone()
                    && token.term.chars().any(|c| pinyin::readings(c).iter().any(|read| syllables.contains(read)))
            }
            Slot::Spoken(spoken) => Spoken::of(token.forms()).is_some_and(|other| spoken.is(&other)),
        }
    }
}

/// Whether one word becomes the other by putting in, leaving out or changing one letter, or swapping two neighbours.
pub(crate) fn is_within_one(a: &str, b: &str) -> bool {
    if a.len().abs_diff(b.len()) > 4 {
        return false;
    }
    let alike = a.chars().zip(b.chars()).take_while(|(one, two)| one == two).map(|(c, _)| c.len_utf8()).sum::<usize>();
    let (a, b) = (&a[alike..], &b[alike..]);
    let mut end = 0;
    for (one, two) in a.chars().rev().zip(b.chars().rev()) {
        if one != two {
            break;
        }
        end += one.len_utf8();
    }
    let (mut a, mut b) = (a[..a.len() - end].chars(), b[..b.len() - end].chars());
    match (a.next(), a.next(), a.next(), b.next(), b.next(), b.next()) {
        (_, None, _, _, None, _) => true,
        (Some(one), Some(two), None, Some(three), Some(four), None) => one == four && two == three,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pattern::is_within;

    proptest! {
        #[test]
        fn one_letter_off_is_what_a_tilde_means(a in "[abж]{0,6}", b in "[abж]{0,6}") {
            prop_assert_eq!(is_within_one(&a, &b), is_within(&a, &b, 1), "{} {}", a, b);
        }
    }
}
