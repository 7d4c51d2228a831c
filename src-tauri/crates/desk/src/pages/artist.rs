//! One worker that draws pages, with the fonts of this computer at hand.

use std::sync::Arc;

use ingest::{
    draw::{MAX_SIDE, Picture, View},
    format::Failure,
    host::{DrawJob, Outcome, Settings, Worker},
};
use store::{Case, vault::Bytes};

use super::{Wanted, fonts::Fonts, stopped};
use crate::{CancelToken, Code, Desk, Error, Result, taking_in};

/// Draws one page after another. The worker starts with the first.
pub(crate) struct Artist {
    worker: Worker,
    fonts: Arc<Fonts>,
}

impl Artist {
    /// One that knows the desk's fonts.
    pub fn new(desk: &Desk) -> Artist {
        Artist::with_fonts(desk, Arc::new(Fonts::new(desk.font_dirs.clone())))
    }

    pub(super) fn with_fonts(desk: &Desk, fonts: Arc<Fonts>) -> Artist {
        let settings = Settings { sandbox: desk.sandbox, ..Settings::DRAWING };
        Artist { worker: Worker::new(Arc::new(desk.worker.clone()), settings), fonts }
    }

    /// Lets the worker go; the next page starts another.
    pub(super) fn rest(&mut self) {
        self.worker.rest();
    }

    /// Draws a page. What cannot be drawn is an error with the reason, never a blank.
    pub fn draw(&mut self, case: &Case, wanted: &Wanted, cancel: &CancelToken) -> Result<Picture> {
        let document = wanted.document;
        if case.document(&document)?.is_none() {
            return Err(Error::not_found("document", &document.to_string()));
        }
        self.drawn(case, wanted, case.original(&document)?, cancel)
    }

    /// As [`Artist::draw`], whatever is set aside: for what shows nobody the page.
    pub fn draw_for_us(&mut self, case: &Case, wanted: &Wanted, cancel: &CancelToken) -> Result<Picture> {
        self.drawn(case, wanted, case.original_for_us(&wanted.document)?, cancel)
    }

    fn drawn(&mut self, case: &Case, wanted: &Wanted, mut file: Bytes, cancel: &CancelToken) -> Result<Picture> {
        let document = wanted.document;
        let len = file.len();
        let Wanted { unit, scale, turn, engine, .. } = *wanted;
        let view = View { unit, scale, max_side: MAX_SIDE, turn, engine };
        let passwords = &taking_in::words(case)?;
        let job = DrawJob { key: *document.as_bytes(), len, name: None, view, passwords };
        let fonts = self.fonts.clone();
        let drawing = self.worker.draw(&mut file, job, &|script| fonts.font(script), cancel.flag());
        match drawing.map(|drawing| drawing.page) {
            Ok(Ok(picture)) => Ok(picture),
            _ if cancel.is_cancelled() => Err(stopped()),
            Ok(Err(outcome)) => Err(not_drawn(wanted.unit, &outcome)),
            Err(error) => Err(no_worker(&error)),
        }
    }
}

fn not_drawn(unit: u32, outcome: &Outcome) -> Error {
    let reason = match outcome {
        Outcome::Failed(Failure::Encrypted) => "the file is locked by a password".to_owned(),
        Outcome::Failed(Failure::Unsupported) => {
            let message = "Only PDF files and pictures have pages that can be drawn.";
            return Error::new(Code::NotDrawn, message).hint("See its words with: casebound text CASE DOC");
        }
        Outcome::Failed(Failure::Corrupt(why)) => why.clone(),
        Outcome::Failed(failure) => failure.to_string(),
        Outcome::ParserFailed(why) => format!("the drawing program failed: {why}"),
        Outcome::Killed => "its worker was ended from outside".to_owned(),
        Outcome::TimedOut(why) => format!("it was {why}"),
        Outcome::OutOfMemory => "it needs more memory than a worker may hold".to_owned(),
        Outcome::Done => "nothing was drawn".to_owned(),
    };
    Error::new(Code::NotDrawn, format!("Page {unit} could not be drawn: {reason}."))
}

fn no_worker(error: &ingest::Error) -> Error {
    let cause = std::error::Error::source(error).map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"));
    let message = match error {
        ingest::Error::Sandbox(_) => "The process that draws pages could not be confined on this machine.",
        _ => "The process that draws pages could not be started.",
    };
    Error::new(Code::Worker, format!("{message} Nothing was drawn.")).detail(cause)
}
