//! From a word of a text to the places of rows that it may stand in, without asking each of them.

use std::collections::HashMap;

use crate::alike::Slot;
use crate::tokens::Token;
use crate::translit::{Script, Spoken, pinyin};

/// The slots of many rows, to be found by words.
#[derive(Debug, Default)]
pub(super) struct Lookup {
    slots: Vec<Slot>,
    /// By a word that may stand there as it is.
    words: HashMap<String, Vec<u32>>,
    /// By a word with the numbers of tones left out.
    toned: HashMap<String, Vec<u32>>,
    /// By a word that may be one letter off, and by each way of leaving one of its letters out.
    near: HashMap<String, Vec<u32>>,
    /// By a syllable that a Chinese character is read as.
    read: HashMap<String, Vec<u32>>,
    /// By a spelling in Latin letters.
    spoken: HashMap<String, Vec<u32>>,
    /// By consonants: of words that are not Arabic, for those that are, and the other way round.
    bones: HashMap<String, Vec<u32>>,
    arabic_bones: HashMap<String, Vec<u32>>,
}

impl Lookup {
    /// Adds a slot; its number.
    pub fn add(&mut self, slot: Slot) -> u32 {
        let number = self.slots.len() as u32;
        let mut put = |map: fn(&mut Lookup) -> &mut HashMap<String, Vec<u32>>, key: &str| {
            let numbers = map(self).entry(key.to_owned()).or_default();
            if numbers.last() != Some(&number) {
                numbers.push(number);
            }
        };
        match &slot {
            Slot::Words(words) => words.iter().for_each(|word| put(|l| &mut l.words, word)),
            Slot::Toned(words) => words.iter().for_each(|word| {
                put(|l| &mut l.words, word);
                put(|l| &mut l.toned, word);
            }),
            Slot::Near(words) => words.iter().for_each(|word| {
                put(|l| &mut l.near, word);
                each_shorter(word, |shorter| put(|l| &mut l.near, shorter));
            }),
            Slot::Read(syllables) => syllables.iter().for_each(|syllable| put(|l| &mut l.read, syllable)),
            Slot::Spoken(spoken) => {
                spoken.forms.iter().for_each(|form| put(|l| &mut l.words, form));
                spoken.keys.iter().for_each(|key| put(|l| &mut l.spoken, key));
                match spoken.script {
                    Script::Arabic => spoken.bones.iter().for_each(|bones| put(|l| &mut l.arabic_bones, bones)),
                    _ => spoken.bones.iter().for_each(|bones| put(|l| &mut l.bones, bones)),
                }
            }
        }
        self.slots.push(slot);
        number
    }

    /// The numbers of the slots that a word fits, in rising order.
    pub fn slots_of(&self, token: &Token, fitting: &mut Vec<u32>) {
        for form in token.forms() {
            fitting.extend(self.words.get(form).into_iter().flatten());
        }
        let mut maybe: Vec<u32> = Vec::new();
        for form in token.forms() {
            if !self.toned.is_empty()
                && let Some(bare) = pinyin::without_tones(form)
            {
                maybe.extend(self.toned.get(&bare).into_iter().flatten());
            }
            if !self.near.is_empty() && !token.stands_alone() {
                maybe.extend(self.near.get(form).into_iter().flatten());
                each_shorter(form, |shorter| maybe.extend(self.near.get(shorter).into_iter().flatten()));
            }
        }
        if !self.read.is_empty() && token.stands_alone() {
            let readings = token.term.chars().flat_map(pinyin::readings);
            readings.for_each(|syllable| maybe.extend(self.read.get(syllable).into_iter().flatten()));
        }
        let is_sought = !(self.spoken.is_empty() && self.bones.is_empty() && self.arabic_bones.is_empty());
        let heard = if is_sought { Spoken::of(token.forms()) } else { None };
        if let Some(heard) = &heard {
            heard.keys.iter().for_each(|key| maybe.extend(self.spoken.get(key).into_iter().flatten()));
            let by_bones = if heard.script == Script::Arabic { &self.bones } else { &self.arabic_bones };
            heard.bones.iter().for_each(|bones| maybe.extend(by_bones.get(bones).into_iter().flatten()));
        }
        maybe.sort_unstable();
        maybe.dedup();
        maybe.retain(|&number| match &self.slots[number as usize] {
            Slot::Spoken(spoken) => heard.as_ref().is_some_and(|heard| spoken.is(heard)),
            slot => slot.fits(token),
        });
        fitting.append(&mut maybe);
        fitting.sort_unstable();
        fitting.dedup();
    }
}

/// Every way of leaving one letter out.
fn each_shorter(word: &str, mut each: impl FnMut(&str)) {
    let mut shorter = String::with_capacity(word.len());
    for (at, c) in word.char_indices() {
        shorter.clear();
        shorter.push_str(&word[..at]);
        shorter.push_str(&word[at + c.len_utf8()..]);
        each(&shorter);
    }
}
