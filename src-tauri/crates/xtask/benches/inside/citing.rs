//! Many citations, and how long it takes to check them all.

use anchor::{
    Anchor, CellsAnchor, Span, TextAnchor, TextHash, Unit,
    attach::{count_quote, count_rows},
};
use facts::DocumentId;
use serde_json::{Value, json};
use store::{Case, CaseMut, table::citation::NewCitation};

use super::{Ground, Result, rounded, timed};

/// Cites as the plan says, in one transaction, and verifies.
pub(super) fn measure(ground: &Ground, plan: &Value) -> Result<Value> {
    let number = |name: &str| plan[name].as_u64().map(|n| n as usize).ok_or(format!("the plan has no {name}"));
    let (n_citations, n_cited, n_runs) = (number("citations")?, number("cited")?, number("verify_runs")?);
    let mut case = CaseMut::open(&ground.case, &ground.desk.world)?;
    let documents = choose(&case, n_cited)?;
    let n_documents = documents.len();
    let mut cited = Vec::with_capacity(n_citations);
    for (idx, (document, version)) in documents.into_iter().enumerate() {
        let n_here = n_citations * (idx + 1) / n_documents - n_citations * idx / n_documents;
        let units = units(&case, &version)?;
        for nth in 0..n_here {
            let anchor = anchor(version, &units, nth, n_here)?;
            cited.push(NewCitation { document, anchors: vec![anchor], said_by: None, translation: None });
        }
    }
    let recording = timed(1, |_| {
        let mut tx = case.begin(&ground.desk.author, "citing")?;
        for citation in &cited {
            tx.add_citation(citation)?;
        }
        Ok(tx.commit()?)
    })?;
    let request = json!({ "case": ground.case, "citations": true });
    let mut answer = Value::Null;
    let mut verifying = timed(n_runs + 1, |_| {
        answer = ground.run(&["verify"], request.clone())?;
        Ok(())
    })?;
    let first = verifying.remove(0);
    verifying.sort_by(f64::total_cmp);
    let seconds = |ms: Option<&f64>| ms.map(|ms| rounded(ms / 1e3));
    Ok(json!({
        "citations": cited.len(),
        "documents": n_documents,
        "recording_seconds": seconds(recording.first()),
        "verify_runs": n_runs,
        "first_seconds": seconds(Some(&first)),
        "median_seconds": seconds(verifying.get(verifying.len() / 2)),
        "slowest_seconds": seconds(verifying.last()),
        "in_place": answer["citations"]["in_place"],
        "not_in_place": answer["problems"].as_array().map(Vec::len),
    }))
}

/// Documents with text: three quarters of them the largest there are, as those are cited that have much to say, the rest
/// spread over all others.
fn choose(case: &Case, n_wanted: usize) -> Result<Vec<(DocumentId, TextHash)>> {
    let mut documents = case.documents()?;
    documents.sort_by_key(|document| std::cmp::Reverse(document.bytes));
    let n_large = n_wanted * 3 / 4;
    let step = documents.len().saturating_sub(n_large) / (n_wanted - n_large).max(1);
    let (large, others) = documents.split_at(n_large.min(documents.len()));
    let mut chosen = Vec::new();
    for document in large.iter().chain(others.iter().step_by(step.max(1))).take(n_wanted) {
        if let Some(version) = case.reading(&document.id)?.and_then(|reading| reading.result.text) {
            chosen.push((document.id, version));
        }
    }
    Ok(chosen)
}

fn units(case: &Case, version: &TextHash) -> Result<Vec<Unit>> {
    let mut pack = case.text(version)?;
    let mut units = Vec::new();
    for number in 1..=pack.n_units() {
        units.extend(pack.unit(number)?.cloned());
    }
    Ok(units)
}

/// The `nth` of `n_here` places of a document, spread over its length: a row of a table, else some words.
fn anchor(version: TextHash, units: &[Unit], nth: usize, n_here: usize) -> Result<Anchor> {
    let unit_idx = nth * units.len() / n_here;
    let (unit_no, unit) = (unit_idx as u32 + 1, units.get(unit_idx).ok_or("a text has no units")?);
    if let Some(table) = &unit.table {
        let row = table.first_row + (nth * 7) as u32 % table.n_rows;
        let made = CellsAnchor::make(version, unit_no, unit, row, &[])?;
        let occurrences = count_rows(&made, units)?;
        return Ok(Anchor::Cells(CellsAnchor { occurrences, ..made }));
    }
    let n_chars = unit.text.chars().count();
    let start = nth * n_chars / n_here;
    let end = (start + 20 + nth * 13 % 100).min(n_chars);
    let made = TextAnchor::make(version, unit_no, &unit.text, Span::new(start as u32, end as u32), 1)?;
    let occurrences = count_quote(&made.quote, units)?;
    Ok(Anchor::Text(TextAnchor { occurrences, ..made }))
}
