//! The host's look at every frame of a worker that draws.

use super::{MAX_LABEL, Nonsense, at_most, fits};
use crate::draw::{Canvas, Note, View};
use crate::protocol::{FromWorker, MAX_CHUNK};

/// Most notes on one page.
pub const MAX_PAGE_NOTES: usize = 64;

/// Follows one drawing and looks at each frame before the host acts on it.
pub struct DrawInspector {
    job: u32,
    len: u64,
    view: View,
    /// Bytes of pixels that are still to come, once the page is drawn.
    missing: Option<u64>,
    is_over: bool,
}

impl DrawInspector {
    /// An inspector for one drawing: its number, the file's length and what was asked for.
    #[must_use]
    pub fn new(job: u32, len: u64, view: View) -> Self {
        DrawInspector { job, len, view, missing: None, is_over: false }
    }

    /// Looks at the next frame: its order, sizes and sense.
    pub fn look(&mut self, frame: &FromWorker) -> Result<(), Nonsense> {
        if self.is_over {
            return Err(Nonsense("a frame after the end"));
        }
        match frame {
            FromWorker::Ready { .. } | FromWorker::Refused(_) => Err(Nonsense("a greeting in a drawing")),
            FromWorker::Alive => Ok(()),
            FromWorker::ReadAt { offset, len } => {
                let sane = *len as usize <= MAX_CHUNK && *len > 0 && *offset < self.len && self.missing.is_none();
                sane.then_some(()).ok_or(Nonsense("a question for bytes that cannot be"))
            }
            // the host knows how long its fonts are
            FromWorker::FontAt { .. } if self.missing.is_none() => Ok(()),
            FromWorker::Drawn(canvas) if self.missing.is_none() => {
                look_at_canvas(canvas, &self.view)?;
                self.missing = Some(canvas.n_bytes());
                Ok(())
            }
            FromWorker::Pixels(chunk) => {
                let n_bytes = chunk.0.len() as u64;
                at_most(n_bytes, MAX_CHUNK as u64, "too large a chunk")?;
                let missing = self.missing.ok_or(Nonsense("frames out of order"))?;
                let left = missing.checked_sub(n_bytes).filter(|_| n_bytes > 0);
                self.missing = Some(left.ok_or(Nonsense("pixels that are not the page's"))?);
                Ok(())
            }
            FromWorker::Panicked(message) => {
                self.is_over = true;
                fits(message, MAX_LABEL, "an endless panic message")
            }
            FromWorker::Done(job, result) => {
                self.is_over = true;
                if result.is_ok() && self.missing != Some(0) {
                    return Err(Nonsense("an end before the last pixel"));
                }
                let message = result.as_ref().err().map(ToString::to_string).unwrap_or_default();
                fits(&message, 2 * MAX_LABEL, "an endless reason")?;
                (*job == self.job).then_some(()).ok_or(Nonsense("the end of another drawing"))
            }
            _ => Err(Nonsense("frames out of order")),
        }
    }
}

/// Whether the measures agree with each other and with what was asked for.
fn look_at_canvas(canvas: &Canvas, view: &View) -> Result<(), Nonsense> {
    let sides = [canvas.width, canvas.height];
    if sides.iter().any(|side| *side == 0 || *side > view.max_side) {
        return Err(Nonsense("a page of a size that was not asked for"));
    }
    let is_extent = |value: f32| value > 0.0 && value <= 1e9;
    if !is_extent(canvas.page.width) || !is_extent(canvas.page.height) {
        return Err(Nonsense("a page that is nowhere"));
    }
    if !(canvas.scale > 0.0 && canvas.scale <= view.scale) {
        return Err(Nonsense("a scale that was not asked for"));
    }
    let (width, height) = view.turn.of((canvas.page.width, canvas.page.height));
    // a page's edge may cut its last pixel, and every page has one
    let agrees = |side: u32, length: f32| (side as f32 - (length * canvas.scale).max(1.0)).abs() <= 1.5;
    if !agrees(canvas.width, width) || !agrees(canvas.height, height) {
        return Err(Nonsense("a page whose measures do not agree"));
    }
    look_at_notes(&canvas.notes)
}

pub(super) fn look_at_notes(notes: &[Note]) -> Result<(), Nonsense> {
    at_most(notes.len() as u64, MAX_PAGE_NOTES as u64, "too many notes")?;
    notes.iter().try_for_each(|note| match note {
        Note::FontMissing(name) => fits(name, MAX_LABEL, "too long a note"),
        _ => Ok(()),
    })
}

#[cfg(test)]
mod tests;
