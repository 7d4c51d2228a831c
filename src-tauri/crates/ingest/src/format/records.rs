//! Entries of a calendar, an address book or a chat as units, and the bytes in them as children, within the limits.

use anchor::UnitKind;

use super::children::{Children, Naming};
use super::property::value::{Held, extension};
use super::sections::Sections;
use super::shown::shown;
use super::{Emit, Failure, Limits, Problem, ProblemCode};

/// The text of an entry past this many bytes goes into a further unit.
const ENTRY_BYTES: usize = 16 << 20;

/// Gives entries.
pub(super) struct Records {
    engine: &'static str,
    limits: Limits,
    children: Children,
    /// Lines that stand where none may.
    n_odd: u32,
}

/// An entry in the making.
pub(super) struct Entry {
    pub(super) label: String,
    pub(super) text: String,
    is_continued: bool,
}

impl Entry {
    pub(super) fn new(label: String) -> Entry {
        Entry { label, text: String::new(), is_continued: false }
    }

    /// Tells that the entry lost its end.
    pub(super) fn tell_torn(&self, out: &mut dyn Emit) -> Result<(), Failure> {
        let message = format!("{} has no end; it is taken to end where the next begins", self.label);
        out.problem(Problem { code: ProblemCode::Unreadable, message, unit: None })
    }
}

impl Records {
    pub(super) fn new(engine: &'static str, limits: Limits) -> Records {
        Records { engine, limits, children: Children::new(limits, "attachment"), n_odd: 0 }
    }

    /// Adds a line to an entry.
    pub(super) fn line(&mut self, entry: &mut Entry, line: &str, out: &mut dyn Emit) -> Result<(), Failure> {
        if !entry.text.is_empty() && entry.text.len() + line.len() > ENTRY_BYTES {
            self.give_so_far(entry, out)?;
        }
        if !entry.text.is_empty() {
            entry.text.push('\n');
        }
        entry.text.push_str(line);
        Ok(())
    }

    /// Adds a line that is none of its format to an entry, as it stands.
    pub(super) fn odd(&mut self, entry: &mut Entry, line: &str, out: &mut dyn Emit) -> Result<(), Failure> {
        self.n_odd += 1;
        self.line(entry, line, out)
    }

    /// Tells of the lines that are none of what `of` has.
    pub(super) fn tell_odd(&self, of: &str, out: &mut dyn Emit) -> Result<(), Failure> {
        let lines = match self.n_odd {
            0 => return Ok(()),
            1 => "one line is".to_owned(),
            n => format!("{n} lines are"),
        };
        let message = format!("{lines} not as {of} has them, and stand as they are");
        out.problem(Problem { code: ProblemCode::Quality, message, unit: None })
    }

    /// Gives what there is of an entry that may go on. Nothing is given where there are no words.
    pub(super) fn give_so_far(&mut self, entry: &mut Entry, out: &mut dyn Emit) -> Result<(), Failure> {
        if !entry.text.is_empty() {
            self.unit(UnitKind::Section, entry, out)?;
            entry.is_continued = true;
        }
        Ok(())
    }

    /// Gives an entry; one without words is none.
    pub(super) fn give(&mut self, kind: UnitKind, mut entry: Entry, out: &mut dyn Emit) -> Result<(), Failure> {
        self.unit(kind, &mut entry, out)
    }

    /// Gives bytes that an entry holds. Returns the name they are given under.
    pub(super) fn held(
        &mut self,
        name: Option<&str>,
        of: &str,
        held: &Held,
        out: &mut dyn Emit,
    ) -> Result<String, Failure> {
        let own = name.map(|name| name.replace('\\', "/"));
        let name = own.unwrap_or_else(|| format!("{of}{}", extension(held.mime.as_deref())));
        let broken = held.is_broken.then(|| Problem {
            code: ProblemCode::Unreadable,
            message: "it is not packed as it says; it is given as it stands".to_owned(),
            unit: None,
        });
        let name = shown(&name);
        self.children.give(Naming { name: name.clone(), broken, ..Naming::default() }, &held.bytes, out)?;
        Ok(name)
    }

    fn unit(&mut self, kind: UnitKind, entry: &mut Entry, out: &mut dyn Emit) -> Result<(), Failure> {
        let text = std::mem::take(&mut entry.text);
        let label = if entry.is_continued { format!("{}, continued", entry.label) } else { entry.label.clone() };
        Sections::new(out, self.engine, self.limits).give(kind, &label, &format!("{label} part"), &text)?;
        self.limits.max_text_bytes = self.limits.max_text_bytes.saturating_sub(text.len() as u64);
        Ok(())
    }
}
