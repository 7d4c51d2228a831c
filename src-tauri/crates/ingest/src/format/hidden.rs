//! What is said of words that a file holds and does not show where it is opened.

use super::said::one_line;

/// Most places told each by itself for each way of hiding; the others are counted.
pub(crate) const MOST_TOLD: u32 = 20;
/// Most characters quoted of a place.
const MOST_QUOTED: usize = 120;

/// Whether words are worth telling: a stray sign or digit that nobody sees hides nothing.
pub(crate) fn are_words(words: &str) -> bool {
    let weight = |word: &str| -> usize {
        // A character of Chinese says what takes several letters elsewhere.
        word.chars().filter(|c| c.is_alphanumeric()).map(|c| if c.len_utf8() > 2 { 2 } else { 1 }).sum()
    };
    let weights = words.split_whitespace().map(weight);
    weights.clone().any(|weight| weight >= 2) && weights.sum::<usize>() >= 3
}

/// What is said of hidden words: where they stand, how they are hidden, how they begin.
pub(crate) fn finding(place: &str, how: &str, words: &str) -> String {
    let words = one_line(words);
    match words.char_indices().nth(MOST_QUOTED) {
        None => format!("hidden words {place}, {how}: “{words}”"),
        Some((end, _)) => {
            let quoted = words.get(..end).unwrap_or_default();
            format!("hidden words {place}, {how}: “{quoted}…”, {} characters in all", words.chars().count())
        }
    }
}

/// What is said of the places that are not told each by itself: `on 1 further page`, `in 3 further places`.
pub(crate) fn further(n: u32, (preposition, place): (&str, &str), how: &str) -> String {
    let many = if n == 1 { "" } else { "s" };
    format!("hidden words {preposition} {n} further {place}{many}, {how}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_as_far_as_tells_them() {
        assert_eq!(
            finding("on p. 3", "under a filled box", "Payee:\n Tern  Freight"),
            "hidden words on p. 3, under a filled box: “Payee: Tern Freight”"
        );
        let long = "海晏 ".repeat(50);
        let told = finding("on p. 3", "drawn invisibly", &long);
        assert!(told.ends_with("海晏 …”, 149 characters in all"), "{told}");
        assert_eq!(further(2, ("on", "page"), "drawn invisibly"), "hidden words on 2 further pages, drawn invisibly");
    }

    #[test]
    fn stray_signs_are_no_words() {
        for words in ["Tern", "深圳", "a 12", "Ilse Brandt"] {
            assert!(are_words(words), "{words}");
        }
        for words in ["", ". . . .", "7", "a b c d", "深", "* 12", "\u{fffd}\u{fffd}\u{fffd}"] {
            assert!(!are_words(words), "{words}");
        }
    }
}
