//! Drawn pages as they are kept with the case: a head, then the PNG.

use anchor::PageBox;
use ingest::draw::{Drawer, Note, Picture};
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
const SHAPE: &str = "page 2";

#[derive(Serialize, Deserialize)]
struct Head {
    width: u32,
    height: u32,
    scale: f32,
    page: PageBox,
    engine: String,
    notes: Vec<PageNote>,
}

/// The page as it was kept.
pub fn get(cache: &PageCache, wanted: &Wanted) -> Option<DrawnPage> {
    let engine = engine(wanted);
    let content = cache.get(&key(wanted, &engine))?;
    let (Head { width, height, scale, page, engine, notes }, png) = postcard::take_from_bytes(&content).ok()?;
    Some(DrawnPage { width, height, scale, page, engine, notes, png: png.to_vec() })
}

/// Keeps a page, except one that a font or the second engine would make whole: they may come any day.
pub fn put(cache: &PageCache, case: &Case, wanted: &Wanted, picture: &Picture, effort: Effort) -> Result<()> {
    let may_become_whole = |note: &Note| match note {
        Note::FontMissing(_) => true,
        Note::FontBroken | Note::PictureBroken | Note::MarksNotDrawn => picture.canvas.drawer == Drawer::Hayro,
        Note::SecondEngine | Note::PrinterDots { .. } => false,
    };
    if picture.canvas.notes.iter().any(may_become_whole) {
        return Ok(());
    }
    let head = Head {
        width: picture.canvas.width,
        height: picture.canvas.height,
        scale: picture.canvas.scale,
        page: picture.canvas.page,
        engine: picture.canvas.drawer.name().to_owned(),
        notes: notes(picture),
    };
    let mut content = postcard::to_stdvec(&head).map_err(|error| Error::internal("a drawn page", &error))?;
    content.extend_from_slice(&png::encode(picture, effort)?);
    let engine = engine(wanted);
    cache.put(case, &key(wanted, &engine), &content)?;
    Ok(())
}

/// All that may draw, and what was asked for.
fn engine(wanted: &Wanted) -> String {
    let [first, second] = [Drawer::Hayro, Drawer::Pdfium].map(Drawer::name);
    format!("{first}, {second}, {}, {SHAPE}", wanted.engine.name())
}

fn key<'a>(wanted: &Wanted, engine: &'a str) -> PageKey<'a> {
    let scale = (wanted.scale * 1000.0).round() as u32;
    PageKey { document: wanted.document, unit: wanted.unit, scale, turn: wanted.turn.degrees(), engine }
}
