//! Regular expressions: understood once, and what texts must hold for them to match.

use regex_automata::meta;
use regex_syntax::hir::{
    Class, ClassUnicode, Hir, HirKind,
    literal::{ExtractKind, Extractor},
};
use search::Sieve;

use crate::{Code, Error, Result};

/// The largest automaton a pattern may become, in bytes.
const LARGEST: usize = 16 << 20;

/// A regular expression, parsed once.
pub(super) struct Expression {
    pub pattern: meta::Regex,
    /// What whatever it matches passes.
    pub sieves: Vec<Sieve>,
}

impl Expression {
    /// # Errors
    /// It cannot be understood, or is too large.
    pub fn of(typed: &str) -> Result<Expression> {
        let parsed = regex_syntax::ParserBuilder::new().multi_line(true).build().parse(typed);
        let hir = parsed.map_err(|error| not_understood(typed, &error))?;
        let config = meta::Config::new().nfa_size_limit(Some(LARGEST));
        let pattern = meta::Regex::builder().configure(config).build_from_hir(&hir).map_err(|error| {
            Error::new(Code::Query, "The regular expression is too large.")
                .hint("Ask for fewer repetitions, or for less at once.")
                .detail(error)
        })?;
        Ok(Expression { pattern, sieves: sieves_of(&hir) })
    }
}

/// Where a pattern stands in a text, as bytes; that nothing stands somewhere is no find.
pub(super) fn places<'a>(pattern: &'a meta::Regex, text: &'a str) -> impl Iterator<Item = std::ops::Range<usize>> + 'a {
    pattern.find_iter(text).map(|found| found.range()).filter(|place| !place.is_empty())
}

fn not_understood(typed: &str, error: &regex_syntax::Error) -> Error {
    let (span, why) = match error {
        regex_syntax::Error::Parse(error) => (Some(error.span()), error.kind().to_string()),
        regex_syntax::Error::Translate(error) => (Some(error.span()), error.kind().to_string()),
        other => (None, other.to_string()),
    };
    let chars_before = |byte: usize| typed.char_indices().take_while(|(at, _)| *at < byte).count();
    let refused = Error::new(Code::Query, "The regular expression cannot be understood.").detail(&why);
    let Some(span) = span else { return refused };
    let (start, end) = (chars_before(span.start.offset), chars_before(span.end.offset));
    Error::new(Code::Query, format!("The regular expression cannot be understood: {why} (at character {}).", start + 1))
        .at(start, (end - start).max(1))
        .hint("To search for these signs themselves, put a backslash before each, or search as typed (--exact).")
}

/// The fewest letters by which a part of a pattern narrows a search down.
const FINE: usize = 2;
/// More texts than this count as what they have in common.
const MOST_SIEVES: usize = 16;
/// The most characters that may be one letter in its cases.
const MOST_CASES: usize = 8;

/// Of which texts whatever a pattern matches holds one; none if that cannot be said.
fn sieves_of(pattern: &Hir) -> Vec<Sieve> {
    let ends = [ExtractKind::Prefix, ExtractKind::Suffix].into_iter().filter_map(|kind| at_end(pattern, kind));
    finest(ends.chain(within(pattern))).map(|any_of| any_of.sieves).unwrap_or_default()
}

/// One of these is passed by whatever matches.
struct AnyOf {
    sieves: Vec<Sieve>,
    /// That of the coarsest of them.
    fineness: usize,
}

impl AnyOf {
    fn of(sieves: Vec<Sieve>) -> Option<AnyOf> {
        let fineness = sieves.iter().map(Sieve::fineness).min()?;
        (fineness >= FINE && sieves.len() <= MOST_SIEVES).then_some(AnyOf { sieves, fineness })
    }
}

/// The finest of several, the first of equals.
fn finest(all: impl Iterator<Item = AnyOf>) -> Option<AnyOf> {
    all.reduce(|best, other| if other.fineness > best.fineness { other } else { best })
}

/// What a match begins or ends with.
fn at_end(pattern: &Hir, kind: ExtractKind) -> Option<AnyOf> {
    let is_prefix = matches!(kind, ExtractKind::Prefix);
    let found = Extractor::new().kind(kind).extract(pattern);
    let literals = found.literals()?;
    let shared = if is_prefix { found.longest_common_prefix() } else { found.longest_common_suffix() };
    let texts: Vec<&[u8]> = match shared {
        Some(shared) if literals.len() > MOST_SIEVES => vec![shared],
        _ => literals.iter().map(|literal| literal.as_bytes()).collect(),
    };
    // Cut anywhere, a text may end inside a character.
    let whole = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_matches('\u{fffd}').to_owned();
    AnyOf::of(texts.into_iter().map(|text| Sieve::of(&whole(text))).collect::<Option<Vec<Sieve>>>()?)
}

/// What stands somewhere in a match: the finest run of fixed letters, or of alternatives that each have one.
fn within(pattern: &Hir) -> Option<AnyOf> {
    let of_run = |run: &str| AnyOf::of(vec![Sieve::of(run)?]);
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => None,
        HirKind::Literal(_) | HirKind::Class(_) => of_run(&fixed(pattern)?),
        HirKind::Capture(group) => within(&group.sub),
        HirKind::Repetition(repeated) => {
            if repeated.min > 0 {
                within(&repeated.sub)
            } else {
                None
            }
        }
        HirKind::Alternation(parts) => {
            let all = parts.iter().map(within).collect::<Option<Vec<AnyOf>>>()?;
            AnyOf::of(all.into_iter().flat_map(|part| part.sieves).collect())
        }
        HirKind::Concat(parts) => {
            let (mut run, mut found) = (String::new(), Vec::new());
            for part in parts {
                match fixed(part) {
                    Some(letters) => run.push_str(&letters),
                    None => {
                        found.extend(of_run(&std::mem::take(&mut run)));
                        found.extend(within(part));
                    }
                }
            }
            found.extend(of_run(&run));
            finest(found.into_iter())
        }
    }
}

/// The letters that stand wherever this matches, whatever their case.
fn fixed(pattern: &Hir) -> Option<String> {
    match pattern.kind() {
        // A place between letters takes up none.
        HirKind::Empty | HirKind::Look(_) => Some(String::new()),
        HirKind::Literal(letters) => String::from_utf8(letters.0.to_vec()).ok(),
        HirKind::Class(Class::Unicode(class)) => in_cases(class).map(String::from),
        HirKind::Class(Class::Bytes(_)) | HirKind::Repetition(_) | HirKind::Alternation(_) => None,
        HirKind::Capture(group) => fixed(&group.sub),
        HirKind::Concat(parts) => parts.iter().map(fixed).collect(),
    }
}

/// One of the characters of a class that are the same letter to the index: `s`, `S` and the long s.
fn in_cases(class: &ClassUnicode) -> Option<char> {
    // The sign for kelvin stands in no text that is kept.
    let is_kept = |c: &char| anchor::text::unit_text(&c.to_string()).chars().eq([*c]);
    let chars = class.iter().flat_map(|range| range.start()..=range.end());
    let chars: Vec<char> = chars.filter(is_kept).take(MOST_CASES + 1).collect();
    // Inside a word, where nothing of it is left out for what may stand beside it.
    let folded = |c: &char| Sieve::of(&format!("x{c}x"));
    let first = folded(chars.first()?)?;
    let are_same = chars.len() <= MOST_CASES && chars.iter().all(|c| folded(c).as_ref() == Some(&first));
    let is_in_it = || Some(&first) != Sieve::of("xx").as_ref();
    (are_same && is_in_it()).then(|| chars[0])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use search::{Entry, Index};

    use super::*;

    #[test]
    fn patterns_with_fixed_words_narrow_the_search() {
        let of = |pattern: &str| Expression::of(pattern).map(|expression| expression.sieves).expect("a pattern");
        let sieve = |text: &str| Sieve::of(text).expect("letters");
        assert_eq!(of("MSKU[0-9]{7}"), [sieve("MSKU")]);
        assert_eq!(of("[0-9]+ containers")[9], sieve("9 containers"));
        assert_eq!(of("(\\w+) containers"), [sieve(" containers")]);
        assert_eq!(of("^(invoice|receipt) no"), [sieve("invoice no"), sieve("receipt no")]);
        assert_eq!(of("[A-Z]+[0-9]+"), []);
        assert_eq!(of("华强|深圳"), [sieve("华强"), sieve("深圳")]);
        assert_eq!(of("(?i)Northwind"), [sieve("northwind")]);
        assert_eq!(of("(?i)mask"), [sieve("mask")]);
        assert_eq!(of(".*Northwind.*"), [sieve("Northwind")]);
        assert_eq!(of("\\d+ (north|south)wind \\w+"), [sieve("north"), sieve("south")]);
        assert_eq!(of("\\w+(Oriel|Vale)+\\w+"), [sieve("Oriel"), sieve("Vale")]);
        assert_eq!(of("\\w\\bOriel\\b\\w"), [sieve("Oriel")]);
        assert_eq!(of("\\w(Oriel)?\\w"), []);
        assert_eq!(of("a|longer"), []);
    }

    #[test]
    fn a_pattern_finds_what_stands_there_and_never_nothing() {
        let of = |pattern: &str, text: &str| {
            let expression = Expression::of(pattern).expect("a pattern");
            places(&expression.pattern, text).map(|place| text[place].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(of("^\\w+", "eins zwei\ndrei"), ["eins", "drei"]);
        assert_eq!(of("x*", "axxb"), ["xx"]);
        assert_eq!(of("(?i)Müller|深.", "MÜLLER in 深圳"), ["MÜLLER", "深圳"]);
    }

    #[test]
    fn what_is_wrong_with_a_pattern_is_said_with_its_place() {
        let check = |pattern: &str, at: [u32; 2], why: &str| {
            let error = Expression::of(pattern).err().expect("no pattern");
            assert_eq!((error.code, error.at), (Code::Query, Some(at)), "{pattern}: {error:?}");
            assert!(error.message.contains(why) && !error.hint.is_empty(), "{error:?}");
        };
        check("深(a", [1, 2], "unclosed group");
        check("a[z-b]", [2, 5], "invalid character class range");
        check("*a", [0, 1], "repetition operator missing expression");
        check("\\p{Nowhere}", [0, 11], "Unicode property not found");
        assert!(Expression::of("(\\w{300}){300}").is_err());
    }
    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_matches_passes(
            texts in prop::collection::vec("[a-cA-Cſskéßİıσς华强ガ 1-]{0,24}", 1..5),
            pattern in "(\\(\\?i\\))?(\\.\\*|\\\\w)?[a-csσéi华强1 ]{1,4}((\\||\\+|\\?|\\.)[a-cs华 ]{1,4}){0,2}",
        ) {
            let dir = tempfile::tempdir().expect("a folder");
            let texts: Vec<String> = texts.iter().map(|text| anchor::text::unit_text(text)).collect();
            let index = Index::create(dir.path()).expect("an index");
            let mut writer = index.writer(1, 20 << 20).expect("a writer");
            for (doc, text) in (0..).zip(&texts) {
                let entry = Entry { doc, unit: 1, row: None, start: 0, text, ahead: None, language: None };
                writer.add(&entry).expect("added");
            }
            writer.commit(1).expect("written");
            let expression = Expression::of(&pattern).expect("a pattern");
            prop_assume!(!expression.sieves.is_empty());
            let passed = index.units_holding(&expression.sieves, &|| false).expect("looked").expect("in time");
            for (doc, text) in (0..).zip(&texts) {
                let is_match = places(&expression.pattern, text).next().is_some();
                prop_assert!(!is_match || passed.contains_key(&doc), "{pattern} in {text:?}");
            }
        }
    }
}
