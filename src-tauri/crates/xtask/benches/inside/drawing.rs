//! How long pages take to be drawn, and to be shown again from what was kept.

use std::collections::BTreeMap;

use desk::{
    CancelToken,
    pages::{Engine, Pages, Turn, Wanted},
};
use serde_json::{Value, json};

use super::{Ground, Result, rounded, timed};

/// As many as the window has.
const N_WORKERS: usize = 2;
/// 150 dots an inch.
const SCALE: f32 = 150.0 / 72.0;

/// Draws the first `n_pages` pages of every PDF in the case, then all that could be drawn once more.
pub(super) fn measure(ground: &Ground, n_pages: u32) -> Result<Value> {
    let case = ground.open()?;
    case.discard_pages()?;
    let mut wanted = Vec::new();
    let mut n_documents = 0;
    for reading in case.readings_since(0)?.into_iter().filter(|reading| reading.result.kind == "pdf") {
        n_documents += 1;
        // what could not be read has no pages, and is tried all the same
        for unit in 1..=reading.result.units.clamp(1, n_pages) {
            wanted.push(Wanted {
                document: reading.document,
                unit,
                scale: SCALE,
                turn: Turn::None,
                engine: Engine::Best,
            });
        }
    }
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    let mut noted: BTreeMap<String, u64> = BTreeMap::new();
    let mut drawn = Vec::new();
    let mut png_bytes = 0;
    let never = CancelToken::default();
    let pages = Pages::open(&ground.desk, &ground.case, N_WORKERS)?;
    let cold = timed(wanted.len(), |idx| {
        match pages.draw(wanted[idx], &never) {
            Ok(page) => {
                png_bytes += page.png.len();
                page.notes.into_iter().for_each(|note| *noted.entry(note.code).or_default() += 1);
                drawn.push(idx);
            }
            Err(error) => *reasons.entry(error.message).or_default() += 1,
        }
        Ok(())
    })?;
    drop(pages);
    let pages = Pages::open(&ground.desk, &ground.case, N_WORKERS)?;
    let warm = timed(drawn.len(), |nth| {
        pages.draw(wanted[drawn[nth]], &never)?;
        Ok(())
    })?;
    let of_drawn = drawn.iter().map(|idx| cold[*idx]).collect();
    Ok(json!({
        "documents": n_documents,
        "pages": wanted.len(),
        "drawn": drawn.len(),
        "failed": wanted.len() - drawn.len(),
        "reasons": reasons,
        "notes": noted,
        "png_bytes_a_page": png_bytes / drawn.len().max(1),
        "cold": percentiles(of_drawn),
        "warm": percentiles(warm),
    }))
}

/// The median, the 95th percentile (nearest rank) and the slowest of times in milliseconds.
fn percentiles(mut times: Vec<f64>) -> Value {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let rank = (share * times.len() as f64).ceil() as usize;
        times.get(rank.saturating_sub(1)).map(|time| rounded(*time))
    };
    json!({ "p50_ms": at(0.5), "p95_ms": at(0.95), "slowest_ms": at(1.0) })
}
