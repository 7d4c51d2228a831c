//! Drawing on the worker's side: one document stays open while its pages are asked for, one after another.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pdfium::Pdfium;

use super::remote::Remote;
use super::{Talk, Then, answer};
use crate::draw::{self, Easel, Lent, MAX_FONT, Opened, Picture, Script, Shelf, View};
use crate::format::{Failure, Input, Limits};
use crate::protocol::{Chunk, DrawRequest, FontPart, FrameError, FromWorker, MAX_CHUNK, ToWorker};

/// What comes after the pages of a document.
pub(super) enum After {
    /// The host asked for something else, or went.
    Next(Option<Box<ToWorker>>),
    /// A panic ended the worker.
    End,
}

/// Opens a document, draws the page asked for and every further page of it, until the host asks for something else.
pub(super) fn sitting(
    wire: &mut dyn Talk,
    request: DrawRequest,
    shelf: &mut Shelf,
    second: Option<&'static Pdfium>,
) -> Result<After, FrameError> {
    let (key, mut job, mut view) = (request.key, request.job, request.view);
    let opened = match catch_unwind(AssertUnwindSafe(|| open(wire, request, second))) {
        Ok(Ok(opened)) => opened,
        failed => {
            let then = answer(wire, job, failed.map(|opened| opened.map(drop)))?;
            return go_on(wire, then);
        }
    };
    let (mut easel, mut lent) = (Easel::new(&opened), Vec::new());
    loop {
        let drawn = catch_unwind(AssertUnwindSafe(|| draw(wire, &mut easel, &view, shelf, &mut lent)));
        if answer(wire, job, drawn)? == Then::End {
            return Ok(After::End);
        }
        match wire.receive()? {
            Some(ToWorker::Draw(next)) if next.key == key => (job, view) = (next.job, next.view),
            next => return Ok(After::Next(next.map(Box::new))),
        }
    }
}

pub(super) fn go_on(wire: &mut dyn Talk, then: Then) -> Result<After, FrameError> {
    match then {
        Then::GoOn => Ok(After::Next(wire.receive()?.map(Box::new))),
        Then::End => Ok(After::End),
    }
}

pub(super) fn open(
    wire: &mut dyn Talk,
    request: DrawRequest,
    second: Option<&'static Pdfium>,
) -> Result<Opened, Failure> {
    let DrawRequest { len, name, passwords, head, .. } = request;
    let wire = RefCell::new(wire);
    let mut bytes = Remote::new(&wire, len, head.0);
    let mut input = Input {
        bytes: &mut bytes,
        len,
        name: name.as_deref(),
        limits: Limits::DESKTOP,
        resume: None,
        passwords: &passwords,
    };
    let opened = draw::open(&mut input, second);
    // a library sees only an io error and may call the file damaged: the medium's word comes first
    match bytes.failure() {
        Some(failure) => Err(failure),
        None => opened,
    }
}

/// Draws a page and gives it. Fonts are let go with every page: one for all of Chinese is as large as the rest of a worker,
/// and is back within some milliseconds. `lent` are the scripts that pages of this document needed one for.
fn draw(
    wire: &mut dyn Talk,
    easel: &mut Easel<'_>,
    view: &View,
    shelf: &mut Shelf,
    lent: &mut Vec<Script>,
) -> Result<(), Failure> {
    let picture = draw_with_fonts(wire, easel, view, shelf, lent);
    *lent = shelf.give_back();
    if !lent.is_empty() {
        easel.renew();
    }
    give(wire, picture?)
}

fn draw_with_fonts(
    wire: &mut dyn Talk,
    easel: &mut Easel<'_>,
    view: &View,
    shelf: &mut Shelf,
    lent: &[Script],
) -> Result<Picture, Failure> {
    for script in lent {
        put(wire, *script, shelf)?;
    }
    let picture = easel.draw(view, shelf)?;
    let wanted = shelf.take_wanted();
    if wanted.is_empty() {
        return Ok(picture);
    }
    for script in wanted {
        put(wire, script, shelf)?;
    }
    easel.renew();
    easel.draw(view, shelf)
}

fn put(wire: &mut dyn Talk, script: Script, shelf: &mut Shelf) -> Result<(), Failure> {
    let font = fetch(wire, script, shelf)?;
    shelf.put(script, font);
    Ok(())
}

/// Asks the host for a font, piece by piece.
fn fetch(wire: &mut dyn Talk, script: Script, shelf: &Shelf) -> Result<Option<Lent>, Failure> {
    let mut font = Vec::new();
    loop {
        let gone = |_: FrameError| Failure::Stopped;
        wire.send(&FromWorker::FontAt { script, offset: font.len() as u64 }).map_err(gone)?;
        wire.flush().map_err(gone)?;
        let FontPart { id, len, bytes } = match wire.receive().map_err(gone)? {
            Some(ToWorker::Font(Some(part))) => part,
            Some(ToWorker::Font(None)) => return Ok(None),
            _ => return Err(Failure::Stopped),
        };
        if let Some(held) = shelf.held(id) {
            return Ok(Some((id, held)));
        }
        if len > MAX_FONT || bytes.0.is_empty() {
            return Ok(None);
        }
        font.extend_from_slice(&bytes.0);
        if font.len() as u64 >= len {
            return Ok(Some((id, font.into())));
        }
    }
}

fn give(wire: &mut dyn Talk, picture: Picture) -> Result<(), Failure> {
    let gone = |_: FrameError| Failure::Stopped;
    wire.send(&FromWorker::Drawn(picture.canvas)).map_err(gone)?;
    for chunk in picture.pixels.chunks(MAX_CHUNK) {
        wire.send(&FromWorker::Pixels(Chunk(chunk.to_vec()))).map_err(gone)?;
    }
    Ok(())
}
