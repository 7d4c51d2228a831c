//! What plain Tantivy takes for the simple queries of the bench, on the very index that a search uses: the best twenty
//! and the count, by its own collectors. Reads a plan as JSON from standard input and prints what it measured as JSON;
//! `cargo xtask bench --search` runs it. It is here because only this crate names Tantivy.

#![allow(clippy::print_stdout, reason = "its answer goes to the bench that started it")]
#![allow(missing_docs, reason = "a program")]

use std::{error::Error, hint::black_box, path::Path, time::Instant};

use search::Shelf;
use serde_json::{Value, json};
use tantivy::{
    Index, Term,
    collector::{Count, TopDocs},
    query::{BooleanQuery, Occur, PhraseQuery, Query, RegexQuery, TermQuery},
    schema::{Field, IndexRecordOption},
};

const LIMIT: usize = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let plan: Value = serde_json::from_reader(std::io::stdin())?;
    let shelf = Shelf::new(Path::new(plan["index"].as_str().ok_or("the plan names no index")?));
    let index = Index::open_in_dir(shelf.current())?;
    let text = index.schema().get_field("text")?;
    let searcher = index.reader()?.searcher();
    let mut answers = Vec::new();
    for search in plan["searches"].as_array().into_iter().flatten() {
        let kind = search["kind"].as_str().unwrap_or_default();
        let queries: Vec<&str> = search["queries"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let queries: Option<Vec<_>> = queries.iter().map(|query| plain(kind, query, text)).collect();
        let Some(queries) = queries.filter(|queries| !queries.is_empty()) else { continue };
        let runs = search["runs"].as_u64().unwrap_or(0) as usize;
        let mut hits = Vec::new();
        for query in &queries {
            hits.push(searcher.search(query, &Count)?);
        }
        let mut times = Vec::with_capacity(runs);
        for query in queries.iter().cycle().take(runs) {
            let started = Instant::now();
            black_box(searcher.search(query, &(TopDocs::with_limit(LIMIT).order_by_score(), Count))?);
            times.push(started.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times.get(((share * times.len() as f64).ceil() as usize).saturating_sub(1)).copied();
        answers.push(json!({ "kind": kind, "hits": hits, "p50_ms": at(0.5), "p99_ms": at(0.99) }));
    }
    println!("{}", Value::from(answers));
    Ok(())
}

/// The same question in the engine's own words; `None` for what it has none for.
fn plain(kind: &str, query: &str, text: Field) -> Option<Box<dyn Query>> {
    let tokens: Vec<_> = search::tokens(query).collect();
    let words: Vec<Term> = tokens.iter().map(|token| Term::from_field_text(text, &token.term)).collect();
    let one = |term: &Term| -> Box<dyn Query> { Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs)) };
    let all = |occur: Occur| -> Box<dyn Query> {
        // The word between two is the operator.
        let words = words.iter().filter(|term| !matches!(term.value().as_str(), Some("or" | "not")));
        Box::new(BooleanQuery::new(words.map(|term| (occur, one(term))).collect()))
    };
    Some(match kind {
        "term" => one(words.first()?),
        "and" => all(Occur::Must),
        "or" => all(Occur::Should),
        "phrase" | "cjk_phrase" if words.len() > 1 => {
            // A word's place in the index is twice its number, as the joined halves of another may stand between.
            let places = tokens.iter().map(|token| token.index as usize * 2);
            Box::new(PhraseQuery::new_with_offset(places.zip(words).collect()))
        }
        "prefix" => Box::new(RegexQuery::from_pattern(&format!("{}.*", query.strip_suffix('*')?), text).ok()?),
        _ => return None,
    })
}
