//! Entities, statements, citations, ties and judgements; the vocabulary; the rules of merging and of the timeline.
//!
//! Pure: no SQL, no clock, no randomness. Ids are made by callers from a time and random bytes they are given.

mod id;
mod model;

pub use id::{
    AcquisitionId, CaseId, CitationId, DocumentId, EntityId, IdError, JudgementId, PersonId, ReplicaId, SourceId,
    StatementId, TieId, v7,
};
pub use model::{Citation, Judgement, SaidBy, Stance, Standing, Statement, Tie, Translation, Verdict, Withdrawal};
