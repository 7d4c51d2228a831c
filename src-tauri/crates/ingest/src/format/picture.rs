//! Pictures: when, with what and where they were taken, as the camera noted it (Exif 2.32), and, where that is wanted,
//! the words on them.

mod heif;
mod notes;
#[cfg(test)]
mod tests;

use std::io::{BufReader, Seek, SeekFrom};

use anchor::{PageBox, Unit, UnitKind};
use exif::{Error, Exif, Reader};

use notes::tell;

use super::medium::Medium;
use super::unpacking::problem;
use super::{Emit, Failure, Input, MetaKey, Problem, ProblemCode};
use crate::draw::{self, Easel, Engine, Shelf, Turn, View};
use crate::sight;

/// As large as words are read off, the first page.
const WHOLE: View = View { unit: 1, scale: 1.0, max_side: draw::MAX_SIDE, turn: Turn::None, engine: Engine::First };
/// The notes of a TIFF may stand anywhere in it: all of it is held.
const MOST_TIFF_BYTES: u64 = 256 << 20;

/// Gives what is noted in a picture, and says that there is no text.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let len = input.len;
    let mut medium = Medium::new(&mut *input.bytes);
    let mut head = [0; 12];
    medium.read_at(0, &mut head)?;
    let is_tiff = head.starts_with(b"II*\0") || head.starts_with(b"MM\0*");
    if is_tiff && len > MOST_TIFF_BYTES {
        let message = "larger than 256 MiB; what the camera noted was not looked for";
        out.problem(problem(ProblemCode::Limit, message.to_owned()))?;
    } else {
        let found = noted(&mut medium);
        medium.check()?;
        let (exif, is_damaged) = found?;
        if let Some(exif) = exif {
            tell(&exif, out)?;
        }
        if is_damaged {
            let message = "what the camera noted is damaged and was read only in part";
            out.problem(problem(ProblemCode::Unreadable, message.to_owned()))?;
        }
    }
    if heif::is_heif(&head) {
        if let Some((width, height)) = heif::size(&mut medium)? {
            out.meta(MetaKey::Finding, format!("{width} × {height} pixels"))?;
        }
        let message = "this picture cannot be shown here: it is packed as telephones do (HEIC, AVIF); \
                       a picture program can save it as JPEG";
        return out.problem(problem(ProblemCode::Unreadable, message.to_owned()));
    }
    read_bare(input, out)
}

/// Gives the words of a picture of a kind in which cameras note nothing, where pictures are read; else says that there are
/// none. A scan of several pages gives each, with words or without.
pub fn read_bare(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let pages = draw::pages_of_scan(input)?;
    if !pages.is_empty() {
        return read_pages(&pages, input, out);
    }
    let message = match out.sees() {
        false => "no text was read from this picture",
        true => match see(input, out)? {
            true => return Ok(()),
            false => "no words were found on this picture",
        },
    };
    out.problem(problem(ProblemCode::NoText, message.to_owned()))
}

/// Gives each page of a scan, and says which have no words.
fn read_pages(pages: &[PageBox], input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let opened = match out.sees() {
        false => None,
        true => {
            input.bytes.seek(SeekFrom::Start(0)).map_err(|error| Failure::ReadError(error.to_string()))?;
            Some(draw::open(input, None)?)
        }
    };
    let mut easel = opened.as_ref().map(Easel::new);
    for (number, page) in (1..).zip(pages) {
        let mut unit = page_of(number, *page);
        let mut message = "the page is a picture, and its words have not been read yet".to_owned();
        if let Some(easel) = &mut easel {
            match easel.draw(&View { unit: number, ..WHOLE }, &Shelf::default()) {
                Ok(picture) => {
                    sight::read_off(&picture, &mut unit, number, out)?;
                    "no words were found on the page".clone_into(&mut message);
                }
                Err(failure) => message = format!("the page could not be looked at: {failure}"),
            }
        }
        let has_words = !unit.text.is_empty();
        out.unit(unit)?;
        if !has_words {
            out.problem(Problem { code: ProblemCode::NoText, message, unit: Some(number) })?;
        }
    }
    Ok(())
}

/// Reads the words on a picture; false where there are none. What was not looked at is told.
fn see(input: &mut Input, out: &mut dyn Emit) -> Result<bool, Failure> {
    input.bytes.seek(SeekFrom::Start(0)).map_err(|error| Failure::ReadError(error.to_string()))?;
    let drawn = match draw::open(input, None) {
        Ok(opened) => Easel::new(&opened).draw(&WHOLE, &Shelf::default()),
        Err(failure @ Failure::ReadError(_)) => return Err(failure),
        Err(failure) => Err(failure),
    };
    let picture = match drawn {
        Ok(picture) => picture,
        Err(failure) => {
            let message = format!("this picture could not be looked at: {failure}");
            out.problem(problem(ProblemCode::Unreadable, message))?;
            return Ok(true);
        }
    };
    let mut unit = page_of(1, picture.canvas.page);
    sight::read_off(&picture, &mut unit, 1, out)?;
    let has_words = !unit.text.is_empty();
    if has_words {
        out.unit(unit)?;
    }
    Ok(has_words)
}

/// A page without words so far.
fn page_of(number: u32, page: PageBox) -> Unit {
    Unit {
        kind: UnitKind::Page,
        label: format!("p. {number}"),
        text: String::new(),
        engine: "image".to_owned(),
        quality: None,
        page: Some(page).filter(|page| page.width > 0.0 && page.height > 0.0),
        boxes: Vec::new(),
        table: None,
    }
}

/// The notes, as far as they can be read, and whether they are damaged.
fn noted(medium: &mut Medium<'_>) -> Result<(Option<Exif>, bool), Failure> {
    medium.seek(SeekFrom::Start(0)).map_err(|error| Failure::ReadError(error.to_string()))?;
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    Ok(match reader.read_from_container(&mut BufReader::new(medium)) {
        Ok(exif) => (Some(exif), false),
        Err(Error::PartialResult(partial)) => {
            let (exif, errors) = partial.into_inner();
            (Some(exif), !errors.iter().all(is_about_pages))
        }
        Err(Error::NotFound(_) | Error::NotSupported(_)) => (None, false),
        Err(_) => (None, true),
    })
}

/// The library looks at eight pages of a TIFF and calls it an error that there are more: the first is the one that counts.
fn is_about_pages(error: &Error) -> bool {
    matches!(error, Error::InvalidFormat(words) if words.contains("Limit the IFD count"))
}
