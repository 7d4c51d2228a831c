//! The dates of hits as bars: by year, month or day, as finely as the span at hand allows.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use dates::Date;
use search::Tally;
use serde::Serialize;
use ts_rs::TS;

use super::counting::Count;
use crate::{Code, Error, Result, catalogue::Catalogue};

/// How the documents of hits are spread over time. Bars, `vaguer`, `outside` and `undated` together are all of them.
#[derive(Debug, PartialEq, Serialize, TS)]
pub(super) struct DateBars {
    /// `year`, `month` or `day`.
    step: &'static str,
    /// The span that is shown, both ends included: days. Nothing if no document is dated.
    from: Option<String>,
    to: Option<String>,
    /// Steps with documents, in order; those between them have none.
    bars: Vec<DateBar>,
    /// Dated within the span, but less finely than the bars.
    vaguer: Count,
    /// Dated outside the span.
    outside: Count,
    /// Without a date.
    undated: Count,
}

/// Documents of one year, month or day.
#[derive(Debug, PartialEq, Serialize, TS)]
struct DateBar {
    /// As `date:` takes it: `2025`, `2025-03`, `2025-03-14`.
    date: String,
    #[serde(flatten)]
    #[ts(flatten)]
    count: Count,
}

/// How finely bars stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Year,
    Month,
    Day,
}

/// A span of so many days at most is shown by days, one of so many by months.
const MOST_DAYS: i64 = 62;
const MOST_DAYS_OF_MONTHS: i64 = 3 * 366;

/// Counts the dates of documents with hits, within a span (`2025`, `2025-03`, `2023..2025`) or from the first to the last.
///
/// # Errors
/// The span is no date.
pub(super) fn bars(catalogue: &Catalogue, tally: &Tally, zoom: Option<&str>) -> Result<DateBars> {
    let mut dated: Vec<(NaiveDate, NaiveDate, u32)> = Vec::new();
    let (mut undated, mut vaguer, mut outside) = (Count::default(), Count::default(), Count::default());
    for (ordinal, n_hits) in tally.iter() {
        match catalogue.document(ordinal).and_then(|document| document.days()) {
            // An end that nobody knows says nothing of when it is: what is known of it does.
            Some((Some(first), Some(last))) => dated.push((first, last, n_hits)),
            Some((Some(day), None) | (None, Some(day))) => dated.push((day, day, n_hits)),
            Some((None, None)) | None => undated.add(n_hits),
        }
    }
    let span = match zoom {
        Some(zoom) => Some(span_of(zoom)?),
        None => {
            let first = dated.iter().map(|(first, ..)| *first).min();
            let last = dated.iter().map(|(_, last, _)| *last).max();
            first.zip(last)
        }
    };
    let Some((from, to)) = span else {
        let (from, to) = (None, None);
        return Ok(DateBars { step: Step::Year.word(), from, to, bars: Vec::new(), vaguer, outside, undated });
    };
    let step = Step::for_days((to - from).num_days() + 1);
    let mut counts: BTreeMap<NaiveDate, Count> = BTreeMap::new();
    for (first, last, n_hits) in dated {
        if last < from || first > to {
            outside.add(n_hits);
        } else if step.begin(first) == step.begin(last) {
            counts.entry(step.begin(first)).or_default().add(n_hits);
        } else {
            vaguer.add(n_hits);
        }
    }
    let bars = counts.into_iter().map(|(begin, count)| DateBar { date: step.shown(begin), count }).collect();
    let (from, to) = (Some(Step::Day.shown(from)), Some(Step::Day.shown(to)));
    Ok(DateBars { step: step.word(), from, to, bars, vaguer, outside, undated })
}

impl Step {
    fn for_days(n_days: i64) -> Step {
        if n_days <= MOST_DAYS {
            Step::Day
        } else if n_days <= MOST_DAYS_OF_MONTHS {
            Step::Month
        } else {
            Step::Year
        }
    }

    fn word(self) -> &'static str {
        match self {
            Step::Year => "year",
            Step::Month => "month",
            Step::Day => "day",
        }
    }

    /// The first day of the step that a day is in.
    fn begin(self, day: NaiveDate) -> NaiveDate {
        let begin = match self {
            Step::Year => NaiveDate::from_ymd_opt(day.year(), 1, 1),
            Step::Month => NaiveDate::from_ymd_opt(day.year(), day.month(), 1),
            Step::Day => None,
        };
        begin.unwrap_or(day)
    }

    fn shown(self, day: NaiveDate) -> String {
        match self {
            Step::Year => format!("{:04}", day.year()),
            Step::Month => format!("{:04}-{:02}", day.year(), day.month()),
            Step::Day => format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day()),
        }
    }
}

/// The first and the last day of `2025`, `2025-03` or `2023..2025-03`.
fn span_of(text: &str) -> Result<(NaiveDate, NaiveDate)> {
    let wrong = || {
        Error::new(Code::Usage, format!("{text} is no span of time."))
            .hint("Write a year, a month or a day, or two of them: 2025, 2025-03, 2023..2025-06.")
    };
    let date = |text: &str| Date::parse(text.trim()).map_err(|_| wrong());
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let (from, to) = (date(from)?.earliest().ok_or_else(wrong)?.date(), date(to)?.latest().ok_or_else(wrong)?.date());
    if from > to { Err(wrong()) } else { Ok((from, to)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalogue::tests::dated;

    fn tally(n: usize) -> Tally {
        let hit = |doc| search::Hit { doc, unit: 1, row: None, start: 0, score: 0.0 };
        (1..=n as u64).map(hit).collect::<Vec<_>>().iter().collect()
    }

    fn steps(dates: &[&str], zoom: Option<&str>) -> (String, Vec<(String, u64)>, [u64; 3]) {
        let found = bars(&dated(dates), &tally(dates.len()), zoom).expect("bars");
        let bars = found.bars.iter().map(|bar| (bar.date.clone(), bar.count.documents)).collect();
        let span = format!("{} {}..{}", found.step, found.from.unwrap_or_default(), found.to.unwrap_or_default());
        (span, bars, [found.vaguer.documents, found.outside.documents, found.undated.documents])
    }

    #[test]
    fn the_span_at_hand_says_how_fine_the_bars_are() {
        let dates = ["2019", "2023-05", "2025-03-14T09:00", "2025-03-14", "2025-04", "2025", ""];
        let of = |bars: &[(&str, u64)]| bars.iter().map(|(date, n)| ((*date).to_owned(), *n)).collect::<Vec<_>>();
        let check = |zoom, span: &str, expect: &[(&str, u64)], rest| {
            assert_eq!(steps(&dates, zoom), (span.to_owned(), of(expect), rest), "{zoom:?}");
        };
        check(None, "year 2019-01-01..2025-12-31", &[("2019", 1), ("2023", 1), ("2025", 4)], [0, 0, 1]);
        check(Some("2025"), "month 2025-01-01..2025-12-31", &[("2025-03", 2), ("2025-04", 1)], [1, 2, 1]);
        check(Some("2025-03"), "day 2025-03-01..2025-03-31", &[("2025-03-14", 2)], [1, 3, 1]);
        check(Some("2023..2024-02"), "month 2023-01-01..2024-02-29", &[("2023-05", 1)], [0, 5, 1]);
        assert_eq!(steps(&[""], None), ("year ..".to_owned(), Vec::new(), [0, 0, 1]));
        for wrong in ["x", "2025..2024", "..2024", ""] {
            assert!(bars(&dated(&dates), &tally(7), Some(wrong)).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_document_is_counted_once(
            dates in prop::collection::vec(prop::sample::select(&["", "2019", "2025", "2025-03", "2025-03-14", "2024-12/2025-01", "2024-02-03", "../2025-05", "2025-03-01/.."][..]), 0..20),
            zoom in prop::option::of(prop::sample::select(&["2025", "2025-03", "2019..2025", "2025-03-14", "1990"][..])),
        ) {
            let found = bars(&dated(&dates), &tally(dates.len()), zoom).expect("bars");
            let in_bars: u64 = found.bars.iter().map(|bar| bar.count.documents).sum();
            let all = in_bars + found.vaguer.documents + found.outside.documents + found.undated.documents;
            prop_assert_eq!(all, dates.len() as u64);
            let (from, to) = (found.from.clone().unwrap_or_default(), found.to.clone().unwrap_or_default());
            for bar in &found.bars {
                let width = bar.date.len();
                prop_assert!(bar.date.as_str() >= &from[..width] && bar.date.as_str() <= &to[..width]);
            }
            prop_assert!(found.bars.windows(2).all(|pair| pair[0].date < pair[1].date));
        }
    }
}
