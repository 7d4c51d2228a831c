//! Entities, statements, citations, ties and judgements, and the rules they follow.
//!
//! Deliberately not here: SQL, the clock, randomness, and where words stand in a source (that is `anchor`).
//!
//! Start at [`Statement`] (what is known), [`Citation`] and [`Tie`] (how we know), [`author::check`] (what may be
//! written) and [`Knowledge`] (all of it indexed, for [`links`], [`events`] and the [`timeline()`]).

#[macro_use]
mod word;

pub mod author;
mod error;
#[cfg(test)]
mod ground;
pub mod id;
pub mod identifier;
pub mod knowledge;
pub mod model;
pub mod origin;
pub mod same;
pub mod timeline;
pub mod uses;
pub mod value;
pub mod views;
pub mod vocabulary;

pub use author::{Checked, Cited, Draft, Fact, Known, Warning};
pub use error::Error;
pub use id::{
    AcquisitionId, CaseId, CitationId, DocumentId, EntityId, JudgementId, PasswordId, PersonId, ReplicaId, RuleId,
    SavedSearchId, SourceId, StatementId, SweepId, TieId, v7,
};
pub use identifier::{FoundIdentifier, IdentifierCheck, IdentifierKind, find_identifiers, identifier_check};
pub use knowledge::{CitedBy, Gone, Knowledge, Whole};
pub use model::{
    Citation, Entity, Judgement, Preference, SaidBy, Stance, Standing, Statement, Tie, Translation, Verdict, Withdrawal,
};
pub use same::{Clusters, Contradiction};
pub use timeline::{Filter, Row, timeline};
pub use uses::{Subject, Uses, uses};
pub use value::{Canonical, ValueError};
pub use views::{Dated, End, Event, Link, Participant, events, links};
pub use vocabulary::{Edge, Format, Property, PropertyType, Schema, Vocabulary};
