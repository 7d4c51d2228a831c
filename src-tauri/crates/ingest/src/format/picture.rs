//! Pictures: when, with what and where they were taken, as the camera noted it (Exif 2.32). The words on them wait to be
//! read: see [`crate::sight`].

mod notes;
#[cfg(test)]
mod tests;

use std::io::{BufReader, Seek, SeekFrom};

use exif::{Error, Exif, Reader};

use notes::tell;

use super::medium::Medium;
use super::unpacking::problem;
use super::{Emit, Failure, Input, ProblemCode};

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

/// Says that a picture of a kind in which cameras note nothing has no text.
pub fn read_bare(_input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    out.problem(problem(ProblemCode::NoText, "no text was read from this picture".to_owned()))?;
    out.unseen(1)
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
