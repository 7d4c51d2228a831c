//! The host's look at every frame of a worker, which may have been taken over by the file it reads.

mod drawing;
mod seeing;

pub use drawing::{DrawInspector, MAX_PAGE_NOTES};
pub use seeing::SeeInspector;

use anchor::{TableBlock, Unit, WordBox};

use super::{FromWorker, MAX_CHUNK};
use crate::format::{Child, Limits, Problem};

/// Most bytes of one unit's text.
pub const MAX_UNIT_TEXT: usize = 4 << 20;
/// Most word boxes of one unit.
pub const MAX_BOXES: usize = 60_000;
/// Most bytes of one table block's raw values together, each counted with 16 more.
pub const MAX_RAW: usize = 1 << 20;
/// Most bytes of one table block's header, each cell counted with 16 more.
pub const MAX_HEADER: usize = 256 << 10;
/// Most bytes of a label, a locator, a sheet's name or a problem's message.
pub const MAX_LABEL: usize = 2 << 10;
/// Most bytes of a property's value, a child's name or a checkpoint.
pub const MAX_VALUE: usize = 256 << 10;
/// Most properties, and most problems, of one document.
pub const MAX_NOTES: u32 = 20_000;

/// Highest number of a page that is told to be a picture.
pub const MAX_UNSEEN: u32 = 1_000_000;

/// Why a worker is no longer believed. The words complete "the worker sent …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Nonsense(pub &'static str);

/// Follows one reading and looks at each frame before the host acts on it.
pub struct Inspector {
    job: u32,
    len: u64,
    limits: Limits,
    state: State,
    text: u64,
    child_bytes: u64,
    children: u64,
    notes: u32,
    units: u32,
    /// The last page that was told to be a picture.
    unseen: u32,
}

#[derive(PartialEq, Eq)]
enum State {
    Told,
    Findings,
    Child,
    Ended,
}

impl Inspector {
    /// An inspector for one reading: its number, the file's length and what it may spend.
    #[must_use]
    pub fn new(job: u32, len: u64, limits: Limits) -> Self {
        let (text, child_bytes, children) = (0, 0, 0);
        Inspector { job, len, limits, state: State::Told, text, child_bytes, children, notes: 0, units: 0, unseen: 0 }
    }

    /// Looks at the next frame: its order, sizes and sense.
    pub fn look(&mut self, frame: &FromWorker) -> Result<(), Nonsense> {
        if self.state == State::Ended {
            return Err(Nonsense("a frame after the end"));
        }
        match frame {
            FromWorker::Ready { .. } | FromWorker::Refused(_) => Err(Nonsense("a greeting in a reading")),
            FromWorker::ReadAt { offset, len } => {
                let sane = *len as usize <= MAX_CHUNK && *len > 0 && *offset < self.len;
                sane.then_some(()).ok_or(Nonsense("a question for bytes that cannot be"))
            }
            FromWorker::Alive => Ok(()),
            FromWorker::Fallback(token) => {
                self.step(State::Findings, State::Findings)?;
                fits(token, MAX_LABEL, "too long a token")
            }
            FromWorker::ModelAt { .. } | FromWorker::Seen(_) | FromWorker::Blind(_) => {
                Err(Nonsense("a look in a reading"))
            }
            FromWorker::Unseen(page) => {
                self.step(State::Findings, State::Findings)?;
                let is_next = *page > self.unseen && *page <= MAX_UNSEEN;
                self.unseen = *page;
                is_next.then_some(()).ok_or(Nonsense("pages out of order"))
            }
            FromWorker::FontAt { .. } | FromWorker::Drawn(_) | FromWorker::Pixels(_) => {
                Err(Nonsense("a drawing in a reading"))
            }
            FromWorker::Panicked(message) => {
                self.state = State::Ended;
                fits(message, MAX_LABEL, "an endless panic message")
            }
            FromWorker::Kind(_) => self.step(State::Told, State::Findings),
            FromWorker::Unit(unit) => {
                self.step(State::Findings, State::Findings)?;
                self.text += unit.text.len() as u64;
                self.units = self.units.checked_add(1).ok_or(Nonsense("too many units"))?;
                at_most(self.text, self.limits.max_text_bytes, "more text than was allowed")?;
                look_at_unit(unit)
            }
            FromWorker::ChildAt(at, _) => {
                self.step(State::Findings, State::Findings)?;
                at_most(*at, self.len, "a place behind the end")
            }
            FromWorker::ChildStart(child) => {
                self.step(State::Findings, State::Child)?;
                self.children += 1;
                at_most(self.children, self.limits.max_children, "more children than were allowed")?;
                look_at_child(child)
            }
            FromWorker::ChildBytes(chunk) => {
                self.step(State::Child, State::Child)?;
                self.child_bytes += chunk.0.len() as u64;
                at_most(chunk.0.len() as u64, MAX_CHUNK as u64, "too large a chunk")?;
                at_most(self.child_bytes, self.limits.max_child_bytes, "more bytes of children than were allowed")
            }
            FromWorker::ChildEnd(broken) => {
                self.step(State::Child, State::Findings)?;
                broken.as_ref().map_or(Ok(()), look_at_problem)
            }
            FromWorker::Meta(_, value) => {
                self.note()?;
                fits(value, MAX_VALUE, "too long a property")
            }
            FromWorker::Problem(problem) => {
                self.note()?;
                look_at_problem(problem)
            }
            FromWorker::Checkpoint(token) => {
                self.step(State::Findings, State::Findings)?;
                fits(token, MAX_VALUE, "too long a checkpoint")
            }
            FromWorker::Done(job, result) => {
                // a document may fail inside a child, or before its kind was told
                if result.is_ok() && self.state != State::Findings {
                    return Err(Nonsense("an end without a beginning"));
                }
                self.state = State::Ended;
                let message = result.as_ref().err().map(ToString::to_string).unwrap_or_default();
                fits(&message, 2 * MAX_LABEL, "an endless reason")?;
                (*job == self.job).then_some(()).ok_or(Nonsense("the end of another reading"))
            }
        }
    }

    /// Looks at what another worker tells that goes on with the reading; the sums go on, too.
    pub fn go_on(&mut self, job: u32) {
        // A page may be told twice: the worker before may have ended just after it.
        (self.job, self.state, self.unseen) = (job, State::Told, 0);
    }

    fn step(&mut self, from: State, to: State) -> Result<(), Nonsense> {
        if self.state != from {
            return Err(Nonsense("frames out of order"));
        }
        self.state = to;
        Ok(())
    }

    fn note(&mut self) -> Result<(), Nonsense> {
        self.step(State::Findings, State::Findings)?;
        self.notes += 1;
        at_most(u64::from(self.notes), 2 * u64::from(MAX_NOTES), "too many notes")
    }
}

fn at_most(value: u64, most: u64, what: &'static str) -> Result<(), Nonsense> {
    if value > most { Err(Nonsense(what)) } else { Ok(()) }
}

fn fits(text: &str, most: usize, what: &'static str) -> Result<(), Nonsense> {
    at_most(text.len() as u64, most as u64, what)
}

fn look_at_problem(problem: &Problem) -> Result<(), Nonsense> {
    fits(&problem.message, MAX_LABEL, "too long a problem")
}

fn look_at_child(child: &Child) -> Result<(), Nonsense> {
    fits(&child.name, MAX_VALUE, "too long a name")?;
    fits(&child.locator, MAX_LABEL, "too long a locator")?;
    fits(child.modified.as_deref().unwrap_or_default(), 64, "too long a time")?;
    at_most(child.raw_name.as_ref().map_or(0, Vec::len) as u64, MAX_VALUE as u64, "too long a raw name")?;
    child.broken.as_ref().map_or(Ok(()), look_at_problem)
}

/// Looks at one unit: sizes, unit text v1, numbers that are numbers, boxes within the text, rows that agree with lines.
pub fn look_at_unit(unit: &Unit) -> Result<(), Nonsense> {
    fits(&unit.text, MAX_UNIT_TEXT, "too long a unit")?;
    fits(&unit.label, MAX_LABEL, "too long a label")?;
    fits(&unit.engine, 64, "too long an engine's name")?;
    if !anchor::text::is_unit_text(&unit.text) {
        return Err(Nonsense("text that is not unit text"));
    }
    if unit.label.chars().any(char::is_control) || unit.engine.chars().any(char::is_control) {
        return Err(Nonsense("a label with control characters"));
    }
    if unit.quality.is_some_and(|quality| !(0.0..=1.0).contains(&quality)) {
        return Err(Nonsense("a quality outside 0 to 1"));
    }
    match &unit.page {
        Some(page) if !extent(page.width) || !extent(page.height) => return Err(Nonsense("a page without a size")),
        None if !unit.boxes.is_empty() => return Err(Nonsense("boxes without a page")),
        _ => {}
    }
    look_at_boxes(&unit.boxes, &unit.text)?;
    unit.table.as_ref().map_or(Ok(()), |table| look_at_table(table, &unit.text))
}

/// PDF allows pages of 14,400 units of up to 75,000 points each; far less than this is ever seen.
fn extent(value: f32) -> bool {
    (0.0..=1e9).contains(&value)
}

fn look_at_boxes(boxes: &[WordBox], text: &str) -> Result<(), Nonsense> {
    at_most(boxes.len() as u64, MAX_BOXES as u64, "too many boxes")?;
    if boxes.is_empty() {
        return Ok(());
    }
    let n_chars = text.chars().count() as u64;
    let mut last = 0;
    for word in boxes {
        if word.start < last || word.start >= word.end || u64::from(word.end) > n_chars {
            return Err(Nonsense("a box outside the text"));
        }
        let place = extent(word.x.abs()) && extent(word.y.abs());
        if !place || !extent(word.width) || !extent(word.height) {
            return Err(Nonsense("a box that is nowhere"));
        }
        last = word.start;
    }
    Ok(())
}

fn look_at_table(table: &TableBlock, text: &str) -> Result<(), Nonsense> {
    fits(&table.sheet, MAX_LABEL, "too long a sheet's name")?;
    at_most(weight(&table.header), MAX_HEADER as u64, "too long a header")?;
    let raw: usize = table.raw.iter().map(|cell| cell.value.len() + 16).sum();
    at_most(raw as u64, MAX_RAW as u64, "too many raw values")?;
    let n_breaks = text.bytes().filter(|&byte| byte == b'\n').count() as u64;
    // a last line break may end the last row or part it from an empty one
    let agrees =
        n_breaks + 1 == u64::from(table.n_rows) || (text.ends_with('\n') && n_breaks == u64::from(table.n_rows));
    if !agrees {
        return Err(Nonsense("rows that are not the lines"));
    }
    let end = table.first_row.checked_add(table.n_rows).ok_or(Nonsense("rows past every number"))?;
    if table.first_row == 0 || table.raw.iter().any(|cell| cell.row < table.first_row || cell.row >= end) {
        return Err(Nonsense("a cell outside its block"));
    }
    Ok(())
}

fn weight(cells: &[String]) -> u64 {
    cells.iter().map(|cell| cell.len() as u64 + 16).sum()
}
