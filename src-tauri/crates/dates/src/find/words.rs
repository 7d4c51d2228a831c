//! Dates whose month is a word, and seasons, quarters and halves.

use crate::find::lexicon::Role;
use crate::find::numeric::{short_year, whole_year, with_time};
use crate::find::reference::{Unit, nth_weekday};
use crate::find::stretch::{Bare, Cue, Stretch};
use crate::find::value::{Parts, Value};

/// What can stand glued to a day's number.
const DAY_ENDINGS: &[&str] = &["st", "nd", "rd", "th", "er", "e", "º", "го", "й"];

/// `12 November 2024`, `the 12th of November`, `12-Nov-24`, `12. November 2024`, `12 de noviembre de 2024`, `12 ноября 2024 г.`
pub(super) fn day_first(stretch: &Stretch<'_>, i: usize) -> Option<Bare> {
    let (day, at) = day(stretch, i)?;
    let separator = stretch.sign(at).filter(|sign| stretch.is_glued(at) && "-/.".contains(*sign));
    let at = stretch.skip_fillers(at + usize::from(separator.is_some()));
    let month = month(stretch, at)?;
    let short = || match separator {
        Some('-' | '/') if stretch.sign(month.next) == separator => {
            short_year(stretch, month.next + 1).map(|year| Year { year, how: None, next: month.next + 2 })
        }
        _ => None,
    };
    dated(stretch, day, &month, month.next, year_after(stretch, month.next).or_else(short))
}

/// `November 12, 2024`, `Nov. 12th`, `November the 12th, 2024`
pub(super) fn month_first(stretch: &Stretch<'_>, i: usize) -> Option<Bare> {
    let month = month(stretch, i)?;
    let (day, at) = day(stretch, stretch.skip_fillers(month.next))?;
    dated(stretch, day, &month, at, year_after(stretch, at))
}

fn dated(stretch: &Stretch<'_>, day: u32, month: &Month, at: usize, year: Option<Year>) -> Option<Bare> {
    let parts = Parts { day: Some(day), month: Some(month.number), ..Parts::default() };
    let Some(Year { year, how, next }) = year else {
        // 2024 is a leap year: any day that can be is a day of it.
        let can_be = Parts { year: Some(2024), ..parts }.as_day().is_some();
        return (can_be && month.is_firm)
            .then(|| with_time(stretch, parts, at - usize::from(month.next == at && month.is_dotted)));
    };
    let parts = Parts { year: Some(year), ..parts };
    parts.as_day()?;
    let mut bare = with_time(stretch, parts, next);
    for (_, said) in &mut bare.options {
        said.clone_from(&how);
    }
    Some(bare)
}

/// `November 2024`, `Nov. of 2024`, `November last year`; a month alone where words or signs say that it is one.
pub(super) fn month_year(stretch: &Stretch<'_>, i: usize, cue: Cue) -> Option<Bare> {
    let month = month(stretch, i)?;
    let parts = Parts { month: Some(month.number), ..Parts::default() };
    match year_after(stretch, month.next) {
        Some(year) => Some(year.of(parts)),
        None if month.is_firm && (cue == Cue::Given || stretch.is_inside(i)) => {
            Some(Bare::one(parts, month.next - usize::from(month.is_dotted)))
        }
        None => None,
    }
}

/// `Q1 2025`, `1Q25`, `2025 Q1`, `first quarter of 2025`, `1. Quartal 2025`, `H1 2025`, `second half of 2025`
pub(super) fn fraction(stretch: &Stretch<'_>, i: usize) -> Option<Bare> {
    if let Some(year) = whole_year(stretch, i) {
        let at = i + 1 + usize::from(stretch.is_sign(i + 1, "-/") && stretch.is_glued(i + 1));
        let (code, next) = letter_fraction(stretch, at)?;
        return Some(Bare::one(Parts::month(year, code), next));
    }
    let (code, at) = letter_fraction(stretch, i).or_else(|| word_fraction(stretch, i))?;
    let year = year_after(stretch, at)?;
    Some(year.of(Parts { month: Some(code), ..Parts::default() }))
}

/// A quarter or half without its year: `Q1`, `first quarter`.
pub(super) fn letter_fraction(stretch: &Stretch<'_>, i: usize) -> Option<(u32, usize)> {
    let (letter, number) = match (stretch.word(i), stretch.number(i)) {
        (Some(letter), _) => (letter, stretch.number(i + 1)?),
        (_, Some(number)) => (stretch.word(i + 1)?, number),
        _ => return None,
    };
    let number = Some(number).filter(|(_, n_digits)| *n_digits == 1 && stretch.is_glued(i + 1))?.0;
    fraction_code(number, letter == "q", letter == "h").map(|code| (code, i + 2))
}

fn word_fraction(stretch: &Stretch<'_>, i: usize) -> Option<(u32, usize)> {
    let roman = ["i", "ii", "iii", "iv"];
    let ordinal = stretch.role(i, |role| if let Role::Ordinal(n) = role { Some(*n) } else { None });
    let (number, mut at) = match stretch.number(i) {
        Some(_) => day(stretch, i)?,
        None => {
            let as_roman = || roman.iter().zip(1..).find(|(word, _)| stretch.word(i) == Some(word)).map(|(_, n)| n);
            (ordinal.or_else(as_roman)?, i + 1)
        }
    };
    at += usize::from(stretch.is_sign(at, ".-"));
    fraction_code(number, stretch.is(at, Role::Quarter), stretch.is(at, Role::Half)).map(|code| (code, at + 1))
}

fn fraction_code(number: u32, is_quarter: bool, is_half: bool) -> Option<u32> {
    match (number, is_quarter, is_half) {
        (1..=4, true, _) => Some(32 + number),
        (1..=2, _, true) => Some(39 + number),
        _ => None,
    }
}

/// `spring 2025`, `the winter of 2024–25`
pub(super) fn season(stretch: &Stretch<'_>, i: usize) -> Option<Bare> {
    let code = stretch.role(i, |role| if let Role::Season(code) = role { Some(*code) } else { None })?;
    let mut bare = year_after(stretch, i + 1)?.of(Parts { month: Some(code), ..Parts::default() });
    let next = bare.next;
    let first = bare.options.first().and_then(|(value, _)| value.start()?.year)?;
    let (last, n_digits) = stretch.number(next + 1).unwrap_or_default();
    let follows = match n_digits {
        4 => i64::from(last) == i64::from(first) + 1,
        2 => i64::from(last) == (i64::from(first) + 1) % 100,
        _ => false,
    };
    if follows && stretch.is_sign(next, "-–—/") && stretch.is_glued(next) && stretch.is_glued(next + 1) {
        bare.next = next + 2;
    }
    Some(bare)
}

/// A weekday by its place in the week, and the token after it and its full stop.
pub(super) fn weekday(stretch: &Stretch<'_>, i: usize) -> Option<(chrono::Weekday, usize)> {
    let idx = stretch.role(i, |role| if let Role::Weekday { idx, .. } = role { Some(*idx) } else { None })?;
    Some((nth_weekday(idx)?, i + 1))
}

/// `12`, `12th`, `twelfth`, `twenty-first`
pub(super) fn day(stretch: &Stretch<'_>, i: usize) -> Option<(u32, usize)> {
    let ordinal = |i| stretch.role(i, |role| if let Role::Ordinal(n) = role { Some(*n) } else { None });
    if let Some((day, n_digits)) = stretch.number(i) {
        let is_ending = |i| stretch.is_glued(i) && stretch.word(i).is_some_and(|word| DAY_ENDINGS.contains(&word));
        let next = if is_ending(i + 1) {
            i + 2
        } else if stretch.is_sign(i + 1, "-") && stretch.is_glued(i + 1) && is_ending(i + 2) {
            i + 3
        } else {
            i + 1
        };
        return (n_digits <= 2 && (1..=31).contains(&day)).then_some((day, next));
    }
    let tens = match stretch.word(i)? {
        "twenty" => 20,
        "thirty" => 30,
        "thirtieth" => return Some((30, i + 1)),
        _ => return ordinal(i).map(|day| (day, i + 1)),
    };
    let at = i + 1 + usize::from(stretch.is_sign(i + 1, "-"));
    ordinal(at).filter(|ones| *ones < 10).map(|ones| (tens + ones, at + 1))
}

pub(super) struct Month {
    pub number: u32,
    pub next: usize,
    /// Whether it can only be a month, not a word like "may" or "march".
    pub is_firm: bool,
    /// Whether `next` is past a full stop.
    is_dotted: bool,
}

pub(super) fn month(stretch: &Stretch<'_>, i: usize) -> Option<Month> {
    let month = |role: &Role| match role {
        Role::Month { number, has_capital } => Some((*number, *has_capital)),
        _ => None,
    };
    let number = stretch.role(i, |role| month(role).map(|(number, _)| number))?;
    let can_be_small = stretch.role(i, |role| month(role).filter(|(_, has_capital)| !has_capital)).is_some();
    let is_short = stretch.word(i).is_some_and(|word| word.chars().count() <= 5);
    let is_dotted = is_short && stretch.is_sign(i + 1, ".") && stretch.is_glued(i + 1);
    let next = i + 1 + usize::from(is_dotted);
    Some(Month { number, next, is_firm: can_be_small || stretch.is_capital(i), is_dotted })
}

/// A year that belongs to what stands before it.
pub(super) struct Year {
    year: i32,
    how: Option<String>,
    next: usize,
}

impl Year {
    fn of(self, parts: Parts) -> Bare {
        let Year { year, how, next } = self;
        Bare { options: vec![(Value::One(Parts { year: Some(year), ..parts }), how)], next, note: None }
    }

    pub fn into_parts(self, parts: Parts) -> (Parts, usize) {
        (Parts { year: Some(self.year), ..parts }, self.next)
    }
}

/// `2024`, `, 2024`, `of 2024`, `'24`, `2024 года`, `last year`, `de l'année dernière`
pub(super) fn year_after(stretch: &Stretch<'_>, i: usize) -> Option<Year> {
    let has_separator = match stretch.sign(i) {
        Some(',') => true,
        Some('-' | '/' | '.') => stretch.is_glued(i) && stretch.is_glued(i + 1),
        _ => false,
    };
    let at = stretch.skip_fillers(i + usize::from(has_separator));
    if let Some(year) = whole_year(stretch, at) {
        return Some(Year { year, how: None, next: stretch.skip_year_tail(at + 1) });
    }
    if stretch.is_sign(at, "'") && stretch.is_glued(at + 1) {
        return short_year(stretch, at + 1).map(|year| Year { year, how: None, next: at + 2 });
    }
    let (shift, next) = shifted_year(stretch, at)?;
    let reference = stretch.reference?;
    let year = reference.shifted(Unit::Year, shift)?.start()?.year?;
    Some(Year { year, how: Some(reference.shift_words(Unit::Year, shift)), next })
}

/// `last year`, `année dernière`
fn shifted_year(stretch: &Stretch<'_>, i: usize) -> Option<(i32, usize)> {
    let is_year = |i| stretch.is(i, Role::Unit(Unit::Year));
    if is_year(i + 1) {
        return stretch.role(i, |role| if let Role::Shift { n, .. } = role { Some((*n, i + 2)) } else { None });
    }
    let follows = |role: &Role| if let Role::Shift { n, follows: true } = role { Some((*n, i + 2)) } else { None };
    if is_year(i) { stretch.role(i + 1, follows) } else { None }
}
