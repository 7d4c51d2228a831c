//! Thousands of names looked for in a text at once, each found where a search for it alone would find it.
//!
//! The rows of words of all names, as [`crate::alike`] makes them, are one tree of places. A text is cut into words once;
//! each word is looked up once, and goes on with all rows that it may stand in.

mod lookup;

use std::collections::HashMap;

use crate::alike::{Alike, Slot, Way, as_typed};
use crate::codes::{each_code, identifier};
use crate::tokens::{Token, beginning, tokens};
use lookup::Lookup;

/// In which way a name is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// By the words of `"name"`.
    Folded,
    /// As `fuzzy:"name"`.
    Fuzzy,
    /// As `translit:"name"`.
    Transliterated,
}

impl Layer {
    /// All of them.
    pub const ALL: [Layer; 3] = [Layer::Folded, Layer::Fuzzy, Layer::Transliterated];
}

/// What is looked for besides the words as they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Layers {
    /// Words one letter off.
    pub fuzzy: bool,
    /// Other scripts.
    pub transliterated: bool,
}

/// The name as a phrase is typed: without quotes of its own, which would end it.
pub fn as_phrase(name: &str) -> String {
    name.split(crate::parse::is_quote).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The search that finds a name in one way. An identifier is found in other writings besides, as `MSKU 123456-7` where
/// `MSKU1234567` stands.
pub fn query_of(name: &str, layer: Layer) -> String {
    let phrase = as_phrase(name);
    let way = match layer {
        Layer::Folded => "",
        Layer::Fuzzy => "fuzzy:",
        Layer::Transliterated => "translit:",
    };
    match identifier(&phrase) {
        Some(_) if layer == Layer::Folded && tokens(&phrase).nth(1).is_none() => phrase,
        Some(code) => format!("{way}\"{phrase}\" OR {code}"),
        None => format!("{way}\"{phrase}\""),
    }
}

/// Whether there is a word in it to look for.
pub fn is_name(name: &str) -> bool {
    tokens(name).next().is_some()
}

/// Names, made ready to be looked for.
#[derive(Debug)]
pub struct Names {
    n_names: usize,
    lookup: Lookup,
    /// From a place in the tree by what stands next to the place after it.
    next: HashMap<(u32, u32), u32>,
    /// For every place: the names that end there, as [`found_as`] numbers them.
    ends: Vec<Vec<u32>>,
    /// Names that are identifiers, by what they are as a code.
    codes: HashMap<String, Vec<u32>>,
}

const ROOT: u32 = 0;

/// The number of a name found in one way.
fn found_as(name: usize, layer: Layer) -> u32 {
    name as u32 * Layer::ALL.len() as u32 + layer as u32
}

impl Names {
    /// Makes names ready; one without words is never found.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>, layers: Layers) -> Names {
        let mut made = Names {
            n_names: 0,
            lookup: Lookup::default(),
            next: HashMap::new(),
            ends: vec![Vec::new()],
            codes: HashMap::new(),
        };
        let mut slots: HashMap<Slot, u32> = HashMap::new();
        for (number, name) in names.into_iter().enumerate() {
            made.n_names = number + 1;
            let words: Vec<Token> = tokens(name).filter(|token| !token.joined).collect();
            if words.is_empty() {
                continue;
            }
            made.add(as_typed(&words), found_as(number, Layer::Folded), &mut slots);
            let otherwise = [
                (layers.fuzzy, Way::Fuzzy, Layer::Fuzzy),
                (layers.transliterated, Way::Translit, Layer::Transliterated),
            ];
            let mut wanted = vec![Layer::Folded];
            for (_, way, layer) in otherwise.into_iter().filter(|(is_wanted, ..)| *is_wanted) {
                wanted.push(layer);
                for row in Alike::new(name, way).into_iter().flat_map(|alike| alike.rows) {
                    made.add(row, found_as(number, layer), &mut slots);
                }
            }
            if let Some(code) = identifier(&as_phrase(name)) {
                let ends = wanted.into_iter().map(|layer| found_as(number, layer));
                made.codes.entry(code).or_default().extend(ends);
            }
        }
        made
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.n_names
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.n_names == 0
    }

    /// One who looks through texts, one text after the other. Several may share the names.
    pub fn sweeper(&self) -> Sweeper<'_> {
        Sweeper {
            names: self,
            known: HashMap::new(),
            seen: vec![0; self.n_names * Layer::ALL.len()],
            n_texts: 0,
            under_way: Vec::new(),
            due: Vec::new(),
            at_hand: Vec::new(),
        }
    }

    fn add(&mut self, row: Vec<Slot>, end: u32, slots: &mut HashMap<Slot, u32>) {
        let mut at = ROOT;
        for slot in row {
            let number = match slots.get(&slot) {
                Some(number) => *number,
                None => {
                    let number = self.lookup.add(slot.clone());
                    slots.insert(slot, number);
                    number
                }
            };
            let fresh = self.ends.len() as u32;
            at = *self.next.entry((at, number)).or_insert(fresh);
            if at == fresh {
                self.ends.push(Vec::new());
            }
        }
        let ends = &mut self.ends[at as usize];
        if !ends.contains(&end) {
            ends.push(end);
        }
    }
}

/// Words whose places are remembered by one who looks through texts.
const MOST_KNOWN: usize = 200_000;

/// Looks through texts for names.
#[derive(Debug)]
pub struct Sweeper<'a> {
    names: &'a Names,
    /// What words may stand for, of those met before.
    known: HashMap<String, Box<[u32]>>,
    /// For every name and way: the text it was found in last.
    seen: Vec<u64>,
    n_texts: u64,
    under_way: Vec<Begun>,
    due: Vec<Begun>,
    at_hand: Vec<u32>,
}

/// A row that has begun.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Begun {
    /// The place in the tree it has come to.
    at: u32,
    /// The number of the token that goes on with it.
    next: u32,
}

impl Sweeper<'_> {
    /// Calls `found` with the number of each name that stands in `text`, once for each way in which it does. Like a
    /// phrase, a name may begin there and end in what the text goes on with, `ahead`.
    pub fn look(&mut self, text: &str, ahead: Option<&str>, mut found: impl FnMut(usize, Layer)) {
        self.n_texts += 1;
        self.under_way.clear();
        let mut n_own = 0;
        let mut own = |sweeper: &mut Self, token: &Token| {
            if !token.joined {
                n_own = token.index + 1;
            }
            sweeper.step(token, true, &mut found);
        };
        if self.names.codes.is_empty() {
            tokens(text).for_each(|token| own(self, &token));
        } else {
            let all: Vec<Token> = tokens(text).collect();
            all.iter().for_each(|token| own(self, token));
            self.look_at_codes(text, &all, &mut found);
        }
        let Some(ahead) = ahead.filter(|_| !self.under_way.is_empty()) else { return };
        for token in tokens(beginning(ahead)) {
            self.step(&token.after(n_own), false, &mut found);
            if self.under_way.is_empty() {
                break;
            }
        }
    }

    /// Looks for identifiers, however they are written; these are all tokens of the text.
    fn look_at_codes(&mut self, text: &str, all: &[Token], found: &mut impl FnMut(usize, Layer)) {
        let Sweeper { names, seen, n_texts, .. } = self;
        let mut tell = |code: &str| {
            let ends = names.codes.get(code).into_iter().flatten();
            ends.for_each(|&end| tell_once(seen, *n_texts, end, found));
        };
        all.iter().flat_map(Token::forms).for_each(&mut tell);
        each_code(text, all, |code, _| tell(code));
    }

    /// Goes on to the next word; a name may begin with one of the text's own.
    fn step(&mut self, token: &Token, is_own: bool, found: &mut impl FnMut(usize, Layer)) {
        self.under_way.retain(|begun| begun.next >= token.index);
        let slots = match &token.also {
            // Another word may share but one of two forms.
            Some(_) => {
                self.at_hand.clear();
                self.names.lookup.slots_of(token, &mut self.at_hand);
                &self.at_hand[..]
            }
            None => {
                if !self.known.contains_key(&token.term) {
                    learn(&mut self.known, &self.names.lookup, token);
                }
                self.known.get(&token.term).map_or(&[][..], |slots| slots)
            }
        };
        if slots.is_empty() {
            return;
        }
        self.due.clear();
        if is_own {
            self.due.push(Begun { at: ROOT, next: token.index });
        }
        self.due.extend(self.under_way.iter().copied().filter(|begun| begun.next == token.index));
        let next = token.index + 1 + u32::from(token.joined);
        for begun in &self.due {
            for &slot in slots {
                let Some(&at) = self.names.next.get(&(begun.at, slot)) else { continue };
                for &end in &self.names.ends[at as usize] {
                    tell_once(&mut self.seen, self.n_texts, end, found);
                }
                let on = Begun { at, next };
                if !self.under_way.contains(&on) {
                    self.under_way.push(on);
                }
            }
        }
    }
}

/// Tells of a name that was found in a way, once a text: `seen` has the text each was found in last.
fn tell_once(seen: &mut [u64], n_texts: u64, end: u32, found: &mut impl FnMut(usize, Layer)) {
    let end = end as usize;
    if std::mem::replace(&mut seen[end], n_texts) != n_texts {
        found(end / Layer::ALL.len(), Layer::ALL[end % Layer::ALL.len()]);
    }
}

/// Remembers what a word may stand for.
fn learn(known: &mut HashMap<String, Box<[u32]>>, lookup: &Lookup, token: &Token) {
    if known.len() >= MOST_KNOWN {
        known.clear();
    }
    let mut slots = Vec::new();
    lookup.slots_of(token, &mut slots);
    known.insert(token.term.clone(), slots.into_boxed_slice());
}
