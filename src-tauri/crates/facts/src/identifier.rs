//! Identifiers that carry check digits. A wrong one in a source is a finding to flag, never a reason to refuse the
//! value.

mod find;

pub use find::{FoundIdentifier, find_identifiers};

/// Identifiers whose check digits are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdentifierKind {
    /// A freight container (ISO 6346): four letters, six digits, a check digit.
    Container,
    /// A ship (IMO Resolution A.1117(30)): seven digits, the last one checks.
    Imo,
    /// A party to a financial transaction (ISO 17442): twenty letters and digits, the last two check.
    Lei,
    /// A bank account (ISO 13616): country, two check digits, account.
    Iban,
    /// A phone or modem (3GPP TS 23.003, annex B): fifteen digits, the last one checks.
    Imei,
}

words! {
    IdentifierKind = "a kind of identifier" {
        Container = "container",
        Imo = "imo",
        Lei = "lei",
        Iban = "iban",
        Imei = "imei",
    }
}

impl IdentifierKind {
    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Container => "container number",
            Self::Imo => "IMO number",
            Self::Lei => "LEI",
            Self::Iban => "IBAN",
            Self::Imei => "IMEI",
        }
    }
}

/// What check digits say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdentifierCheck {
    /// It has the form and the check digits agree.
    Valid,
    /// It has the form and the check digits do not agree, or its length is not its country's.
    Invalid,
    /// It does not have the form.
    NotThatKind,
}

/// Checks an identifier. Case, white space and hyphens are passed over, and a leading `IMO` or `IBAN`.
#[must_use]
pub fn identifier_check(kind: IdentifierKind, text: &str) -> IdentifierCheck {
    let plain = match plain(text) {
        Some(plain) if plain.len() <= 40 => plain,
        _ => return IdentifierCheck::NotThatKind,
    };
    let plain = plain.as_slice();
    let verdict = match kind {
        IdentifierKind::Container => container(plain),
        IdentifierKind::Imo => imo(plain.strip_prefix(b"IMO").unwrap_or(plain)),
        IdentifierKind::Lei => lei(plain),
        IdentifierKind::Iban => iban(plain.strip_prefix(b"IBAN").unwrap_or(plain)),
        IdentifierKind::Imei => imei(plain),
    };
    match verdict {
        Some(true) => IdentifierCheck::Valid,
        Some(false) => IdentifierCheck::Invalid,
        None => IdentifierCheck::NotThatKind,
    }
}

/// Letters in capitals and digits; `None` if anything stands there that is not passed over.
fn plain(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .filter(|c| !c.is_whitespace() && !is_hyphen(*c))
        .map(|c| c.is_ascii_alphanumeric().then(|| c.to_ascii_uppercase() as u8))
        .collect()
}

/// A hyphen, or what is typed for one: dashes, the minus sign, and the full-width one of East Asian keyboards.
const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{ff0d}')
}

/// ISO 6346 annex A: letters count from 10, leaving out the multiples of 11.
fn container(plain: &[u8]) -> Option<bool> {
    let form = plain.len() == 11
        && plain[..3].iter().all(u8::is_ascii_uppercase)
        && matches!(plain[3], b'U' | b'J' | b'Z')
        && plain[4..].iter().all(u8::is_ascii_digit);
    if !form {
        return None;
    }
    let worth = |c: u8| match u32::from(base36(c)) {
        value @ 0..=9 => value,
        letter => letter + (letter - 1) / 10,
    };
    let sum: u32 = (0..10).map(|place| worth(plain[place]) << place).sum();
    Some(sum % 11 % 10 == worth(plain[10]))
}

fn imo(plain: &[u8]) -> Option<bool> {
    if plain.len() != 7 || !plain.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |place: usize| u32::from(plain[place] - b'0');
    let sum: u32 = (0..6).map(|place| digit(place) * (7 - place as u32)).sum();
    Some(sum % 10 == digit(6))
}

fn lei(plain: &[u8]) -> Option<bool> {
    let form = plain.len() == 20 && plain[18..].iter().all(u8::is_ascii_digit);
    form.then(|| mod_97(plain.iter().copied()) == 1)
}

fn iban(plain: &[u8]) -> Option<bool> {
    let form = (15..=34).contains(&plain.len())
        && plain[..2].iter().all(u8::is_ascii_uppercase)
        && plain[2..4].iter().all(u8::is_ascii_digit);
    if !form {
        return None;
    }
    let country = &plain[..2];
    let (_, length) = IBAN_LENGTHS.iter().find(|(code, _)| code.as_bytes() == country)?;
    let turned = plain[4..].iter().chain(&plain[..4]).copied();
    Some(plain.len() == *length && mod_97(turned) == 1)
}

/// Every second digit from the right counts twice, its own digits added (ISO/IEC 7812-1, annex B).
fn imei(plain: &[u8]) -> Option<bool> {
    if plain.len() != 15 || !plain.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let worth = |(place, c): (usize, &u8)| match (u32::from(c - b'0'), place % 2) {
        (digit, 0) => digit,
        (digit, _) => digit * 2 / 10 + digit * 2 % 10,
    };
    Some(plain.iter().rev().enumerate().map(worth).sum::<u32>() % 10 == 0)
}

/// ISO 7064, MOD 97-10, letters as the two digits from 10 to 35.
fn mod_97(plain: impl Iterator<Item = u8>) -> u32 {
    plain.fold(0, |rest, c| match u32::from(base36(c)) {
        digit @ 0..=9 => (rest * 10 + digit) % 97,
        letter => (rest * 100 + letter) % 97,
    })
}

const fn base36(c: u8) -> u8 {
    if c.is_ascii_digit() { c - b'0' } else { c - b'A' + 10 }
}

/// Characters of an IBAN by country, from the register that SWIFT keeps for ISO 13616.
#[rustfmt::skip]
const IBAN_LENGTHS: &[(&str, usize)] = &[
    ("AD", 24), ("AE", 23), ("AL", 28), ("AT", 20), ("AZ", 28), ("BA", 20), ("BE", 16), ("BG", 22), ("BH", 22),
    ("BI", 27), ("BR", 29), ("BY", 28), ("CH", 21), ("CR", 22), ("CY", 28), ("CZ", 24), ("DE", 22), ("DJ", 27),
    ("DK", 18), ("DO", 28), ("EE", 20), ("EG", 29), ("ES", 24), ("FI", 18), ("FK", 18), ("FO", 18), ("FR", 27),
    ("GB", 22), ("GE", 22), ("GI", 23), ("GL", 18), ("GR", 27), ("GT", 28), ("HN", 28), ("HR", 21), ("HU", 28),
    ("IE", 22), ("IL", 23), ("IQ", 23), ("IS", 26), ("IT", 27), ("JO", 30), ("KW", 30), ("KZ", 20), ("LB", 28),
    ("LC", 32), ("LI", 21), ("LT", 20), ("LU", 20), ("LV", 21), ("LY", 25), ("MC", 27), ("MD", 24), ("ME", 22),
    ("MK", 19), ("MN", 20), ("MR", 27), ("MT", 31), ("MU", 30), ("NI", 28), ("NL", 18), ("NO", 15), ("OM", 23),
    ("PK", 24), ("PL", 28), ("PS", 29), ("PT", 25), ("QA", 29), ("RO", 24), ("RS", 22), ("RU", 33), ("SA", 24),
    ("SC", 31), ("SD", 18), ("SE", 24), ("SI", 19), ("SK", 24), ("SM", 27), ("SO", 23), ("ST", 25), ("SV", 28),
    ("TL", 23), ("TN", 24), ("TR", 26), ("UA", 29), ("VA", 22), ("VG", 24), ("XK", 20), ("YE", 30),
];

#[cfg(test)]
mod tests {
    use super::{IdentifierCheck::*, IdentifierKind::*, *};

    #[test]
    fn check_digits() {
        #[track_caller]
        fn check(kind: IdentifierKind, text: &str, expect: IdentifierCheck) {
            assert_eq!(identifier_check(kind, text), expect, "{text}");
        }
        // The example of ISO 6346 and of the Bureau International des Containers.
        check(Container, "CSQU3054383", Valid);
        check(Container, "csqu 305438-3", Valid);
        check(Container, "CSQU\u{3000}305438\u{ff0d}3", Valid);
        check(Container, "CSQU 305438\u{2013}3", Valid);
        check(Container, "CSQU3054384", Invalid);
        check(Container, "CSQX3054383", NotThatKind);
        check(Container, "CSQU305438", NotThatKind);
        check(Imo, "9074729", Valid);
        check(Imo, "IMO 9074729", Valid);
        check(Imo, "9074728", Invalid);
        check(Imo, "907472", NotThatKind);
        check(Lei, "529900T8BM49AURSDO55", Valid);
        check(Lei, "529900T8BM49AURSDO56", Invalid);
        check(Lei, "529900T8BM49AURSDO5", NotThatKind);
        check(Iban, "GB82 WEST 1234 5698 7654 32", Valid);
        check(Iban, "IBAN DE89370400440532013000", Valid);
        check(Iban, "DE88370400440532013000", Invalid);
        check(Iban, "DE8937040044053201300", Invalid);
        check(Iban, "QQ89370400440532013000", NotThatKind);
        check(Iban, "", NotThatKind);
        check(Iban, "ＤＥ89370400440532013000", NotThatKind);
    }

    proptest::proptest! {
        #[test]
        fn one_wrong_digit_is_seen(serial in 0u32..1_000_000, place in 4usize..10, other in 1u8..10) {
            let stem = format!("MSKU{serial:06}");
            let right = (0..10)
                .map(|digit| format!("{stem}{digit}"))
                .find(|text| identifier_check(Container, text) == Valid)
                .unwrap_or_default();
            let mut wrong = right.into_bytes();
            wrong[place] = b'0' + (wrong[place] - b'0' + other) % 10;
            // The remainders 0 and 10 are both written 0, the one weakness of the standard.
            let wrong = String::from_utf8(wrong).unwrap_or_default();
            let seen = identifier_check(Container, &wrong) == Invalid;
            proptest::prop_assert!(seen || wrong.ends_with('0'));
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,40}") {
            for kind in [Container, Imo, Lei, Iban] {
                let _ = identifier_check(kind, &text);
            }
        }
    }
}
