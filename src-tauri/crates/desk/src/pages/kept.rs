//! Drawn pages as they are kept with the case: a head, then the PNG.

use anchor::PageBox;
use ingest::draw::{ENGINE, Note, Picture};
use serde::{Deserialize, Serialize};
use store::{
    Case,
    vault::pages::{PageCache, PageKey},
};

use super::{
    DrawnPage, PageNote, Wanted, notes,
    png::{self, Effort},
};
use crate::{Error, Result};

/// The shape of what is kept; part of the engine's name, so that another shape is never found.
const SHAPE: &str = "page 1";

#[derive(Serialize, Deserialize)]
struct Head {
    width: u32,
    height: u32,
    scale: f32,
    page: PageBox,
    notes: Vec<PageNote>,
}

/// The page as it was kept.
pub fn get(cache: &PageCache, wanted: &Wanted) -> Option<DrawnPage> {
    let engine = engine();
    let content = cache.get(&key(wanted, &engine))?;
    let (Head { width, height, scale, page, notes }, png) = postcard::take_from_bytes(&content).ok()?;
    Some(DrawnPage { width, height, scale, page, notes, png: png.to_vec() })
}

/// Keeps a page, except one that a font would make whole: that may come any day.
pub fn put(cache: &PageCache, case: &Case, wanted: &Wanted, picture: &Picture, effort: Effort) -> Result<()> {
    if picture.canvas.notes.iter().any(|note| matches!(note, Note::FontMissing(_))) {
        return Ok(());
    }
    let head = Head {
        width: picture.canvas.width,
        height: picture.canvas.height,
        scale: picture.canvas.scale,
        page: picture.canvas.page,
        notes: notes(picture),
    };
    let mut content = postcard::to_stdvec(&head).map_err(|error| Error::internal("a drawn page", &error))?;
    content.extend_from_slice(&png::encode(picture, effort)?);
    let engine = engine();
    cache.put(case, &key(wanted, &engine), &content)?;
    Ok(())
}

fn engine() -> String {
    format!("{ENGINE}, {SHAPE}")
}

fn key<'a>(wanted: &Wanted, engine: &'a str) -> PageKey<'a> {
    let scale = (wanted.scale * 1000.0).round() as u32;
    PageKey { document: wanted.document, unit: wanted.unit, scale, turn: wanted.turn.degrees(), engine }
}
