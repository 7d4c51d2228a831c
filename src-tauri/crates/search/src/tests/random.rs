//! Random queries on random texts, against an evaluator that knows nothing of indexes.

use proptest::prelude::*;

use super::{FIRST, MEMORY, parity};
use crate::alike::Slot;
use crate::codes::codes;
use crate::stem::Stems;
use crate::{Entry, Explaining, Form, Index, Near, Query, Scope, Sort, Token, Words, spans, tokens};

/// Text parts that make words, joins, folds and phrases meet often.
const PARTS: [&str; 42] = [
    "ship",
    "ships ",
    "Ship-\nping",
    "semi",
    "-\n",
    "con ",
    " ",
    "\n",
    "公司",
    "公",
    "司",
    "ガ",
    "カ",
    "한빛",
    "Королёв ",
    "королев ",
    "مُحمد ",
    "محمد",
    " Müller",
    "korolev ",
    "muhammad ",
    "hua ",
    "qiang ",
    "huaqiang ",
    "хуацян ",
    "shen1zhen4 ",
    "深圳",
    "gongsi ",
    "muller ",
    "mueller ",
    "Straße ",
    "strasse ",
    "華強",
    "x1",
    "-",
    "MSKU",
    "12345",
    "6",
    "عبد ",
    "الله ",
    "abdullah ",
    "علي ",
];

const WORDS: [&str; 29] = [
    "ship",
    "ships",
    "shipping",
    "semi",
    "semicon",
    "con",
    "公司",
    "司公",
    "ガ",
    "カ",
    "한",
    "королёв",
    "محمد",
    "müller",
    "Mueller",
    "straße",
    "Strasse",
    "华强",
    "x1",
    "msku123456",
    "MSKU-12345",
    "12345-6",
    "123456",
    "msku",
    "ship-ping",
    "semi-con",
    "公x1",
    "shipsemi",
    "ping-semi",
];

const NAMES: [&str; 22] = [
    "ship",
    "semicon",
    "Müller",
    "mueller",
    "korolev",
    "Королёв",
    "muhammad",
    "محمد",
    "华强",
    "huaqiang",
    "Hua",
    "qiang",
    "хуацян",
    "公司",
    "gong si",
    "shen1zhen4",
    "深圳",
    "x1",
    "shipping",
    "Abdullah",
    "عبدالله",
    "Ali",
];

fn query() -> impl Strategy<Value = String> {
    let word = prop::sample::select(&WORDS[..]);
    let leaf = prop_oneof![
        4 => word.clone().prop_map(str::to_owned),
        3 => prop::collection::vec(word.clone(), 1..4).prop_map(|words| format!("\"{}\"", words.join(" "))),
        1 => word.clone().prop_map(|word| format!("{}*", &word[..word.char_indices().nth(1).map_or(word.len(), |(at, _)| at)])),
        2 => (prop::collection::vec(word.clone(), 2..4), 0..4_u32).prop_map(|(words, within)| format!("\"{}\"~{within}", words.join(" "))),
        1 => prop::sample::select(&["ship~1", "shipping~2", "semicon~2", "x~1", "sh*s", "*p", "s*i*n", "*i*", "mue*", "muller~1"][..]).prop_map(str::to_owned),
        2 => (prop::collection::vec(prop::sample::select(&NAMES[..]), 1..3), prop::sample::select(&["fuzzy", "translit"][..]))
            .prop_map(|(words, way)| format!("{way}:\"{}\"", words.join(" "))),
        1 => prop::sample::select(&["semi-c*", "ship-p*", "公司-公*", "tag:even", "tag:odd", "tag:one"][..]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            prop::sample::select(&["MSKU 12345 6", "12345 6", "6 x1", "MSKU 123456", "6 con"][..])
                .prop_map(str::to_owned),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" "))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" OR "))),
            inner.clone().prop_map(|part| format!("NOT {part}")),
            inner.prop_map(|part| format!("in:document ({part})")),
        ]
    })
}

/// One text cut into entries, each with a language or none.
fn texts() -> impl Strategy<Value = Vec<(String, Option<&'static str>)>> {
    let text = prop::collection::vec(prop::sample::select(&PARTS[..]), 0..12).prop_map(|parts| parts.concat());
    prop::collection::vec((text, prop::sample::select(&[None, Some("en"), Some("ru")][..])), 1..12)
}

/// All entries: text, language; two to a document, of which the first goes on with the second, or two rows of a table.
type Texts = [(String, Option<&'static str>)];

/// Rows do not go on with one another.
fn is_table(number: usize) -> bool {
    number / 2 % 3 == 1
}

fn ahead_of(all: &Texts, number: usize) -> Option<&str> {
    if number.is_multiple_of(2) && !is_table(number) {
        all.get(number + 1).map(|(text, _)| text.as_str())
    } else {
        None
    }
}

fn holds(query: &Query, all: &Texts, number: usize) -> bool {
    let (text, language) = &all[number];
    match query {
        Query::And(parts) => parts.iter().all(|part| holds(part, all, number)),
        Query::Or(parts) => parts.iter().any(|part| holds(part, all, number)),
        Query::Not(part) => !holds(part, all, number),
        Query::Field(term) => parity(term.field, &term.value).unwrap().contains(number as u64 / 2),
        Query::Words(words) => words_hold(words, text, ahead_of(all, number), *language),
        Query::Parts(parts) => {
            let sought: String =
                parts.iter().flat_map(|words| &words.tokens).map(|token| token.term.as_str()).collect();
            let all_tokens: Vec<Token> = tokens(text).collect();
            let is_code = sought.len() <= 40
                && (all_tokens.iter().any(|token| token.term == sought)
                    || codes(text, &all_tokens).iter().any(|code| code.term == sought));
            is_code || parts.iter().all(|words| words_hold(words, text, ahead_of(all, number), *language))
        }
        Query::Near(near) => near_holds(near, text),
        Query::Pattern(pattern) => tokens(text).any(|token| pattern.fits(&token)),
        Query::Alike(alike) => {
            let own: Vec<Token> = tokens(text).collect();
            let further = running_on(&own, ahead_of(all, number));
            alike.rows.iter().any(|row| own.iter().any(|token| row_goes_on(row, token.index, &further)))
        }
        Query::InDocument(inner) => {
            let parts = inner.found_by();
            document_holds(inner, all, number / 2)
                && (parts.is_empty() || parts.into_iter().any(|part| holds(part, all, number)))
        }
    }
}

fn document_holds(query: &Query, all: &Texts, doc: usize) -> bool {
    match query {
        Query::And(parts) => parts.iter().all(|part| document_holds(part, all, doc)),
        Query::Or(parts) => parts.iter().any(|part| document_holds(part, all, doc)),
        Query::Not(part) => !document_holds(part, all, doc),
        Query::InDocument(part) => document_holds(part, all, doc),
        leaf => (doc * 2..all.len().min(doc * 2 + 2)).any(|number| holds(leaf, all, number)),
    }
}

/// Tries every place for every row.
fn near_holds(near: &Near, text: &str) -> bool {
    let all: Vec<Token> = tokens(text).collect();
    let stands = near.rows.iter().map(|row| {
        let mut stands = Vec::new();
        for first in 0..all.len() as u32 {
            stands.extend(ends(row, first, &all).into_iter().map(|end| (first, end)));
        }
        stands
    });
    let stands: Vec<Vec<(u32, u32)>> = stands.collect();
    place(&stands, &mut Vec::new(), near.widest())
}

fn place(rest: &[Vec<(u32, u32)>], taken: &mut Vec<(u32, u32)>, widest: u32) -> bool {
    let Some((row, rest)) = rest.split_first() else {
        let first = taken.iter().map(|stand| stand.0).min().unwrap();
        return taken.iter().map(|stand| stand.1).max().unwrap() - first <= widest;
    };
    row.iter().any(|stand| {
        if taken.iter().any(|other| other.0 < stand.1 && stand.0 < other.1) {
            return false;
        }
        taken.push(*stand);
        let found = place(rest, taken, widest);
        taken.pop();
        found
    })
}

/// Where a row that begins at token number `first` may end.
fn ends(row: &[Token], first: u32, all: &[Token]) -> Vec<u32> {
    let Some((sought, rest)) = row.split_first() else { return vec![first] };
    let here = all.iter().filter(|token| token.index == first && token.is(sought));
    here.flat_map(|token| ends(rest, first + if token.joined { 2 } else { 1 }, all)).collect()
}

fn words_hold(words: &Words, text: &str, ahead: Option<&str>, language: Option<&str>) -> bool {
    let all: Vec<Token> = tokens(text).collect();
    if let (Some(plain), Some(mut stems)) = (words.stemmable(), language.and_then(Stems::of)) {
        let sought = stems.term(plain).to_owned();
        if all.iter().any(|token| token.stemmable().is_some_and(|plain| stems.term(plain) == sought)) {
            return true;
        }
    }
    if let Some(code) = words.code() {
        let is_alone = words.tokens.len() > 1 && all.iter().any(|token| token.term == code);
        if is_alone || codes(text, &all).iter().any(|found| found.term == code) {
            return true;
        }
    }
    let further = running_on(&all, ahead);
    all.iter().any(|token| goes_on(words, 0, token.index, &further))
}

/// The tokens of a text and those of what it goes on with, counted on.
fn running_on(own: &[Token], ahead: Option<&str>) -> Vec<Token> {
    let n_own = own.iter().filter(|token| !token.joined).count() as u32;
    // So many words of a phrase may stand beyond the border.
    let is_near = |token: &Token| token.index + u32::from(token.joined) < 24;
    let ahead = tokens(ahead.unwrap_or_default()).filter(is_near);
    own.iter().cloned().chain(ahead.map(|token| token.after(n_own))).collect()
}

/// Whether the rest of a phrase stands at token number `index`.
fn goes_on(words: &Words, slot: usize, index: u32, all: &[Token]) -> bool {
    let Some(sought) = words.tokens.get(slot) else {
        return true;
    };
    let last = slot + 1 == words.tokens.len();
    all.iter().filter(|token| token.index == index).any(|token| {
        let fits = token.is(sought) || (last && words.form == Form::Prefix && token.begins_as(sought));
        fits && goes_on(words, slot + 1, index + if token.joined { 2 } else { 1 }, all)
    })
}

/// Whether the rest of a row stands at token number `index`.
fn row_goes_on(row: &[Slot], index: u32, all: &[Token]) -> bool {
    let Some((slot, rest)) = row.split_first() else { return true };
    let here = all.iter().filter(|token| token.index == index && slot.fits(token));
    here.into_iter().any(|token| row_goes_on(rest, index + if token.joined { 2 } else { 1 }, all))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_index_finds_what_is_there(
        texts in texts(),
        queries in prop::collection::vec(query(), 12),
        deleted in prop::option::of(0..4_u64),
        per_commit in 2..9_usize,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::create(dir.path()).unwrap();
        let mut writer = index.writer(1, MEMORY).unwrap();
        for (number, (text, language)) in texts.iter().enumerate() {
            let ahead = ahead_of(&texts, number);
            let (doc, nth) = (number as u64 / 2, number as u32 % 2);
            let (unit, row) = if is_table(number) { (0, Some(nth)) } else { (nth, None) };
            let entry = Entry { doc, unit, row, start: 0, text, ahead, language: *language };
            writer.add(&entry).unwrap();
            if number % per_commit == per_commit - 1 {
                writer.commit(number as u64).unwrap();
            }
        }
        if let Some(doc) = deleted {
            writer.delete(doc).unwrap();
        }
        writer.commit(99).unwrap();
        // A document that was taken out holds nothing.
        let living: Vec<_> = texts
            .iter()
            .enumerate()
            .map(|(number, text)| if deleted == Some(number as u64 / 2) { (String::new(), None) } else { text.clone() })
            .collect();
        for text in &queries {
            let query = Query::parse(text).unwrap();
            let answer = index.search(&query, &parity, None, Sort::Relevance, FIRST).unwrap();
            let mut found: Vec<_> = answer.hits.iter().map(|hit| hit.doc * 2 + u64::from(hit.row.unwrap_or(hit.unit))).collect();
            found.sort_unstable();
            let mut expect = Vec::new();
            for (number, (text, language)) in texts.iter().enumerate() {
                let number = number as u64;
                if deleted == Some(number / 2) {
                    continue;
                }
                let resolved = index.resolved(&query, &parity).unwrap();
                let ahead = ahead_of(&living, number as usize);
                let scope = Scope { text, ahead, language: *language, doc: number / 2, resolved: &resolved };
                let marked = spans(&query, &scope);
                let true_here = holds(&query, &living, number as usize);
                prop_assert!(true_here || marked.is_empty(), "{} marks {:?}", query, text);
                prop_assert!(!true_here || !marked.is_empty() || !must_mark(&query), "{} marks nothing in {:?}", query, text);
                prop_assert!(marked.windows(2).all(|pair| pair[0][1] <= pair[1][0]));
                if true_here {
                    expect.push(number);
                }
            }
            prop_assert_eq!(&found, &expect, "{}", query);
            let resolved = index.resolved(&query, &parity).unwrap();
            for doc in 0..living.len().div_ceil(2) {
                let mut explaining = Explaining::new(&query);
                let numbers = doc * 2..living.len().min(doc * 2 + 2);
                for (text, language, ahead) in numbers.clone().map(|number| (&living[number].0, living[number].1, ahead_of(&living, number))) {
                    explaining.look(&Scope { text, ahead, language, doc: doc as u64, resolved: &resolved });
                }
                let part = explaining.done(doc as u64, &resolved);
                if deleted != Some(doc as u64) {
                    let n = numbers.filter(|number| expect.contains(&(*number as u64))).count() as u64;
                    prop_assert_eq!(part.n, n, "{}", query);
                    prop_assert_eq!(part.of_document, document_holds(&query, &living, doc), "{}", query);
                }
            }
            prop_assert_eq!(answer.total, expect.len() as u64);
        }
    }
}

/// Whether whatever matches matches by words.
fn must_mark(query: &Query) -> bool {
    match query {
        Query::And(parts) => parts.iter().any(must_mark),
        Query::Or(parts) => parts.iter().all(must_mark),
        Query::Words(_) | Query::Parts(_) | Query::Near(_) | Query::Pattern(_) | Query::Alike(_) => true,
        Query::InDocument(part) => !part.found_by().is_empty(),
        Query::Not(_) | Query::Field(_) => false,
    }
}
