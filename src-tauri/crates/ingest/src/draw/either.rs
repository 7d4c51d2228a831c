//! A page of a PDF by the engine that draws it better: the first, unless it warns of what it cannot draw.

use std::cell::OnceCell;
use std::sync::Arc;

use hayro_syntax::Pdf;
use pdfium::Pdfium;

use crate::passwords::Passwords;

use super::{Drawer, Engine, Failure, Note, Picture, Shelf, View, Visible, pdf, second};

/// The bytes of a PDF, and what opens them.
pub(crate) struct Folio {
    bytes: Arc<Vec<u8>>,
    passwords: Passwords,
    second: Option<&'static Pdfium>,
    /// Opened when first needed: an engine that ended a worker is not asked again.
    first: OnceCell<Result<Pdf, Failure>>,
}

impl Folio {
    pub fn new(bytes: Vec<u8>, passwords: Passwords, second: Option<&'static Pdfium>) -> Self {
        Folio { bytes: Arc::new(bytes), passwords, second, first: OnceCell::new() }
    }

    fn first(&self) -> Result<&Pdf, Failure> {
        let opened = self.first.get_or_init(|| {
            let opened = crate::format::pdf::open_with(&self.bytes, &self.passwords, || Ok(()));
            opened.map(|(pdf, _)| pdf)
        });
        opened.as_ref().map_err(Clone::clone)
    }
}

/// Draws the pages of one PDF.
pub(crate) struct Easel<'f> {
    folio: &'f Folio,
    first: Option<pdf::Easel<'f>>,
    second: second::Easel<'f>,
}

impl<'f> Easel<'f> {
    pub fn new(folio: &'f Folio) -> Self {
        Easel { folio, first: None, second: second::Easel::new(folio.second, &folio.bytes, &folio.passwords) }
    }

    /// Forgets which fonts were found.
    pub fn renew(&mut self) {
        if let Some(first) = &mut self.first {
            first.renew();
        }
    }

    pub fn draw(&mut self, view: &View, shelf: &Shelf) -> Result<Picture, Failure> {
        match view.engine {
            Engine::First => self.by_first(view, shelf),
            Engine::Second => self.by_second(view, Vec::new()),
            Engine::SecondAlone => self.second.draw(view, None, vec![Note::SecondEngine]),
            Engine::Best => self.best(view, shelf),
            Engine::Other => match self.best(view, shelf) {
                Ok(best) if best.canvas.drawer == Drawer::Pdfium => self.by_first(view, shelf),
                _ => self.by_second(view, Vec::new()),
            },
        }
    }

    fn best(&mut self, view: &View, shelf: &Shelf) -> Result<Picture, Failure> {
        let first = self.by_first(view, shelf);
        if !self.second.is_there() || !is_wanting(&first) {
            return first;
        }
        let notes = self.notes(view, &first);
        match (first, self.by_second(view, notes)) {
            (Err(_), Ok(second)) => Ok(second),
            // A blank instead of what was drawn is no better.
            (Ok(first), Ok(second)) if !is_blank(&second) || is_blank(&first) => Ok(second),
            (first, _) => first,
        }
    }

    fn by_first(&mut self, view: &View, shelf: &Shelf) -> Result<Picture, Failure> {
        let easel = match &mut self.first {
            Some(easel) => easel,
            none => none.insert(pdf::Easel::new(self.folio.first()?)),
        };
        easel.draw(view, shelf)
    }

    fn by_second(&mut self, view: &View, notes: Vec<Note>) -> Result<Picture, Failure> {
        let page = self.folio.first().ok().and_then(|pdf| pdf::page(pdf, view.unit).ok());
        self.second.draw(view, page.map(Visible::of), notes)
    }

    /// What is to be said of the second engine's picture.
    fn notes(&self, view: &View, first: &Result<Picture, Failure>) -> Vec<Note> {
        let Ok(first) = first else { return vec![Note::SecondEngine] };
        let keeps_marks = self.folio.first().is_ok_and(|pdf| pdf::has_marks_nobody_draws(pdf, view.unit));
        let mut notes = Vec::new();
        for note in &first.canvas.notes {
            let note = match note {
                Note::MarksNotDrawn if keeps_marks => Note::MarksNotDrawn,
                Note::MarksNotDrawn => continue,
                Note::FontBroken | Note::PictureBroken => Note::SecondEngine,
                note => note.clone(),
            };
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        notes
    }
}

/// Whether the first engine left out what the second may draw.
fn is_wanting(first: &Result<Picture, Failure>) -> bool {
    let is_doubtful = |note: &Note| matches!(note, Note::FontBroken | Note::PictureBroken | Note::MarksNotDrawn);
    match first {
        Ok(picture) => picture.canvas.notes.iter().any(is_doubtful),
        Err(_) => true,
    }
}

fn is_blank(picture: &Picture) -> bool {
    picture.pixels.iter().all(|value| *value == 255)
}
