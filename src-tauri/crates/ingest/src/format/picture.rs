//! Pictures: when, with what and where they were taken, as the camera noted it (Exif 2.32), and, where that is wanted,
//! the words on them.

mod notes;
#[cfg(test)]
mod tests;

use std::io::{BufReader, Seek, SeekFrom};

use anchor::{Unit, UnitKind};
use exif::{Error, Exif, Reader};

use notes::tell;

use super::medium::Medium;
use super::unpacking::problem;
use super::{Emit, Failure, Input, ProblemCode};
use crate::draw::{self, Easel, Engine, Shelf, Turn, View};
use crate::sight;

/// The notes of a TIFF may stand anywhere in it: all of it is held.
const MOST_TIFF_BYTES: u64 = 256 << 20;

/// Gives what is noted in a picture, and says that there is no text.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let len = input.len;
    let mut medium = Medium::new(&mut *input.bytes);
    let mut head = [0; 4];
    medium.read_at(0, &mut head)?;
    let is_tiff = matches!(&head, b"II*\0" | b"MM\0*");
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
    read_bare(input, out)
}

/// Gives the words of a picture of a kind in which cameras note nothing, where pictures are read; else says that there are
/// none.
pub fn read_bare(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let message = match out.sees() {
        false => "no text was read from this picture",
        true => match see(input, out)? {
            true => return Ok(()),
            false => "no words were found on this picture",
        },
    };
    out.problem(problem(ProblemCode::NoText, message.to_owned()))
}

/// Reads the words on a picture; false where there are none. What was not looked at is told.
fn see(input: &mut Input, out: &mut dyn Emit) -> Result<bool, Failure> {
    input.bytes.seek(SeekFrom::Start(0)).map_err(|error| Failure::ReadError(error.to_string()))?;
    let view = View { unit: 1, scale: 1.0, max_side: draw::MAX_SIDE, turn: Turn::None, engine: Engine::First };
    let drawn = match draw::open(input, None) {
        Ok(opened) => Easel::new(&opened).draw(&view, &Shelf::default()),
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
    for note in &picture.canvas.notes {
        out.problem(problem(ProblemCode::Limit, note.to_string()))?;
    }
    let mut unit = Unit {
        kind: UnitKind::Page,
        label: "p. 1".to_owned(),
        text: String::new(),
        engine: String::new(),
        quality: None,
        page: Some(picture.canvas.page),
        boxes: Vec::new(),
        table: None,
    };
    sight::read_off(&picture, &mut unit, 1, out)?;
    let has_words = !unit.text.is_empty();
    if has_words {
        out.unit(unit)?;
    }
    Ok(has_words)
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
