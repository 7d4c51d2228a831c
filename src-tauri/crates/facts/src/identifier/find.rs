//! Finding identifiers with check digits in text: what a machine read off a picture may have one sign wrong, and the check
//! digits tell.

use super::{IBAN_LENGTHS, IdentifierCheck, IdentifierKind, identifier_check, is_hyphen};

/// An identifier as it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundIdentifier {
    /// Where it begins, in Unicode scalars.
    pub start: u32,
    /// One past where it ends.
    pub end: u32,
    /// What it looks like.
    pub kind: IdentifierKind,
    /// What its check digits say: valid or not.
    pub check: IdentifierCheck,
}

/// How far before an identifier the word may stand that says what it is.
const NEAR: usize = 24;

/// Finds container, IMO and IMEI numbers, LEIs and IBANs, right or wrong, in the order they stand.
///
/// Only what can hardly be anything else counts: a form that is rare elsewhere, or a word before it that says what it is.
#[must_use]
pub fn find_identifiers(text: &str) -> Vec<FoundIdentifier> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let begins = is_sign(chars[at]) && (at == 0 || !is_sign(chars[at - 1]));
        let end = begins.then(|| one_at(&chars, at)).flatten().map(|(kind, end, check)| {
            found.push(FoundIdentifier { start: at as u32, end: end as u32, kind, check });
            end
        });
        at = end.unwrap_or(at + 1);
    }
    found
}

/// The identifier that begins here: what it is, one past its end, and what its check digits say.
fn one_at(chars: &[char], at: usize) -> Option<(IdentifierKind, usize, IdentifierCheck)> {
    container_at(chars, at).or_else(|| iban_at(chars, at)).or_else(|| lei_at(chars, at)).or_else(|| named_at(chars, at))
}

/// ISO 6346. Where some of its digits came out as letters it is one all the same, and wrong.
fn container_at(chars: &[char], at: usize) -> Option<(IdentifierKind, usize, IdentifierCheck)> {
    let (signs, end) = taken(chars, at, 11)?;
    let owner = signs[..3].iter().all(char::is_ascii_uppercase) && matches!(signs[3], 'U' | 'J' | 'Z');
    let is_number = |c: &char| c.is_ascii_digit() || matches!(c, 'O' | 'I' | 'l' | 'S' | 'B' | 'Z');
    let n_digits = signs[4..].iter().filter(|c| c.is_ascii_digit()).count();
    if !owner || n_digits < 5 || !signs[4..].iter().all(is_number) {
        return None;
    }
    let text: String = signs.iter().collect();
    let check = match identifier_check(IdentifierKind::Container, &text) {
        IdentifierCheck::Valid => IdentifierCheck::Valid,
        _ => IdentifierCheck::Invalid,
    };
    Some((IdentifierKind::Container, end, check))
}

fn iban_at(chars: &[char], at: usize) -> Option<(IdentifierKind, usize, IdentifierCheck)> {
    let head: String = chars.get(at..at + 4)?.iter().collect();
    let (country, digits) = head.split_at_checked(2)?;
    let (_, length) = IBAN_LENGTHS.iter().find(|(code, _)| *code == country)?;
    if !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let (signs, end) = taken(chars, at, *length)?;
    let text: String = signs.iter().collect();
    let check = identifier_check(IdentifierKind::Iban, &text);
    // Forms with a country's letters and many digits are not rare: half of it must be digits, or its name stand there.
    let n_digits = signs.iter().filter(|c| c.is_ascii_digit()).count();
    let is_one = check == IdentifierCheck::Valid || 2 * n_digits > signs.len() || is_said(chars, at, "iban");
    (is_one && check != IdentifierCheck::NotThatKind).then_some((IdentifierKind::Iban, end, check))
}

fn lei_at(chars: &[char], at: usize) -> Option<(IdentifierKind, usize, IdentifierCheck)> {
    let (signs, end) = taken(chars, at, 20)?;
    let text: String = signs.iter().collect();
    let check = identifier_check(IdentifierKind::Lei, &text);
    let has_both = signs.iter().any(char::is_ascii_uppercase) && signs.iter().all(|c| !c.is_ascii_lowercase());
    let is_one = has_both && end - at == 20 && (check == IdentifierCheck::Valid || is_said(chars, at, "lei"));
    (is_one && check != IdentifierCheck::NotThatKind).then_some((IdentifierKind::Lei, end, check))
}

/// Numbers that are like any other but for the word before them.
fn named_at(chars: &[char], at: usize) -> Option<(IdentifierKind, usize, IdentifierCheck)> {
    for (word, kind, length) in [("imo", IdentifierKind::Imo, 7), ("imei", IdentifierKind::Imei, 15)] {
        let Some((signs, end)) = taken(chars, at, length) else { continue };
        if signs.iter().all(char::is_ascii_digit) && is_said(chars, at, word) {
            let text: String = signs.iter().collect();
            return Some((kind, end, identifier_check(kind, &text)));
        }
    }
    None
}

/// So many letters and digits from here on, parted by no more than a space or hyphen each, and the place after them; `None`
/// where the run is shorter, or goes on.
fn taken(chars: &[char], at: usize, length: usize) -> Option<(Vec<char>, usize)> {
    let mut signs = Vec::with_capacity(length);
    let mut place = at;
    while signs.len() < length {
        let c = *chars.get(place)?;
        if is_sign(c) {
            signs.push(c);
        } else if !is_joint(c) || place == at || !is_sign(chars[place - 1]) {
            return None;
        }
        place += 1;
    }
    let goes_on = chars.get(place).is_some_and(|c| is_sign(*c));
    (!goes_on).then_some((signs, place))
}

/// Whether a word stands shortly before a place, on the same line.
fn is_said(chars: &[char], at: usize, word: &str) -> bool {
    let line = chars[at.saturating_sub(NEAR)..at].rsplit(|c| *c == '\n').next().unwrap_or_default();
    let before: String = line.iter().collect::<String>().to_ascii_lowercase();
    before.split(|c: char| !c.is_ascii_alphanumeric()).any(|said| said == word)
}

fn is_sign(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn is_joint(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{3000}') || is_hyphen(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use IdentifierCheck::{Invalid, Valid};
    use IdentifierKind::{Container, Iban, Imei, Imo, Lei};

    fn check(text: &str, expect: &[(&str, IdentifierKind, IdentifierCheck)]) {
        let chars: Vec<char> = text.chars().collect();
        let found: Vec<(String, IdentifierKind, IdentifierCheck)> = find_identifiers(text)
            .into_iter()
            .map(|one| (chars[one.start as usize..one.end as usize].iter().collect(), one.kind, one.check))
            .collect();
        let expect: Vec<_> = expect.iter().map(|(words, kind, check)| ((*words).to_owned(), *kind, *check)).collect();
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn identifiers_are_found_as_they_are_written() {
        check("箱号 CSQU3054383, sealed", &[("CSQU3054383", Container, Valid)]);
        check("CSQU 305438-3", &[("CSQU 305438-3", Container, Valid)]);
        check("CSQU3054384", &[("CSQU3054384", Container, Invalid)]);
        check("CSQU30S4383", &[("CSQU30S4383", Container, Invalid)]);
        check("to GB82 WEST 1234 5698 7654 32.", &[("GB82 WEST 1234 5698 7654 32", Iban, Valid)]);
        check("IBAN DE89370400440532013001", &[("DE89370400440532013001", Iban, Invalid)]);
        check("MV Tern, IMO no. 9074729", &[("9074729", Imo, Valid)]);
        check("IMO 9074728\n9074728", &[("9074728", Imo, Invalid)]);
        check("IMEI: 49-015420-323751-8", &[("49-015420-323751-8", Imei, Valid)]);
        check("LEI 5493001KJTIIGC8Y1R12", &[("5493001KJTIIGC8Y1R12", Lei, Valid)]);
        check("LEI: 5493001KJTIIGC8Y1R13", &[("5493001KJTIIGC8Y1R13", Lei, Invalid)]);
        check("CSQU3054383 CSQU3054384", &[("CSQU3054383", Container, Valid), ("CSQU3054384", Container, Invalid)]);
    }

    /// The check digit of ISO 6346, annex A, worked out apart from the code under test.
    fn check_digit(stem: &str) -> u32 {
        let mut letters = (10u32..).filter(|worth| worth % 11 != 0);
        let worths: Vec<(char, u32)> = ('A'..='Z').map(|c| (c, letters.next().unwrap_or_default())).collect();
        let worth = |c: char| match c.to_digit(10) {
            Some(digit) => digit,
            None => worths.iter().find(|(letter, _)| *letter == c).map_or(0, |(_, worth)| *worth),
        };
        stem.chars().zip(0..).map(|(c, place)| worth(c) << place).sum::<u32>() % 11 % 10
    }

    #[test]
    fn every_container_of_a_cell_is_found_whatever_stands_between() {
        let forms: [fn(&str, &str, u32) -> String; 10] = [
            |owner, serial, digit| format!("{owner}{serial}{digit}"),
            |owner, serial, digit| format!("{owner} {serial}{digit}"),
            |owner, serial, digit| format!("{owner} {serial}-{digit}"),
            |owner, serial, digit| format!("{owner} {serial} {digit}"),
            |owner, serial, digit| format!("{owner}-{serial}-{digit}"),
            |owner, serial, digit| format!("{owner} {} {}-{digit}", &serial[..3], &serial[3..]),
            |owner, serial, digit| format!("{owner}\u{a0}{serial}\u{2011}{digit}"),
            |owner, serial, digit| format!("{owner}\u{3000}{serial}\u{ff0d}{digit}"),
            |owner, serial, digit| format!("{owner} {serial}\u{2013}{digit}"),
            |owner, serial, digit| format!("{owner}\u{202f}{serial}\u{2212}{digit}"),
        ];
        let separators = [
            " ", "  ", ";", "; ", "/", " / ", ",", ", ", "、", "；", "，", "／", "\n", "\r\n", "\n\n", "&", " & ",
            "＆", " and ", ", and ", "\nand\n", "和", "\u{3000}", "\t", "|", " + ", " - ",
        ];
        let stems = [("MSKU", "123456"), ("TCLU", "000017"), ("CSQU", "305438")];
        for separator in separators {
            for form in forms {
                let numbers =
                    stems.map(|(owner, serial)| form(owner, serial, check_digit(&format!("{owner}{serial}"))));
                let expect: Vec<_> = numbers.iter().map(|number| (number.as_str(), Container, Valid)).collect();
                check(&numbers.join(separator), &expect);
                // Glued to words and sizes, as cells have them, too.
                check(&format!("箱号{}／40HQ，铅封", numbers.join(separator)), &expect);
            }
            let mixed: Vec<String> = stems
                .into_iter()
                .zip([forms[2], forms[0], forms[7]])
                .map(|((owner, serial), form)| form(owner, serial, (check_digit(&format!("{owner}{serial}")) + 1) % 10))
                .collect();
            let expect: Vec<_> = mixed.iter().map(|number| (number.as_str(), Container, Invalid)).collect();
            check(&mixed.join(separator), &expect);
        }
    }

    #[test]
    fn what_could_be_anything_else_is_left_alone() {
        for text in [
            "9074728",
            "5493001KJTIIGC8Y1R13",
            "INVOICE 1234567",
            "CSQU30543",
            "XCSQU3054383",
            "CSQU30543834",
            "MENU PLAN 2025",
            "IMO\n9074728",
            "",
        ] {
            check(text, &[]);
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics_and_places_lie_in_the_text(text in "(\\PC|[A-Z0-9 -]|\n){0,80}") {
            let n_chars = text.chars().count() as u32;
            for one in find_identifiers(&text) {
                proptest::prop_assert!(one.start < one.end && one.end <= n_chars);
            }
        }
    }
}
