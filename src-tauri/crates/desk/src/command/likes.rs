//! More like this: documents that are like another one, a part of it, or words selected in it.

use std::path::PathBuf;

use search::{DocSet, Hit, LikeHit, Page};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Case;
use ts_rs::TS;

use super::{
    Answer,
    found::{HitLine, Looked, Marked, Marker, Shown, lines},
    reindexing, request,
};
use crate::{
    Code, Desk, Error, Job, Result,
    library::{open, open_mut, why_no_text},
    renewing::{self, Making},
    sameness::{Likeness, sketch::body},
    searching,
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct OfLike {
    case: PathBuf,
    doc: String,
    /// A page or part of it, in place of the whole.
    unit: Option<u32>,
    /// Words selected in it, in place of either.
    text: Option<String>,
    limit: Option<usize>,
    offset: Option<usize>,
    /// As for a search.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    now: bool,
}

#[derive(Serialize, TS)]
pub(super) struct LikeAnswer {
    /// The document it is about.
    of: String,
    /// The words that tell it from others, the most telling first: what was looked for.
    words: Vec<String>,
    /// How many documents have many of them in one place.
    total: u64,
    unreadable: u64,
    behind: u64,
    quarantined: u64,
    /// Pages and pictures whose words wait to be read off them.
    waiting: u64,
    index: Option<Making>,
    /// The likest first; of each document the place that is likest.
    documents: Vec<LikeLine>,
}

#[derive(Serialize, TS)]
pub(super) struct LikeLine {
    #[serde(flatten)]
    place: HitLine,
    /// Those of the words that stand there.
    common: Vec<String>,
    /// At how many places of the document many of them stand.
    places: u32,
    /// The share of five-word passages both documents have, from 0 to 1, where whole documents are compared.
    share: Option<f64>,
}

const DEFAULT_LIMIT: usize = 20;
/// So much of a text is looked at: enough to know what it is about.
const MOST_BYTES: usize = 4 << 20;

pub(super) fn like(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfLike { case: path, doc, unit, text, limit, offset, now } = request(value)?;
    let case = open(desk, &path)?;
    let document = case.find_document(&doc)?;
    case.refuse_set_aside(&document.id)?;
    let is_whole = unit.is_none() && text.is_none();
    let parts = match text {
        Some(text) => vec![text],
        None => parts(&case, &document, &doc, unit)?,
    };
    let renew = || renewing::for_search(desk, &path, &case, job, now);
    let open = searching::open_for_search(desk, &case, || open_mut(desk, &path), renew)?;
    if let Some(older) = &open.older {
        job.note(reindexing::told(older));
    }
    let like = open.index.telling_words(parts.iter().map(String::as_str))?;
    let itself = DocSet::from_iter([document.ordinal]);
    let page = Page { offset: offset.unwrap_or(0), limit: limit.unwrap_or(DEFAULT_LIMIT) };
    let found = open.index.search_like(&like, &itself, open.within(&case, None)?.as_ref(), page)?;
    let find = |_: &Hit, looked: &Looked<'_>| Marked::of(like.spans(looked.text));
    let mark = Marker { find: &find, may_run_on: false };
    let shown: Vec<Shown> =
        found.hits.iter().map(|found| Shown { place: found.hit, among: None, alike: None }).collect();
    let own = if is_whole { Likeness::of(&case, &document.id)? } else { None };
    let mut documents = Vec::with_capacity(shown.len());
    for (place, LikeHit { entries, .. }) in lines(&case, &shown, &mark)?.into_iter().zip(&found.hits) {
        let common = like.common_with(&place.quotes.join("\n")).into_iter().map(str::to_owned).collect();
        let share = match &own {
            Some(own) => {
                let other = Likeness::of(&case, &case.find_document(&place.document)?.id)?;
                other.and_then(|other| own.share(&other))
            }
            None => None,
        };
        documents.push(LikeLine { place, common, places: *entries, share });
    }
    let searching::Unsearched { unreadable, behind, quarantined } = open.unsearched(&case)?;
    Answer::of(LikeAnswer {
        of: document.id.to_string(),
        words: like.words().into_iter().map(str::to_owned).collect(),
        total: found.total,
        unreadable,
        behind,
        quarantined,
        waiting: case.n_waiting_pages()?,
        index: open.older,
        documents,
    })
}

/// The words of a document, or of one part of it.
fn parts(case: &Case, document: &store::Document, name: &str, unit: Option<u32>) -> Result<Vec<String>> {
    let reading = case.reading(&document.id)?.map(|reading| reading.result);
    let Some(hash) = reading.as_ref().and_then(|reading| reading.text) else {
        let message = format!("{name} has no text to be like: {}.", why_no_text(reading.as_ref()));
        return Err(Error::new(Code::NotFound, message));
    };
    let mut pack = case.text(&hash)?;
    let n_units = pack.n_units();
    let numbers = match unit {
        Some(number) if (1..=n_units).contains(&number) => number..=number,
        Some(number) => {
            let message = format!("{name} has no page or part {number}; it has {n_units}.");
            return Err(Error::new(Code::NotFound, message));
        }
        None => 1..=n_units,
    };
    let (mut parts, mut bytes) = (Vec::new(), 0);
    for number in numbers {
        let Some(unit) = pack.unit(number)? else { continue };
        let words = body(unit);
        bytes += words.len();
        parts.push(words.to_owned());
        if bytes > MOST_BYTES {
            break;
        }
    }
    Ok(parts)
}
