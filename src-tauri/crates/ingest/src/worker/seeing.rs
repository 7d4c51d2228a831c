//! Reading words off pages, on the worker's side: one document stays open while its pages are asked for.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use pdfium::Pdfium;

use super::drawing::{After, go_on, open};
use super::eyes::{Blind, Eyes};
use super::{Talk, Then, answer};
use crate::draw::{Canvas, Easel, MAX_SIDE, Picture, Shelf, View};
use crate::format::Failure;
use crate::protocol::{DrawRequest, FrameError, FromWorker, ToWorker};
use crate::sight;

/// A page so many times as long as wide is a roll: as a whole it would be drawn too small to be read.
const ROLL: f32 = 2.2;
/// Longest side of a roll in pixels.
const LONGEST: f32 = 60_000.0;
/// Most pixels of a roll, for a worker to hold.
const MOST_PIXELS: f32 = 48e6;

/// Opens a document, looks at the page asked for and every further page of it, until the host asks for something else.
pub(super) fn sitting(
    wire: &mut dyn Talk,
    request: DrawRequest,
    eyes: &mut Eyes,
    second: Option<&'static Pdfium>,
) -> Result<After, FrameError> {
    let reader = match eyes.open(wire) {
        Ok(reader) => reader,
        Err(Blind::Gone) => return Ok(After::End),
        Err(Blind::Models(why)) => {
            wire.send(&FromWorker::Blind(why))?;
            wire.flush()?;
            return Ok(After::End);
        }
    };
    let (key, mut job, mut view) = (request.key, request.job, request.view);
    let opened = match catch_unwind(AssertUnwindSafe(|| open(wire, request, second))) {
        Ok(Ok(opened)) => opened,
        failed => {
            let then = answer(wire, job, failed.map(|opened| opened.map(drop)))?;
            return go_on(wire, then);
        }
    };
    let mut easel = Easel::new(&opened);
    loop {
        let seen = catch_unwind(AssertUnwindSafe(|| see(wire, &mut easel, &view, reader)));
        if answer(wire, job, seen)? == Then::End {
            return Ok(After::End);
        }
        match wire.receive()? {
            Some(ToWorker::See(next)) if next.key == key => (job, view) = (next.job, next.view),
            next => return Ok(After::Next(next.map(Box::new))),
        }
    }
}

fn see(wire: &mut dyn Talk, easel: &mut Easel<'_>, view: &View, reader: &ocr::Reader) -> Result<(), Failure> {
    let picture = draw(easel, view)?;
    let wire = RefCell::new(wire);
    let alive = || {
        let mut wire = wire.borrow_mut();
        wire.send(&FromWorker::Alive).and_then(|()| wire.flush()).is_ok()
    };
    match sight::look(reader, &picture, view.unit, &alive) {
        Ok(seen) => wire.borrow_mut().send(&FromWorker::Seen(Box::new(seen))).map_err(|_| Failure::Stopped),
        Err(ocr::Error::Stopped) => Err(Failure::Stopped),
        // A fault of ours, not of the page: it is told like one, and never as a page without words.
        Err(error) => resume_unwind(Box::new(error.to_string())),
    }
}

/// The page as it is looked at: large enough for its letters, a roll too.
fn draw(easel: &mut Easel<'_>, view: &View) -> Result<Picture, Failure> {
    let shelf = Shelf::default();
    let picture = easel.draw(view, &shelf)?;
    let full = if matches!(easel, Easel::Picture(_)) { view.scale.min(1.0) } else { view.scale };
    match length_of_roll(&picture.canvas, full) {
        Some(max_side) => easel.draw(&View { max_side, ..*view }, &shelf),
        None => Ok(picture),
    }
}

/// How long a roll is to be drawn that was drawn smaller than at full scale.
fn length_of_roll(canvas: &Canvas, full: f32) -> Option<u32> {
    let (long, short) = (canvas.page.width.max(canvas.page.height), canvas.page.width.min(canvas.page.height));
    if long < ROLL * short || canvas.scale >= full {
        return None;
    }
    let length = (long * full).min(LONGEST).min(long * (MOST_PIXELS / (long * short.max(1.0))).sqrt());
    (length > MAX_SIDE as f32).then_some(length as u32)
}

#[cfg(test)]
mod tests {
    use anchor::PageBox;

    use super::*;
    use crate::draw::Drawer;

    fn check(page: (f32, f32), full: f32, expect: Option<u32>) {
        let scale = full.min(MAX_SIDE as f32 / page.0.max(page.1));
        let page = PageBox { width: page.0, height: page.1 };
        let canvas = Canvas { width: 1, height: 1, grey: true, page, scale, drawer: Drawer::Image, notes: Vec::new() };
        assert_eq!(length_of_roll(&canvas, full), expect, "{page:?}");
    }

    #[test]
    fn rolls_are_drawn_at_full_scale_as_far_as_they_can_be_held() {
        check((1080.0, 12_000.0), 1.0, Some(12_000));
        check((1080.0, 4_000.0), 1.0, None);
        check((6_000.0, 8_000.0), 1.0, None);
        check((400.0, 200_000.0), 1.0, Some(60_000));
        check((4_000.0, 40_000.0), 1.0, Some(21_908));
        check((595.0, 14_400.0), sight::SCALE, Some(34_083));
        check((0.0, 9_000.0), 1.0, Some(9_000));
    }
}
