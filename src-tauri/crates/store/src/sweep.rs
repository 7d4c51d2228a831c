//! Lists of names that somebody looks for in the case again and again, and what was found the last time.
//!
//! A list is a value of the register `sweep/PERSON` of an id of its own, what was found last one of `sweep_result/PERSON`,
//! what was told of new material since then one of `sweep_told/PERSON`: theirs alone, in the scope that never leaves this
//! installation, passed over by `undo`. Whom somebody looks for says what they know. Taking a list off destroys all of it
//! as erasing does.

use facts::SweepId;
use serde::Serialize;
use serde_json::Value;

use crate::{
    Case, CaseMut, Error, Result, Transaction,
    erase::{Erased, bury},
    oplog::Operation,
};

const LIST: &str = "sweep";
const RESULT: &str = "sweep_result";
const TOLD: &str = "sweep_told";

impl Case {
    /// The lists of a person, in the order of their ids, which is that in which they were made.
    pub fn sweeps(&self, author: &str) -> Result<Vec<(SweepId, Value)>> {
        let lists = self.own_registers(author, LIST)?;
        Ok(lists.into_iter().filter_map(|(subject, list)| Some((id_of(&subject)?, list))).collect())
    }

    /// What a list found the last time; `None` if it was never looked for.
    pub fn sweep_result(&self, author: &str, id: SweepId) -> Result<Option<Value>> {
        Ok(self.own_register(author, id.as_uuid().as_bytes(), RESULT)?.pop())
    }

    /// What was told of new material since a list was looked for; `None` if nothing was.
    pub fn sweep_told(&self, author: &str, id: SweepId) -> Result<Option<Value>> {
        Ok(self.own_register(author, id.as_uuid().as_bytes(), TOLD)?.pop())
    }
}

fn id_of(subject: &[u8]) -> Option<SweepId> {
    uuid::Uuid::from_slice(subject).ok().map(SweepId::from_uuid)
}

impl Transaction<'_> {
    /// Keeps a list for the person who signs.
    pub fn add_sweep<T: Serialize>(&mut self, list: &T) -> Result<SweepId> {
        let id = SweepId::from_uuid(self.new_uuid());
        self.set_own(id.as_uuid().as_bytes(), LIST, list)?;
        Ok(id)
    }

    /// Keeps a list in the place of what it was before.
    pub fn set_sweep<T: Serialize>(&mut self, id: SweepId, list: &T) -> Result<()> {
        self.set_own(id.as_uuid().as_bytes(), LIST, list)
    }

    /// Keeps what a list found.
    pub fn set_sweep_result<T: Serialize>(&mut self, id: SweepId, result: &T) -> Result<()> {
        self.set_own(id.as_uuid().as_bytes(), RESULT, result)
    }

    /// Keeps what was told of new material.
    pub fn set_sweep_told<T: Serialize>(&mut self, id: SweepId, told: &T) -> Result<()> {
        self.set_own(id.as_uuid().as_bytes(), TOLD, told)
    }
}

impl CaseMut {
    /// Takes a list off and destroys it with all that it found.
    pub fn remove_sweep(&mut self, id: SweepId, author: &str) -> Result<()> {
        let subject = *id.as_uuid().as_bytes();
        if self.own_register(author, &subject, LIST)?.is_empty() {
            return Err(Error::NotFound { what: "sweep", id: id.to_string() });
        }
        let mut tx = self.begin(author, "removing a sweep")?;
        bury(&mut tx, "sweep", &subject, &[subject.to_vec()], "removed", &mut Erased::default())?;
        tx.commit()?;
        self.leave_no_trace()
    }
}

/// Whether an operation's value is a list, what it found or what was told of it, of which listings of the history show the
/// name alone.
pub fn holds_sweep(op: &Operation) -> bool {
    let field = op.head.field.as_deref().unwrap_or_default();
    field.split_once('/').is_some_and(|(mark, _)| [LIST, RESULT, TOLD].contains(&mark))
}
