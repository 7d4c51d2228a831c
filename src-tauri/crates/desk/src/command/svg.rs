//! The timeline as a drawing: an event a line, its span of possible dates as a bar, its title beside it.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::timeline::{EventLine, TimelineAnswer};

const LINE: f64 = 28.0;
const TOP: f64 = 56.0;
const LEFT: f64 = 24.0;
const AXIS: f64 = 520.0;
/// A letter at 13 px, on the wide side; CJK letters are twice as wide.
const LETTER: f64 = 7.2;

/// Draws it. Colours are those of the light theme; red means that a source supports it.
pub(super) fn draw(answer: &TimelineAnswer) -> String {
    let days: Vec<(Option<f64>, Option<f64>)> = answer.events.iter().map(bounds).collect();
    let known = days.iter().flat_map(|(a, b)| [*a, *b]).flatten();
    let (first, last) = known.fold((f64::MAX, f64::MIN), |(low, high), day| (low.min(day), high.max(day)));
    let (first, last) = if first > last { (0.0, 1.0) } else { (first, last.max(first + 1.0)) };
    let x = |day: f64| LEFT + (day - first) / (last - first) * AXIS;
    let dates_at = LEFT + AXIS + 24.0;
    let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
    let titles_at = dates_at + widest(&mut answer.events.iter().map(|e| length(when(e)))) + 16.0;
    let width = titles_at + widest(&mut answer.events.iter().map(|e| length(&what(e)))) + LEFT;
    let height = TOP + LINE * answer.events.len() as f64 + 24.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height}\" viewBox=\"0 0 {width:.0} {height}\" \
         font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fbfaf7\"/>\n"
    );
    ticks(&mut svg, first, last, height, &x);
    for (idx, (event, (from, to))) in answer.events.iter().zip(&days).enumerate() {
        let y = TOP + LINE * idx as f64;
        let colour = if event.supported { "#c5372c" } else { "#8a857c" };
        let (start, end) = (from.map_or(LEFT, x), to.map_or(LEFT + AXIS, x));
        if from.is_some() || to.is_some() {
            let width = (end - start).max(8.0);
            // An open end is drawn paler: nobody says where it stops.
            let opacity = if from.is_some() && to.is_some() { 1.0 } else { 0.45 };
            put(
                &mut svg,
                format_args!(
                    "<rect x=\"{start:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"8\" rx=\"4\" fill=\"{colour}\" opacity=\"{opacity}\"/>\n",
                    y - 4.0
                ),
            );
        }
        for (at, colour, text) in
            [(dates_at, "#6b665e", escape(when(event))), (titles_at, "#1f1d1a", escape(&what(event)))]
        {
            let y = y + 4.5;
            put(&mut svg, format_args!("<text x=\"{at:.1}\" y=\"{y:.1}\" fill=\"{colour}\">{text}</text>\n"));
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn when(event: &EventLine) -> &str {
    if event.label.is_empty() { "undated" } else { &event.label }
}

fn what(event: &EventLine) -> String {
    let doubt = event.doubt().map(|word| format!(" ({word})")).unwrap_or_default();
    let disagree = if event.conflict { " (sources disagree on the date)" } else { "" };
    format!("{}{doubt}{disagree}", event.title)
}

/// About how wide a text is drawn, in pixels.
fn length(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { LETTER } else { 2.0 * LETTER }).sum()
}

fn ticks(svg: &mut String, first: f64, last: f64, height: f64, x: &impl Fn(f64) -> f64) {
    let year = |day: f64| NaiveDate::from_num_days_from_ce_opt(day as i32).map_or(0, |d| d.year());
    let (from, to) = (year(first), year(last));
    let step = ((to - from) / 12).max(1);
    for year in (from..=to + 1).step_by(step.unsigned_abs() as usize) {
        let Some(day) = NaiveDate::from_ymd_opt(year, 1, 1).map(|d| f64::from(d.num_days_from_ce())) else { continue };
        if day < first || day > last {
            continue;
        }
        let at = x(day);
        put(svg, format_args!("<line x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"32\" y2=\"{height}\" stroke=\"#e6e2da\"/>\n"));
        put(svg, format_args!("<text x=\"{:.1}\" y=\"26\" fill=\"#6b665e\">{year}</text>\n", at + 4.0));
    }
}

/// The days since the common era's first that an event's dates allow.
fn bounds(event: &EventLine) -> (Option<f64>, Option<f64>) {
    let day = |text: &Option<String>| {
        let time: NaiveDateTime = text
            .as_deref()?
            .parse()
            .ok()
            .or_else(|| NaiveDateTime::parse_from_str(text.as_deref()?, "%Y-%m-%d %H:%M:%S").ok())?;
        Some(f64::from(time.num_days_from_ce()))
    };
    (day(&event.earliest), day(&event.latest))
}

fn put(svg: &mut String, args: std::fmt::Arguments<'_>) {
    svg.write_fmt(args).expect("writing to a string cannot fail");
}

fn escape(text: &str) -> String {
    let plain = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    plain.chars().filter(|c| !c.is_control()).collect()
}
