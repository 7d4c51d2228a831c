use std::fmt;

use super::{ValueError, list};

/// A number as a source gives it, with its unit or currency: `1200`, `1200 kg`, `45000 USD`.
///
/// Digits are kept as text, so nothing is rounded: `1.50` stays `1.50`. Written without thousands separators, with a
/// decimal point, and with one space before the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// Sign, digits and decimal point.
    pub digits: String,
    /// A unit of measure as it was written, or a currency as its ISO 4217 code.
    pub unit: Option<Unit>,
}

/// What a number counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// Money.
    Currency(&'static str),
    /// Anything else, in the source's word.
    Measure(String),
}

impl Quantity {
    /// Reads a number.
    ///
    /// Thousands may be parted by spaces, apostrophes, commas or points; where only one comma or point stands it is
    /// read the English way (`1,200` is twelve hundred, `1.200` is one and a fifth), unless that cannot be (`1,5`).
    /// `thousand`, `million`, `billion` (10⁹) and `trillion` are multiplied out, and `k`. A currency is its ISO code
    /// in capitals, before or after, or one of `€`, `US$`, `HK$`, `RMB`.
    ///
    /// # Errors
    /// The part that is not understood. A lone `$`, `£` or `¥` is refused: many currencies share them.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let text = text.trim();
        let wrong = |why| ValueError::Number { text: text.to_owned(), why };
        let (before, rest) = text.split_at(text.find(starts_number).ok_or_else(|| wrong(""))?);
        let (digits, after) = rest.split_at(end_of_number(rest));
        let digits = plain_digits(digits).ok_or_else(|| wrong(""))?;
        let (digits, after) = multiplied(digits, after.trim());
        let before = match before.trim() {
            "" => None,
            word => Some(money(word).ok_or_else(|| wrong(hint(word)))?),
        };
        let after = match after {
            "" => None,
            word => Some(unit(word).map_err(|error| error.unwrap_or_else(|| wrong(hint(word))))?),
        };
        match (before, after) {
            (Some(_), Some(_)) => Err(wrong(" with one unit")),
            (before, after) => Ok(Self { digits, unit: before.or(after) }),
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits)?;
        match &self.unit {
            Some(Unit::Currency(code)) => write!(f, " {code}"),
            Some(Unit::Measure(unit)) => write!(f, " {unit}"),
            None => Ok(()),
        }
    }
}

const fn starts_number(c: char) -> bool {
    matches!(c, '0'..='9' | '-' | '+' | '\u{2212}' | '.')
}

const fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '\u{2019}')
}

/// Where the number ends: after its last digit. A gap belongs to it only before exactly three digits.
fn end_of_number(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() {
            end = at + 1;
        } else if is_gap(c) {
            let next = &text[at + c.len_utf8()..];
            if end == 0 || next.bytes().take_while(u8::is_ascii_digit).count() != 3 {
                break;
            }
        } else if !(matches!(c, '.' | ',') || at == 0) {
            break;
        }
    }
    end
}

/// The digits without separators, with a decimal point if there is a fraction.
fn plain_digits(text: &str) -> Option<String> {
    let (sign, text) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = match decimal_mark(text) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    };
    let whole = ungrouped(whole)?;
    let all_digits = |text: &str| text.bytes().all(|c| c.is_ascii_digit());
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    (has_digits && all_digits(&whole) && all_digits(fraction)).then(|| assembled(sign, &whole, fraction))
}

fn assembled(sign: &str, whole: &str, fraction: &str) -> String {
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

fn decimal_mark(text: &str) -> Option<usize> {
    let last = text.rfind(['.', ','])?;
    let mark = &text[last..=last];
    let other = if mark == "." { "," } else { "." };
    let has_other_groups = text.contains(is_gap) || text.starts_with('0');
    let is_decimal = match (text.matches(mark).count(), text.contains(other)) {
        (1, true) => true,
        (1, false) => mark == "." || has_other_groups || text.len() - last != 4,
        _ => false,
    };
    is_decimal.then_some(last)
}

/// Takes out one kind of separator; groups after the first have three digits, or two as in India, and the last has
/// three.
fn ungrouped(text: &str) -> Option<String> {
    let Some(separator) = text.chars().find(|&c| is_gap(c) || matches!(c, '.' | ',')) else {
        return Some(text.to_owned());
    };
    let groups: Vec<&str> = text.split(separator).collect();
    let (first, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let fits =
        (1..=3).contains(&first.len()) && middle.iter().all(|group| matches!(group.len(), 2 | 3)) && last.len() == 3;
    fits.then(|| groups.concat())
}

/// Takes a word for a power of ten off the front of the unit.
fn multiplied(digits: String, after: &str) -> (String, &str) {
    let (word, rest) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
    let power = match word {
        "k" | "thousand" | "Thousand" => 3,
        "million" | "Million" | "mn" => 6,
        "billion" | "Billion" | "bn" => 9,
        "trillion" | "Trillion" => 12,
        _ => return (digits, after),
    };
    let (sign, digits) = digits.strip_prefix('-').map_or(("", &*digits), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = format!("{fraction:0<power$}");
    let (up, down) = fraction.split_at(power);
    (assembled(sign, &format!("{whole}{up}"), down), rest.trim())
}

fn money(word: &str) -> Option<Unit> {
    currency(word).map(Unit::Currency)
}

/// A currency by its code in capitals, or by one of the signs that mean no other.
pub(super) fn currency(word: &str) -> Option<&'static str> {
    let code = match word {
        "€" => "EUR",
        "US$" => "USD",
        "HK$" => "HKD",
        "NT$" => "TWD",
        "RMB" => "CNY",
        code => code,
    };
    list::currency(code)
}

/// A unit, or what is wrong with it; `None` for a wrong one nothing more can be said about.
fn unit(word: &str) -> Result<Unit, Option<ValueError>> {
    if let Some(money) = money(word) {
        return Ok(money);
    }
    if list::currency(&word.to_uppercase()).is_some() {
        return Err(Some(ValueError::SmallCurrency(word.to_owned())));
    }
    let begins = word.starts_with(|c: char| c.is_alphabetic() || matches!(c, '%' | '‰' | '°' | 'µ'));
    let goes_on = word.chars().all(|c| c.is_alphanumeric() || " %‰°µ/²³·^-.".contains(c));
    let words: Vec<&str> = word.split_whitespace().collect();
    let no_money = words.iter().all(|word| money(word).is_none());
    let is_unit = begins && goes_on && no_money && word.chars().count() <= 32;
    is_unit.then(|| Unit::Measure(words.join(" "))).ok_or(None)
}

fn hint(word: &str) -> &'static str {
    if word.contains(['$', '£', '¥', '￥']) {
        ": many currencies use that sign, give the code, as in 1200 USD"
    } else {
        ""
    }
}
