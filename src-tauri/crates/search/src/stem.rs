//! Stemming by document language, with the Snowball stemmers.

use std::collections::HashMap;

use frostem::{Algorithm, Stemmer};

use crate::folding::{Folded, fold};

/// Languages with a stemmer: ISO 639-1, ISO 639-3, algorithm.
const LANGUAGES: [(&str, &str, Algorithm); 18] = [
    ("ar", "ara", Algorithm::Arabic),
    ("da", "dan", Algorithm::Danish),
    ("de", "deu", Algorithm::German),
    ("el", "ell", Algorithm::Greek),
    ("en", "eng", Algorithm::English),
    ("es", "spa", Algorithm::Spanish),
    ("fi", "fin", Algorithm::Finnish),
    ("fr", "fra", Algorithm::French),
    ("hu", "hun", Algorithm::Hungarian),
    ("it", "ita", Algorithm::Italian),
    ("nl", "nld", Algorithm::Dutch),
    ("no", "nob", Algorithm::Norwegian),
    ("pt", "por", Algorithm::Portuguese),
    ("ro", "ron", Algorithm::Romanian),
    ("ru", "rus", Algorithm::Russian),
    ("sv", "swe", Algorithm::Swedish),
    ("ta", "tam", Algorithm::Tamil),
    ("tr", "tur", Algorithm::Turkish),
];

/// How many stems are remembered before all are forgotten. Most of a text is words that were there before.
const REMEMBERED: usize = 50_000;

/// Whether there is a stemmer for a language tag.
pub(crate) fn has_stems(language: &str) -> bool {
    known(language).is_some()
}

fn known(language: &str) -> Option<(&'static str, Algorithm)> {
    let primary = language.split(['-', '_']).next().unwrap_or(language);
    let is_it = |tag: &str| tag.eq_ignore_ascii_case(primary);
    let &(code, _, algorithm) = LANGUAGES.iter().find(|(two, three, _)| is_it(two) || is_it(three))?;
    Some((code, algorithm))
}

/// The stemmer of one language.
pub(crate) struct Stems {
    code: &'static str,
    stemmer: Stemmer,
    folded: Folded,
    known: HashMap<String, String>,
}

impl Stems {
    /// For a language tag such as `de`, `deu` or `de-CH`; `None` if there is no stemmer for it.
    pub fn of(language: &str) -> Option<Stems> {
        let (code, algorithm) = known(language)?;
        Some(Stems { code, stemmer: Stemmer::new(algorithm), folded: Folded::default(), known: HashMap::new() })
    }

    /// All of them: a query does not know the language of what it will find.
    pub fn all() -> impl Iterator<Item = Stems> {
        LANGUAGES.iter().filter_map(|(code, ..)| Stems::of(code))
    }

    /// The term of the stem field for a word: language, `:`, the folded stem. Stems of two languages never meet.
    pub fn term(&mut self, plain: &str) -> &str {
        if !self.known.contains_key(plain) {
            if self.known.len() >= REMEMBERED {
                self.known.clear();
            }
            fold(&self.stemmer.stem(plain), &mut self.folded);
            self.known.insert(plain.to_owned(), format!("{}:{}", self.code, self.folded.term));
        }
        self.known.get(plain).map_or("", String::as_str)
    }
}
