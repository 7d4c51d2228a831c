//! From one date to another.

use crate::find::cjk;
use crate::find::lexicon::Role;
use crate::find::phrase::{completed, soft};
use crate::find::stretch::{Bare, Cue, Stretch, longest};
use crate::find::value::{Parts, Value};
use crate::find::words::{day, letter_fraction, month, year_after};

/// What opens a range, and so what joins its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opener {
    Between,
    From,
    Nothing,
}

/// `between 20 May and 7 June 2024`, `18–24 November 2024`, `from March to May 2025`, `2024年10月至12月`
pub(super) fn range(stretch: &Stretch<'_>, i: usize) -> Option<Bare> {
    let bare = |opener, i| opened(stretch, opener, stretch.skip_fillers(i));
    longest([
        if stretch.is(i, Role::Between) { bare(Opener::Between, i + 1) } else { None },
        if stretch.is(i, Role::From) || stretch.is_sign(i, "自从從由") { bare(Opener::From, i + 1) } else { None },
        opened(stretch, Opener::Nothing, i),
    ])
}

fn opened(stretch: &Stretch<'_>, opener: Opener, i: usize) -> Option<Bare> {
    let cue = if opener == Opener::Nothing { Cue::Needed } else { Cue::Given };
    let first = [
        soft(stretch, i, cue),
        day(stretch, i).map(|(day, next)| Bare::one(Parts { day: Some(day), ..Parts::default() }, next)),
        month(stretch, i).map(|found| Bare::one(Parts { month: Some(found.number), ..Parts::default() }, found.next)),
        letter_fraction(stretch, i)
            .map(|(code, next)| Bare::one(Parts { month: Some(code), ..Parts::default() }, next)),
    ];
    longest(first.into_iter().flatten().flat_map(|first| {
        let at = joined(stretch, opener, first.next);
        [at.and_then(|at| to_date(stretch, &first, at)), at.and_then(|at| to_day(stretch, &first, at))]
    }))
}

/// Past what joins the ends.
fn joined(stretch: &Stretch<'_>, opener: Opener, i: usize) -> Option<usize> {
    // A full stop may stand after a day's number.
    let i = i + usize::from(stretch.is_sign(i, ".") && stretch.is_glued(i));
    let role = if opener == Opener::Between { Role::And } else { Role::To };
    let mut next = i;
    if stretch.is_sign(i, "-–—−~〜至到") {
        next += 1;
    } else {
        while next < i + 2 && stretch.is(next, role) {
            next += 1;
        }
    }
    (next > i).then(|| stretch.skip_fillers(next))
}

fn to_date(stretch: &Stretch<'_>, first: &Bare, at: usize) -> Option<Bare> {
    let (value, _) = first.options.first()?;
    let is_year = matches!(value, Value::One(Parts { year: Some(_), month: None, decade: false, .. }));
    let second = soft(stretch, at, if is_year { Cue::Given } else { Cue::Needed })?;
    let pairs = if first.options.len() == second.options.len() { second.options.len() } else { 1 };
    let options: Vec<_> = first
        .options
        .iter()
        .zip(&second.options)
        .take(pairs)
        .filter_map(|(a, b)| {
            let (Value::One(start), Value::One(end)) = (a.0, b.0) else { return None };
            // What the beginning leaves out the end must say: `12-Nov` is no range.
            let is_said = match start {
                Parts { month: None, day: Some(_), .. } => end.day.is_some(),
                Parts { year: None, .. } => end.month.is_some(),
                _ => true,
            };
            if !is_said {
                return None;
            }
            let how = a.1.clone().or_else(|| b.1.clone());
            between(stretch, start, end, how)
        })
        .flatten()
        .collect();
    let note = first.note.clone().or(second.note);
    (!options.is_empty()).then_some(Bare { options, next: second.next, note })
}

/// `November 18–24, 2024`, `10月15日至20日`
fn to_day(stretch: &Stretch<'_>, first: &Bare, at: usize) -> Option<Bare> {
    let Some((Value::One(start), how)) = first.options.first() else { return None };
    start.month.and(start.day).filter(|_| start.time.is_none())?;
    let western = || day(stretch, at).filter(|_| start.year.is_none());
    let (day, next) = cjk::day(stretch, at).or_else(western)?;
    let end = Parts { day: Some(day), ..Parts::default() };
    let (end, next) = year_after(stretch, next).map_or((end, next), |year| year.into_parts(end));
    Some(Bare { options: between(stretch, *start, end, how.clone())?, next, note: first.note.clone() })
}

/// The range, each end with what only the other says.
fn between(
    stretch: &Stretch<'_>,
    start: Parts,
    end: Parts,
    how: Option<String>,
) -> Option<Vec<(Value, Option<String>)>> {
    let end = end.or(start);
    let ends = completed(stretch, vec![(Value::One(end), how)]);
    let options: Vec<_> = ends
        .into_iter()
        .filter_map(|(end, how)| {
            let end = end.end()?;
            let own_year = start.year;
            let mut start = start.or(end);
            let value = Value::Between(Some(start), Some(end));
            if value.date().is_none() && own_year.is_none() {
                // "December to January 2025" begins the year before.
                start.year = start.year.map(|year| year - 1);
            }
            let value = Value::Between(Some(start), Some(end));
            value.date().map(|_| (value, how))
        })
        .collect();
    (!options.is_empty()).then_some(options)
}
