//! Forms that are stricter than the type of a property.

use super::{Quantity, ValueError, form, quantity::Unit, quantity::currency};
use crate::vocabulary::Format;

/// The value in this form; `None` where the form does not change how values are written.
pub(super) fn strict(format: Format, text: &str) -> Option<Result<String, ValueError>> {
    match format {
        Format::Container | Format::Imo | Format::Lei | Format::Iban => None,
        Format::Percentage => {
            Some(form(share(text), text, "a share from 0 to 100, such as 60, 33.3, 25-50, over 50 or up to 10"))
        }
        Format::Number => Some(Quantity::parse(text).map(|number| number.to_string())),
        Format::Currency => {
            let code = currency(text).or_else(|| super::currency(&text.to_uppercase())).map(str::to_owned);
            Some(form(code, text, "a currency: give its code, as in USD"))
        }
        Format::Eur => Some(amount(text, "EUR", "an amount in euros")),
        Format::Usd => Some(amount(text, "USD", "an amount in US dollars")),
        Format::Latitude => Some(form(degrees(text, 90.0), text, "a number of degrees from -90 to 90")),
        Format::Longitude => Some(form(degrees(text, 180.0), text, "a number of degrees from -180 to 180")),
    }
}

fn amount(text: &str, code: &str, what: &'static str) -> Result<String, ValueError> {
    let number = Quantity::parse(text)?;
    let fits = match &number.unit {
        None => true,
        Some(Unit::Currency(currency)) => *currency == code,
        Some(Unit::Measure(_)) => false,
    };
    form(fits.then(|| number.to_string()), text, what)
}

fn degrees(text: &str, most: f64) -> Option<String> {
    let Quantity { digits, unit } = Quantity::parse(text).ok()?;
    let has_unit = match &unit {
        None => true,
        Some(Unit::Measure(unit)) => unit == "°",
        Some(Unit::Currency(_)) => false,
    };
    (has_unit && digits.parse::<f64>().ok()?.abs() <= most).then_some(digits)
}

/// What people put before a share, longest first, and what it is written as.
const BOUNDS: &[(&str, &str)] = &[
    ("not more than", "up to"),
    ("no more than", "up to"),
    ("not less than", "at least"),
    ("no less than", "at least"),
    ("approximately", "about"),
    ("more than", "over"),
    ("less than", "under"),
    ("at least", "at least"),
    ("at most", "up to"),
    ("around", "about"),
    ("up to", "up to"),
    ("about", "about"),
    ("above", "over"),
    ("below", "under"),
    ("under", "under"),
    ("circa", "about"),
    ("over", "over"),
    ("ca.", "about"),
    (">=", "at least"),
    ("<=", "up to"),
    ("≥", "at least"),
    ("≤", "up to"),
    (">", "over"),
    ("<", "under"),
    ("~", "about"),
];

/// `60`, `25-50` or `over 50`, without a percent sign.
fn share(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let bound = BOUNDS.iter().find_map(|(word, written)| Some((text.strip_prefix(word)?, *written)));
    if let Some((rest, written)) = bound {
        return Some(format!("{written} {}", percent(rest)?));
    }
    if let Some(alone) = percent(&text) {
        return Some(alone);
    }
    let (text, joins): (&str, &[&str]) = match text.strip_prefix("between ") {
        Some(rest) => (rest, &[" and "]),
        None => (text.strip_prefix("from ").unwrap_or(&text), &[" to ", "-", "\u{2013}", "\u{2014}", "\u{2212}"]),
    };
    let (low, high) = joins.iter().find_map(|join| text.split_once(join))?;
    let (low, high) = (percent(low)?, percent(high)?);
    (low.parse::<f64>().ok()? <= high.parse::<f64>().ok()?).then(|| format!("{low}-{high}"))
}

/// The digits of a number from 0 to 100, with or without its sign.
fn percent(text: &str) -> Option<String> {
    let text = text.trim();
    let signs = ["%", "\u{ff05}", "percent", "per cent"];
    let bare = signs.iter().find_map(|sign| text.strip_suffix(sign)).unwrap_or(text).trim_end();
    let Quantity { digits, unit: None } = Quantity::parse(bare).ok()? else { return None };
    (0.0..=100.0).contains(&digits.parse::<f64>().ok()?).then_some(digits)
}
