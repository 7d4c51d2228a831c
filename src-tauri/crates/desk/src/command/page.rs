//! Drawing a page to a file.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{Answer, request, saving::write};
use crate::{
    Code, Desk, Error, Job, Result,
    library::open,
    pages::{Engine, PageNote, Pages, Turn, Wanted},
};

const POINTS_AN_INCH: f32 = 72.0;
const DPI: u32 = 150;
const FINEST_DPI: u32 = 2400;

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Page {
    case: PathBuf,
    doc: String,
    unit: Option<u32>,
    out: Option<PathBuf>,
    dpi: Option<u32>,
    /// `hayro`, `pdfium`, or `other` than the one that draws it unasked.
    engine: Option<String>,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    force: bool,
}

#[derive(Serialize, TS)]
#[ts(rename = "PageWritten")]
pub(super) struct Drawn {
    document: String,
    unit: u32,
    width: u32,
    height: u32,
    /// Pixels a point.
    scale: f32,
    path: String,
    /// What drew it, with its version.
    engine: String,
    notes: Vec<PageNote>,
}

pub(super) fn page(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Page { case, doc, unit, out, dpi, engine, force } = request(value)?;
    let unit = unit.ok_or_else(|| Error::new(Code::Usage, "Say which page, with --unit N."))?;
    let out = out.ok_or_else(|| Error::new(Code::Usage, "Say where to write the picture, with --out FILE."))?;
    let dpi = dpi.unwrap_or(DPI);
    if !(5..=FINEST_DPI).contains(&dpi) {
        return Err(Error::new(Code::Usage, format!("--dpi is from 5 to {FINEST_DPI}.")));
    }
    let engine = engine.as_deref().unwrap_or("best");
    let engine =
        Engine::named(engine).ok_or_else(|| Error::new(Code::Usage, "--engine is best, hayro, pdfium or other."))?;
    let document = open(desk, &case)?.find_document(&doc)?.id;
    let wanted = Wanted { document, unit, scale: dpi as f32 / POINTS_AN_INCH, turn: Turn::None, engine };
    let drawn = Pages::open(desk, &case, 1)?.draw(wanted, &job.cancel)?;
    write(&out, &drawn.png, force)?;
    Answer::of(Drawn {
        document: document.to_string(),
        unit,
        width: drawn.width,
        height: drawn.height,
        scale: drawn.scale,
        path: out.display().to_string(),
        engine: drawn.engine,
        notes: drawn.notes,
    })
}
