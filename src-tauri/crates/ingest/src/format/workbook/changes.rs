//! Changes that were tracked in a workbook, each with what was there before, where that is kept.

use std::collections::BTreeSet;

use anchor::UnitKind;

use crate::format::about;
use crate::format::said::{one_line, said};
use crate::format::sections::Sections;
use crate::format::{Failure, MetaKey, Problem, ProblemCode};

/// Most bytes of lines: what is left out is counted.
const LINE_BYTES: usize = 64 << 20;
const MOST_AUTHORS: usize = 100;
/// What stands for a formula of which there is neither a wording nor what it came to.
pub(super) const FORMULA: &str = "(a formula)";

/// Who saved a workbook with changes, and when.
#[derive(Debug, Default)]
pub(super) struct Saved {
    pub(super) author: String,
    pub(super) date: Option<String>,
}

/// Changes as lines: `sheet cell, author, date: what was and what became of it`.
#[derive(Debug, Default)]
pub(super) struct Changes {
    lines: String,
    n: u64,
    n_left_out: u64,
    n_lost: u64,
    n_formulas: u64,
    authors: BTreeSet<String>,
    /// Who had the workbook open.
    users: BTreeSet<String>,
}

impl Changes {
    pub(super) fn add(&mut self, place: &str, author: &str, date: Option<&str>, what: &str) {
        self.n += 1;
        let author = author.trim();
        if !author.is_empty() && self.authors.len() < MOST_AUTHORS {
            self.authors.insert(author.to_owned());
        }
        let who: Vec<&str> = [place.trim(), author].into_iter().filter(|part| !part.is_empty()).collect();
        let line = said(&who.join(", "), date, what);
        if self.lines.len() + line.len() > LINE_BYTES {
            self.n_left_out += 1;
            return;
        }
        self.lines.push_str(&line);
        self.lines.push('\n');
    }

    /// Takes a name from the list of those who had the workbook open.
    pub(super) fn user(&mut self, name: &str) {
        if self.users.len() < MOST_AUTHORS {
            self.users.insert(name.to_owned());
        }
    }

    /// Counts a change that cannot be read.
    pub(super) fn lose(&mut self) {
        self.n_lost += 1;
    }

    /// Counts a change whose formula stands there as [`FORMULA`] alone.
    pub(super) fn count_formula(&mut self) {
        self.n_formulas += 1;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.n == 0 && self.n_lost == 0
    }

    pub(super) fn give(&self, sections: &mut Sections<'_>) -> Result<(), Failure> {
        for told in self.users.iter().filter_map(|name| about::writer(name, "")) {
            sections.out().meta(told.0, told.1)?;
        }
        if self.is_empty() {
            return Ok(());
        }
        sections.give(UnitKind::Section, "tracked changes", "tracked changes", &self.lines)?;
        let authors: Vec<&str> = self.authors.iter().map(String::as_str).collect();
        let by = if authors.is_empty() { String::new() } else { format!(" (by {})", authors.join(", ")) };
        sections.out().meta(MetaKey::Finding, format!("changes were tracked: {}{by}", self.n + self.n_lost))?;
        for (n, code, one, many) in [
            (self.n_left_out, ProblemCode::Limit, "is not shown", "are not shown"),
            (
                self.n_lost,
                ProblemCode::Unreadable,
                "cannot be read; it is not shown",
                "cannot be read; they are not shown",
            ),
            (
                self.n_formulas,
                ProblemCode::Unreadable,
                "has a formula, which is not shown",
                "have formulas, which are not shown",
            ),
        ] {
            if n > 0 {
                let what = if n == 1 { one } else { many };
                let message = format!("{n} of the changes that were tracked {what}");
                sections.out().problem(Problem { code, message, unit: None })?;
            }
        }
        Ok(())
    }
}

/// What a cell had and has, in words; `None` where both are empty.
pub(super) fn became(old: &str, new: &str) -> Option<String> {
    Some(match (one_line(old), one_line(new)) {
        (old, new) if old.is_empty() && new.is_empty() => return None,
        (old, new) if new.is_empty() => format!("was {old}, was emptied"),
        (old, new) if old.is_empty() => format!("was empty, became {new}"),
        (old, new) => format!("was {old}, became {new}"),
    })
}
