//! Reading a picture from end to end.

use std::ops::Range;

use crate::{
    Error, Image, Models, Page,
    ctc::{Alphabet, decode},
    geometry::Quad,
    grain::calm,
    map,
    models::{Network, Role},
    order,
    page::{Part, PartWord, join},
    picture::{Picture, Turn},
    region::{self, Region},
    split::{Cell, Ink, Piece},
    strip::{HEIGHT, Room, Strip, is_tall, laid_down, rooms},
    words::{Glyph, widen_marks, words},
};

/// Cells read with less confidence than this are pictures, stamps and dirt.
const SURE_ENOUGH: f32 = 0.5;
/// A page whose lines are read as surely as this stands upright.
const UPRIGHT: f32 = 0.9;
/// Fewer letters may look well whichever way they stand.
const ENOUGH_LETTERS: usize = 8;
/// How many lines are tried to tell how a page stands.
const TRIED: usize = 4;
/// Cores of lines thinner than this, in places of the map, ask for a closer look.
const SMALL_CORE: f32 = 4.5;
/// The model sees no fewer columns.
const NARROWEST: usize = 64;

/// Reads pictures with two models that it has loaded.
pub struct Reader {
    detection: Network,
    recognition: Network,
    alphabet: Alphabet,
}

/// Starts the threads that run the models. A process that closes itself in has to call this before it does: later it
/// may start none, nor look up how many processors there are.
pub fn start_threads() {
    rten::thread_pool();
}

impl Reader {
    /// Loads the models and starts the threads that run them, if [`start_threads`] has not.
    pub fn new(models: Models) -> Result<Reader, Error> {
        let detection = Network::load(Role::Detection, models.detection)?;
        let recognition = Network::load(Role::Recognition, models.recognition)?;
        let alphabet = recognition.note("character").and_then(Alphabet::new).ok_or(Error::NoCharacters)?;
        start_threads();
        Ok(Reader { detection, recognition, alphabet })
    }

    /// Reads a picture. Between steps of a second or two `alive` is asked whether to go on.
    pub fn read(&self, image: &Image, alive: &dyn Fn() -> bool) -> Result<Page, Error> {
        let picture = Picture::new(image)?;
        if picture.is_empty() {
            return Ok(Page::default());
        }
        let regions = self.regions(&picture, alive)?;
        let turn = self.turn(&picture, &regions, alive)?;
        let picture = picture.turned(turn);
        let quads: Vec<Quad> = regions.iter().map(|region| upright(&picture, &region.quad)).collect();
        let mut found = Found::default();
        for (quad, room) in quads.iter().zip(rooms(&quads)) {
            if !alive() {
                return Err(Error::Stopped);
            }
            let Some(mut strip) = Strip::cut(&picture, quad, room) else { continue };
            calm(&mut strip);
            self.read_strip(&strip, &mut found, alive)?;
        }
        Ok(found.page(&picture, turn, region::skew(&quads)))
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
        let room = Room { before: 0.0, after: 0.0 };
        for turn in turns {
            let view = picture.turned(turn);
            let mut sure = Vec::new();
            for region in &tried {
                let Some(strip) = Strip::cut(&view, &upright(&view, &region.quad), room) else { continue };
                let start = strip.found.start;
                let columns = start..strip.found.end.min(start + 480);
                let piece = Piece { columns: columns.clone(), own: columns.clone(), spaces: columns };
                sure.extend(self.glyphs(&strip, &piece, alive)?.iter().map(|glyph| glyph.confidence));
                // One line that is read well settles it.
                if sure.len() >= ENOUGH_LETTERS && mean(&sure) >= UPRIGHT {
                    return Ok(turn);
                }
            }
            if mean(&sure) > best.0 {
                best = (mean(&sure), turn);
            }
        }
        Ok(best.1)
    }

    /// Reads a strip, cell by cell.
    fn read_strip(&self, strip: &Strip, found: &mut Found, alive: &dyn Fn() -> bool) -> Result<(), Error> {
        let ink = Ink::of(strip);
        for cell in ink.cells() {
            let part = self.part(strip, &ink, &cell, alive)?.filter(|part| part.confidence >= SURE_ENOUGH);
            // No letter is wider than a line is high: more ink than that was passed over.
            let n_letters = part.as_ref().map_or(0, Part::n_letters);
            if ink.n_inked(&cell) > HEIGHT * (n_letters + 2) || part.is_none() {
                found.unread.push(cell.quad(strip));
            }
            found.parts.extend(part);
        }
        Ok(())
    }

    fn part(&self, strip: &Strip, ink: &Ink, cell: &Cell, alive: &dyn Fn() -> bool) -> Result<Option<Part>, Error> {
        let mut glyphs: Vec<Glyph> = Vec::new();
        for piece in &cell.pieces {
            glyphs.extend(self.glyphs(strip, piece, alive)?);
        }
        widen_marks(&mut glyphs);
        let letters = || glyphs.iter().filter(|glyph| !glyph.is_space());
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
        let floats = |columns: &Range<usize>| columns.start as f32..columns.end as f32;
        let (own, spaces) = (floats(&piece.own), floats(&piece.spaces));
        let glyphs = decode(&likely, n_classes).into_iter().map(|letter| Glyph {
            text: self.alphabet.text(letter.class).to_owned(),
            x: piece.columns.start as f32 + letter.step * columns_a_step,
            confidence: letter.confidence,
            space: letter.space,
        });
        let is_kept = |glyph: &Glyph| if glyph.is_space() { spaces.contains(&glyph.x) } else { own.contains(&glyph.x) };
        Ok(glyphs.filter(is_kept).collect())
    }
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len().max(1) as f32
}

/// The quad in the turned picture, beginning where its text does if that stands upright or runs downwards.
fn upright(picture: &Picture, quad: &Quad) -> Quad {
    let turned = quad.map(|corner| picture.to_turned(corner));
    let rolled = [0, 1, 2, 3].map(|n| turned.rolled(n));
    laid_down(&rolled.into_iter().min_by(|a, b| a.angle().abs().total_cmp(&b.angle().abs())).unwrap_or(turned))
}

/// What was read so far and what was not, in the turned picture.
#[derive(Default)]
struct Found {
    parts: Vec<Part>,
    unread: Vec<Quad>,
}

impl Found {
    /// Puts the parts in order as on a level page and leads them back to the picture as it came.
    fn page(&self, picture: &Picture, turn: Turn, skew: f32) -> Page {
        let level = |quad: Quad| quad.map(|corner| corner.turned(-skew));
        let stored = |quad: Quad| quad.map(|corner| picture.to_stored(corner));
        let boxes: Vec<_> = self.parts.iter().map(|part| level(part.quad).bounds()).collect();
        let lines = order::lines(&boxes).into_iter().filter_map(|line| {
            let parts: Vec<&Part> = line.iter().filter_map(|idx| self.parts.get(*idx)).collect();
            join(&parts, level, stored)
        });
        Page { lines: lines.collect(), unread: self.unread.iter().copied().map(stored).collect(), turn }
    }
}
