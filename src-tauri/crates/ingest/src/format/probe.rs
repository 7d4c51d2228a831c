//! What the tests of every reader stand on: an [`Emit`] that keeps all it is given, and one check.

use std::io::{Cursor, Read};

use anchor::Unit;

use super::unpacking::Broken;
use super::{Child, Emit, Failure, Input, Limits, MetaKey, Packing, Problem};
use crate::passwords::{self, Passwords};

/// All that a reader gave.
#[derive(Debug, Default)]
pub(crate) struct Probe {
    pub(crate) units: Vec<Unit>,
    pub(crate) children: Vec<(Child, Vec<u8>)>,
    pub(crate) meta: Vec<(MetaKey, String)>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) checkpoints: Vec<String>,
    /// Where children are said to stand in the bytes of their parent, by their number from 0.
    pub(crate) standing: Vec<(usize, u64, Packing)>,
    pub(crate) unseen: Vec<u32>,
}

impl Probe {
    pub(crate) fn text(&self) -> String {
        self.units.iter().map(|unit| unit.text.as_str()).collect::<Vec<_>>().join("\n---\n")
    }

    pub(crate) fn metas(&self, key: MetaKey) -> Vec<&str> {
        self.meta.iter().filter(|(found, _)| *found == key).map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.children.iter().map(|(child, _)| child.name.as_str()).collect()
    }
}

impl Emit for Probe {
    fn unit(&mut self, unit: Unit) -> Result<(), Failure> {
        if let Some(table) = &unit.table {
            assert_eq!(table.n_rows as usize, unit.text.split('\n').count(), "a line for each row");
        }
        self.units.push(unit);
        Ok(())
    }

    fn child(&mut self, mut child: Child, bytes: &mut dyn Read) -> Result<u64, Failure> {
        let mut taken = Vec::new();
        if let Err(error) = bytes.read_to_end(&mut taken) {
            let told = error.get_ref().and_then(|inner| inner.downcast_ref::<Broken>());
            let Some(Broken(problem)) = told else { return Err(Failure::ReadError(error.to_string())) };
            child.broken = Some(problem.clone());
        }
        let n_taken = taken.len() as u64;
        self.children.push((child, taken));
        Ok(n_taken)
    }

    fn child_begins(&mut self, child: Child) -> Result<(), Failure> {
        self.children.push((child, Vec::new()));
        Ok(())
    }

    fn child_goes_on(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let begun = self.children.last_mut().ok_or(Failure::Stopped)?;
        begun.1.extend_from_slice(bytes);
        Ok(())
    }

    fn child_ends(&mut self, broken: Option<Problem>) -> Result<(), Failure> {
        let begun = self.children.last_mut().ok_or(Failure::Stopped)?;
        begun.0.broken = broken;
        Ok(())
    }

    fn child_at(&mut self, at: u64, packing: Packing) -> Result<(), Failure> {
        self.standing.push((self.children.len(), at, packing));
        Ok(())
    }

    fn meta(&mut self, key: MetaKey, value: String) -> Result<(), Failure> {
        self.meta.push((key, value));
        Ok(())
    }

    fn problem(&mut self, problem: Problem) -> Result<(), Failure> {
        self.problems.push(problem);
        Ok(())
    }

    fn alive(&mut self) -> Result<(), Failure> {
        Ok(())
    }

    fn unseen(&mut self, page: u32) -> Result<(), Failure> {
        self.unseen.push(page);
        Ok(())
    }

    fn checkpoint(&mut self, token: &str) -> Result<(), Failure> {
        self.checkpoints.push(token.to_owned());
        Ok(())
    }
}

/// One of the readers.
pub(crate) type Reader = fn(&mut Input, &mut dyn Emit) -> Result<(), Failure>;

/// Reads bytes as a desktop would.
pub(crate) fn probe(reader: Reader, bytes: &[u8]) -> (Result<(), Failure>, Probe) {
    probe_with(reader, bytes, Limits::DESKTOP, None)
}

/// Reads bytes that were found under a name.
pub(crate) fn probe_named(reader: Reader, name: &str, bytes: &[u8]) -> (Result<(), Failure>, Probe) {
    let mut source = Cursor::new(bytes);
    let (len, limits, passwords) = (bytes.len() as u64, Limits::DESKTOP, &passwords::NONE);
    probe_input(reader, Input { bytes: &mut source, len, name: Some(name), limits, resume: None, passwords })
}

/// Reads bytes within limits, after a checkpoint.
pub(crate) fn probe_with(
    reader: Reader,
    bytes: &[u8],
    limits: Limits,
    resume: Option<&str>,
) -> (Result<(), Failure>, Probe) {
    let mut source = Cursor::new(bytes);
    let len = bytes.len() as u64;
    let input = Input { bytes: &mut source, len, name: None, limits, resume, passwords: &passwords::NONE };
    probe_input(reader, input)
}

/// Reads bytes with limits that end the reading, after so many children.
pub(crate) fn probe_limited(reader: Reader, bytes: &[u8], limits: Limits, n_children: usize) -> Probe {
    let (outcome, found) = probe_with(reader, bytes, limits, None);
    assert!(matches!(outcome, Err(Failure::LimitHit(_))), "{outcome:?}");
    assert_eq!(found.children.len(), n_children);
    found
}

/// Reads locked bytes with passwords.
pub(crate) fn probe_locked(reader: Reader, bytes: &[u8], words: &[&str]) -> (Result<(), Failure>, Probe) {
    let mut source = Cursor::new(bytes);
    let (len, limits) = (bytes.len() as u64, Limits::DESKTOP);
    let passwords = &Passwords::new(words.iter().map(|word| (*word).to_owned()));
    probe_input(reader, Input { bytes: &mut source, len, name: None, limits, resume: None, passwords })
}

fn probe_input(reader: Reader, mut input: Input<'_>) -> (Result<(), Failure>, Probe) {
    let mut found = Probe::default();
    let outcome = reader(&mut input, &mut found);
    (outcome, found)
}

/// `bytes` with some of them changed and the end cut off: what the properties feed to readers.
pub(crate) fn damage(bytes: &[u8], changes: &[(usize, u8)], keep: usize) -> Vec<u8> {
    let mut damaged = bytes.to_vec();
    for (place, value) in changes {
        if let Some(byte) = damaged.get_mut(place % bytes.len().max(1)) {
            *byte = *value;
        }
    }
    damaged.truncate(damaged.len().saturating_sub(keep % (damaged.len() + 1)));
    damaged
}
