//! Which pages wait to be looked at, and in what order.

use std::collections::{HashMap, HashSet};

use facts::DocumentId;
use store::{Case, NewReading};

use super::{PageList, Wanted};
use crate::{
    Result,
    library::{is_by_ocr, is_corrected},
    taking_in::outcome,
};

/// A document whose pages are to be looked at.
pub(super) struct Wish {
    pub document: DocumentId,
    pub path: String,
    pub pages: Vec<u32>,
}

/// What there is to do.
#[derive(Default)]
pub(super) struct Wishes {
    pub wishes: Vec<Wish>,
    /// Documents of which every page was looked at in a run that was cut short: they only need to be written.
    pub looked_at: Vec<DocumentId>,
    /// Pages that a person put right: they are left as they are.
    pub n_corrected: u64,
}

/// The pages of a document that wait to be looked at.
pub(crate) fn pages(reading: &NewReading) -> PageList {
    let details = &reading.details;
    if !details["waiting"].is_null() {
        return PageList::from_json(&details["unseen"]);
    }
    // Older programs recorded only what they told of the pages.
    if details["seen"] == true || outcome::is_recording(&reading.kind) {
        return PageList::default();
    }
    let problems = details["problems"].as_array().into_iter().flatten();
    let waits = problems.filter(|problem| problem["code"] == "no_text" && problem["message"] != "the page is blank");
    waits.filter_map(|problem| u32::try_from(problem["unit"].as_u64().unwrap_or(1)).ok()).collect()
}

/// What is to be done: pages that wait and, where that is wanted, those that were looked at before.
pub(super) fn wishes(case: &Case, wanted: &Wanted, engine: &str) -> Result<Wishes> {
    let mut kept: HashMap<DocumentId, HashSet<u32>> = HashMap::new();
    for (document, page, by) in case.all_seen_pages()? {
        if by == engine {
            kept.entry(document).or_default().insert(page);
        }
    }
    let mut found = Wishes::default();
    let documents = match (wanted.only.is_empty(), wanted.again) {
        (false, _) => wanted.only.clone(),
        (true, false) => case.waiting()?,
        (true, true) => case.documents()?.into_iter().map(|document| document.id).collect(),
    };
    let mut taken = HashSet::new();
    for document in documents.into_iter().filter(|id| taken.insert(*id)) {
        let Some(reading) = case.reading(&document)?.map(|r| r.result) else { continue };
        let mut pages: Vec<u32> = match wanted.again {
            true => every_page(case, &reading, &mut found.n_corrected)?,
            false => pages(&reading).iter().collect(),
        };
        let kept = kept.remove(&document).unwrap_or_default();
        pages.retain(|page| !kept.contains(page));
        if !pages.is_empty() {
            let path = case.acquisitions(&document)?.into_iter().next().map(|a| a.path).unwrap_or_default();
            found.wishes.push(Wish { document, path, pages });
        } else if !kept.is_empty() {
            found.looked_at.push(document);
        }
    }
    Ok(found)
}

/// Every page of a document that waits, or was looked at before and not put right by a person.
fn every_page(case: &Case, reading: &NewReading, n_corrected: &mut u64) -> Result<Vec<u32>> {
    let mut all: Vec<u32> = pages(reading).iter().collect();
    for key in ["looked", "failed"] {
        all.extend(PageList::from_json(&reading.details[key]).iter());
    }
    if let Some(hash) = reading.text {
        let mut pack = case.text_for_us(&hash)?;
        let mut corrected = HashSet::new();
        for number in 1..=pack.n_units() {
            match pack.unit(number)? {
                Some(unit) if is_corrected(unit) => drop(corrected.insert(number)),
                Some(unit) if is_by_ocr(unit) => all.push(number),
                _ => {}
            }
        }
        *n_corrected += corrected.len() as u64;
        all.retain(|page| !corrected.contains(page));
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}
