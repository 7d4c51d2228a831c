//! Setting documents aside that may be privileged, before anybody reads them, and all that lies inside them.

use std::collections::{BTreeMap, HashMap, hash_map::Entry};

use facts::DocumentId;
use store::{Case, CaseMut, Standing};

use crate::{
    Code, Desk, Error, Event, Job, Progress, Result,
    privilege::{Matched, Matcher},
    searching::IndexWriter,
};

/// How many documents are recorded as set aside in one change.
const AT_ONCE: usize = 500;

/// Looks through everything that was read for what matches, and sets it aside with all inside it. Says how many documents
/// are set aside anew.
pub fn apply(
    desk: &Desk,
    job: &mut Job<'_>,
    case: &mut CaseMut,
    index: &mut IndexWriter,
    matcher: &Matcher,
) -> Result<u64> {
    let standings = case.set_aside()?;
    let readings = case.readings_since(0)?;
    let total = readings.len() as u64;
    let mut found = Vec::new();
    let mut n_cut = 0_u64;
    for (done, reading) in (1..).zip(readings) {
        if job.cancel.is_cancelled() {
            return Err(Error::new(
                Code::Stopped,
                "It was stopped before anything was set aside. To go on, add the same again.",
            ));
        }
        let progress = Progress { doing: "looking for what is privileged".into(), done, total, ..Progress::default() };
        (job.events)(Event::Progress(progress));
        if standings.get(&reading.document).is_some_and(store::SetAside::is_shut) {
            continue;
        }
        let matched = look_through(case, matcher, &reading.document, &reading.result)?;
        if !matched.is_empty() {
            found.push((reading.document, matched.words()));
        } else if is_cut(&reading.result) {
            n_cut += 1;
        }
    }
    if n_cut > 0 {
        let what = if n_cut == 1 { "1 document has" } else { &format!("{n_cut} documents have") };
        job.note(format!(
            "{what} more properties than are kept, and those left out were not looked through. To look through them, read \
             them again: casebound retry CASE --state partly"
        ));
    }
    let n_found = set_aside(desk, case, index, &found)?;
    Ok(n_found + with_insides(desk, case, index)?)
}

/// Sets aside what lies in nothing but documents that are set aside. Says how many.
pub fn with_insides(desk: &Desk, case: &mut CaseMut, index: &mut IndexWriter) -> Result<u64> {
    let standings = case.set_aside()?;
    let mut found: BTreeMap<DocumentId, String> = BTreeMap::new();
    let shut: Vec<DocumentId> = standings.iter().filter(|(_, aside)| aside.is_shut()).map(|(id, _)| *id).collect();
    // What somebody decided of a part counts for the part and all in it.
    let is_released = |id: &DocumentId| standings.get(id).is_some_and(|aside| !aside.is_shut());
    let mut paths: HashMap<DocumentId, String> = HashMap::new();
    for (id, outer) in case.only_within(&shut, is_released)? {
        if standings.contains_key(&id) {
            continue;
        }
        let path = match paths.entry(outer) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let place = case.acquisitions(&outer)?.into_iter().next();
                new.insert(place.map(|place| place.path).unwrap_or_default())
            }
        };
        found.insert(id, format!("it is inside {path}"));
    }
    for (_, id) in case.texts_made_from(&shut)? {
        if !standings.contains_key(&id) {
            found.entry(id).or_insert_with(|| "its transcript is set aside".to_owned());
        }
    }
    set_aside(desk, case, index, &found.into_iter().collect::<Vec<_>>())
}

fn set_aside(
    desk: &Desk,
    case: &mut CaseMut,
    index: &mut IndexWriter,
    documents: &[(DocumentId, String)],
) -> Result<u64> {
    for some in documents.chunks(AT_ONCE) {
        let mut tx = case.begin(&desk.author, "setting aside what may be privileged")?;
        for (document, because) in some {
            tx.set_standing(document, Standing::Aside, because)?;
        }
        tx.commit()?;
        for (document, _) in some {
            withdraw(case, index, document)?;
        }
    }
    if !documents.is_empty() {
        index.purge(desk)?;
    }
    Ok(documents.len() as u64)
}

/// Takes a document's words and drawn pages out of what is kept for searching and reading.
pub fn withdraw(case: &Case, index: &mut IndexWriter, document: &DocumentId) -> Result<()> {
    if let Some(row) = case.document(document)? {
        index.set_aside(row.ordinal)?;
    }
    Ok(case.forget_pages(document)?)
}

/// Whether properties were told of a document that are not kept.
fn is_cut(reading: &store::NewReading) -> bool {
    let values = reading.details["meta"].as_object().into_iter().flatten();
    let n_kept: usize = values.filter_map(|(_, values)| values.as_array()).map(Vec::len).sum();
    reading.details["n_meta"].as_u64().is_some_and(|n_meta| n_meta > n_kept as u64)
}

/// What of the list a document matches that was read before.
fn look_through(case: &Case, matcher: &Matcher, document: &DocumentId, reading: &store::NewReading) -> Result<Matched> {
    let mut matched = Matched::default();
    for values in reading.details["meta"].as_object().into_iter().flat_map(|meta| meta.values()) {
        for value in values.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str) {
            matcher.look(value, &mut matched);
        }
    }
    for place in case.acquisitions(document)? {
        matcher.look_at_name(&place.path, &mut matched);
    }
    let Some(hash) = &reading.text else { return Ok(matched) };
    // A text that cannot be read is one that nobody can read.
    let Ok(mut pack) = case.text_for_us(hash) else { return Ok(matched) };
    for number in 1..=pack.n_units() {
        if let Ok(Some(unit)) = pack.unit(number) {
            matcher.look(&unit.text, &mut matched);
        }
    }
    Ok(matched)
}
