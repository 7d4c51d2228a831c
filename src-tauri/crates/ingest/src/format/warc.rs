//! Web archives (WARC, ISO 28500:2017), packed record by record or not: a table of all records, and what was answered as
//! children, under their addresses, with the time they were fetched.
//!
//! What only shows or runs pages is listed and not opened, and so are questions, answers that failed, and records that
//! point to earlier ones. Digests that the archive gives are compared. Damaged records are kept as far as they go, and the
//! next one is looked for.

mod body;
mod coding;
mod digest;
mod http;
mod record;
mod stream;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::GzDecoder;

use body::{Body, DISAGREES, Judged};
use http::Answer;
use record::Head;
use stream::Stream;

use super::address::{is_for_programs, name_of};
use super::medium::Medium;
use super::moment::edtf;
use super::table::{Cell, Table};
use super::unpacking::{Packed, Unpacking, fault_of, problem};
use super::{Child, Emit, Failure, Input, Limits, MetaKey, ProblemCode};

const ALIVE_RECORDS: u32 = 256;
const COLUMNS: [&str; 8] = ["Record", "Kind", "Date", "Address", "Answer", "Media type", "Bytes", "Note"];

/// Whether packed bytes begin with a record.
pub(crate) fn is_packed(head: &[u8]) -> bool {
    let mut start = [0; 5];
    GzDecoder::new(head).read_exact(&mut start).is_ok() && &start == b"WARC/"
}

/// Gives all records as rows, and the answers in them as children.
///
/// # Errors
///
/// [`Failure::Corrupt`] where there is no record.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let limits = input.limits;
    let n_done = input.resume.and_then(|token| token.parse().ok()).unwrap_or(0);
    let mut medium = Medium::new(&mut *input.bytes);
    let mut stream = Stream::open(&mut medium, input.len, limits)?;
    let table = Table::new(out, "warc", "records", limits.max_text_bytes).resuming(input.resume);
    let mut reading = Reading {
        table,
        limits,
        len: input.len,
        unpacking: Unpacking::new(limits, 0)?,
        n_done,
        row: 1,
        n_children: 0,
        told: Told::default(),
    };
    let outcome = reading.all(&mut stream);
    drop(stream);
    let Reading { table, row, told, .. } = reading;
    let out = table.finish_into()?;
    told.tell(out)?;
    medium.check()?;
    outcome?;
    if row == 1 { Err(Failure::Corrupt("no record was found in it".to_owned())) } else { Ok(()) }
}

/// How far a reading has come.
struct Reading<'a> {
    table: Table<'a>,
    limits: Limits,
    len: u64,
    unpacking: Unpacking,
    /// Rows up to this one, and what they tell of, were given by an earlier reading.
    n_done: u32,
    row: u32,
    n_children: u64,
    told: Told,
}

impl Reading<'_> {
    fn all(&mut self, stream: &mut Stream<'_, '_>) -> Result<(), Failure> {
        self.table.row(1, &COLUMNS.map(Cell::plain))?;
        loop {
            match record::next(stream, &mut self.told.n_odd) {
                Ok(Some(head)) => self.record(head, stream)?,
                Ok(None) => return Ok(()),
                Err(error) => self.torn(&error, stream)?,
            }
            if stream.is_over() {
                return Ok(());
            }
        }
    }

    /// Passes over what cannot be read.
    fn torn(&mut self, error: &std::io::Error, stream: &mut Stream<'_, '_>) -> Result<(), Failure> {
        let fault = fault_of(error);
        if fault.code == ProblemCode::Limit {
            return Err(Failure::LimitHit(fault.message));
        }
        self.told.torn.count(self.row);
        stream.go_on().map_err(|error| Failure::LimitHit(fault_of(&error).message))
    }

    fn record(&mut self, head: Head, stream: &mut Stream<'_, '_>) -> Result<(), Failure> {
        self.row =
            self.row.checked_add(1).ok_or_else(|| Failure::LimitHit("more records than can be numbered".to_owned()))?;
        if self.row.is_multiple_of(ALIVE_RECORDS) {
            self.table.out().alive()?;
        }
        self.told.date(head.date.as_deref());
        let mut body = Body::new(&head, stream);
        let answer = if head.is_answer() { http::answer(&mut body) } else { Ok(None) };
        let (answer, mut fault) = match answer {
            Ok(answer) => (answer, None),
            Err(error) => (None, Some(error)),
        };
        body.begin_payload();
        if head.kind == "warcinfo" {
            self.told.maker(&mut body);
        }
        let body = RefCell::new(body);
        let opened = opened(&head, answer.as_ref(), &body);
        let mut is_other = false;
        if fault.is_none() && opened.is_ok() && self.row > self.n_done {
            is_other = self.give(&head, answer.as_ref(), &body)?;
        }
        let mut body = body.into_inner();
        fault = fault.or(body.drain().err());
        is_other |= body.disagrees(None);
        if let Err(why) = opened {
            *self.told.listed.entry(why).or_default() += 1;
        }
        let note = match (&fault, is_other) {
            (Some(_), _) => "damaged".to_owned(),
            (None, true) => "its digest does not agree".to_owned(),
            (None, false) => note(&head, answer.as_ref()),
        };
        self.told.differing.count_if(fault.is_none() && is_other, self.row);
        self.told.torn.count_if(head.is_torn, self.row);
        self.list(&head, answer.as_ref(), &note)?;
        match fault {
            Some(error) => self.torn(&error, stream),
            None => Ok(()),
        }
    }

    /// Gives what a record holds. Returns whether a digest disagrees.
    fn give(
        &mut self,
        head: &Head,
        answer: Option<&Answer>,
        body: &RefCell<Body<'_, '_, '_>>,
    ) -> Result<bool, Failure> {
        self.n_children += 1;
        if self.n_children > self.limits.max_children {
            return Err(Failure::LimitHit(format!("more than {} documents in it", self.limits.max_children)));
        }
        let (name, raw_name) = name_of(&head.address);
        let child = Child {
            name: if name.is_empty() { format!("record {}", self.row - 1) } else { name },
            raw_name,
            locator: format!("record {}", self.row - 1),
            modified: head.date.as_deref().and_then(edtf),
            broken: None,
        };
        // Telling how the bytes are packed takes the first of them.
        let seen = body.borrow().payload_digest();
        let (mut bytes, unknown) = coding::decoded(body, answer);
        let unknown = unknown.map(|way| format!("it is packed in a way that is not read yet ({way})"));
        let broken = unknown.or_else(|| head.shortened()).map(|message| problem(ProblemCode::Unreadable, message));
        let mut judged = Judged { bytes: &mut bytes, body, seen };
        let n_before = self.unpacking.n_bytes;
        let packed = Packed { bytes: &mut judged, n_packed: self.len, n_before, size: None };
        let fault = self.unpacking.give(Child { broken, ..child }, packed, self.table.out())?;
        Ok(fault.is_some_and(|fault| fault.message == DISAGREES))
    }

    fn list(&mut self, head: &Head, answer: Option<&Answer>, note: &str) -> Result<(), Failure> {
        let number = (self.row - 1).to_string();
        let bytes = head.len.to_string();
        let status = answer.map(|answer| answer.status.to_string()).unwrap_or_default();
        let media_type = answer.map_or(head.media_type.as_str(), |answer| &answer.media_type);
        let date = head.date.as_deref().unwrap_or_default();
        let cells = [&number, &head.kind, date, &head.address, &status, media_type, &bytes, note];
        self.table.row(self.row, &cells.map(Cell::plain))
    }
}

/// What is said of a record in which nothing is damaged.
fn note(head: &Head, answer: Option<&Answer>) -> String {
    let leads_to =
        answer.filter(|answer| (300..400).contains(&answer.status)).and_then(|answer| answer.location.as_ref());
    match (head.shortened(), leads_to) {
        (Some(why), _) => why,
        (None, Some(address)) => format!("leads to {address}"),
        (None, None) => head.points_to(),
    }
}

/// Why a record is only listed; `Ok` for those that are opened.
fn opened(head: &Head, answer: Option<&Answer>, body: &RefCell<Body<'_, '_, '_>>) -> Result<(), &'static str> {
    let media_type = match head.kind.as_str() {
        "response" => match answer {
            Some(answer) if !(200..300).contains(&answer.status) => return Err("answers without success"),
            Some(answer) => &answer.media_type,
            None if head.is_answer() || head.media_type.starts_with("text/dns") => {
                return Err("answers of other kinds");
            }
            None => &head.media_type,
        },
        "resource" | "conversion" => &head.media_type,
        "request" => return Err("questions"),
        "revisit" => return Err("records that point to earlier ones"),
        "continuation" => return Err("continued records"),
        _ => return Err("notes of the program that made it"),
    };
    match () {
        () if is_for_programs(media_type) => Err("style sheets, scripts and typefaces"),
        () if body.borrow().is_empty() => Err("answers without a body"),
        () => Ok(()),
    }
}

/// Records that something is wrong with.
#[derive(Default)]
struct Odd {
    first: Option<u32>,
    n: u64,
}

impl Odd {
    fn count(&mut self, row: u32) {
        self.first.get_or_insert(row.saturating_sub(1));
        self.n += 1;
    }

    fn count_if(&mut self, is_so: bool, row: u32) {
        if is_so {
            self.count(row);
        }
    }
}

/// What is told of the archive as a whole.
#[derive(Default)]
struct Told {
    maker: Option<String>,
    first: Option<String>,
    listed: BTreeMap<&'static str, u64>,
    torn: Odd,
    differing: Odd,
    /// Bytes between records that are none.
    n_odd: u64,
}

impl Told {
    fn date(&mut self, written: Option<&str>) {
        let date = written.and_then(edtf);
        if date.is_some() && (self.first.is_none() || date < self.first) {
            self.first = date;
        }
    }

    /// What the first record says of the program that wrote the archive.
    fn maker(&mut self, body: &mut Body<'_, '_, '_>) {
        while let Ok(Some(line)) = record::line(body) {
            let line = String::from_utf8_lossy(&line);
            if let Some(software) = line.strip_prefix("software:") {
                self.maker.get_or_insert_with(|| software.trim().to_owned());
            }
        }
    }

    fn tell(self, out: &mut dyn Emit) -> Result<(), Failure> {
        for (key, value) in [(MetaKey::Application, self.maker), (MetaKey::Created, self.first)] {
            if let Some(value) = value {
                out.meta(key, value)?;
            }
        }
        if !self.listed.is_empty() {
            let listed: Vec<String> = self.listed.iter().map(|(what, n)| format!("{what} ({n})")).collect();
            out.meta(MetaKey::Finding, format!("listed and not opened: {}", listed.join(", ")))?;
        }
        let records = |odd: &Odd| match (odd.n, odd.first) {
            (1, Some(first)) => format!("record {first}"),
            (n, first) => format!("{n} records, record {} first,", first.unwrap_or_default()),
        };
        if self.torn.n > 0 {
            let message = format!("{} cannot be read in full; what follows was looked for", records(&self.torn));
            out.problem(problem(ProblemCode::Unreadable, message))?;
        }
        if self.differing.n > 0 {
            let message = format!("the bytes of {} do not agree with the digest given", records(&self.differing));
            out.problem(problem(ProblemCode::Checksum, message))?;
        }
        if self.n_odd > 0 {
            let message = format!("{} bytes between the records are no part of any and were not read", self.n_odd);
            out.problem(problem(ProblemCode::Unreadable, message))?;
        }
        Ok(())
    }
}
