//! What a format reader gives out, on its way to the host: cut to what the host accepts, so that an odd but honest
//! document is kept as far as it goes and only a worker gone wrong is ever refused.

use std::cell::RefCell;
use std::io::{self, Read};

use anchor::Unit;
use pdfium::Pdfium;

use super::Talk;
use crate::format::unpacking::Broken;
use crate::format::{Child, Emit, Failure, Limits, MetaKey, Packing, Problem, ProblemCode};
use crate::kind::Kind;
use crate::protocol::inspect::{
    MAX_BOXES, MAX_HEADER, MAX_LABEL, MAX_NOTES, MAX_RAW, MAX_UNIT_TEXT, MAX_UNSEEN, MAX_VALUE,
};
use crate::protocol::{Chunk, FromWorker};

/// Bytes of a child sent at a time.
const CHILD_CHUNK: usize = 256 << 10;

/// The way to the host for one reading.
pub(super) struct Outlet<'a, 'w> {
    wire: &'a RefCell<&'w mut dyn Talk>,
    limits: Limits,
    second: Option<&'static Pdfium>,
    units: u32,
    text: u64,
    children: u64,
    child_bytes: u64,
    metas: u32,
    problems: u32,
}

impl<'a, 'w> Outlet<'a, 'w> {
    pub fn new(wire: &'a RefCell<&'w mut dyn Talk>, limits: Limits, second: Option<&'static Pdfium>) -> Self {
        Outlet { wire, limits, second, units: 0, text: 0, children: 0, child_bytes: 0, metas: 0, problems: 0 }
    }

    /// Tells what the file is: before anything else.
    pub fn kind(&mut self, kind: Kind) -> Result<(), Failure> {
        self.send_now(&FromWorker::Kind(kind))
    }

    /// Says how many notes were left out, if any.
    pub fn finish(&mut self) -> Result<(), Failure> {
        let left_out = self.metas.max(self.problems).saturating_sub(MAX_NOTES);
        if left_out == 0 {
            return Ok(());
        }
        let message = format!("{left_out} further notes on this document were left out");
        self.send(&FromWorker::Problem(Problem { code: ProblemCode::Limit, message, unit: None }))
    }

    fn send(&self, frame: &FromWorker) -> Result<(), Failure> {
        self.wire.borrow_mut().send(frame).map_err(|_| Failure::Stopped)
    }

    fn send_now(&self, frame: &FromWorker) -> Result<(), Failure> {
        self.send(frame)?;
        self.wire.borrow_mut().flush().map_err(|_| Failure::Stopped)
    }

    /// Copies a child's bytes; a fault of the stream ends the child, a limit or a lost host the reading.
    fn copy(&mut self, bytes: &mut dyn Read) -> Result<(u64, Option<Problem>), Failure> {
        let mut taken = 0;
        loop {
            let mut chunk = Vec::with_capacity(CHILD_CHUNK);
            let fault = bytes.take(CHILD_CHUNK as u64).read_to_end(&mut chunk).err();
            let n = chunk.len() as u64;
            self.send_bytes(chunk)?;
            taken += n;
            if let Some(fault) = fault {
                return Ok((taken, Some(broken_by(&fault))));
            }
            if n < CHILD_CHUNK as u64 {
                return Ok((taken, None));
            }
        }
    }

    fn send_bytes(&mut self, chunk: Vec<u8>) -> Result<(), Failure> {
        self.child_bytes += chunk.len() as u64;
        if self.child_bytes > self.limits.max_child_bytes {
            let limit =
                Problem { code: ProblemCode::Limit, message: "cut where a limit was reached".into(), unit: None };
            self.send(&FromWorker::ChildEnd(Some(limit)))?;
            return Err(Failure::LimitHit(format!("more than {} bytes inside", self.limits.max_child_bytes)));
        }
        match chunk.is_empty() {
            true => Ok(()),
            false => self.send(&FromWorker::ChildBytes(Chunk(chunk))),
        }
    }
}

impl Emit for Outlet<'_, '_> {
    fn second(&self) -> Option<&'static Pdfium> {
        self.second
    }

    fn fall_back_to(&mut self, token: &str) -> Result<(), Failure> {
        self.send_now(&FromWorker::Fallback(token.into()))
    }

    fn unseen(&mut self, page: u32) -> Result<(), Failure> {
        // Pages beyond are told by their problem alone.
        if page > MAX_UNSEEN { Ok(()) } else { self.send(&FromWorker::Unseen(page)) }
    }

    fn unit(&mut self, unit: Unit) -> Result<(), Failure> {
        let (unit, cut) = fit(unit);
        self.text += unit.text.len() as u64;
        if self.text > self.limits.max_text_bytes {
            return Err(Failure::LimitHit(format!("more than {} bytes of text", self.limits.max_text_bytes)));
        }
        self.units += 1;
        self.send_now(&FromWorker::Unit(unit))?;
        match cut {
            Some(message) => {
                self.problem(Problem { code: ProblemCode::Limit, message: message.into(), unit: Some(self.units) })
            }
            None => Ok(()),
        }
    }

    fn child(&mut self, child: Child, bytes: &mut dyn Read) -> Result<u64, Failure> {
        self.child_begins(child)?;
        let (taken, broken) = self.copy(bytes)?;
        self.child_ends(broken)?;
        Ok(taken)
    }

    fn child_begins(&mut self, mut child: Child) -> Result<(), Failure> {
        if self.children == self.limits.max_children {
            return Err(Failure::LimitHit(format!("more than {} documents inside", self.limits.max_children)));
        }
        self.children += 1;
        child.name.retain(|c| c != '\0');
        shorten(&mut child.name, MAX_VALUE);
        shorten(&mut child.locator, MAX_LABEL);
        child.modified = child.modified.filter(|time| time.len() <= 64);
        child.raw_name = child.raw_name.filter(|name| name.len() <= MAX_VALUE);
        child.broken = child.broken.map(shorten_problem);
        self.send(&FromWorker::ChildStart(child))
    }

    fn child_goes_on(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        bytes.chunks(CHILD_CHUNK).try_for_each(|chunk| self.send_bytes(chunk.to_vec()))
    }

    fn child_ends(&mut self, broken: Option<Problem>) -> Result<(), Failure> {
        // What is whole is kept, whatever ends this worker at the next one.
        self.send_now(&FromWorker::ChildEnd(broken.map(shorten_problem)))
    }

    fn child_at(&mut self, at: u64, packing: Packing) -> Result<(), Failure> {
        self.send(&FromWorker::ChildAt(at, packing))
    }

    fn meta(&mut self, key: MetaKey, mut value: String) -> Result<(), Failure> {
        self.metas = self.metas.saturating_add(1);
        if self.metas > MAX_NOTES {
            return Ok(());
        }
        // As in unit text, so that names and titles are found as they read.
        value.retain(|c| c != '\0');
        shorten(&mut value, MAX_VALUE);
        self.send(&FromWorker::Meta(key, value))
    }

    fn problem(&mut self, problem: Problem) -> Result<(), Failure> {
        self.problems = self.problems.saturating_add(1);
        if self.problems > MAX_NOTES {
            return Ok(());
        }
        self.send(&FromWorker::Problem(shorten_problem(problem)))
    }

    fn alive(&mut self) -> Result<(), Failure> {
        self.send_now(&FromWorker::Alive)
    }

    fn checkpoint(&mut self, token: &str) -> Result<(), Failure> {
        if token.len() > MAX_VALUE {
            return Ok(());
        }
        self.send_now(&FromWorker::Checkpoint(token.into()))
    }
}

/// Cuts a failure's words to what the host accepts.
pub(super) fn shorten_failure(mut failure: Failure) -> Failure {
    if let Failure::Corrupt(words) | Failure::LimitHit(words) | Failure::ReadError(words) = &mut failure {
        shorten(words, MAX_LABEL);
    }
    failure
}

fn shorten_problem(mut problem: Problem) -> Problem {
    shorten(&mut problem.message, MAX_LABEL);
    problem
}

fn shorten(text: &mut String, most: usize) {
    text.truncate(text.floor_char_boundary(most));
}

fn broken_by(fault: &io::Error) -> Problem {
    if let Some(Broken(problem)) = fault.get_ref().and_then(|inner| inner.downcast_ref()) {
        return problem.clone();
    }
    let text = fault.to_string();
    let checksum = fault.kind() == io::ErrorKind::InvalidData && text.to_lowercase().contains("checksum");
    let code = if checksum { ProblemCode::Checksum } else { ProblemCode::Unreadable };
    Problem { code, message: format!("its bytes break off: {text}"), unit: None }
}

/// Cuts a unit to what the host accepts. Says so where the reader's words or values were lost.
fn fit(mut unit: Unit) -> (Unit, Option<&'static str>) {
    let mut cut = None;
    shorten(&mut unit.engine, 64);
    unit.label.retain(|c| !c.is_control());
    shorten(&mut unit.label, MAX_LABEL);
    if unit.text.len() > MAX_UNIT_TEXT {
        shorten(&mut unit.text, MAX_UNIT_TEXT);
        cut = Some("the text was cut at 4 MiB");
        let n_chars = unit.text.chars().count();
        unit.boxes.retain(|word| word.end as usize <= n_chars);
    }
    unit.boxes.truncate(MAX_BOXES);
    let Some(table) = &mut unit.table else { return (unit, cut) };
    if cut.is_some() {
        table.n_rows = unit.text.bytes().filter(|&byte| byte == b'\n').count() as u32 + 1;
        let end = table.first_row.saturating_add(table.n_rows);
        table.raw.retain(|cell| cell.row < end);
    }
    shorten(&mut table.sheet, MAX_LABEL);
    let header = keep_within(&table.header, MAX_HEADER, |cell| cell.len() + 16);
    table.header.truncate(header);
    let raw = keep_within(&table.raw, MAX_RAW, |cell| cell.value.len() + 16);
    if raw < table.raw.len() {
        table.raw.truncate(raw);
        cut = cut.or(Some("some stored values were left out; what they show is kept"));
    }
    (unit, cut)
}

/// How many items from the front stay within a weight.
fn keep_within<T>(items: &[T], most: usize, weight: impl Fn(&T) -> usize) -> usize {
    let mut sum = 0;
    items
        .iter()
        .take_while(|item| {
            sum += weight(item);
            sum <= most
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{FrameError, ToWorker};

    #[derive(Default)]
    struct Said(Vec<String>);

    impl Talk for Said {
        fn send(&mut self, frame: &FromWorker) -> Result<(), FrameError> {
            self.0.push(format!("{frame:?}"));
            Ok(())
        }

        fn flush(&mut self) -> Result<(), FrameError> {
            Ok(())
        }

        fn receive(&mut self) -> Result<Option<ToWorker>, FrameError> {
            Ok(None)
        }
    }

    #[test]
    fn properties_and_names_have_no_zeros() {
        let mut said = Said::default();
        let wire: RefCell<&mut dyn Talk> = RefCell::new(&mut said);
        let mut out = Outlet::new(&wire, Limits::DESKTOP, None);
        out.meta(MetaKey::Title, "St\0art".to_owned()).expect("sent");
        let (name, locator) = ("no\0te.txt".to_owned(), "entry 1".to_owned());
        out.child_begins(Child { name, raw_name: None, locator, modified: None, broken: None }).expect("sent");
        assert!(said.0[0].contains("\"Start\"") && said.0[1].contains("\"note.txt\""), "{:?}", said.0);
    }
}
