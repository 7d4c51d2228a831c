//! What a sheet's pages have above and below when they are printed (ECMA-376 part 1, 18.3.1.46; [MS-XLS], 2.4.136).

use anchor::UnitKind;

use crate::format::Failure;
use crate::format::once::Once;
use crate::format::said::one_line;
use crate::format::sections::Sections;

/// Most texts that differ.
const MOST_TEXTS: usize = 10_000;

/// Headers and footers of all sheets, each kept once.
#[derive(Default)]
pub(super) struct Margins {
    headers: Once,
    footers: Once,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Header,
    Footer,
}

impl Margins {
    /// Adds a text with the codes that spreadsheets write into it.
    pub(super) fn coded(&mut self, side: Side, code: &str) {
        self.add(side, words(code));
    }

    /// Adds the text of a header in which fields show question marks and noughts as long as nothing is printed.
    pub(super) fn filled_in(&mut self, side: Side, text: &str) {
        let has_words = |line: &&str| line.contains(|c: char| c.is_alphanumeric() && c != '0');
        self.add(side, with_words(text.lines().filter(has_words)));
    }

    fn add(&mut self, side: Side, words: String) {
        let texts = match side {
            Side::Header => &mut self.headers,
            Side::Footer => &mut self.footers,
        };
        if texts.len() < MOST_TEXTS {
            texts.add(words);
        }
    }

    pub(super) fn give(&self, sections: &mut Sections<'_>) -> Result<(), Failure> {
        for (label, texts) in [("header", &self.headers), ("footer", &self.footers)] {
            sections.give(UnitKind::Section, label, label, &texts.join("\n"))?;
        }
        Ok(())
    }
}

/// The words: left, middle and right are lines. What fields would show, such as the page's number, is left out, and a line
/// that has nothing else with it.
fn words(code: &str) -> String {
    let mut text = String::new();
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '&' {
            text.push(c);
            continue;
        }
        let code = chars.next().map(|code| code.to_ascii_uppercase());
        match code {
            Some('&') => text.push('&'),
            Some('L' | 'C' | 'R') => text.push('\n'),
            // A typeface.
            Some('"') => chars.by_ref().take_while(|c| *c != '"').for_each(drop),
            // A colour.
            Some('K') => {
                for _ in 0..6 {
                    if chars.next_if(|c| c.is_ascii_hexdigit() || matches!(c, '+' | '-')).is_none() {
                        break;
                    }
                }
            }
            // A size.
            Some('0'..='9') => while chars.next_if(char::is_ascii_digit).is_some() {},
            Some('P' | 'N' | 'D' | 'T' | 'Z' | 'F' | 'A' | 'G') => text.push(' '),
            Some(_) | None => {}
        }
    }
    with_words(text.lines())
}

/// The lines that have words.
fn with_words<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let lines: Vec<String> = lines.map(one_line).filter(|line| line.contains(char::is_alphanumeric)).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn codes_are_no_words() {
        let check = |code: &str, expect: &str| assert_eq!(words(code), expect, "{code}");
        check("", "");
        check(
            "&L&\"Arial,Bold\"&14Loads of March&CStrictly private&RVeld && Sons",
            "Loads of March\nStrictly private\nVeld & Sons",
        );
        check("&CPage &P of &N", "Page of");
        check("&L&D&T&R&P / &N", "");
        check("&K01+000&Bfor the &Ubuyer&KFF0000 only", "for the buyer only");
        check("two\r\nlines&", "two\nlines");
        check("&\"never closed", "");
        check("&c&8 2024", "2024");
    }
}
