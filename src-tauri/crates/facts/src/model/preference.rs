use serde::{Deserialize, Serialize};

use crate::id::{PersonId, StatementId};

/// One person's word that of statements which rival each other one is to be preferred. It hides none of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preference {
    /// The statement preferred.
    pub statement: StatementId,
    /// Why, in that person's words.
    pub because: String,
    /// Who prefers it.
    pub author: PersonId,
    /// Since when.
    pub at: u64,
}
