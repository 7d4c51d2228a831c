//! Numbers as their cell shows them (ECMA-376, 18.8.31): the common part of the number formats. A format outside of it
//! shows the number plainly.

use calamine::ExcelDateTime;

/// How a cell's numbers look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Look {
    /// As short as the number allows.
    #[default]
    Plain,
    /// With a fixed number of digits.
    Digits { prefix: String, suffix: String, n_whole: usize, n_decimals: usize, has_thousands: bool, is_percent: bool },
    /// As a date or time: the parts that are shown.
    Time { has_day: bool, has_month: bool, has_year: bool, has_clock: bool },
}

impl Look {
    /// Reads a number format.
    pub(super) fn of(code: &str) -> Look {
        let positive = first_section(code);
        match Pattern::of(positive) {
            Some(pattern) if pattern.letters.is_empty() => pattern.digits().unwrap_or_default(),
            Some(pattern) => {
                let has = |letter: char| pattern.letters.contains(letter);
                let has_clock = has('h') || has('s');
                Look::Time {
                    has_day: has('d'),
                    has_year: has('y') || has('e'),
                    has_month: has('m') && (!has_clock || has('y') || has('d')),
                    has_clock,
                }
            }
            None => Look::Plain,
        }
    }

    /// A number as a cell shows it.
    pub(super) fn number(&self, value: f64) -> String {
        match self {
            Look::Digits { prefix, suffix, n_whole, n_decimals, has_thousands, is_percent } => {
                let scaled = if *is_percent { value * 100.0 } else { value };
                if !scaled.is_finite() || scaled.abs() >= 1e15 {
                    return plain(value);
                }
                let digits = format!("{:.n_decimals$}", rounded(scaled).abs(), n_decimals = *n_decimals);
                let (whole, decimals) = digits.split_once('.').unwrap_or((&digits, ""));
                let padded = format!("{whole:0>n_whole$}", n_whole = *n_whole);
                let whole = if *has_thousands { with_thousands(&padded) } else { padded };
                let point = if decimals.is_empty() { "" } else { "." };
                let is_zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
                let sign = if value < 0.0 && !is_zero { "-" } else { "" };
                let percent = if *is_percent { "%" } else { "" };
                format!("{sign}{prefix}{whole}{point}{decimals}{percent}{suffix}")
            }
            Look::Plain | Look::Time { .. } => plain(value),
        }
    }

    /// A date or time as a cell shows it, with its parts in the order of ISO 8601 whatever the format's is.
    pub(super) fn time(&self, time: &ExcelDateTime) -> String {
        const LAST_DAY: f64 = 2_958_466.0;
        let value = time.as_f64();
        if !(0.0..LAST_DAY).contains(&value) {
            return plain(value);
        }
        if time.is_duration() {
            return duration(value);
        }
        let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
        let clock =
            if second == 0 { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") };
        let date = format!("{year:04}-{month:02}-{day:02}");
        let (has_date, has_clock) = match self {
            Look::Time { has_day: false, has_month: true, has_year: true, has_clock: false } => {
                return format!("{year:04}-{month:02}");
            }
            Look::Time { has_day: false, has_month: false, has_year: true, has_clock: false } => {
                return format!("{year:04}");
            }
            Look::Time { has_day, has_month, has_year, has_clock } => (*has_day || *has_month || *has_year, *has_clock),
            // The format is not known: a whole number is a day, and less than one a time of day.
            _ => (value >= 1.0, value.fract() != 0.0),
        };
        match (has_date, has_clock) {
            (true, true) => format!("{date} {clock}"),
            (false, true) => clock,
            _ => date,
        }
    }
}

/// A number without a format: whole numbers with all their digits, others to fifteen digits, which is what they are
/// known to.
pub(super) fn plain(value: f64) -> String {
    if value.fract() == 0.0 { value.to_string() } else { rounded(value).to_string() }
}

/// Fifteen significant digits, as spreadsheets calculate.
fn rounded(value: f64) -> f64 {
    format!("{value:.14e}").parse().unwrap_or(value)
}

fn with_thousands(digits: &str) -> String {
    let mut parted = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}

fn duration(days: f64) -> String {
    // Less than the last day, so it fits.
    let seconds = (days * 86_400.0).round() as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if seconds == 0 { format!("{hours}:{minutes:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

/// What a format's first section is made of.
#[derive(Default)]
struct Pattern {
    prefix: String,
    digits: String,
    suffix: String,
    /// Letters of dates and times, in small.
    letters: String,
}

impl Pattern {
    /// `None` for General and for text.
    fn of(section: &str) -> Option<Pattern> {
        let mut pattern = Pattern::default();
        let mut chars = section.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => pattern.literal(&chars.by_ref().take_while(|c| *c != '"').collect::<String>()),
                '\\' => pattern.literal(&chars.next().map(String::from).unwrap_or_default()),
                // A width to leave or a character to fill with.
                '_' | '*' => drop(chars.next()),
                '[' => {
                    let bracket: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    match bracket.strip_prefix('$') {
                        Some(currency) => pattern.literal(currency.split('-').next().unwrap_or_default()),
                        // Elapsed hours, minutes, seconds.
                        None if bracket.chars().all(|c| "hmsHMS".contains(c)) => pattern.letters.push('h'),
                        None => {}
                    }
                }
                '0' | '#' | '?' | ',' | '.' | '%' | '/' if pattern.letters.is_empty() => pattern.digits.push(c),
                'd' | 'm' | 'y' | 'h' | 's' | 'D' | 'M' | 'Y' | 'H' | 'S' => {
                    pattern.letters.push(c.to_ascii_lowercase());
                }
                '@' | 'G' | 'g' | 'E' => return None,
                _ => pattern.literal(c.encode_utf8(&mut [0; 4])),
            }
        }
        Some(pattern)
    }

    fn literal(&mut self, text: &str) {
        if self.digits.is_empty() { self.prefix.push_str(text) } else { self.suffix.push_str(text) }
    }

    fn digits(self) -> Option<Look> {
        let (body, is_percent) = match self.digits.strip_suffix('%') {
            Some(body) => (body, true),
            None => (self.digits.as_str(), false),
        };
        let (whole, decimals) = body.split_once('.').unwrap_or((body, ""));
        let is_simple = !whole.is_empty() && whole.chars().all(|c| matches!(c, '0' | '#' | ','));
        // Digits shown only where there are some, and thousands left out, are for the plain way.
        if !is_simple || whole.ends_with(',') || !decimals.chars().all(|c| c == '0') {
            return None;
        }
        Some(Look::Digits {
            n_whole: whole.chars().filter(|c| *c == '0').count(),
            n_decimals: decimals.len().min(15),
            has_thousands: whole.contains(','),
            is_percent,
            prefix: self.prefix.trim().to_owned(),
            suffix: self.suffix.trim_end().to_owned(),
        })
    }
}

/// The section for positive numbers: up to the first semicolon outside of quotation marks.
fn first_section(code: &str) -> &str {
    let mut is_quoted = false;
    let end = code.find(|c: char| {
        is_quoted ^= c == '"';
        c == ';' && !is_quoted
    });
    &code[..end.unwrap_or(code.len())]
}

#[cfg(test)]
mod tests {
    use calamine::{ExcelDateTime, ExcelDateTimeType};

    use super::Look;

    #[test]
    fn numbers_look_as_in_their_cell() {
        let check = |code: &str, value: f64, expect: &str| assert_eq!(Look::of(code).number(value), expect, "{code}");
        check("General", 12.0, "12");
        check("General", 0.1 + 0.2, "0.3");
        check("General", 1_234_567_890_123_456.0, "1234567890123456");
        check("0", 7.6, "8");
        check("00000", 742.0, "00742");
        check("0.00", 1.005, "1.00");
        check("#,##0", 1_234_567.0, "1,234,567");
        check("#,##0.00;[Red]-#,##0.00", -1234.5, "-1,234.50");
        check("0%", 0.25, "25%");
        check("0.0%", 0.1234, "12.3%");
        check("\"$\"#,##0", 1500.0, "$1,500");
        check("[$€-407] #,##0.00", 1500.0, "€1,500.00");
        check("#,##0\" kg\"", 20.0, "20 kg");
        check("_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)", 20.0, "20");
        check("@", 5.0, "5");
        check("0.00E+00", 12345.0, "12345");
        check("# ?/?", 0.5, "0.5");
        check("0.0", -0.01, "0.0");
    }

    #[test]
    fn times_look_as_iso_dates() {
        let check = |code: &str, value: f64, expect: &str| {
            let time = ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false);
            assert_eq!(Look::of(code).time(&time), expect, "{code}");
        };
        check("mm-dd-yy", 45720.0, "2025-03-04");
        check("yyyy/mm/dd hh:mm", 45720.5, "2025-03-04 12:00");
        check("dd.mm.yyyy", 45720.5, "2025-03-04");
        check("mmm-yy", 45720.0, "2025-03");
        check("yyyy", 45720.0, "2025");
        check("yyyy\"年\"m\"月\"d\"日\"", 45720.0, "2025-03-04");
        check("h:mm AM/PM", 0.75, "18:00");
        check("", 45720.25, "2025-03-04 06:00");
        check("mm-dd-yy", -1.0, "-1");
        check("mm-dd-yy", 1e300, &(1e300f64).to_string());
    }
}
