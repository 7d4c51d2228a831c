//! Pinyin: how Chinese characters are read, and which syllables a word in Latin letters consists of.
//!
//! The readings are those of `pinyin-data`, by the crate `pinyin`. Tones are left out; `ü` is `u`, `v` or `yu`, as it is
//! written in passports, by programs and without the dots.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use pinyin::ToPinyinMulti;

use crate::folding::simplified;

/// Readings of a character that count. Those that come later are rare, and would find what nobody meant.
pub(crate) const MOST_READINGS: usize = 3;
/// Ways in which one word may be cut into syllables that count.
pub(crate) const MOST_CUTS: usize = 4;
/// The longest name that is spelled by syllables.
pub(crate) const MOST_SYLLABLES: usize = 12;

/// All syllables, each with the characters that are read so; only characters that folding leaves as they are.
static CHARACTERS: LazyLock<BTreeMap<String, Vec<char>>> = LazyLock::new(|| {
    let mut all: BTreeMap<String, Vec<char>> = BTreeMap::new();
    for c in ('\u{3400}'..='\u{9fff}').filter(|&c| simplified(c) == c) {
        for syllable in read(c) {
            all.entry(syllable).or_default().push(c);
        }
    }
    all
});

static READINGS: LazyLock<HashMap<char, Vec<String>>> = LazyLock::new(|| {
    let mut all: HashMap<char, Vec<String>> = HashMap::new();
    for (syllable, characters) in CHARACTERS.iter() {
        for &c in characters {
            all.entry(c).or_default().push(syllable.clone());
        }
    }
    all
});

fn read(c: char) -> BTreeSet<String> {
    let mut syllables = BTreeSet::new();
    let Some(readings) = c.to_pinyin_multi() else { return syllables };
    for reading in readings.into_iter().take(MOST_READINGS) {
        let plain = reading.plain();
        let spellings = match plain.contains('ü') {
            true => vec![plain.replace('ü', "u"), plain.replace('ü', "v"), plain.replace('ü', "yu")],
            false => vec![plain.to_owned()],
        };
        // Grunts that are written without a vowel are in no name.
        let is_sound = |s: &String| s.is_ascii() && s.contains(['a', 'e', 'i', 'o', 'u', 'v']);
        syllables.extend(spellings.into_iter().filter(is_sound));
    }
    syllables
}

/// How a folded character is read, without tones.
pub(crate) fn readings(c: char) -> &'static [String] {
    READINGS.get(&c).map_or(&[], Vec::as_slice)
}

/// The folded characters that are read so.
pub(crate) fn characters(syllable: &str) -> &'static [char] {
    CHARACTERS.get(syllable).map_or(&[], Vec::as_slice)
}

/// All syllables there are.
pub(crate) fn syllables() -> impl Iterator<Item = &'static str> {
    CHARACTERS.keys().map(String::as_str)
}

/// A word without the numbers of tones that stand after its syllables: `shen1zhen4`. `None` if it has none.
pub(crate) fn without_tones(term: &str) -> Option<String> {
    let is_tone = |b: u8| (b'1'..=b'5').contains(&b);
    if !term.is_ascii() || !term.bytes().last().is_some_and(is_tone) {
        return None;
    }
    let parts: Vec<&str> = term.split_inclusive(|c: char| c.is_ascii_digit()).collect();
    let syllable = |part: &&str| {
        let (sound, tone) = part.split_at(part.len() - 1);
        is_tone(tone.as_bytes()[0]) && CHARACTERS.contains_key(sound)
    };
    let whole = parts.iter().all(syllable);
    whole.then(|| term.chars().filter(|c| !c.is_ascii_digit()).collect())
}

/// The ways in which a word is syllables in a row, the fewest syllables first.
pub(crate) fn cuts(word: &str) -> Vec<Vec<&'static str>> {
    let mut found = cut(word, &|part| CHARACTERS.get_key_value(part).map(|(syllable, _)| syllable.as_str()));
    found.sort_by_key(Vec::len);
    found.truncate(MOST_CUTS);
    found
}

/// Cuts a word into parts that are known.
pub(crate) fn cut<T: Copy>(word: &str, known: &dyn Fn(&str) -> Option<T>) -> Vec<Vec<T>> {
    /// The longest part, in characters: six in Latin letters, seven in Cyrillic ones.
    const LONGEST_PART: usize = 7;
    let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
    let n_chars = ends.len() - 1;
    // For every character: the ways in which the word up to it is cut. Few are kept: a name has few readings.
    let mut ways: Vec<Vec<Vec<T>>> = vec![Vec::new(); n_chars + 1];
    ways[0].push(Vec::new());
    for end in 1..=n_chars {
        let mut here: Vec<Vec<T>> = Vec::new();
        for start in end.saturating_sub(LONGEST_PART)..end {
            if ways[start].is_empty() {
                continue;
            }
            if let Some(part) = known(&word[ends[start]..ends[end]]) {
                let longer = ways[start].iter().filter(|way| way.len() < MOST_SYLLABLES);
                here.extend(longer.map(|way| way.iter().copied().chain([part]).collect::<Vec<T>>()));
            }
        }
        here.sort_by_key(Vec::len);
        here.truncate(2 * MOST_CUTS);
        ways[end] = here;
    }
    ways.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_have_readings_and_words_have_syllables() {
        assert_eq!(readings('深'), ["shen"]);
        assert!(readings('长').contains(&"chang".to_owned()) && readings('长').contains(&"zhang".to_owned()));
        assert!(["lu", "lv", "lyu"].iter().all(|way| readings('吕').contains(&(*way).to_owned())));
        assert!(characters("zhen").contains(&'圳') && !characters("zhen").contains(&'陣'));
        assert_eq!(cuts("shenzhen"), [vec!["shen", "zhen"]]);
        assert_eq!(cuts("xian"), [vec!["xian"], vec!["xi", "an"], vec!["xi", "a", "n"]][..2]);
        assert!(cuts("petrov").is_empty() && cuts("").iter().all(Vec::is_empty));
        assert_eq!(without_tones("shen1zhen4").as_deref(), Some("shenzhen"));
        assert_eq!(without_tones("xyz1"), None);
        assert_eq!(without_tones("shenzhen"), None);
    }

    #[test]
    fn the_longest_word_is_cut_in_no_time() {
        assert!(cuts(&"anan".repeat(32)).is_empty());
    }
}
