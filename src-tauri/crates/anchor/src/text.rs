//! Unit text v1: the one form in which the text of every unit is stored, hashed, cited and searched.
//!
//! | in the source | in unit text |
//! |---|---|
//! | any composition | NFC (Unicode Standard Annex 15) |
//! | CR LF, CR, NEL, VT, FF, U+2028, U+2029 (the mandatory breaks of Unicode Standard Annex 14) | `\n` |
//! | other control characters (general category Cc) but tab | dropped |
//! | U+FEFF, wherever it stands | dropped |
//! | ﬀ ﬁ ﬂ ﬃ ﬄ ﬅ ﬆ | spelled out: ff fi fl ffi ffl st st |
//! | soft hyphens, direction marks, joiners, every kind of space | kept |
//!
//! Order is logical: the order in which a text is read aloud. A reader whose format stores right-to-left text as it is
//! drawn must turn it round before it comes here; nothing here looks at direction. Table rows stand one per line, their
//! cells parted by tabs; a cell goes through [`cell_text`] first.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc, is_nfc_quick};

/// The version of these rules. It is part of what a text version records; a change of rules is a new number.
pub const UNIT_TEXT_VERSION: u32 = 1;

/// `raw` as unit text v1. Doing it twice changes nothing.
pub fn unit_text(raw: &str) -> String {
    if is_plain_ascii(raw) {
        return raw.to_owned();
    }
    let mapped = if raw.chars().any(is_mapped) { Cow::Owned(map(raw)) } else { Cow::Borrowed(raw) };
    match is_nfc_quick(mapped.chars()) {
        IsNormalized::Yes => mapped.into_owned(),
        IsNormalized::No | IsNormalized::Maybe => mapped.nfc().collect(),
    }
}

/// A cell's text as it stands in unit text: as [`unit_text`], with a space for each tab or line break.
pub fn cell_text(raw: &str) -> String {
    let mut text = unit_text(raw);
    if text.contains(['\t', '\n']) {
        text = text.replace(['\t', '\n'], " ");
    }
    text
}

/// Whether a cell says that there is nothing to say: it is empty, or has `NULL`, `N/A`, a dash or the like in it. Such
/// words stand in the text as they are; they are nobody's name and no value.
///
/// `NA` is not among them: it is Namibia, too.
pub fn is_blank_cell(cell: &str) -> bool {
    const WORDS: [&str; 18] = [
        "null",
        "(null)",
        "\\n",
        "nil",
        "none",
        "nan",
        "n/a",
        "#n/a",
        "n.a.",
        "n.a",
        "n/k",
        "tba",
        "tbd",
        "(blank)",
        "无",
        "無",
        "暂无",
        "不适用",
    ];
    let cell = cell.trim();
    // What is longer than any of them need not be folded.
    cell.len() <= 12
        && (cell.chars().all(|c| matches!(c, '-' | '–' | '—' | '－' | '_' | '/' | '*' | '.' | '?' | ' '))
            || WORDS.contains(&cell.to_lowercase().as_str()))
}

/// Whether `text` already is unit text v1.
pub fn is_unit_text(text: &str) -> bool {
    is_plain_ascii(text) || (!text.chars().any(is_mapped) && is_nfc(text))
}

/// The fast path: printable ASCII, tabs and newlines are unit text as they are.
fn is_plain_ascii(text: &str) -> bool {
    // Folding over whole chunks without leaving early lets the compiler use wide instructions.
    text.as_bytes().chunks(256).all(|chunk| {
        chunk
            .iter()
            .fold(true, |plain, &byte| plain & (matches!(byte, b' '..=b'~') | (byte == b'\n') | (byte == b'\t')))
    })
}

fn is_mapped(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FB00}'..='\u{FB06}' => true,
        c => c.is_control(),
    }
}

/// Line ends, dropped characters and ligatures. Composition comes after: dropping a character may bring a letter and
/// its mark together.
fn map(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{FB00}' => out.push_str("ff"),
            '\u{FB01}' => out.push_str("fi"),
            '\u{FB02}' => out.push_str("fl"),
            '\u{FB03}' => out.push_str("ffi"),
            '\u{FB04}' => out.push_str("ffl"),
            '\u{FB05}' | '\u{FB06}' => out.push_str("st"),
            c if is_mapped(c) => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Vector {
        why: String,
        raw: String,
        unit: String,
        cell: String,
    }

    #[test]
    fn golden_vectors() {
        let vectors: Vec<Vector> = serde_json::from_str(include_str!("text_vectors.json")).unwrap();
        assert!(vectors.len() > 15);
        for vector in vectors {
            assert_eq!(unit_text(&vector.raw), vector.unit, "{}", vector.why);
            assert_eq!(cell_text(&vector.raw), vector.cell, "{}", vector.why);
            assert_eq!(is_unit_text(&vector.raw), vector.raw == vector.unit, "{}", vector.why);
        }
    }

    #[test]
    fn cells_that_say_nothing_are_told() {
        for cell in
            ["", "  ", "NULL", "null", "N/A", " n/a ", "-", "--", "—", "无", "無", "\\N", "None", "#N/A", "????"]
        {
            assert!(is_blank_cell(cell), "{cell}");
        }
        for cell in ["0", "NA", "No", "无锡", "N/A until May", "-1", "null and void"] {
            assert!(!is_blank_cell(cell), "{cell}");
        }
    }

    proptest! {
        #[test]
        fn unit_text_is_stable(raw in "(\\PC|[a-z\r\n\t\u{0}\u{301}\u{302}\u{85}\u{ad}\u{2028}\u{feff}\u{fb00}-\u{fb06}가각ᄀ\u{1161}\u{11a8}]){0,40}") {
            let once = unit_text(&raw);
            prop_assert!(is_unit_text(&once));
            prop_assert_eq!(&unit_text(&once), &once);
            prop_assert_eq!(is_unit_text(&raw), raw == once);
            let cell = cell_text(&raw);
            prop_assert!(is_unit_text(&cell) && !cell.contains(['\t', '\n']));
        }
    }
}
