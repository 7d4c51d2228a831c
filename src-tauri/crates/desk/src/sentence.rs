//! The sentence that words stand in: where to look for what they leave unsaid.

use anchor::{Span, Unit};

/// How far a sentence is followed to each side, in scalars.
const FURTHEST: usize = 600;
/// A full stop after so short a word with a capital, or so short a number, is likelier an abbreviation's or an ordinal's.
const LONGEST_SHORT: usize = 3;

/// The sentences, or the rows of a table, that a span of a unit's text lies in, without white space at the ends.
pub fn around(unit: &Unit, span: Span) -> Span {
    let chars: Vec<char> = unit.text.chars().collect();
    let is_table = unit.table.is_some();
    let ends_after = |idx: usize| if is_table { chars[idx] == '\n' } else { ends_sentence(&chars, idx) };
    let at = |offset: u32| (offset as usize).min(chars.len());
    let (mut start, mut end) = (at(span.start.0), at(span.end.0).max(at(span.start.0)));
    let (first, last) = (start.saturating_sub(FURTHEST), (end + FURTHEST).min(chars.len()));
    while start > first && !ends_after(start - 1) {
        start -= 1;
    }
    while end < last && (end == 0 || !ends_after(end - 1)) {
        end += 1;
    }
    while start < end && chars[start].is_whitespace() {
        start += 1;
    }
    while start < end && chars[end - 1].is_whitespace() {
        end -= 1;
    }
    Span::new(u32::try_from(start).unwrap_or(u32::MAX), u32::try_from(end).unwrap_or(u32::MAX))
}

/// Whether a sentence ends with this character.
fn ends_sentence(chars: &[char], idx: usize) -> bool {
    let next = chars.get(idx + 1);
    match chars[idx] {
        '\t' | '。' | '！' | '？' => true,
        '\n' => next == Some(&'\n'),
        '!' | '?' => next.is_none_or(|c| c.is_whitespace()),
        '.' => {
            let word = chars[..idx].iter().rev().take_while(|c| c.is_alphanumeric()).take(LONGEST_SHORT + 1);
            let (mut n_chars, mut is_plain) = (0, true);
            word.for_each(|c| (n_chars, is_plain) = (n_chars + 1, is_plain && c.is_lowercase()));
            let is_word = n_chars > LONGEST_SHORT || (n_chars > 1 && is_plain);
            let mut rest = chars[idx + 1..].iter();
            is_word && rest.next().is_none_or(|c| c.is_whitespace()) && rest.next().is_none_or(|c| !c.is_lowercase())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor::UnitKind;

    /// The words between the brackets are selected.
    #[track_caller]
    fn check(marked: &str, expect: &str) {
        let at = |mark: char| marked.chars().position(|c| c == mark).unwrap_or_default();
        let span = Span::new(at('[') as u32, at(']') as u32 - 1);
        let text: String = marked.chars().filter(|c| !"[]".contains(*c)).collect();
        let (label, engine) = ("p. 1".to_owned(), "text".to_owned());
        let unit = Unit {
            kind: UnitKind::Page,
            label,
            text: text.clone(),
            engine,
            quality: None,
            page: None,
            boxes: Vec::new(),
            table: None,
        };
        let found = around(&unit, span);
        let words: String = text.chars().skip(found.start.0 as usize).take(found.len() as usize).collect();
        assert_eq!(words, expect, "{marked}");
    }

    #[test]
    fn the_sentence_around_words() {
        check("It began. The crates [left] on 3 Nov. 2025. More came.", "The crates left on 3 Nov. 2025.");
        check("The crates [left].", "The crates left.");
        check("It began. [The crates left.] More came.", "The crates left.");
        check("A heading\n\nThe [crates]\nleft.\n\nMore", "The crates\nleft.");
        check("货物已发出。公司[收到]付款。随后", "公司收到付款。");
        check("Pellworm\tleft [it]\tthere", "left it");
        check("[one. Two]", "one. Two");
        check("Ends [here. And] goes on. Then", "Ends here. And goes on.");
    }
}
