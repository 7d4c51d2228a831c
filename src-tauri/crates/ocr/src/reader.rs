//! Reading a picture from end to end.

use crate::{
    Error, Image, Models, Page,
    ctc::{Alphabet, decode},
    geometry::Quad,
    map,
    models::{Network, Role},
    order,
    page::{Part, PartWord, join},
    picture::{Picture, Turn},
    region::{self, Region},
    split::{Cell, Ink, Piece},
    strip::{HEIGHT, Strip, is_tall},
    words::{Glyph, words},
};

/// Cells read with less confidence than this are pictures, stamps and dirt.
const SURE_ENOUGH: f32 = 0.5;
/// A page whose lines are read as surely as this stands upright.
const UPRIGHT: f32 = 0.85;
/// How many lines are tried to tell how a page stands.
const TRIED: usize = 4;
/// Cores of lines thinner than this, in places of the map, ask for a closer look.
const SMALL_CORE: f32 = 6.0;
/// The model sees no fewer columns.
const NARROWEST: usize = 64;

/// Reads pictures with two models that it has loaded.
pub struct Reader {
    detection: Network,
    recognition: Network,
    alphabet: Alphabet,
}

impl Reader {
    /// Loads the models. Threads that run them start here, while a process may still be free to start some.
    pub fn new(models: Models) -> Result<Reader, Error> {
        let detection = Network::load(Role::Detection, models.detection)?;
        let recognition = Network::load(Role::Recognition, models.recognition)?;
        let alphabet = recognition.note("character").and_then(Alphabet::new).ok_or(Error::NoCharacters)?;
        rten::thread_pool();
        Ok(Reader { detection, recognition, alphabet })
    }

    /// Reads a picture. Between steps of at most about a second `alive` is asked whether to go on.
    pub fn read(&self, image: &Image, alive: &dyn Fn() -> bool) -> Result<Page, Error> {
        let picture = Picture::new(image)?;
        if picture.is_empty() {
            return Ok(Page::default());
        }
        let regions = self.regions(&picture, alive)?;
        let turn = self.turn(&picture, &regions, alive)?;
        let picture = picture.turned(turn);
        let quads: Vec<Quad> = regions.iter().map(|region| upright(&picture, &region.quad)).collect();
        let mut parts = Vec::new();
        for quad in &quads {
            if !alive() {
                return Err(Error::Stopped);
            }
            let Some(strip) = Strip::cut(&picture, quad) else { continue };
            parts.extend(self.parts(&strip, alive)?);
        }
        parts.retain(|part| part.confidence >= SURE_ENOUGH);
        Ok(page(&picture, turn, &quads, &parts))
    }

    /// Finds the text. Where it turns out to be small the picture is looked at again, twice as close.
    fn regions(&self, picture: &Picture, alive: &dyn Fn() -> bool) -> Result<Vec<Region>, Error> {
        let scale = map::first_scale(picture);
        let regions = region::find(&map::draw(&self.detection, picture, scale, alive)?);
        let mut cores: Vec<f32> = regions.iter().map(|region| region.core).collect();
        cores.sort_by(f32::total_cmp);
        let closer = map::bounded_scale(picture, (2.0 * scale).min(1.0));
        let is_small = cores.get(cores.len() / 2).is_some_and(|core| *core < SMALL_CORE);
        if !is_small || closer < 1.2 * scale {
            return Ok(regions);
        }
        Ok(region::find(&map::draw(&self.detection, picture, closer, alive)?))
    }

    /// Tells how the page stands by reading some of its longest lines.
    fn turn(&self, picture: &Picture, regions: &[Region], alive: &dyn Fn() -> bool) -> Result<Turn, Error> {
        let area = |region: &&Region| region.quad.width() * region.quad.height();
        let (tall, level): (Vec<&Region>, Vec<&Region>) = regions.iter().partition(|region| is_tall(&region.quad));
        let is_sideways = tall.iter().map(area).sum::<f32>() > level.iter().map(area).sum::<f32>();
        let (mut tried, turns) = match is_sideways {
            true => (tall, [Turn::ThreeQuarters, Turn::Quarter]),
            false => (level, [Turn::None, Turn::Half]),
        };
        let length = |region: &Region| region.quad.width().max(region.quad.height());
        tried.sort_by(|a, b| length(b).total_cmp(&length(a)));
        tried.truncate(TRIED);
        let mut best = (-1.0, Turn::None);
        for turn in turns {
            let view = picture.turned(turn);
            let mut sure = Vec::new();
            for region in &tried {
                let Some(strip) = Strip::cut(&view, &upright(&view, &region.quad)) else { continue };
                let columns = 0..strip.width.min(480);
                let piece = Piece { columns: columns.clone(), own: columns };
                sure.extend(self.glyphs(&strip, &piece, alive)?.iter().map(|glyph| glyph.confidence));
            }
            let mean = sure.iter().sum::<f32>() / sure.len().max(1) as f32;
            if mean > best.0 {
                best = (mean, turn);
            }
            if mean >= UPRIGHT {
                break;
            }
        }
        Ok(best.1)
    }

    /// Reads a strip, cell by cell.
    fn parts(&self, strip: &Strip, alive: &dyn Fn() -> bool) -> Result<Vec<Part>, Error> {
        let ink = Ink::of(strip);
        let mut parts = Vec::new();
        for cell in ink.cells() {
            parts.extend(self.part(strip, &ink, &cell, alive)?);
        }
        Ok(parts)
    }

    fn part(&self, strip: &Strip, ink: &Ink, cell: &Cell, alive: &dyn Fn() -> bool) -> Result<Option<Part>, Error> {
        let mut glyphs = Vec::new();
        for piece in &cell.pieces {
            glyphs.extend(self.glyphs(strip, piece, alive)?);
        }
        let letters = || glyphs.iter().filter(|glyph| !glyph.text.trim().is_empty());
        let n_letters = letters().count();
        let runs = words(&glyphs, ink);
        let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return Ok(None) };
        let quad = strip.frame.quad(first.left, last.right);
        let confidence = letters().map(|glyph| glyph.confidence).sum::<f32>() / n_letters.max(1) as f32;
        let words = runs.iter().map(|run| PartWord {
            text: run.text.clone(),
            is_spaced: run.is_spaced,
            quad: strip.frame.quad(run.left, run.right),
            confidence: run.confidence,
        });
        Ok(Some(Part { words: words.collect(), quad, confidence }))
    }

    /// Reads columns of a strip at once.
    fn glyphs(&self, strip: &Strip, piece: &Piece, alive: &dyn Fn() -> bool) -> Result<Vec<Glyph>, Error> {
        if !alive() {
            return Err(Error::Stopped);
        }
        let width = piece.columns.len().next_multiple_of(8).max(NARROWEST);
        let planes = strip.planes(&piece.columns, width);
        let ([n, n_steps, n_classes], likely) = self.recognition.run::<3>([1, HEIGHT, width], planes)?;
        if n != 1 || n_classes != self.alphabet.len() || n_steps == 0 {
            return Err(Error::Answer { role: Role::Recognition });
        }
        let columns_a_step = width as f32 / n_steps as f32;
        let own = piece.own.start as f32..piece.own.end as f32;
        let glyphs = decode(&likely, n_classes).into_iter().map(|letter| Glyph {
            text: self.alphabet.text(letter.class).to_owned(),
            x: piece.columns.start as f32 + letter.step * columns_a_step,
            confidence: letter.confidence,
        });
        Ok(glyphs.filter(|glyph| own.contains(&glyph.x)).collect())
    }
}

/// The quad in the turned picture, beginning where its text does if that stands upright.
fn upright(picture: &Picture, quad: &Quad) -> Quad {
    let turned = quad.map(|corner| picture.to_turned(corner));
    let rolled = [0, 1, 2, 3].map(|n| turned.rolled(n));
    rolled.into_iter().min_by(|a, b| a.angle().abs().total_cmp(&b.angle().abs())).unwrap_or(turned)
}

fn page(picture: &Picture, turn: Turn, quads: &[Quad], parts: &[Part]) -> Page {
    let skew = region::skew(quads);
    let level = |quad: Quad| quad.map(|corner| corner.turned(-skew));
    let boxes: Vec<_> = parts.iter().map(|part| level(part.quad).bounds()).collect();
    let stored = |quad: Quad| quad.map(|corner| picture.to_stored(corner));
    let lines = order::lines(&boxes).into_iter().filter_map(|line| {
        let parts: Vec<&Part> = line.iter().filter_map(|idx| parts.get(*idx)).collect();
        join(&parts, level, stored)
    });
    Page { lines: lines.collect(), turn }
}
