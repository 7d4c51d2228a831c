//! The timeline as a drawing: an event a row, its possible dates as marks on an axis, its words beside them.
//!
//! How something is known is drawn, not only written: sourced marks are red, unsourced ones grey and dashed; what is
//! alleged is an outline, what is denied is struck through; ends that are uncertain or open fade away.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use facts::{Standing, timeline::Row};

use super::timeline::{EventLine, TimelineAnswer};

/// One date, as it is drawn.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    from: Option<NaiveDateTime>,
    to: Option<NaiveDateTime>,
    /// `~` about, `?` perhaps; empty for a date that is sure as far as it goes.
    doubt: &'static str,
    standing: Standing,
    is_sourced: bool,
}

/// The marks of an event: one for each date where sources give several, else the one it is known by.
pub(super) fn marks(row: &Row, standing: Option<Standing>) -> Vec<Mark> {
    let of_event = standing.filter(|standing| standing.needs_saying());
    let mark = |date: &dates::Date, standing: Standing, is_sourced| Mark {
        from: date.earliest(),
        to: date.latest(),
        doubt: match (date.is_approximate(), date.is_uncertain()) {
            (true, true) => "~?",
            (true, false) => "~",
            (false, true) => "?",
            (false, false) => "",
        },
        standing: of_event.unwrap_or(standing),
        is_sourced,
    };
    let dates = &row.event.dates;
    if dates.len() > 1 && dates.iter().all(|dated| dated.property == "date") {
        let supports = |dated: &facts::Dated| dated.ties.iter().any(|tie| tie.stance == facts::Stance::Supports);
        return dates.iter().map(|dated| mark(&dated.date, dated.standing, supports(dated))).collect();
    }
    let standing = dates.first().map_or(Standing::default(), |dated| dated.standing);
    row.date.iter().map(|date| mark(date, standing, !row.unsupported)).collect()
}

const TOP: f64 = 92.0;
const ROW: f64 = 42.0;
const LEFT: f64 = 40.0;
const AXIS: f64 = 560.0;
/// Room to the right of the last day, for what goes on.
const BEYOND: f64 = 44.0;
const FOOT: f64 = 64.0;
/// How far a mark fades beyond what is written, where that is not sure.
const FADE: f64 = 14.0;
/// The least a mark is wide: a day among years.
const LEAST: f64 = 9.0;
/// A letter at 13 px, on the wide side; CJK letters are twice as wide.
const LETTER: f64 = 7.2;

/// How wide a line of names gets before the rest is counted.
const MOST_NAMES: f64 = 620.0;

const PAPER: &str = "#fbfaf7";
const INK: &str = "#1f1d1a";
const QUIET: &str = "#6b665e";
const HAIRLINE: &str = "#e6e2da";
/// Only for what is tied to a source.
const THREAD: &str = "#c5372c";
const UNTIED: &str = "#8a857c";

/// Draws it, in the colours of the light theme.
pub(super) fn draw(answer: &TimelineAnswer, case: &str) -> String {
    let axis = Axis::over(answer.events.iter().flat_map(|event| &event.marks));
    let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
    let dates_at = LEFT + AXIS + 32.0;
    let titles_at = dates_at + widest(&mut answer.events.iter().map(|e| length(when(e)))) + 20.0;
    let words = widest(&mut answer.events.iter().map(|e| length(&what(e)).max(0.9 * length(&who(e)))));
    let width = (titles_at + words + LEFT).max(920.0);
    let height = TOP + ROW * answer.events.len() as f64 + FOOT;
    let mut svg = head(answer, case, width, height);
    axis.ticks(&mut svg, height - FOOT + 8.0);
    for (idx, event) in answer.events.iter().enumerate() {
        let y = TOP + ROW * (idx as f64 + 0.5);
        let line = y - ROW / 2.0;
        put(&mut svg, format_args!("<g>\n<title>{}</title>\n", escape(&told(event))));
        rule(&mut svg, (LEFT, line), (width - LEFT, line), HAIRLINE);
        axis.marks(&mut svg, &event.marks, y);
        text(&mut svg, dates_at, y + 1.0, QUIET, 13, when(event));
        text(&mut svg, titles_at, y + 1.0, INK, 13, &what(event));
        text(&mut svg, titles_at, y + 16.0, QUIET, 11, &who(event));
        svg.push_str("</g>\n");
    }
    legend(&mut svg, height - FOOT + 40.0);
    svg.push_str("</svg>\n");
    svg
}

fn head(answer: &TimelineAnswer, case: &str, width: f64, height: f64) -> String {
    let stops = |opacities: [u8; 4]| {
        let at = [0.0, 0.35, 0.65, 1.0];
        at.iter().zip(opacities).fold(String::new(), |mut stops, (at, opacity)| {
            put(&mut stops, format_args!("<stop offset=\"{at}\" stop-color=\"#fff\" stop-opacity=\"{opacity}\"/>"));
            stops
        })
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"title desc\" width=\"{width:.0}\" \
         height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"sans-serif\">\n\
         <title id=\"title\">Timeline: {}</title>\n<desc id=\"desc\">",
        escape(case)
    );
    for event in &answer.events {
        put(&mut svg, format_args!("{}. ", escape(&told(event))));
    }
    svg.push_str("</desc>\n<defs>\n");
    for (id, opacities) in [("both", [0, 1, 1, 0]), ("left", [0, 1, 1, 1]), ("right", [1, 1, 1, 0])] {
        let stops = stops(opacities);
        put(
            &mut svg,
            format_args!(
                "<linearGradient id=\"g-{id}\">{stops}</linearGradient>\n<mask id=\"fade-{id}\" maskContentUnits=\
                 \"objectBoundingBox\"><rect x=\"0\" y=\"-1\" width=\"1\" height=\"3\" fill=\"url(#g-{id})\"/></mask>\n"
            ),
        );
    }
    put(&mut svg, format_args!("</defs>\n<rect width=\"100%\" height=\"100%\" fill=\"{PAPER}\"/>\n"));
    text(&mut svg, LEFT, 40.0, INK, 18, case);
    svg
}

/// From moments to places.
struct Axis {
    first: f64,
    last: f64,
}

impl Axis {
    fn over<'a>(marks: impl Iterator<Item = &'a Mark>) -> Axis {
        let known = marks.flat_map(|mark| [mark.from, mark.to]).flatten().map(day);
        let (first, last) = known.fold((f64::MAX, f64::MIN), |(low, high), day| (low.min(day), high.max(day)));
        if first > last { Axis { first: 0.0, last: 1.0 } } else { Axis { first, last: last.max(first + 1.0) } }
    }

    fn at(&self, day: f64) -> f64 {
        LEFT + (day - self.first) / (self.last - self.first) * (AXIS - BEYOND)
    }

    /// Lines at years or at months, as many as have room.
    fn ticks(&self, svg: &mut String, bottom: f64) {
        let n_months = (self.last - self.first) / 30.44;
        let step =
            [1, 2, 3, 6, 12, 24, 60, 120, 300, 600, 1200].into_iter().find(|step| n_months / f64::from(*step) <= 9.0);
        let step = step.unwrap_or(12_000);
        let Some(first) = NaiveDate::from_num_days_from_ce_opt(self.first as i32) else { return };
        let months = first.year() * 12 + first.month0() as i32;
        let mut month = months.div_euclid(step) * step;
        loop {
            let (year, month0) = (month.div_euclid(12), month.rem_euclid(12));
            let Some(start) = NaiveDate::from_ymd_opt(year, month0 as u32 + 1, 1) else { return };
            let day = f64::from(start.num_days_from_ce());
            if day > self.last {
                return;
            }
            month += step;
            if day < self.first {
                continue;
            }
            let at = self.at(day);
            let label = if step % 12 == 0 { year.to_string() } else { start.format("%b %Y").to_string() };
            rule(svg, (at, TOP - 14.0), (at, bottom), HAIRLINE);
            text(svg, at - 0.5 * 0.85 * length(&label), TOP - 22.0, QUIET, 11, &label);
        }
    }

    /// Dates that differ stand on one thin line: they are of one event.
    fn marks(&self, svg: &mut String, marks: &[Mark], y: f64) {
        let ends: Vec<f64> = marks.iter().flat_map(|m| [m.from, m.to]).flatten().map(|at| self.at(day(at))).collect();
        if marks.len() > 1 {
            let (low, high) = ends.iter().fold((f64::MAX, f64::MIN), |(low, high), x| (low.min(*x), high.max(*x)));
            rule(svg, (low, y), (high, y), UNTIED);
        }
        for mark in marks {
            let (from, to) = (mark.from.map(|at| self.at(day(at))), mark.to.map(|at| self.at(day(at))));
            let (low, high) = match (from, to) {
                (None, None) => continue,
                (from, to) => (from.unwrap_or(LEFT), to.unwrap_or(LEFT + AXIS)),
            };
            shape(svg, mark, (low, high.max(low + LEAST)), y);
        }
    }
}

fn shape(svg: &mut String, mark: &Mark, (low, high): (f64, f64), y: f64) {
    let is_doubted = !mark.doubt.is_empty();
    let fade = match (mark.from.is_none() || is_doubted, mark.to.is_none() || is_doubted) {
        (true, true) => " mask=\"url(#fade-both)\"",
        (true, false) => " mask=\"url(#fade-left)\"",
        (false, true) => " mask=\"url(#fade-right)\"",
        (false, false) => "",
    };
    let (low, high) = if is_doubted { (low - FADE, high + FADE) } else { (low, high) };
    let colour = if mark.is_sourced { THREAD } else { UNTIED };
    let fill = if mark.is_sourced && !mark.standing.needs_saying() { colour } else { PAPER };
    let dashes = if mark.is_sourced { "" } else { " stroke-dasharray=\"3 2\"" };
    put(
        svg,
        format_args!(
            "<rect x=\"{low:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"9\" rx=\"4.5\" fill=\"{fill}\" stroke=\"{colour}\" \
             stroke-width=\"1.5\"{dashes}{fade}/>\n",
            y - 4.5,
            high - low
        ),
    );
    if !mark.standing.asserts() {
        let middle = (low + high) / 2.0;
        rule(svg, (middle - 8.0, y + 8.0), (middle + 8.0, y - 8.0), INK);
    }
    text(svg, high + 3.0, y + 4.5, QUIET, 13, mark.doubt);
}

/// What the marks mean, each as it is drawn.
fn legend(svg: &mut String, y: f64) {
    let at = |day: u32| NaiveDate::from_ymd_opt(2000, 1, day).and_then(|date| date.and_hms_opt(0, 0, 0));
    let sure = Mark { from: at(1), to: at(2), doubt: "", standing: Standing::Reported, is_sourced: true };
    let mut x = LEFT;
    for (mark, words) in [
        (sure.clone(), "sourced"),
        (Mark { doubt: "~", ..sure.clone() }, "about, perhaps"),
        (Mark { to: None, ..sure.clone() }, "no end known"),
        (Mark { standing: Standing::Alleged, ..sure.clone() }, "alleged, inferred"),
        (Mark { standing: Standing::Denied, ..sure.clone() }, "denied"),
        (Mark { is_sourced: false, ..sure }, "no source supports it"),
    ] {
        let fade = if mark.doubt.is_empty() { 0.0 } else { FADE };
        shape(svg, &mark, (x + fade, x + 36.0 - fade), y - 4.0);
        text(svg, x + 48.0, y, QUIET, 11, words);
        x += 76.0 + 0.85 * length(words);
    }
}

fn when(event: &EventLine) -> &str {
    if event.label.is_empty() { "undated" } else { &event.label }
}

fn what(event: &EventLine) -> String {
    let doubt = event.doubt().map(|word| format!(" ({word})")).unwrap_or_default();
    let disagree = if event.conflict { " (sources disagree on the date)" } else { "" };
    format!("{}{doubt}{disagree}", event.title)
}

/// Who took part, as many as a line has room for.
fn who(event: &EventLine) -> String {
    let names = event.names();
    let mut line = String::new();
    for (idx, name) in names.iter().enumerate() {
        if idx > 0 && length(&line) + length(name) > MOST_NAMES {
            line += &format!(" and {} more", names.len() - idx);
            break;
        }
        line += if idx > 0 { ", " } else { "" };
        line += name;
    }
    line
}

/// An event in words, for those who cannot see it drawn.
fn told(event: &EventLine) -> String {
    let unsourced = if event.supported { "" } else { ", not supported" };
    format!("{}: {}{unsourced}", when(event), what(event))
}

/// About how wide a text is drawn at 13 px.
fn length(text: &str) -> f64 {
    text.chars().map(|c| if (c as u32) < 0x1100 { LETTER } else { 2.0 * LETTER }).sum()
}

/// The days since the common era's first.
fn day(moment: NaiveDateTime) -> f64 {
    f64::from(moment.num_days_from_ce()) + f64::from(moment.num_seconds_from_midnight()) / 86_400.0
}

fn rule(svg: &mut String, from: (f64, f64), to: (f64, f64), colour: &str) {
    let ((x1, y1), (x2, y2)) = (from, to);
    put(svg, format_args!("<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{colour}\"/>\n"));
}

fn text(svg: &mut String, x: f64, y: f64, colour: &str, size: u8, words: &str) {
    if !words.is_empty() {
        let words = escape(words);
        put(
            svg,
            format_args!("<text x=\"{x:.1}\" y=\"{y:.1}\" fill=\"{colour}\" font-size=\"{size}\">{words}</text>\n"),
        );
    }
}

fn put(svg: &mut String, args: std::fmt::Arguments<'_>) {
    svg.write_fmt(args).expect("writing to a string cannot fail");
}

fn escape(text: &str) -> String {
    let plain = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    plain.chars().filter(|c| !c.is_control()).collect()
}
