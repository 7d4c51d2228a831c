//! Where the slides of a PowerPoint file lie ([MS-PPT], 2.1.2): each save adds to the file, and the last one counts.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use super::text::{STRING, Words, joined, text, texts, words};
use crate::format::Failure;
use crate::format::officeart::{Record, all_records, first, record, records};
use crate::format::package::u32_at;

const USER_EDIT: u16 = 0x0ff5;
const PERSISTED: u16 = 0x1772;
const DOCUMENT: u16 = 0x03e8;
const LIST: u16 = 0x0ff0;
const SLIDE_PLACE: u16 = 0x03f3;
const NOTES_ATOM: u16 = 0x03f1;
const LOCKED_TOKEN: u32 = 0xf3d1_c4df;
/// What the user's stream says where the slides are not locked.
pub(crate) const OPEN_TOKEN: u32 = 0xe391_c05f;
const LOCK: u16 = 0x2f14;
/// Where the last save names the part that tells of the lock.
const LOCK_AT: usize = 28;
const EMBEDDED: u16 = 0x0fcc;
const OBJECT_ATOM: u16 = 0x0fc3;
const STORED: u16 = 0x1011;
const LINK: u16 = 0x0fd7;
const DOCUMENT_ATOM: u16 = 0x03e9;
const SLIDE: u16 = 0x03ee;
const NOTES: u16 = 0x03f0;
const MASTER: u16 = 0x03f8;
const MOST_OLDER: usize = 1_000_000;
const MOST_SAVES: usize = 10_000;

/// What a presentation says.
#[derive(Default)]
pub(super) struct Deck<'a> {
    pub(super) slides: Vec<Slide>,
    pub(super) masters: Vec<String>,
    /// Headers and footers, and what else the document itself says.
    pub(super) around: Vec<String>,
    pub(super) has_macros: bool,
    /// Objects of other programs: what made each, and the record that has it.
    pub(super) objects: Vec<(String, Record<'a>)>,
    /// Addresses that it leads to.
    pub(super) links: Vec<String>,
    /// Words that it no longer shows: of slides that were deleted, and older wordings.
    pub(super) earlier: String,
}

/// One slide.
#[derive(Default)]
pub(super) struct Slide {
    id: u32,
    pub(super) words: Words,
    pub(super) notes: Vec<String>,
    /// Whether its part of the file was found.
    pub(super) is_found: bool,
}

/// Finds the slides by the last save; `None` where that cannot be followed.
pub(super) fn deck<'a>(user: &[u8], stream: &'a [u8]) -> Result<Option<Deck<'a>>, Failure> {
    let content = first(user, 0x0ff6).unwrap_or_default();
    if u32_at(content, 4) == Some(LOCKED_TOKEN) {
        return Err(Failure::Encrypted);
    }
    let saves = u32_at(content, 8).and_then(|at| saves(stream, at));
    let Some(Saves { places, document: document_id, older }) = saves else { return Ok(None) };
    // Parts that lie over each other would make a small file's text large.
    let left = Cell::new(stream.len().saturating_mul(2));
    let part = |id: u32| {
        let found = places.get(&id).and_then(|at| record(stream, *at as usize))?;
        left.set(left.get().checked_sub(found.content.len())?);
        Some(found)
    };
    let Some(document) = part(document_id).filter(|found| found.kind == DOCUMENT) else { return Ok(None) };
    let mut deck = Deck::default();
    for found in records(document.content) {
        match (found.kind, found.instance) {
            (LIST, 0) => deck.slides = listed(found.content, part),
            (LIST, 1) => {
                deck.masters = listed(found.content, part).into_iter().map(|master| master.words.background).collect();
            }
            _ => {}
        }
    }
    let notes = records(document.content).filter(|found| found.kind == LIST && found.instance == 2);
    let by_id: HashMap<u32, usize> = deck.slides.iter().enumerate().map(|(place, slide)| (slide.id, place)).collect();
    for (id, text) in notes.flat_map(|list| listed_notes(list.content, part)) {
        if let Some(slide) = by_id.get(&id).and_then(|place| deck.slides.get_mut(*place)) {
            slide.notes.push(text);
        }
    }
    let own = words(document.content, &[]);
    deck.around = own.footers;
    deck.has_macros = own.has_macros;
    deck.objects = objects(document.content, part);
    deck.links = links(document.content);
    deck.earlier = earlier(stream, &places, &older, &listed_ids(document_id, document.content));
    Ok(Some(deck))
}

/// What unlocks a locked presentation.
pub(crate) struct LockedDeck<'a> {
    /// The description of its lock, which is not locked.
    pub(crate) lock: &'a [u8],
    /// All other parts: the number and the place of each, in the order of their places.
    pub(crate) places: Vec<(u32, u32)>,
}

/// Finds the locked parts by the last save; `None` where the presentation is not locked, or where that cannot be followed.
pub(crate) fn locked_deck<'a>(user: &[u8], stream: &'a [u8]) -> Option<LockedDeck<'a>> {
    let content = first(user, 0x0ff6)?;
    let last = u32_at(content, 8).filter(|_| u32_at(content, 4) == Some(LOCKED_TOKEN))?;
    let Saves { places, .. } = saves(stream, last)?;
    let number = u32_at(record(stream, last as usize)?.content, LOCK_AT)?;
    let lock = record(stream, *places.get(&number)? as usize).filter(|found| found.kind == LOCK)?.content;
    let mut places: Vec<(u32, u32)> = places.into_iter().filter(|(found, _)| *found != number).collect();
    places.sort_unstable_by_key(|(number, place)| (*place, *number));
    Some(LockedDeck { lock, places })
}

/// What the saves say.
struct Saves {
    /// Where each part lies.
    places: HashMap<u32, u32>,
    /// Which of them is the document.
    document: u32,
    /// Where parts lay that a later save put elsewhere.
    older: Vec<u32>,
}

/// Follows the saves back from the last.
fn saves(stream: &[u8], last: u32) -> Option<Saves> {
    let mut places = HashMap::new();
    let mut older = Vec::new();
    let mut document = None;
    let mut known = HashSet::new();
    let mut at = last;
    // Saves that name one list again and again, or lists that lie over each other, would take all day.
    let mut lists = HashSet::new();
    let mut left = stream.len().saturating_mul(2);
    while at != 0 && known.insert(at) && known.len() < MOST_SAVES {
        let Some(edit) = record(stream, at as usize).filter(|found| found.kind == USER_EDIT) else { break };
        let (before, list, id) = (u32_at(edit.content, 8)?, u32_at(edit.content, 12)?, u32_at(edit.content, 16)?);
        document.get_or_insert(id);
        let is_new = lists.insert(list);
        let Some(list) = record(stream, list as usize).filter(|found| found.kind == PERSISTED) else { break };
        at = before;
        if !is_new {
            continue;
        }
        let Some(after) = left.checked_sub(list.content.len()) else { break };
        left = after;
        let mut numbers = list.content.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four));
        while let Some(head) = numbers.next() {
            let (id, n) = (head & 0x000f_ffff, head >> 20);
            for (id, place) in (id..).zip(numbers.by_ref().take(n as usize)) {
                // What a later save says goes before.
                if *places.entry(id).or_insert(place) != place && older.len() < MOST_OLDER {
                    older.push(place);
                }
            }
        }
    }
    document.map(|document| Saves { places, document, older })
}

/// The parts that a document names: itself, its slides, masters and notes, and the masters of notes and handouts.
fn listed_ids(document_id: u32, document: &[u8]) -> HashSet<u32> {
    let lists = records(document).filter(|found| found.kind == LIST);
    let listed = lists.flat_map(|list| records(list.content)).filter(|found| found.kind == SLIDE_PLACE);
    let mut ids: HashSet<u32> = listed.filter_map(|found| u32_at(found.content, 0)).collect();
    let atom = first(document, DOCUMENT_ATOM).unwrap_or_default();
    ids.extend([24, 28].into_iter().filter_map(|at| u32_at(atom, at)));
    ids.insert(document_id);
    ids
}

/// The words of parts that the document no longer names and of those that a later save replaced, each once, where what it
/// names today does not say them.
fn earlier(stream: &[u8], places: &HashMap<u32, u32>, older: &[u32], listed: &HashSet<u32>) -> String {
    // Parts that lie over each other would make a small file's text large.
    let mut left = stream.len().saturating_mul(2);
    let mut said = |places: &[u32]| {
        let mut found = Vec::new();
        for at in places {
            let part = record(stream, *at as usize);
            let Some(part) = part.filter(|part| matches!(part.kind, DOCUMENT | SLIDE | NOTES | MASTER)) else {
                continue;
            };
            let Some(rest) = left.checked_sub(part.content.len()) else { break };
            left = rest;
            found.extend(texts(part.content));
        }
        found
    };
    let sorted = |mut places: Vec<u32>| {
        places.sort_unstable();
        places.dedup();
        places
    };
    let of = |is_listed: bool| {
        let of = places.iter().filter(|(id, _)| listed.contains(id) == is_listed).map(|(_, place)| *place);
        sorted(of.collect())
    };
    let today = said(&of(true));
    let mut known: HashSet<String> = today.into_iter().collect();
    let gone = [of(false), sorted(older.to_vec())].concat();
    let texts: Vec<String> =
        said(&gone).into_iter().filter(|text| text.trim() != "*" && known.insert(text.clone())).collect();
    joined(&texts)
}

/// The slides of a list, each with the texts that the list has for it.
fn listed<'a>(list: &'a [u8], part: impl Fn(u32) -> Option<Record<'a>>) -> Vec<Slide> {
    let mut slides = Vec::new();
    let mut known = HashSet::new();
    let mut rest = records(list).peekable();
    while let Some(found) = rest.next() {
        if found.kind != SLIDE_PLACE {
            continue;
        }
        let mut outline = Vec::new();
        while let Some(text) = rest.next_if(|next| next.kind != SLIDE_PLACE) {
            outline.push(text);
        }
        let (Some(place), Some(id)) = (u32_at(found.content, 0), u32_at(found.content, 12)) else { continue };
        // The same slide again would make a small file's text large.
        let content = part(place).filter(|_| known.insert(place));
        let is_found = content.is_some();
        let words = words(content.map(|found| found.content).unwrap_or_default(), &outline);
        slides.push(Slide { id, words, notes: Vec::new(), is_found });
    }
    slides
}

/// The objects of other programs that a document lists.
fn objects<'a>(document: &'a [u8], part: impl Fn(u32) -> Option<Record<'a>>) -> Vec<(String, Record<'a>)> {
    let mut objects = Vec::new();
    let mut known = HashSet::new();
    for listed in all_records(document).filter(|found| found.kind == EMBEDDED) {
        let place = first(listed.content, OBJECT_ATOM).and_then(|atom| u32_at(atom, 16));
        let Some(stored) = place.filter(|place| known.insert(*place)).and_then(&part) else { continue };
        let program = records(listed.content).find(|found| found.kind == STRING && found.instance == 2);
        if stored.kind == STORED {
            objects.push((program.and_then(|found| text(&found)).unwrap_or_default(), stored));
        }
    }
    objects
}

/// The addresses that a document lists: each behind what it is shown as.
fn links(document: &[u8]) -> Vec<String> {
    let listed = all_records(document).filter(|found| found.kind == LINK);
    let address = |link: Record<'_>| {
        let found = records(link.content).find(|found| found.kind == STRING && found.instance == 1);
        found.and_then(|found| text(&found)).map(|address| address.trim().to_owned())
    };
    listed.filter_map(address).collect()
}

/// Notes, each with the slide it belongs to.
fn listed_notes<'a>(list: &'a [u8], part: impl Fn(u32) -> Option<Record<'a>>) -> Vec<(u32, String)> {
    let mut notes = Vec::new();
    let mut known = HashSet::new();
    for found in records(list).filter(|found| found.kind == SLIDE_PLACE) {
        let Some(content) = u32_at(found.content, 0).filter(|place| known.insert(*place)).and_then(&part) else {
            continue;
        };
        let slide = first(content.content, NOTES_ATOM).and_then(|atom| u32_at(atom, 0));
        let text = words(content.content, &[]).text;
        notes.extend(slide.filter(|_| !text.is_empty()).map(|slide| (slide, text)));
    }
    notes
}
