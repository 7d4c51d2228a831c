//! Whole expressions: a date, a range, and what the words around them make of it.

use crate::find::cjk;
use crate::find::clock;
use crate::find::lexicon::{Frame, Meaning, Role};
use crate::find::numeric;
use crate::find::range::range;
use crate::find::relative::relative;
use crate::find::stretch::{Bare, Cue, Stretch, longest};
use crate::find::value::{Parts, Value};
use crate::find::words;

/// What a whole expression can mean, every year filled in.
pub(super) struct Phrase {
    pub readings: Vec<(Value, Option<String>)>,
    pub next: usize,
    pub note: Option<String>,
}

/// The longest expression that begins at `i`.
pub(super) fn at(stretch: &Stretch<'_>, i: usize) -> Option<Phrase> {
    if !stretch.may_begin(i) {
        return None;
    }
    let whole =
        [framed(stretch, i), from_on(stretch, i), range(stretch, i), timed(stretch, i), soft(stretch, i, Cue::Needed)];
    let Bare { options, next, note } = longest(whole.into_iter().map(|bare| suffixed(stretch, bare?)))?;
    if !stretch.stands_free(i, next) {
        return None;
    }
    Some(Phrase { readings: completed(stretch, options), next, note })
}

/// A date as it stands, or an early, middle or late part of it, or about then.
pub(super) fn soft(stretch: &Stretch<'_>, i: usize, cue: Cue) -> Option<Bare> {
    let Some((frame, at)) = softener(stretch, i) else { return atom(stretch, i, cue) };
    // "around mid-March"
    let inner = match softener(stretch, at) {
        Some((_, at)) => atom(stretch, at, Cue::Given),
        None => atom(stretch, at, Cue::Given),
    };
    let soften = |parts: Parts| if frame == Frame::Part && parts.day.is_some() { parts } else { parts.about() };
    let softened = inner.map(|bare| {
        let options = bare.options.into_iter().map(|(value, how)| (value.map(soften), how)).collect();
        Bare { options, ..bare }
    });
    longest([softened, atom(stretch, i, cue)])
}

fn softener(stretch: &Stretch<'_>, i: usize) -> Option<(Frame, usize)> {
    if let Some(next) = cjk::about(stretch, i) {
        return Some((Frame::About, next));
    }
    let (frame, next) = stretch.run(i, |meaning| match meaning {
        Meaning::Frame(frame @ (Frame::About | Frame::Part)) => Some(frame),
        _ => None,
    })?;
    Some((frame, stretch.skip_fillers(next)))
}

/// `before March 2025`, `since 2019`, `until next month`
fn framed(stretch: &Stretch<'_>, i: usize) -> Option<Bare> {
    let (frame, next) = stretch.run(i, |meaning| match meaning {
        Meaning::Frame(frame @ (Frame::Before | Frame::After | Frame::Since | Frame::Until)) => Some(frame),
        _ => None,
    })?;
    let at = stretch.skip_fillers(next);
    // "the end" may begin with a word that was passed over.
    let inner = longest([soft(stretch, at, Cue::Given), soft(stretch, next, Cue::Given)])?;
    applied(stretch, frame, inner)
}

/// `from March 2025 onwards`
fn from_on(stretch: &Stretch<'_>, i: usize) -> Option<Bare> {
    if !stretch.is(i, Role::From) {
        return None;
    }
    let inner = soft(stretch, stretch.skip_fillers(i + 1), Cue::Given)?;
    let next = inner.next + 1;
    if !stretch.is(inner.next, Role::Onwards) {
        return None;
    }
    applied(stretch, Frame::Since, Bare { next, ..inner })
}

/// What Chinese and Japanese signs after a date make of it.
fn suffixed(stretch: &Stretch<'_>, bare: Bare) -> Option<Bare> {
    match cjk::suffix(stretch, bare.next) {
        Some((frame, next)) => applied(stretch, frame, Bare { next, ..bare }),
        None => Some(bare),
    }
}

/// `23:30 on 21 November 2024`
fn timed(stretch: &Stretch<'_>, i: usize) -> Option<Bare> {
    let (time, next) = clock::time(stretch, i)?;
    let at = stretch.skip_fillers(next + usize::from(stretch.is_sign(next, ",")));
    let bare = atom(stretch, at, Cue::Needed)?;
    let is_day = bare.options.iter().all(|(value, _)| match value {
        Value::One(parts) => parts.day.is_some() && parts.time.is_none(),
        Value::Between(..) => false,
    });
    let attach = |parts| Parts { time: Some(time), ..parts };
    let options = bare.options.into_iter().map(|(value, how)| (value.map(attach), how)).collect();
    is_day.then_some(Bare { options, ..bare })
}

/// A date as it stands, with the weekday before it.
fn atom(stretch: &Stretch<'_>, i: usize, cue: Cue) -> Option<Bare> {
    longest([
        on_weekday(stretch, i),
        day_of(stretch, i),
        numeric::year_month(stretch, i),
        numeric::month_slash_year(stretch, i),
        words::month_year(stretch, i, cue),
        words::fraction(stretch, i),
        words::season(stretch, i),
        numeric::years(stretch, i, cue),
        numeric::year(stretch, i, cue),
        cjk::calendar(stretch, i),
        relative(stretch, i, cue),
    ])
}

fn day_of(stretch: &Stretch<'_>, i: usize) -> Option<Bare> {
    longest([
        numeric::year_first(stretch, i),
        numeric::year_last(stretch, i),
        words::day_first(stretch, i),
        words::month_first(stretch, i),
    ])
}

/// `Tuesday, 20 May 2025`: the weekday picks among readings; one that fits none is said to be odd.
fn on_weekday(stretch: &Stretch<'_>, i: usize) -> Option<Bare> {
    use chrono::Datelike;
    let (weekday, mut at) = words::weekday(stretch, i)?;
    at += usize::from(stretch.is_sign(at, ".") && stretch.is_glued(at));
    at += usize::from(stretch.is_sign(at, ","));
    let bare = day_of(stretch, stretch.skip_fillers(at))?;
    let options = completed(stretch, bare.options);
    let fits =
        |value: &Value| value.start().and_then(|parts| parts.as_day()).is_some_and(|day| day.weekday() == weekday);
    let (fitting, others): (Vec<_>, Vec<_>) = options.into_iter().partition(|(value, _)| fits(value));
    let note = match (fitting.is_empty(), others.first()) {
        (true, Some((value, _))) => value.start().and_then(|parts| cjk::odd(&parts, weekday)),
        _ => None,
    };
    let options = fitting.into_iter().chain(others).collect();
    Some(Bare { options, next: bare.next, note })
}

/// The match as a frame changes it.
fn applied(stretch: &Stretch<'_>, frame: Frame, bare: Bare) -> Option<Bare> {
    let options: Vec<_> = completed(stretch, bare.options)
        .into_iter()
        .filter_map(|(value, how)| {
            let named = || value.date().map(|date| date.label());
            Some(match frame {
                Frame::About | Frame::Part => (value.map(Parts::about), how),
                Frame::Since => (Value::Between(Some(value.start()?), None), how),
                Frame::Until => (Value::Between(None, Some(value.end()?)), how),
                Frame::Before => {
                    let how = how.or_else(|| named().map(|name| format!("before {name}, which is not counted")));
                    (Value::Between(None, Some(value.start()?.beside(-1)?)), how)
                }
                Frame::After => {
                    let how = how.or_else(|| named().map(|name| format!("after {name}, which is not counted")));
                    (Value::Between(Some(value.end()?.beside(1)?), None), how)
                }
            })
        })
        .collect();
    (!options.is_empty()).then_some(Bare { options, ..bare })
}

/// Readings with the years that they leave out, nearest to the document's date first; none where it has no date.
pub(super) fn completed(stretch: &Stretch<'_>, options: Vec<(Value, Option<String>)>) -> Vec<(Value, Option<String>)> {
    let years = |parts| stretch.reference.map(|reference| reference.years(parts)).unwrap_or_default();
    let complete = |(value, how): (Value, Option<String>)| match value {
        Value::One(parts) if parts.year.is_none() => {
            years(parts).into_iter().map(|(parts, how)| (Value::One(parts), Some(how))).collect()
        }
        _ => vec![(value, how)],
    };
    options.into_iter().flat_map(complete).collect()
}
