//! Passwords that the case's locked files are tried with.
//!
//! One is a value of the register `password` of an id of its own, in the scope that never leaves this installation. Its
//! word stands in that value and nowhere else: taking a password off the list destroys the value as erasing does.

use facts::{PasswordId, PersonId};
use serde::{Deserialize, Serialize};

use crate::{
    Case, CaseMut, Error, Result, State, Transaction,
    erase::{Erased, bury},
    oplog::Operation,
    table,
};

const FIELD: &str = "password";

/// A password of the case. [`Debug`](std::fmt::Debug) does not show its word.
#[derive(Clone, PartialEq, Eq)]
pub struct Password {
    /// Its id.
    pub id: PasswordId,
    /// What it is called.
    pub label: String,
    /// The password itself.
    pub word: String,
    /// Who added it.
    pub author: PersonId,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Password").field("id", &self.id).field("label", &self.label).finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
struct Value {
    label: String,
    word: String,
}

impl Case {
    /// Every password of the case, oldest first.
    pub fn passwords(&self) -> Result<Vec<Password>> {
        let mut passwords = Vec::new();
        for (subject, value, author, at) in table::register::made(&self.conn, FIELD)? {
            let Value { label, word } = table::from_json(&value)?;
            passwords.push(Password { id: table::id(subject), label, word, author: table::id(author), at });
        }
        Ok(passwords)
    }
}

impl Transaction<'_> {
    /// Adds a password; one that is known gives the known id.
    pub fn add_password(&mut self, label: &str, word: &str) -> Result<PasswordId> {
        if let Some(known) = self.case().passwords()?.into_iter().find(|known| known.word == word) {
            return Ok(known.id);
        }
        let id = PasswordId::from_uuid(self.new_uuid());
        let value = Value { label: label.into(), word: word.into() };
        self.set_mine(id.as_uuid().as_bytes(), FIELD, &value)?;
        // An interrupted reading that has passed something locked begins anew: it may be opened now.
        let passed = "DELETE FROM checkpoint WHERE document IN (SELECT parent FROM acquisition WHERE state = ?)";
        self.conn().execute(passed, [State::Encrypted.as_str()])?;
        Ok(id)
    }
}

impl CaseMut {
    /// Takes a password off the list and destroys it.
    pub fn remove_password(&mut self, id: PasswordId, author: &str) -> Result<()> {
        let subject = *id.as_uuid().as_bytes();
        if self.register(&subject, FIELD)?.is_empty() {
            return Err(Error::NotFound { what: "password", id: id.to_string() });
        }
        let mut tx = self.begin(author, "removing a password")?;
        bury(&mut tx, "password", &subject, &[subject.to_vec()], "removed", &mut Erased::default())?;
        tx.commit()?;
        self.leave_no_trace()
    }
}

/// Whether an operation's value holds a password's word, which no listing of the history shows.
pub fn holds_password(op: &Operation) -> bool {
    op.head.field.as_deref() == Some(FIELD)
}
