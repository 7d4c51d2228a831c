//! The rows of words a name is looked for by.

use std::collections::BTreeSet;

use super::{Slot, as_typed};
use crate::tokens::Token;
use crate::translit::{Script, Spoken, palladius, pinyin, script_of};

/// The shortest word that may be one letter off.
const SHORTEST_FUZZY: usize = 4;
/// The fewest syllables of a name that is found in Chinese characters: by one alone half a dictionary would be.
const FEWEST_SYLLABLES: usize = 2;
/// The fewest letters of a name that is found in Arabic, or from there: of shorter ones there is too little to compare.
const FEWEST_LETTERS: usize = 5;
/// The most spellings of syllables that are written as one word.
const MOST_SPELLINGS: usize = 32;
/// The most readings of a whole name.
const MOST_READINGS: usize = 4;

/// The Arabic article as it is written in Latin letters, and before some letters.
const ARTICLES: [&str; 11] = ["al", "el", "ul", "ar", "as", "ash", "ad", "an", "at", "az", "il"];

/// Rows in which every word may be one letter off.
pub(super) fn fuzzy(name: &[Token]) -> Vec<Vec<Slot>> {
    let near = |token: &Token| {
        let is_word = token.term.chars().all(char::is_alphabetic) && !token.stands_alone();
        let is_long = token.term.chars().count() >= SHORTEST_FUZZY;
        let forms = token.forms().map(str::to_owned).collect();
        if is_word && is_long { Slot::Near(forms) } else { Slot::Words(forms) }
    };
    vec![name.iter().map(near).collect()]
}

/// Rows in other scripts, the name as it stands first.
pub(super) fn transliterated(name: &[Token]) -> Vec<Vec<Slot>> {
    let mut rows = vec![as_typed(name)];
    let mut add = |row: Vec<Slot>| {
        if !rows.contains(&row) {
            rows.push(row);
        }
    };
    spoken(name).into_iter().for_each(&mut add);
    for reading in readings(name) {
        if reading.len() < FEWEST_SYLLABLES || reading.len() > pinyin::MOST_SYLLABLES {
            continue;
        }
        let is_chinese = name.iter().all(|token| script_of(&token.term) == Some(Script::Han));
        if !is_chinese {
            add(reading.iter().map(|of| Slot::Read(of.clone())).collect());
        }
        for grouping in groupings(reading.len()) {
            let mut at = 0;
            let groups: Vec<&[Vec<String>]> = grouping
                .iter()
                .map(|len| {
                    at += len;
                    &reading[at - len..at]
                })
                .collect();
            add(groups.iter().map(|group| Slot::Toned(joined(group, |syllables| vec![syllables.concat()]))).collect());
            let in_cyrillic = |group: &&[Vec<String>]| joined(group, palladius::spelled);
            let cyrillic: Vec<Vec<String>> = groups.iter().map(in_cyrillic).collect();
            if cyrillic.iter().all(|words| !words.is_empty()) {
                add(cyrillic.into_iter().map(Slot::Words).collect());
            }
        }
    }
    rows
}

/// Word by word, in scripts that have letters.
fn spoken(name: &[Token]) -> Vec<Vec<Slot>> {
    let mut slots: Vec<Slot> = name
        .iter()
        .zip(as_typed(name))
        .map(|(token, typed)| Spoken::of(token.forms()).map_or(typed, Slot::Spoken))
        .collect();
    let n_letters: usize = slots.iter().map(|slot| if let Slot::Spoken(of) = slot { of.n_letters() } else { 0 }).sum();
    if n_letters < FEWEST_LETTERS {
        for slot in &mut slots {
            if let Slot::Spoken(of) = slot {
                of.bones.clear();
            }
        }
    }
    let is_article = |token: &Token| ARTICLES.contains(&token.term.as_str());
    let mut rows = Vec::new();
    if name.iter().any(is_article) && !name.iter().all(is_article) {
        let without = slots.iter().zip(name).filter(|(_, token)| !is_article(token));
        // A name whose article is a word of its own is one word in Arabic.
        rows.push(without.map(|(slot, _)| in_arabic_alone(slot)).collect());
    }
    let has_article = |token: &Token| token.term.starts_with("ال") && token.term.chars().count() > 4;
    if name.iter().any(has_article) {
        let article = || Slot::Words(ARTICLES.map(str::to_owned).to_vec());
        let with = slots.iter().zip(name).flat_map(|(slot, token)| {
            let before = has_article(token).then(article);
            before.into_iter().chain([slot.clone()])
        });
        rows.push(with.collect());
    }
    rows.insert(0, slots);
    rows
}

/// A word that is meant in Arabic only.
fn in_arabic_alone(slot: &Slot) -> Slot {
    match slot {
        Slot::Spoken(of) if of.script == Script::Latin => {
            Slot::Spoken(Spoken { script: Script::Latin, forms: Vec::new(), ..of.clone() })
        }
        other => other.clone(),
    }
}

/// The syllables a name may be read as: for each place what may stand there.
fn readings(name: &[Token]) -> Vec<Vec<Vec<String>>> {
    let one = |syllable: &str| vec![syllable.to_owned()];
    let mut all: Vec<Vec<Vec<String>>> = vec![Vec::new()];
    for token in name {
        let bare = pinyin::without_tones(&token.term);
        let term = bare.as_deref().unwrap_or(&token.term);
        let cuts: Vec<Vec<Vec<String>>> = match script_of(term) {
            Some(Script::Han) => {
                let read = term.chars().map(|c| pinyin::readings(c).to_vec());
                vec![read.collect()]
            }
            Some(Script::Latin) => {
                pinyin::cuts(term).into_iter().map(|cut| cut.into_iter().map(one).collect()).collect()
            }
            Some(Script::Cyrillic) => {
                let several = |of: &[&str]| of.iter().map(|s| (*s).to_owned()).collect::<Vec<String>>();
                palladius::cuts(term).into_iter().map(|cut| cut.into_iter().map(several).collect()).collect()
            }
            _ => Vec::new(),
        };
        let known = |cut: &Vec<Vec<String>>| cut.iter().all(|of| !of.is_empty());
        let longer = |so_far: &Vec<Vec<String>>| {
            let with = |cut: &Vec<Vec<String>>| so_far.iter().chain(cut).cloned().collect::<Vec<Vec<String>>>();
            cuts.iter().filter(|cut| known(cut)).map(with).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).take(MOST_READINGS).collect();
    }
    all
}

/// How syllables may be put together to words: all ways of a short name; of a longer one each alone, all together, by
/// twos, and a family name of one or two before the rest.
fn groupings(n: usize) -> BTreeSet<Vec<usize>> {
    if n <= 4 {
        let cut_after = |bits: usize| {
            let mut lens = vec![1];
            for gap in 0..n - 1 {
                match bits & (1 << gap) {
                    0 => *lens.last_mut().unwrap_or(&mut 0) += 1,
                    _ => lens.push(1),
                }
            }
            lens
        };
        return (0..1 << (n - 1)).map(cut_after).collect();
    }
    let by_twos = (0..n).step_by(2).map(|at| (n - at).min(2)).collect();
    BTreeSet::from([vec![1; n], vec![n], by_twos, vec![1, n - 1], vec![2, n - 2]])
}

/// The spellings of syllables in a row as one word; some of them where there are very many.
fn joined(syllables: &[Vec<String>], spell: impl Fn(&[&str]) -> Vec<String>) -> Vec<String> {
    let mut chosen: Vec<Vec<&str>> = vec![Vec::new()];
    for of in syllables {
        let mut longer = Vec::new();
        for so_far in &chosen {
            longer.extend(of.iter().map(|syllable| [so_far.as_slice(), &[syllable.as_str()]].concat()));
        }
        longer.truncate(MOST_SPELLINGS);
        chosen = longer;
    }
    let mut words: Vec<String> = chosen.iter().flat_map(|syllables| spell(syllables)).collect();
    words.sort_unstable();
    words.dedup();
    words
}
