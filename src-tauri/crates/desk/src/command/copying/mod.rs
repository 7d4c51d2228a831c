//! A copy of a document for other programs: made of its pixels or its words, so that nothing in it can run or call out;
//! or, when that is asked for, the original as it came.

mod pdf;

use std::{
    fs::File,
    io::{BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use facts::DocumentId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::{Case, vault::pack::PackReader};
use ts_rs::TS;

use super::{Answer, request, saving::in_the_way};
use crate::{
    Code, Desk, Error, Event, Job, Progress, Result,
    library::open,
    pages::{Engine, Turn, Wanted, artist::Artist},
};
use pdf::PictureBook;

/// Pixels a point of a drawn page: 150 an inch, as fine as print needs.
const SCALE: f32 = 150.0 / 72.0;
const CHUNK: usize = 1 << 20;

#[derive(Deserialize, TS)]
#[ts(optional_fields, rename = "CopyOf")]
pub(super) struct Copy {
    case: PathBuf,
    doc: String,
    out: Option<PathBuf>,
    /// The bytes as they came.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    original: bool,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    force: bool,
}

#[derive(Serialize, TS)]
pub(super) struct Copied {
    document: String,
    /// What it is made of.
    #[ts(type = "\"pages\" | \"words\" | \"original\"")]
    made_of: &'static str,
    path: PathBuf,
    bytes: u64,
    /// Pages, messages or sections in it.
    units: u32,
    /// Pages that could not be drawn: in the copy a page in their place says so.
    missing: Vec<MissingPage>,
    /// Addresses that the original names for programs to fetch.
    remote: Vec<String>,
}

#[derive(Serialize, TS)]
struct MissingPage {
    unit: u32,
    why: String,
}

pub(super) fn copy(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Copy { case, doc, out, original, force } = request(value)?;
    let out = out.ok_or_else(|| Error::new(Code::Usage, "Say where to write the copy, with --out FILE."))?;
    let case = open(desk, &case)?;
    let document = case.find_document(&doc)?;
    let reading = case.reading(&document.id)?.map(|r| r.result);
    let mut file = Outgoing::new(desk, &out, force)?;
    let (made_of, units, missing) = if original {
        give_out(&case, &document, &mut file, job)?;
        ("original", reading.as_ref().map_or(0, |r| r.units), Vec::new())
    } else {
        let mut text = reading.as_ref().and_then(|r| r.text).map(|hash| case.text(&hash)).transpose()?;
        let has_pages = match &mut text {
            Some(pack) => pack.unit(1)?.is_some_and(|unit| unit.page.is_some()),
            None => true,
        };
        match text {
            Some(mut pack) if !has_pages => ("words", words(&mut pack, &mut file)?, Vec::new()),
            _ => {
                let n_pages = reading.as_ref().map_or(1, |r| r.units.max(1));
                let missing = pages(desk, job, &case, document.id, n_pages, &mut file)?;
                ("pages", n_pages, missing)
            }
        }
    };
    let bytes = file.done()?;
    let listed = reading.as_ref().map(|r| &r.details["meta"]["remote_reference"]);
    let remote = listed.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    Answer::of(Copied {
        document: document.id.to_string(),
        made_of,
        path: out,
        bytes,
        units,
        missing,
        remote: remote.map(str::to_owned).collect(),
    })
}

/// The original, compared with what was taken in on its way: a copy of damaged bytes would pass for the source.
fn give_out(case: &Case, document: &store::Document, out: &mut Outgoing, job: &mut Job<'_>) -> Result<()> {
    let mut file = case.original(&document.id)?;
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    let mut done = 0;
    loop {
        let n_read = file.read(&mut chunk).map_err(|e| Error::internal("the original", &e))?;
        if n_read == 0 {
            break;
        }
        hasher.update(&chunk[..n_read]);
        out.write(&chunk[..n_read])?;
        done += n_read as u64;
        tell(job, "copying", (0, 0), (done, document.bytes))?;
    }
    if hasher.finalize()[..] == document.sha256 {
        return Ok(());
    }
    Err(Error::new(Code::Damaged, "The original is not as it was taken in. No copy was made.")
        .hint("See what else changed with: casebound verify CASE --bytes"))
}

/// All words, part by part, as plain text: no program finds anything to run or fetch in it.
fn words(pack: &mut PackReader, out: &mut Outgoing) -> Result<u32> {
    let n_units = pack.n_units();
    for number in 1..=n_units {
        let Some(unit) = pack.unit(number)? else { continue };
        if n_units > 1 {
            out.write(format!("[{}]\n\n", unit.label).as_bytes())?;
        }
        out.write(unit.text.as_bytes())?;
        out.write(if number < n_units { b"\n\n" } else { b"\n" })?;
    }
    Ok(n_units)
}

/// Every page as it is drawn in the reader. One that cannot be drawn has a page in its place that says so.
fn pages(
    desk: &Desk,
    job: &mut Job<'_>,
    case: &Case,
    document: DocumentId,
    n_pages: u32,
    out: &mut Outgoing,
) -> Result<Vec<MissingPage>> {
    let mut artist = Artist::new(desk);
    let mut missing = Vec::new();
    let mut book = PictureBook::begin(out)?;
    for unit in 1..=n_pages {
        let wanted = Wanted { document, unit, scale: SCALE, turn: Turn::None, engine: Engine::Best };
        match artist.draw(case, &wanted, &job.cancel) {
            Ok(picture) => book.page(&picture)?,
            Err(error) if error.code == Code::NotDrawn => {
                book.missing(&error.message)?;
                missing.push(MissingPage { unit, why: error.message });
            }
            Err(error) => return Err(error),
        }
        tell(job, "drawing pages", (unit.into(), n_pages.into()), (0, 0))?;
    }
    if missing.len() == n_pages as usize {
        let why = missing.swap_remove(0).why;
        return Err(Error::new(Code::NotDrawn, format!("There is nothing to make a safe copy of. {why}"))
            .hint("The original can be copied with: casebound copy CASE DOC --original --out FILE"));
    }
    book.end()?;
    Ok(missing)
}

fn tell(job: &mut Job<'_>, doing: &str, (done, total): (u64, u64), (bytes, total_bytes): (u64, u64)) -> Result<()> {
    if job.cancel.is_cancelled() {
        return Err(Error::new(Code::Stopped, "It was stopped. No copy was made."));
    }
    let progress = Progress { doing: doing.to_owned(), done, total, bytes, total_bytes, ..Progress::default() };
    (job.events)(Event::Progress(progress));
    Ok(())
}

/// A file that appears under its name only when it is whole.
struct Outgoing {
    path: PathBuf,
    part: PathBuf,
    /// Gone once it is closed.
    file: Option<BufWriter<File>>,
    written: u64,
    may_overwrite: bool,
}

impl Outgoing {
    fn new(desk: &Desk, path: &Path, may_overwrite: bool) -> Result<Outgoing> {
        if !may_overwrite && path.symlink_metadata().is_ok() {
            return Err(in_the_way(path));
        }
        let mut random = [0; 8];
        (desk.world.random)(&mut random);
        let part = path.with_file_name(format!(".casebound-{}.part", store::to_hex(&random)));
        let file = File::create_new(&part).map_err(|e| not_written(path, &e))?;
        let file = Some(BufWriter::new(file));
        Ok(Outgoing { path: path.to_owned(), part, file, written: 0, may_overwrite })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.written += bytes.len() as u64;
        match &mut self.file {
            Some(file) => file.write_all(bytes).map_err(|e| not_written(&self.path, &e)),
            None => Ok(()),
        }
    }

    /// Gives it its name, and says how large it is.
    fn done(mut self) -> Result<u64> {
        let file = self.file.take().map(|file| file.into_inner().map_err(std::io::IntoInnerError::into_error));
        if let Some(file) = file {
            file.and_then(|file| file.sync_all()).map_err(|e| not_written(&self.path, &e))?;
        }
        if !self.may_overwrite && self.path.symlink_metadata().is_ok() {
            return Err(in_the_way(&self.path));
        }
        std::fs::rename(&self.part, &self.path).map_err(|e| not_written(&self.path, &e))?;
        Ok(self.written)
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        self.file = None;
        // Gone already where it was given its name.
        let _ = std::fs::remove_file(&self.part);
    }
}

fn not_written(path: &Path, error: &std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::StorageFull => {
            Error::new(Code::NoSpace, format!("The disk is full. {} was not written.", path.display()))
                .hint("Choose another place, or make room, then try again.")
        }
        _ => Error::new(Code::File, format!("{} could not be written.", path.display())).detail(error),
    }
}
