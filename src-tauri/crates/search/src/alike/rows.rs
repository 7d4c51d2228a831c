//! The rows of words a name is looked for by.

use std::collections::BTreeSet;

use super::{Slot, as_typed};
use crate::tokens::Token;
use crate::translit::{Script, Spoken, arabic, palladius, pinyin, script_of};

/// The shortest word that may be one letter off.
const SHORTEST_FUZZY: usize = 4;
/// The fewest syllables of a name that is found in Chinese characters: by one alone half a dictionary would be.
const FEWEST_SYLLABLES: usize = 2;
/// The fewest letters of a name that is found in Arabic, or from there: of shorter ones there is too little to compare.
const FEWEST_LETTERS: usize = 3;
/// Of a name of fewer letters no Arabic word of two is a part: most of those are `in`, `from` and the like.
const FEWEST_OF_LONG: usize = 5;
/// The most spellings of syllables that are written as one word.
const MOST_SPELLINGS: usize = 32;
/// The most readings of a whole name.
const MOST_READINGS: usize = 4;

/// The Arabic article as it is written in Latin letters, and before some letters.
const ARTICLES: [&str; 11] = ["al", "el", "ul", "ar", "as", "ash", "ad", "an", "at", "az", "il"];
/// `عبد` and the article as one word, as in `Abdul Rahman`.
const SERVANTS: [&str; 11] =
    ["abdul", "abdel", "abdal", "abdol", "abdoul", "abdil", "abdur", "abder", "abdus", "abdush", "abdun"];

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
    let words: Vec<Word> = name
        .iter()
        .zip(as_typed(name))
        .map(|(token, typed)| (token.term.clone(), Spoken::of(token.forms()).map_or(typed, Slot::Spoken)))
        .collect();
    let n_of = |(term, slot): &Word| match slot {
        Slot::Spoken(of) if !is_article(term) => of.n_letters(),
        _ => 0,
    };
    let n_letters: usize = words.iter().map(n_of).sum();
    let held = |(term, mut slot): Word| {
        if let Slot::Spoken(of) = &mut slot {
            of.is_alone = n_letters < FEWEST_OF_LONG;
            if n_letters < FEWEST_LETTERS {
                of.bones.clear();
            }
        }
        (term, slot)
    };
    let words: Vec<Word> = words.into_iter().map(held).collect();
    let mut rows = vec![slots(&words)];
    rows.extend(with_articles(&words));
    rows.extend(without_articles(&words));
    if let Some(apart) = apart(&words) {
        rows.push(slots(&apart));
        rows.extend(with_articles(&apart));
    }
    rows.extend(together(&words));
    rows
}

/// A folded word and what may stand in its place.
type Word = (String, Slot);

fn slots(words: &[Word]) -> Vec<Slot> {
    words.iter().map(|(_, slot)| slot.clone()).collect()
}

fn is_article(term: &str) -> bool {
    ARTICLES.contains(&term)
}

/// A name whose article is a word of its own is one word in Arabic.
fn without_articles(words: &[Word]) -> Option<Vec<Slot>> {
    let n_articles = words.iter().filter(|(term, _)| is_article(term)).count();
    let without = || words.iter().filter(|(term, _)| !is_article(term)).map(|(_, slot)| elsewhere(slot)).collect();
    (n_articles > 0 && n_articles < words.len()).then(without)
}

/// The article of an Arabic name is a word of its own in Latin letters, or stands at the end of the word before it.
fn with_articles(words: &[Word]) -> Vec<Vec<Slot>> {
    let has_article = |term: &str| term.starts_with("ال") && term.chars().count() > 4;
    if !words.iter().any(|(term, _)| has_article(term)) {
        return Vec::new();
    }
    let listed = |words: &[&str]| Slot::Words(words.iter().map(|word| (*word).to_owned()).collect());
    let alone = words.iter().flat_map(|(term, slot)| {
        let before = has_article(term).then(|| listed(&ARTICLES));
        before.into_iter().chain([slot.clone()])
    });
    let mut rows = vec![alone.collect()];
    let is_served = |at: usize| words.get(at + 1).is_some_and(|(term, _)| has_article(term));
    if words.iter().enumerate().any(|(at, (term, _))| term == arabic::SERVANT && is_served(at)) {
        let joined = words.iter().enumerate().map(|(at, (term, slot))| {
            if term == arabic::SERVANT && is_served(at) { listed(&SERVANTS) } else { slot.clone() }
        });
        rows.push(joined.collect());
    }
    rows
}

/// The name with words that have an article within them cut in two: `عبد الله`.
fn apart(words: &[Word]) -> Option<Vec<Word>> {
    let mut is_cut = false;
    let mut all = Vec::new();
    for (at, (term, slot)) in words.iter().enumerate() {
        let parts = match halves(term, slot) {
            Some((first, second)) => vec![first, second],
            None if SERVANTS.contains(&term.as_str()) && words.len() > at + 1 => vec!["abd"],
            None => {
                all.push((term.clone(), slot.clone()));
                continue;
            }
        };
        is_cut = true;
        all.extend(parts.into_iter().filter_map(|part| Some((part.to_owned(), elsewhere(&spoken_word(part)?)))));
    }
    is_cut.then_some(all)
}

fn halves<'a>(term: &'a str, slot: &'a Slot) -> Option<(&'a str, &'a str)> {
    let Slot::Spoken(spoken) = slot else { return None };
    match spoken.script {
        Script::Arabic => arabic::halves(term),
        _ => spoken.keys.iter().find_map(|key| arabic::latin_halves(key)),
    }
}

/// The name with the halves of such words put together: `عبدالله`.
fn together(words: &[Word]) -> Option<Vec<Slot>> {
    let mut is_joined = false;
    let mut row = Vec::new();
    let mut rest = words;
    while let Some(((term, slot), after)) = rest.split_first() {
        let (whole, n) = match after {
            [(next, _), ..] if arabic::are_halves(term, next) => (Some(format!("{term}{next}")), 2),
            [(next, _), ..] if SERVANTS.contains(&term.as_str()) => (Some(format!("{term}{next}")), 2),
            [(article, _), (next, _), ..] if term == "abd" && is_article(article) => {
                (Some(format!("{term}{article}{next}")), 3)
            }
            [(next, _), ..] if term == "abd" => (Some(format!("{term}{next}")), 2),
            _ => (None, 1),
        };
        match whole.as_deref().and_then(spoken_word) {
            Some(whole) => {
                is_joined = true;
                row.push(elsewhere(&whole));
                rest = &rest[n..];
            }
            None => {
                row.push(slot.clone());
                rest = after;
            }
        }
    }
    is_joined.then_some(row)
}

fn spoken_word(term: &str) -> Option<Slot> {
    Spoken::of(std::iter::once(term)).map(Slot::Spoken)
}

/// A word that is meant in other scripts alone.
fn elsewhere(slot: &Slot) -> Slot {
    match slot {
        Slot::Spoken(of) => Slot::Spoken(of.clone().elsewhere()),
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
