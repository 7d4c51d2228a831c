//! What browsers put before the items of a list.

use html5ever::tokenizer::Tag;

use super::walk::attr;

/// A list that is open.
pub(super) struct List {
    /// The number of the next item, where items have numbers.
    next: Option<i64>,
    sign: u8,
}

impl List {
    pub(super) fn of(tag: &Tag) -> List {
        let written = attr(tag, "start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        // Counted down, the first number is known at the end only.
        let is_counted = &*tag.name == "ol" && (attr(tag, "reversed").is_none() || attr(tag, "start").is_some());
        let sign = attr(tag, "type").and_then(|sign| sign.bytes().next()).unwrap_or(b'1');
        List { next: is_counted.then_some(written), sign }
    }

    /// What stands before the next item.
    pub(super) fn mark(&mut self, item: &Tag) -> String {
        let Some(next) = self.next.as_mut() else { return "- ".to_owned() };
        let number = attr(item, "value").and_then(|value| value.trim().parse().ok()).unwrap_or(*next);
        *next = number.saturating_add(1);
        let written = match self.sign {
            b'a' => letters(number).map(|written| written.to_ascii_lowercase()),
            b'A' => letters(number),
            b'i' => roman(number).map(|written| written.to_ascii_lowercase()),
            b'I' => roman(number),
            _ => None,
        };
        format!("{}. ", written.unwrap_or_else(|| number.to_string()))
    }
}

/// A to Z, AA to ZZ and on.
fn letters(mut number: i64) -> Option<String> {
    let mut written = Vec::new();
    while number > 0 {
        number -= 1;
        written.push(b'A' + u8::try_from(number % 26).ok()?);
        number /= 26;
    }
    written.reverse();
    String::from_utf8(written).ok().filter(|written| !written.is_empty())
}

fn roman(mut number: i64) -> Option<String> {
    #[rustfmt::skip]
    const SIGNS: [(i64, &str); 13] = [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
        (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ];
    if !(1..4000).contains(&number) {
        return None;
    }
    let mut written = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            written.push_str(sign);
            number -= value;
        }
    }
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::{letters, roman};

    #[test]
    fn numbers_are_written_with_letters() {
        let check = |number: i64, by_letters: Option<&str>, by_roman: Option<&str>| {
            assert_eq!((letters(number).as_deref(), roman(number).as_deref()), (by_letters, by_roman), "{number}");
        };
        check(0, None, None);
        check(4, Some("D"), Some("IV"));
        check(26, Some("Z"), Some("XXVI"));
        check(27, Some("AA"), Some("XXVII"));
        check(1999, Some("BXW"), Some("MCMXCIX"));
        check(5000, Some("GJH"), None);
        check(i64::MIN, None, None);
    }
}
