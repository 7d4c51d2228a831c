//! Chinese, Japanese and Korean dates: numbers before the signs for year, month and day.

use chrono::Weekday;

use crate::find::clock;
use crate::find::lexicon::Frame;
use crate::find::reference::{Unit, nth_weekday};
use crate::find::relative::name;
use crate::find::stretch::{Bare, Stretch};
use crate::find::value::{Parts, Value};

/// Words that are reckoned from the day of writing; longer ones before those they begin with.
const RELATIVE: &[(&str, Unit, i32)] = &[
    ("去年", Unit::Year, -1),
    ("前年", Unit::Year, -2),
    ("今年", Unit::Year, 0),
    ("本年", Unit::Year, 0),
    ("明年", Unit::Year, 1),
    ("来年", Unit::Year, 1),
    ("上个月", Unit::Month, -1),
    ("上個月", Unit::Month, -1),
    ("上月", Unit::Month, -1),
    ("先月", Unit::Month, -1),
    ("这个月", Unit::Month, 0),
    ("這個月", Unit::Month, 0),
    ("本月", Unit::Month, 0),
    ("今月", Unit::Month, 0),
    ("下个月", Unit::Month, 1),
    ("下個月", Unit::Month, 1),
    ("下月", Unit::Month, 1),
    ("来月", Unit::Month, 1),
    ("上周", Unit::Week, -1),
    ("上週", Unit::Week, -1),
    ("上星期", Unit::Week, -1),
    ("先週", Unit::Week, -1),
    ("本周", Unit::Week, 0),
    ("本週", Unit::Week, 0),
    ("今週", Unit::Week, 0),
    ("下周", Unit::Week, 1),
    ("下週", Unit::Week, 1),
    ("下星期", Unit::Week, 1),
    ("来週", Unit::Week, 1),
    ("一昨日", Unit::Day, -2),
    ("前天", Unit::Day, -2),
    ("昨天", Unit::Day, -1),
    ("昨日", Unit::Day, -1),
    ("今天", Unit::Day, 0),
    ("今日", Unit::Day, 0),
    ("本日", Unit::Day, 0),
    ("明天", Unit::Day, 1),
    ("明日", Unit::Day, 1),
    ("后天", Unit::Day, 2),
    ("後天", Unit::Day, 2),
];

/// Years counted anew, with the year before the first.
const ERAS: &[(&str, u32, &str)] = &[
    ("令和", 2018, "Reiwa"),
    ("平成", 1988, "Heisei"),
    ("昭和", 1925, "Showa"),
    ("民国", 1911, "Minguo"),
    ("民國", 1911, "Minguo"),
];

/// After a year: parts of it, as EDTF codes.
const YEAR_PARTS: &[(&str, u32)] =
    &[("上半年", 40), ("上半期", 40), ("下半年", 41), ("下半期", 41), ("春", 21), ("夏", 22), ("秋", 23), ("冬", 24)];

/// After a year or a month: somewhere in it.
const ROUGHLY: &[&str] = &["年初", "年底", "年末", "年中", "初", "底", "末", "上旬", "中旬", "下旬"];

/// After a date: what is made of it. Longer ones before those they begin with.
const SUFFIXES: &[(&str, Frame)] = &[
    ("以来", Frame::Since),
    ("以來", Frame::Since),
    ("起", Frame::Since),
    ("から", Frame::Since),
    ("前后", Frame::About),
    ("前後", Frame::About),
    ("左右", Frame::About),
    ("ごろ", Frame::About),
    ("頃", Frame::About),
    ("之前", Frame::Before),
    ("以前", Frame::Before),
    ("前", Frame::Before),
    ("まで", Frame::Until),
    ("为止", Frame::Until),
    ("之后", Frame::After),
    ("之後", Frame::After),
    ("以后", Frame::After),
    ("以後", Frame::After),
    ("后", Frame::After),
    ("後", Frame::After),
];

/// `2024年10月15日`, `二〇二四年十月`, `令和6年10月`, `去年10月`, `10月15日`, `2025年第一季度`, `昨日`, `2024년 10월 15일`
pub(super) fn calendar(stretch: &Stretch<'_>, i: usize) -> Option<Bare> {
    let year = year(stretch, i).or_else(|| relative(stretch, i));
    let (mut parts, how, mut next) = match year {
        // A week or a day goes on in no figures.
        Some((Value::One(parts), how, next)) if parts.day.is_none() => (parts, how, next),
        Some((value, how, next)) => return Some(Bare { options: vec![(value, how)], next, note: None }),
        None => (Parts::default(), None, i),
    };
    if parts.month.is_none() {
        match counted(stretch, next, "月월") {
            Some((month @ 1..=12, after)) => (parts.month, next) = (Some(month), after),
            _ if parts.year.is_none() => return None,
            _ => {
                (parts, next) = part_of_year(stretch, parts, next);
                return Some(Bare { options: vec![(Value::One(parts), how)], next, note: None });
            }
        }
    }
    let Some((day, after)) = counted(stretch, next, "日号號일") else {
        if let Some(after) = ROUGHLY.iter().find_map(|signs| signs_at(stretch, next, signs)) {
            (parts, next) = (parts.about(), after);
        }
        return Some(Bare { options: vec![(Value::One(parts), how)], next, note: None });
    };
    (parts.day, next) = (Some(day), after);
    Parts { year: parts.year.or(Some(2024)), ..parts }.as_day()?;
    let note;
    (note, next) = weekday_after(stretch, &parts, next);
    if let Some((time, after)) = clock::after_day(stretch, next) {
        (parts.time, next) = (Some(time), after);
    }
    Some(Bare { options: vec![(Value::One(parts), how)], next, note })
}

/// A day of a month that was named before it, as after `10月15日至`.
pub(super) fn day(stretch: &Stretch<'_>, i: usize) -> Option<(u32, usize)> {
    counted(stretch, i, "日号號일").filter(|(day, _)| (1..=31).contains(day))
}

/// What signs after a date make of it.
pub(super) fn suffix(stretch: &Stretch<'_>, i: usize) -> Option<(Frame, usize)> {
    SUFFIXES.iter().find_map(|(signs, frame)| Some((*frame, signs_at(stretch, i, signs)?)))
}

/// Past signs that say "about" before a date.
pub(super) fn about(stretch: &Stretch<'_>, i: usize) -> Option<usize> {
    ["大约", "大約", "约", "約"].iter().find_map(|signs| signs_at(stretch, i, signs))
}

fn year(stretch: &Stretch<'_>, i: usize) -> Option<(Value, Option<String>, usize)> {
    for (signs, before, english) in ERAS {
        let Some(at) = signs_at(stretch, i, signs) else { continue };
        let first = signs_at(stretch, at, "元年").map(|next| (1, next));
        let (count, next) = first.or_else(|| counted(stretch, at, "年"))?;
        let year = i32::try_from(before.checked_add(count)?).ok().filter(|_| (1..=200).contains(&count))?;
        return Some((Value::One(Parts::year(year)), Some(format!("{english} {count} is {year}")), next));
    }
    let (year, next) = counted(stretch, i, "年년")?;
    let year = i32::try_from(year).ok().filter(|year| (1000..3000).contains(year))?;
    Some((Value::One(Parts::year(year)), None, next))
}

fn relative(stretch: &Stretch<'_>, i: usize) -> Option<(Value, Option<String>, usize)> {
    let reference = stretch.reference?;
    let (unit, n, next) =
        RELATIVE.iter().find_map(|(signs, unit, n)| Some((*unit, *n, signs_at(stretch, i, signs)?)))?;
    Some((reference.shifted(unit, n)?, Some(reference.shift_words(unit, n)), next))
}

fn part_of_year(stretch: &Stretch<'_>, parts: Parts, i: usize) -> (Parts, usize) {
    if let Some(next) = ROUGHLY.iter().find_map(|signs| signs_at(stretch, i, signs)) {
        return (parts.about(), next);
    }
    if let Some((code, next)) = YEAR_PARTS.iter().find_map(|(signs, code)| Some((*code, signs_at(stretch, i, signs)?)))
    {
        let next = next + usize::from(code < 30 && stretch.is_sign(next, "季天"));
        return (Parts { month: Some(code), ..parts }, next);
    }
    let at = i + usize::from(stretch.is_sign(i, "第"));
    let quarter = number(stretch, at).filter(|(n, _)| (1..=4).contains(n));
    let after = |next| signs_at(stretch, next, "季度").or_else(|| signs_at(stretch, next, "四半期"));
    match quarter.and_then(|(n, next)| Some((n, after(next)?))) {
        Some((n, next)) => (Parts { month: Some(32 + n), ..parts }, next),
        None => (parts, i),
    }
}

/// `（星期二）`, `周二`, `(火)`, `火曜日`; what is odd if it is another day of the week.
fn weekday_after(stretch: &Stretch<'_>, parts: &Parts, i: usize) -> (Option<String>, usize) {
    let is_open = stretch.is_sign(i, "(");
    let at = i + usize::from(is_open);
    let chinese = ["星期", "周", "週"].iter().find_map(|signs| signs_at(stretch, at, signs));
    let (idx, next) = match chinese {
        Some(at) => ("一二三四五六日".chars().position(|sign| stretch.sign(at) == Some(sign)), at + 1),
        None => {
            let idx = "月火水木金土日".chars().position(|sign| stretch.sign(at) == Some(sign));
            let next = signs_at(stretch, at + 1, "曜日");
            (idx.filter(|_| is_open || next.is_some()), next.unwrap_or(at + 1))
        }
    };
    let next = next + usize::from(is_open && stretch.is_sign(next, ")"));
    match idx.and_then(nth_weekday) {
        Some(weekday) => (odd(parts, weekday), next),
        None => (None, i),
    }
}

/// What is odd about a day that is said to be another day of the week.
pub(super) fn odd(parts: &Parts, weekday: Weekday) -> Option<String> {
    use chrono::Datelike;
    let day = parts.as_day()?;
    let label = Parts { time: None, ..*parts }.date()?.label();
    (day.weekday() != weekday).then(|| format!("{label} was a {}, not a {}", name(day.weekday()), name(weekday)))
}

/// A number and one of these signs after it.
fn counted(stretch: &Stretch<'_>, i: usize, signs: &str) -> Option<(u32, usize)> {
    let (value, next) = number(stretch, i)?;
    stretch.is_sign(next, signs).then_some((value, next + 1))
}

/// In figures, or in Han: by tens (`二十三`), or figure by figure (`二〇二四`).
fn number(stretch: &Stretch<'_>, i: usize) -> Option<(u32, usize)> {
    if let Some((value, n_digits)) = stretch.number(i) {
        return (n_digits <= 4).then_some((value, i + 1));
    }
    let figure = |i| {
        let sign = stretch.sign(i)?;
        let value = "零一二三四五六七八九".chars().position(|c| c == sign).or((sign == '〇').then_some(0))?;
        u32::try_from(value).ok()
    };
    if stretch.sign(i) == Some('十') || stretch.sign(i + 1) == Some('十') {
        let tens = figure(i);
        let at = i + 1 + usize::from(tens.is_some());
        let ones = figure(at);
        return Some((tens.unwrap_or(1) * 10 + ones.unwrap_or(0), at + usize::from(ones.is_some())));
    }
    let figures: Vec<u32> = (i..i + 4).map_while(figure).collect();
    let value = figures.iter().fold(0, |value, figure| value * 10 + figure);
    (!figures.is_empty()).then_some((value, i + figures.len()))
}

fn signs_at(stretch: &Stretch<'_>, i: usize, signs: &str) -> Option<usize> {
    let mut next = i;
    for sign in signs.chars() {
        if stretch.sign(next) != Some(sign) {
            return None;
        }
        next += 1;
    }
    Some(next)
}
