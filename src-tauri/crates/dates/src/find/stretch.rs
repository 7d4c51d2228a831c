//! A run of tokens to look for dates in, with what is known about the whole text.

use std::collections::HashSet;

use crate::find::lexicon::{Frame, LEXICON, Meaning, Role};
use crate::find::reference::Reference;
use crate::find::token::{Kind, Token};
use crate::find::value::{Parts, Value};

/// What a text does throughout.
#[derive(Debug, Default)]
pub(super) struct Habits {
    /// Whether it somewhere writes a month before its day between slashes, as 11/24/2024.
    pub month_first: bool,
    /// The languages' telling words that stand in it.
    tells: HashSet<&'static str>,
}

/// Words that begin a date and are in no table.
const UNLISTED: &[&str] = &["q", "h", "i", "ii", "iii", "iv", "twenty", "thirty", "thirtieth"];

/// Tokens without a break between them.
pub(super) struct Stretch<'a> {
    tokens: &'a [Token],
    pub reference: Option<&'a Reference>,
    pub habits: &'a Habits,
}

/// What a match can mean, before years are filled in; best first.
#[derive(Debug)]
pub(super) struct Bare {
    pub options: Vec<(Value, Option<String>)>,
    /// The token after it.
    pub next: usize,
    /// What is odd about it.
    pub note: Option<String>,
}

/// Whether something beside a year or a month says that it is a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    Given,
    Needed,
}

impl Bare {
    pub fn one(parts: Parts, next: usize) -> Bare {
        Bare::of(Value::One(parts), next)
    }

    pub fn of(value: Value, next: usize) -> Bare {
        Bare { options: vec![(value, None)], next, note: None }
    }

    pub fn reckoned(value: Value, how: String, next: usize) -> Bare {
        Bare { options: vec![(value, Some(how))], next, note: None }
    }
}

impl Habits {
    pub fn of(stretches: &[Vec<Token>]) -> Habits {
        let mut habits = Habits::default();
        for tokens in stretches {
            for token in tokens {
                if let Kind::Word(word) = &token.kind {
                    habits.tells.extend(LEXICON.tell(&word.text));
                }
            }
            for five in tokens.windows(5) {
                if let [
                    Kind::Number { value: month, .. },
                    Kind::Sign('/'),
                    Kind::Number { value: day, .. },
                    Kind::Sign('/'),
                    Kind::Number { .. },
                ] = five.iter().map(|token| &token.kind).collect::<Vec<_>>()[..]
                {
                    habits.month_first |= (1..=12).contains(month) && (13..=31).contains(day);
                }
            }
        }
        habits
    }

    fn tell(&self, any_of: &str) -> bool {
        any_of.is_empty() || any_of.split_whitespace().any(|word| self.tells.contains(word))
    }
}

impl<'a> Stretch<'a> {
    pub fn new(tokens: &'a [Token], reference: Option<&'a Reference>, habits: &'a Habits) -> Self {
        Self { tokens, reference, habits }
    }

    fn token(&self, i: usize) -> Option<&'a Token> {
        self.tokens.get(i)
    }

    /// Whether a date may begin there: most words and all of ASCII's signs begin none.
    pub fn may_begin(&self, i: usize) -> bool {
        match self.token(i).map(|token| &token.kind) {
            Some(Kind::Number { .. }) => true,
            Some(Kind::Word(word)) => {
                !word.roles.is_empty() || !word.runs.is_empty() || UNLISTED.contains(&&*word.text)
            }
            Some(Kind::Sign(sign)) => !sign.is_ascii(),
            None => false,
        }
    }

    /// From the first to before the second token, in scalars.
    pub fn span(&self, from: usize, to: usize) -> (u32, u32) {
        let start = self.token(from).map_or(0, |token| token.start);
        let last = to.checked_sub(1).and_then(|last| self.token(last));
        (start, last.map_or(start, |token| token.end.max(start)))
    }

    pub fn word(&self, i: usize) -> Option<&'a str> {
        match &self.token(i)?.kind {
            Kind::Word(word) => Some(&word.text),
            _ => None,
        }
    }

    pub fn sign(&self, i: usize) -> Option<char> {
        match self.token(i)?.kind {
            Kind::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    /// A number and how many digits it is written with.
    pub fn number(&self, i: usize) -> Option<(u32, usize)> {
        match self.token(i)?.kind {
            Kind::Number { value, n_digits } => Some((value, n_digits)),
            _ => None,
        }
    }

    pub fn is_sign(&self, i: usize, signs: &str) -> bool {
        self.sign(i).is_some_and(|sign| signs.contains(sign))
    }

    pub fn is_glued(&self, i: usize) -> bool {
        self.token(i).is_some_and(|token| token.glued)
    }

    pub fn is_capital(&self, i: usize) -> bool {
        self.token(i).is_some_and(|token| token.capital)
    }

    pub fn roles(&self, i: usize) -> &'static [Role] {
        match self.token(i).map(|token| &token.kind) {
            Some(Kind::Word(word)) => word.roles,
            _ => &[],
        }
    }

    pub fn is(&self, i: usize, role: Role) -> bool {
        self.roles(i).contains(&role)
    }

    /// What a role of the word says, for the first role that says anything.
    pub fn role<T>(&self, i: usize, says: impl Fn(&Role) -> Option<T>) -> Option<T> {
        self.roles(i).iter().find_map(says)
    }

    /// The longest run of words here that means something wanted, and the token after it.
    pub fn run<T>(&self, i: usize, wanted: impl Fn(Meaning) -> Option<T>) -> Option<(T, usize)> {
        let Kind::Word(first) = &self.token(i)?.kind else { return None };
        first.runs.iter().find_map(|(words, meaning)| {
            let stands = words.iter().zip(i..).all(|(piece, i)| match self.word(i) {
                Some(word) => word == *piece,
                None => self.sign(i).is_some_and(|sign| piece.chars().eq([sign])),
            });
            let is_believed = || match meaning {
                Meaning::Day(_, tells) => self.habits.tell(tells),
                _ => true,
            };
            (stands && is_believed()).then(|| wanted(*meaning)).flatten().map(|found| (found, i + words.len()))
        })
    }

    /// Past up to three words like "of" and "the", and `l'`.
    pub fn skip_fillers(&self, mut i: usize) -> usize {
        for _ in 0..3 {
            if !self.is(i, Role::Filler) {
                break;
            }
            i += 1;
            if self.is_sign(i, "'") && self.is_glued(i) {
                i += 1;
            }
        }
        i
    }

    /// Past a word like `года` and the full stop of its short form.
    pub fn skip_year_tail(&self, i: usize) -> usize {
        if !self.is(i, Role::YearTail) {
            return i;
        }
        let is_short = self.word(i).is_some_and(|word| word.chars().nth(1).is_none());
        i + 1 + usize::from(is_short && self.is_sign(i + 1, ".") && self.is_glued(i + 1))
    }

    /// Whether the word before says that a year or a month is meant as a date.
    pub fn is_inside(&self, i: usize) -> bool {
        i.checked_sub(1).is_some_and(|before| self.is(before, Role::Inside))
    }

    /// Whether words like "about" stand right before.
    pub fn is_estimate(&self, i: usize) -> bool {
        let about = |meaning| (meaning == Meaning::Frame(Frame::About)).then_some(());
        (1..=3).filter_map(|n| i.checked_sub(n)).any(|from| self.run(from, about).is_some_and(|(_, next)| next == i))
    }

    /// Whether it is a word or a character that is one: no number, no other sign.
    fn is_label(&self, i: usize) -> bool {
        self.number(i).is_none() && self.sign(i).is_none_or(|sign| !sign.is_ascii() || sign.is_alphabetic())
    }

    /// Whether a match from `i` up to `next` stands free: no part of a longer number, of a name or of a code.
    pub fn stands_free(&self, i: usize, next: usize) -> bool {
        let before = i.checked_sub(1).filter(|_| self.is_glued(i));
        let is_free_before = before.is_none_or(|before| match self.sign(before) {
            // Behind a label, as in `日期：2024-02-19`.
            Some(':') if before.checked_sub(1).is_some_and(|label| self.is_label(label)) => true,
            Some(sign) => self.number(i).is_none() || !"-/.,:+#@$€£".contains(sign),
            None => false,
        });
        let ends_in_han = next.checked_sub(1).and_then(|last| self.sign(last)).is_some_and(|sign| !sign.is_ascii());
        let is_free_after = !self.is_glued(next)
            || ends_in_han
            || match self.sign(next) {
                Some('-' | '/' | ':' | '.' | ',') => !(self.is_glued(next + 1) && self.number(next + 1).is_some()),
                Some('%') => false,
                Some(_) => true,
                None => false,
            };
        is_free_before && is_free_after
    }
}

/// The match that reaches furthest; of equal ones the first.
pub(super) fn longest(found: impl IntoIterator<Item = Option<Bare>>) -> Option<Bare> {
    found.into_iter().flatten().reduce(|best, other| if other.next > best.next { other } else { best })
}
