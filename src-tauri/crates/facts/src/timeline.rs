//! The timeline: events in the order they are drawn, with what is sure about their dates and what is not.

use std::cmp::Reverse;
use std::collections::HashSet;

use chrono::NaiveDateTime;
use dates::{Date, Truth, conflicts};

use crate::id::{EntityId, StatementId};
use crate::knowledge::{Knowledge, newest};
use crate::model::{Stance, Standing};
use crate::views::{DATES, Dated, Event, events};

/// An event on the timeline.
///
/// Only dates that are asserted are reckoned with; where there is none, those that are denied or negated are, so that
/// a denial has its place too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The event, with every date that is stated.
    pub event: Event,
    /// Where it is drawn: its `date`, of several the one that somebody prefers, else the best supported one; without
    /// one, from its `startDate` to its `endDate`.
    pub date: Option<Date>,
    /// The dates that are preferred to their rivals, at most one of a property: of several preferences the newest counts.
    pub preferred: Vec<StatementId>,
    /// The earliest moment that any of its dates allows; `None` if one is open or there is none.
    pub earliest: Option<NaiveDateTime>,
    /// The latest moment that any of its dates allows.
    pub latest: Option<NaiveDateTime>,
    /// Whether sources surely disagree: two values of one date property cannot both be right.
    pub conflict: bool,
    /// Whether something in it rests on no supporting citation, or names what is no longer in the case.
    pub unsupported: bool,
}

/// Which events to show.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Those that any of these took part in, or that are themselves one of these; merged entities count as one.
    /// Empty: all.
    pub entities: Vec<EntityId>,
    /// Those that do not surely end before this.
    pub from: Option<Date>,
    /// Those that do not surely begin after this.
    pub to: Option<Date>,
}

/// The events that pass, by date as drawn; those without a date pass any `from` and `to`, and come last.
#[must_use]
pub fn timeline(knowledge: &Knowledge<'_>, filter: &Filter) -> Vec<Row> {
    let wanted: HashSet<EntityId> = filter.entities.iter().map(|entity| knowledge.canonical(*entity)).collect();
    let takes_part = |event: &Event| {
        wanted.is_empty()
            || wanted.contains(&event.id)
            || event.participants.iter().any(|participant| wanted.contains(&participant.entity))
    };
    let mut rows: Vec<Row> =
        events(knowledge).into_iter().filter(takes_part).filter_map(|event| row(event, filter)).collect();
    rows.sort_by(|a, b| {
        let by_date = match (&a.date, &b.date) {
            (Some(one), Some(other)) => one.cmp_for_drawing(other),
            (one, other) => other.is_some().cmp(&one.is_some()),
        };
        by_date.then_with(|| a.event.id.cmp(&b.event.id))
    });
    rows
}

fn row(event: Event, filter: &Filter) -> Option<Row> {
    let reckoned = reckoned(&event.dates);
    let date = drawn(&reckoned);
    if !passes(&reckoned, date.as_ref(), filter) {
        return None;
    }
    let conflict = DATES.iter().any(|property| conflicts(of(&reckoned, property).map(|d| &d.date)));
    let preferred = DATES.iter().filter_map(|property| preferred(&reckoned, property)).collect();
    let earliest = reckoned.iter().map(|dated| dated.date.earliest()).min().flatten();
    let latests: Option<Vec<_>> = reckoned.iter().map(|dated| dated.date.latest()).collect();
    let latest = latests.and_then(|all| all.into_iter().max());
    let unsupported = !(event.unsupported.is_empty() && event.gone.is_empty());
    Some(Row { date, preferred, earliest, latest, conflict, unsupported, event })
}

/// The asserted dates, or all of them where none is.
fn reckoned(dates: &[Dated]) -> Vec<&Dated> {
    let asserted: Vec<_> = dates.iter().filter(|dated| dated.standing.asserts()).collect();
    if asserted.is_empty() { dates.iter().collect() } else { asserted }
}

fn of<'a>(dates: &[&'a Dated], property: &str) -> impl Iterator<Item = &'a Dated> {
    dates.iter().copied().filter(move |dated| dated.property == property)
}

fn drawn(dates: &[&Dated]) -> Option<Date> {
    let best = |property| {
        let preferred = preferred(dates, property);
        let first = of(dates, property).min_by_key(|dated| (Some(dated.statement) != preferred, rank(dated)));
        first.map(|dated| dated.date.clone())
    };
    if let Some(date) = best("date") {
        return Some(date);
    }
    match (best("startDate"), best("endDate")) {
        (Some(start), Some(end)) => Date::parse(&format!("{}/{}", start.edtf(), end.edtf())).ok().or(Some(start)),
        (Some(start), None) => Some(start),
        (None, end) => end,
    }
}

/// Of the dates of a property, the one that counts as preferred.
fn preferred(dates: &[&Dated], property: &str) -> Option<StatementId> {
    newest(of(dates, property).filter_map(|dated| dated.preference.as_ref())).map(|preference| preference.statement)
}

/// Best first: supported, by how much the standing carries, by how many citations, then as stated first.
fn rank(dated: &Dated) -> impl Ord + use<> {
    let n_supports = dated.ties.iter().filter(|tie| tie.stance == Stance::Supports).count();
    (n_supports == 0, weight(dated.standing), Reverse(n_supports), dated.statement)
}

const fn weight(standing: Standing) -> u8 {
    match standing {
        Standing::Documented => 0,
        Standing::Convicted => 1,
        Standing::Admitted => 2,
        Standing::Reported => 3,
        Standing::Charged => 4,
        Standing::Inferred => 5,
        Standing::Alleged => 6,
        Standing::Acquitted | Standing::Denied | Standing::Negated => 7,
    }
}

/// Kept is what any single date allows to lie in the range, and what spans it.
fn passes(dates: &[&Dated], drawn: Option<&Date>, filter: &Filter) -> bool {
    let may_lie = |date: &Date| {
        filter.from.as_ref().is_none_or(|from| date.before(from) != Truth::Yes)
            && filter.to.as_ref().is_none_or(|to| date.after(to) != Truth::Yes)
    };
    drawn.is_none() || drawn.is_some_and(may_lie) || dates.iter().any(|dated| may_lie(&dated.date))
}

#[cfg(test)]
mod tests;
