//! Pictures: when, with what and where they were taken, as the camera noted it (Exif 2.32). The words on them wait to be
//! read: see [`crate::sight`].

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
use crate::draw::{self, Health, Looked};

/// The notes of a TIFF may stand anywhere in it: all of it is held.
const MOST_TIFF_BYTES: u64 = 256 << 20;
/// How far into a file its notes are looked for where it is damaged.
const MOST_BEFORE_NOTES: usize = 256 << 10;
const IN_PART: &str = "the picture is damaged or breaks off, and can be seen only in part";

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
        // What is damaged may be the picture, which is told below.
        let is_damaged = is_damaged && (is_tiff || has_notes(&mut medium)?);
        if let Some(exif) = exif {
            tell(&exif, out)?;
        }
        if is_damaged {
            let message = match is_tiff {
                true => "its list of pages, with what the camera noted, is damaged and was read only in part",
                false => "what the camera noted is damaged and was read only in part",
            };
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

/// Says that a picture has no text, and that it waits to be looked at; a scan of several pages gives each.
///
/// # Errors
///
/// [`Failure::Corrupt`] where no page can be decoded.
pub fn read_bare(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let pages = match draw::look_over(input)? {
        Looked::One(Health::Broken(why)) => return Err(Failure::Corrupt(why)),
        Looked::One(health) => {
            if health == Health::Partly {
                out.problem(problem(ProblemCode::Unreadable, IN_PART.to_owned()))?;
            }
            out.problem(problem(ProblemCode::NoText, "no text was read from this picture".to_owned()))?;
            return out.unseen(1);
        }
        Looked::Several(pages) => pages,
    };
    if let Some(why) = pages.iter().try_fold(String::new(), |_, (_, health)| broken(health)) {
        return Err(Failure::Corrupt(why));
    }
    for (number, (page, health)) in (1..).zip(pages) {
        out.unit(page_of(number, page))?;
        let told = |code, message: &str| Problem { code, message: message.to_owned(), unit: Some(number) };
        match health {
            Health::Broken(why) => {
                out.problem(told(ProblemCode::Unreadable, &format!("the page is a picture, and {why}")))?;
                continue;
            }
            Health::Partly => out.problem(told(ProblemCode::Unreadable, IN_PART))?,
            Health::Sound => {}
        }
        out.problem(told(ProblemCode::NoText, "the page is a picture, and its words have not been read yet"))?;
        out.unseen(number)?;
    }
    Ok(())
}

fn broken(health: &Health) -> Option<String> {
    match health {
        Health::Broken(why) => Some(why.clone()),
        _ => None,
    }
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

/// Whether a camera noted anything, by the names that notes stand under in all formats but TIFF.
fn has_notes(medium: &mut Medium<'_>) -> Result<bool, Failure> {
    let mut start = vec![0; MOST_BEFORE_NOTES];
    let n_read = medium.read_at(0, &mut start)?;
    let has = |name: &[u8]| memchr::memmem::find(&start[..n_read], name).is_some();
    Ok([&b"Exif\0"[..], b"eXIf", b"EXIF"].into_iter().any(has))
}

/// The library looks at eight pages of a TIFF and calls it an error that there are more: the first is the one that counts.
fn is_about_pages(error: &Error) -> bool {
    matches!(error, Error::InvalidFormat(words) if words.contains("Limit the IFD count"))
}
