//! Rows of words as the engine runs them: what may stand in each place is looked up in the index's dictionary.

use std::collections::BTreeSet;
use std::collections::HashMap;

use tantivy::query::{BooleanQuery, EmptyQuery, EnableScoring, Occur, Query, Weight};
use tantivy::schema::Field;
use tantivy::{Searcher, TantivyError};

use super::{Alike, Slot};
use crate::phrase::Phrase;
use crate::schema::Fields;
use crate::translit::{Script, Spoken, arabic, cyrillic, pinyin, script_of};

/// Names written otherwise count half of the name as typed.
const OTHERWISE_BOOST: f32 = 0.5;

/// The engine's query for a name.
pub(crate) fn compile(alike: &Alike, fields: &Fields) -> Box<dyn Query> {
    Box::new(AnyRow { rows: alike.rows.clone(), field: fields.text, ahead: fields.ahead })
}

#[derive(Debug, Clone)]
struct AnyRow {
    rows: Vec<Vec<Slot>>,
    field: Field,
    /// What texts go on with; its words are those of other texts.
    ahead: Field,
}

impl Query for AnyRow {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let searcher = scoring
            .searcher()
            .ok_or_else(|| TantivyError::InvalidArgument("a name is looked for in an index".to_owned()))?;
        let terms = dictionary_terms(&self.rows, searcher, self.field)?;
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            let terms: Vec<Vec<String>> = row.iter().map(|slot| terms[slot].iter().cloned().collect()).collect();
            if terms.iter().all(|terms| !terms.is_empty()) {
                let boost = if number == 0 { 1.0 } else { OTHERWISE_BOOST };
                let phrase =
                    Phrase { field: self.field, ahead: Some(self.ahead), terms, prefix: Vec::new(), near: None, boost };
                clauses.push((Occur::Should, Box::new(phrase)));
            }
        }
        match clauses.is_empty() {
            true => EmptyQuery.weight(scoring),
            false => BooleanQuery::new(clauses).weight(scoring),
        }
    }
}

/// For every place of the rows: the words of the index that may stand there.
fn dictionary_terms<'a>(
    rows: &'a [Vec<Slot>],
    searcher: &Searcher,
    field: Field,
) -> tantivy::Result<HashMap<&'a Slot, BTreeSet<String>>> {
    let mut found: HashMap<&Slot, BTreeSet<String>> = HashMap::new();
    for slot in rows.iter().flatten() {
        found.entry(slot).or_insert_with(|| known_terms(slot));
    }
    let mut looks: Vec<(Look<'a>, &'a Slot)> = Vec::new();
    for slot in found.keys() {
        looks.extend(looks_of(slot).into_iter().map(|look| (look, *slot)));
    }
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        for range in RANGES {
            let of_range: Vec<&(Look<'_>, &Slot)> = looks.iter().filter(|(look, _)| look.range == range).collect();
            if of_range.is_empty() {
                continue;
            }
            let mut terms = index.terms().range().ge(range.0.as_bytes()).lt(range.1.as_bytes()).into_stream()?;
            while terms.advance() {
                let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
                for (look, slot) in &of_range {
                    if (look.fits)(term)
                        && let Some(found) = found.get_mut(slot)
                    {
                        found.insert(term.to_owned());
                    }
                }
            }
        }
    }
    Ok(found)
}

/// A part of the dictionary, which is in the order of its words' bytes: from, and up to but without.
type Range = (&'static str, &'static str);

const EVERYTHING: Range = ("", "\u{10ffff}");
const LATIN: Range = ("a", "\u{250}");
const GREEK: Range = ("\u{370}", "\u{400}");
const CYRILLIC: Range = ("\u{400}", "\u{530}");
const ARABIC: Range = ("\u{620}", "\u{700}");
const RANGES: [Range; 5] = [EVERYTHING, LATIN, GREEK, CYRILLIC, ARABIC];

/// What a part of the dictionary is looked through for.
struct Look<'a> {
    range: Range,
    fits: Box<dyn Fn(&str) -> bool + 'a>,
}

/// The words that need no looking through.
fn known_terms(slot: &Slot) -> BTreeSet<String> {
    match slot {
        Slot::Words(words) | Slot::Toned(words) | Slot::Near(words) => words.iter().cloned().collect(),
        Slot::Read(syllables) => {
            syllables.iter().flat_map(|of| pinyin::characters(of)).map(|c| c.to_string()).collect()
        }
        Slot::Spoken(spoken) => {
            let in_latin = match spoken.script {
                Script::Latin => &[][..],
                _ => &spoken.keys,
            };
            spoken.forms.iter().chain(in_latin).cloned().collect()
        }
    }
}

fn looks_of(slot: &Slot) -> Vec<Look<'_>> {
    match slot {
        Slot::Words(_) | Slot::Read(_) => Vec::new(),
        Slot::Toned(words) => {
            let fits = |term: &str| {
                term.ends_with(|c: char| c.is_ascii_digit())
                    && pinyin::without_tones(term).is_some_and(|bare| words.contains(&bare))
            };
            vec![Look { range: LATIN, fits: Box::new(fits) }]
        }
        Slot::Near(words) => {
            let fits = |term: &str| words.iter().any(|word| super::is_within_one(word, term));
            vec![Look { range: EVERYTHING, fits: Box::new(fits) }]
        }
        Slot::Spoken(spoken) => looks_of_spoken(spoken),
    }
}

fn looks_of_spoken(spoken: &Spoken) -> Vec<Look<'_>> {
    let is_it = |term: &str| Spoken::of(std::iter::once(term)).is_some_and(|other| spoken.is(&other));
    let mut looks: Vec<Look<'_>> = Vec::new();
    if spoken.script == Script::Arabic {
        let fits = move |term: &str| {
            script_of(term) == Some(Script::Latin) && spoken.bones.contains(&arabic::latin_bones(term)) && is_it(term)
        };
        looks.push(Look { range: LATIN, fits: Box::new(fits) });
    } else if !spoken.bones.is_empty() {
        let fits = move |term: &str| {
            script_of(term) == Some(Script::Arabic)
                && arabic::heard(term).iter().any(|bones| spoken.bones.contains(bones))
                && is_it(term)
        };
        looks.push(Look { range: ARABIC, fits: Box::new(fits) });
    }
    if spoken.script == Script::Arabic {
        let liquids: BTreeSet<String> = spoken.bones.iter().map(|bones| cyrillic::liquids_of_bones(bones)).collect();
        let fits = move |term: &str| liquids.contains(&cyrillic::liquids(term)) && is_it(term);
        looks.push(Look { range: CYRILLIC, fits: Box::new(fits) });
    } else if spoken.script != Script::Cyrillic {
        let frames: BTreeSet<String> = spoken.keys.iter().map(|key| cyrillic::latin_frame(key)).collect();
        let fits = move |term: &str| frames.contains(&cyrillic::frame(term)) && is_it(term);
        looks.push(Look { range: CYRILLIC, fits: Box::new(fits) });
    }
    if spoken.script != Script::Greek {
        looks.push(Look { range: GREEK, fits: Box::new(is_it) });
    }
    looks
}
