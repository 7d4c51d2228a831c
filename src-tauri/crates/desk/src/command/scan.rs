//! Looking through stored text word for word, for exact and regular-expression searches.

use std::{
    collections::HashSet,
    sync::{
        Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use regex_automata::meta;
use regex_syntax::hir::{
    Hir,
    literal::{ExtractKind, Extractor},
};
use search::{Hit, Sieve};
use store::{Case, CurrentText};

use crate::{Code, Desk, Error, Event, Job, Progress, Result, scans::Scanned, searching};

/// How many documents a thread takes at a time.
const STRIDE: usize = 32;
/// How often it is told how far it is.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// What to look for, and by which words its places can be told beforehand.
pub(super) struct Sought<'a> {
    /// Whether a text holds it.
    pub is_match: &'a (dyn Fn(&str) -> bool + Sync),
    /// Whatever holds it passes one of these; none if nothing is known of it.
    pub sieves: Vec<Sieve>,
}

/// Looks through the current text of every document, or of those in `only`.
pub(super) fn scan(
    desk: &Desk,
    job: &mut Job<'_>,
    case: &Case,
    only: Option<&search::DocSet>,
    Sought { is_match, sieves }: &Sought<'_>,
) -> Result<Scanned> {
    let mut texts = case.current_texts()?;
    let narrowed = narrowed(case, sieves);
    texts.retain(|text| only.is_none_or(|only| only.contains(text.ordinal)));
    texts.retain(|text| narrowed.as_ref().is_none_or(|narrowed| narrowed.has(text)));
    let (next, n_failed) = (AtomicUsize::new(0), AtomicU64::new(0));
    let places = Mutex::new(Vec::new());
    let (cancel, root) = (job.cancel.clone(), case.root().to_path_buf());
    let failure = Mutex::new(None);
    std::thread::scope(|scope| {
        let mut threads = Vec::new();
        for _ in 0..desk.n_jobs.max(1) {
            threads.push(scope.spawn(|| {
                let case = match Case::open(&root, &desk.world) {
                    Ok(case) => case,
                    Err(error) => {
                        *failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(Error::from(error));
                        return;
                    }
                };
                let mut found = Vec::new();
                loop {
                    let from = next.fetch_add(STRIDE, Ordering::Relaxed);
                    if from >= texts.len() || cancel.is_cancelled() {
                        break;
                    }
                    for text in &texts[from..texts.len().min(from + STRIDE)] {
                        let scanned = scan_text(&case, text, narrowed.as_ref(), is_match, &mut found);
                        // What is unreadable anyway is counted already.
                        if scanned.is_err() && !text.is_unreadable {
                            n_failed.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
                places.lock().unwrap_or_else(std::sync::PoisonError::into_inner).append(&mut found);
            }));
        }
        let mut told = Instant::now();
        while !threads.iter().all(|thread| thread.is_finished()) {
            std::thread::sleep(Duration::from_millis(1));
            if told.elapsed() >= TELL_EVERY {
                told = Instant::now();
                tell(job, next.load(Ordering::Relaxed).min(texts.len()), texts.len());
            }
        }
    });
    if let Some(error) = failure.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        return Err(error);
    }
    if job.cancel.is_cancelled() {
        return Err(Error::new(Code::Stopped, "The search was stopped before it had looked everywhere."));
    }
    tell(job, texts.len(), texts.len());
    let mut places: Vec<Hit> = places.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    places.sort_by_key(|p| (p.doc, p.unit, p.row, p.start));
    Ok(Scanned { places, n_failed: n_failed.into_inner() })
}

fn tell(job: &mut Job<'_>, done: usize, total: usize) {
    let (done, total) = (done as u64, total as u64);
    (job.events)(Event::Progress(Progress { doing: "searching".into(), done, total, ..Progress::default() }));
}

/// Where to look, as the index knows it.
struct Narrowed {
    units: search::Units,
    /// Documents the index does not hold as they are now: looked through whole.
    unknown: HashSet<u64>,
}

impl Narrowed {
    fn has(&self, text: &CurrentText) -> bool {
        self.unknown.contains(&text.ordinal) || self.units.contains_key(&text.ordinal)
    }
}

/// Asks the index where to look. Without an index that can be trusted everything is looked through.
fn narrowed(case: &Case, sieves: &[Sieve]) -> Option<Narrowed> {
    if sieves.is_empty() || !case.index_is_ours().ok()? {
        return None;
    }
    let index = searching::open_for_reading(case).ok()?;
    let mut unknown = index.lacking.iter().copied().collect::<HashSet<u64>>();
    for document in case.read_after(index.sequence).ok()? {
        unknown.insert(case.document(&document).ok()??.ordinal);
    }
    Some(Narrowed { units: index.index.units_holding(sieves).ok()?, unknown })
}

fn scan_text(
    case: &Case,
    text: &CurrentText,
    narrowed: Option<&Narrowed>,
    is_match: &dyn Fn(&str) -> bool,
    found: &mut Vec<Hit>,
) -> Result<()> {
    let doc = text.ordinal;
    // What is set aside is not among the texts that are looked through.
    let mut pack = case.text_for_us(&text.hash)?;
    let units: Vec<u32> = match narrowed.filter(|narrowed| !narrowed.unknown.contains(&doc)) {
        Some(narrowed) => narrowed.units.get(&doc).into_iter().flatten().copied().collect(),
        None => (1..=pack.n_units()).collect(),
    };
    for number in units {
        let Some(unit) = pack.unit(number)? else { continue };
        for scope in searching::scopes(number, unit) {
            if is_match(scope.text) {
                found.push(Hit { doc, unit: number, row: scope.row, start: scope.start, score: 0.0 });
            }
        }
    }
    Ok(())
}

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

/// What whatever a pattern matches must hold: it begins or ends with one of a few texts. None if that cannot be said.
fn sieves_of(pattern: &Hir) -> Vec<Sieve> {
    let of_kind = |kind: ExtractKind| -> Option<(usize, Vec<Sieve>)> {
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
        let sieves = texts.into_iter().map(|text| Sieve::of(&whole(text))).collect::<Option<Vec<Sieve>>>()?;
        Some((sieves.iter().map(Sieve::fineness).min()?, sieves))
    };
    let both = [ExtractKind::Prefix, ExtractKind::Suffix].into_iter().filter_map(of_kind);
    let finest = both.filter(|(fineness, _)| *fineness >= FINE).max_by_key(|(fineness, _)| *fineness);
    finest.map(|(_, sieves)| sieves).unwrap_or_default()
}

#[cfg(test)]
mod tests {
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
}
