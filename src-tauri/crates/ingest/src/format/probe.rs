//! What the tests of every reader stand on: an [`Emit`] that keeps all it is given, and one check.

use std::io::{Cursor, Read};

use anchor::Unit;

use super::unpacking::Broken;
use super::{Child, Emit, Failure, Input, Limits, MetaKey, Problem};

/// All that a reader gave.
#[derive(Debug, Default)]
pub(crate) struct Probe {
    pub(crate) units: Vec<Unit>,
    pub(crate) children: Vec<(Child, Vec<u8>)>,
    pub(crate) meta: Vec<(MetaKey, String)>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) checkpoints: Vec<String>,
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

/// Reads bytes within limits, after a checkpoint.
pub(crate) fn probe_with(
    reader: Reader,
    bytes: &[u8],
    limits: Limits,
    resume: Option<&str>,
) -> (Result<(), Failure>, Probe) {
    let mut source = Cursor::new(bytes);
    let mut input = Input { bytes: &mut source, len: bytes.len() as u64, name: None, limits, resume };
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
