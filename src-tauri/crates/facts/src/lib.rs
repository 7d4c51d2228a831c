//! Entities, statements, citations, ties and judgements, and the rules they follow.
//!
//! Deliberately not here: SQL, the clock, randomness, and where words stand in a source (that is `anchor`).
//!
//! Start at [`Statement`] (what is known), [`Citation`] and [`Tie`] (how we know).

#[macro_use]
mod word;

pub mod author;
mod error;
pub mod id;
pub mod identifier;
pub mod model;
pub mod same;
pub mod value;
pub mod vocabulary;

pub use author::{Checked, Cited, Draft, Fact, Known, Warning};
pub use error::Error;
pub use id::{
    AcquisitionId, CaseId, CitationId, DocumentId, EntityId, JudgementId, PersonId, ReplicaId, SourceId, StatementId,
    TieId, v7,
};
pub use identifier::{IdentifierCheck, IdentifierKind, identifier_check};
pub use model::{
    Citation, Entity, Judgement, SaidBy, Stance, Standing, Statement, Tie, Translation, Verdict, Withdrawal,
};
pub use same::{Clusters, Contradiction};
pub use value::{Canonical, ValueError};
pub use vocabulary::{Edge, Property, PropertyType, Schema, Vocabulary};
