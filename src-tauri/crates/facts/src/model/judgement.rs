use serde::{Deserialize, Serialize};

use crate::id::{EntityId, JudgementId, PersonId};

/// One person's word on whether two entities are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Its id.
    pub id: JudgementId,
    /// One of the two.
    pub left: EntityId,
    /// The other.
    pub right: EntityId,
    /// What was judged.
    pub verdict: Verdict,
    /// Who judged.
    pub author: PersonId,
    /// When.
    pub at: u64,
    /// Why, in the judge's words.
    pub reason: Option<String>,
}

/// Whether two entities are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// They are.
    Yes,
    /// They are not.
    No,
    /// It cannot be said.
    Unsure,
}

words! {
    Verdict = "a verdict" {
        Yes = "yes",
        No = "no",
        Unsure = "unsure",
    }
}
