//! Searches as the command line makes them, the case opened anew each time, and the index alone.

use search::{DocSet, Index, Order, Page, Query, Sort};
use serde_json::{Value, json};
use store::Case;

use super::{Ground, Result, percentiles, timed};

const N_OPENINGS: usize = 100;
const LIMIT: usize = 20;

/// How long what every search does takes: opening the case and its index, counting what cannot be searched.
pub(super) fn every_search(ground: &Ground) -> Result<Value> {
    let opened = ground.open()?;
    let dir = opened.index_dir();
    let case = timed(N_OPENINGS, |_| ground.open().map(drop))?;
    let index = timed(N_OPENINGS, |_| Ok(Index::open(&dir).map(drop)?))?;
    let unreadable = timed(N_OPENINGS, |_| Ok(opened.n_unreadable().map(drop)?))?;
    Ok(json!({
        "case": percentiles(case),
        "index": percentiles(index),
        "count_unreadable": percentiles(unreadable),
    }))
}

/// Runs the queries of one kind in turn.
pub(super) fn measure(ground: &Ground, plan: &Value) -> Result<Value> {
    let text = |name: &str| plan[name].as_str().ok_or(format!("a search has no {name}"));
    let (kind, mode, sort) = (text("kind")?, text("mode")?, text("sort")?);
    let queries: Vec<&str> = plan["queries"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let n_runs = plan["runs"].as_u64().ok_or("a search has no number of runs")? as usize;
    let ask = |query: &str| {
        let request = json!({
            "case": ground.case,
            "exact": mode == "exact",
            "regex": mode == "regex",
            "sort": sort,
            "limit": LIMIT,
            "query": [query],
        });
        ground.run(&["search"], request)
    };
    let mut hits = Vec::new();
    for query in &queries {
        hits.push(ask(query)?["total"].clone());
    }
    let times = timed(n_runs, |idx| ask(queries[idx % queries.len()]).map(drop))?;
    let alone = if mode == "words" { alone(&ground.open()?, &queries, sort, n_runs)? } else { Value::Null };
    Ok(json!({
        "kind": kind,
        "runs": n_runs,
        "queries": queries,
        "hits": hits,
        "command": percentiles(times),
        "index_alone": alone,
    }))
}

/// The same queries over an index that is open; nothing for those with fields, which need the case.
fn alone(case: &Case, queries: &[&str], sort: &str, n_runs: usize) -> Result<Value> {
    let index = Index::open(&case.index_dir())?;
    let queries = queries.iter().map(|text| Query::parse(text)).collect::<std::result::Result<Vec<_>, _>>()?;
    if queries.iter().any(|query| !query.field_terms().is_empty()) {
        return Ok(Value::Null);
    }
    // Any number that belongs to a document takes as long to sort by as its date.
    let key = |doc: u64| doc as i64;
    let sort = if sort == "date" { Sort::Key { key: &key, order: Order::Descending } } else { Sort::Relevance };
    let times = timed(n_runs, |idx| {
        let page = Page { offset: 0, limit: LIMIT };
        index.search(&queries[idx % queries.len()], &|_, _| Ok(DocSet::new()), None, sort, page)?;
        Ok(())
    })?;
    Ok(percentiles(times))
}
