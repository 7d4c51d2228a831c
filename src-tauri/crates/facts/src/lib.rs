//! Entities, statements, citations, ties and judgements, and the rules they follow.
//!
//! Deliberately not here: SQL, the clock, randomness, and where words stand in a source (that is `anchor`).
//!
//! Start at [`Statement`] (what is known), [`Citation`] and [`Tie`] (how we know).

#[macro_use]
mod word;

mod error;
pub mod id;
pub mod model;

pub use error::Error;
pub use id::{
    AcquisitionId, CaseId, CitationId, DocumentId, EntityId, JudgementId, PersonId, ReplicaId, SourceId, StatementId,
    TieId, v7,
};
pub use model::{
    Citation, Entity, Judgement, SaidBy, Stance, Standing, Statement, Tie, Translation, Verdict, Withdrawal,
};
