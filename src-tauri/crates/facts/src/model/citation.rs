use anchor::Anchor;
use serde::{Deserialize, Serialize};

use crate::id::{CitationId, DocumentId, EntityId, PersonId, StatementId, TieId};

/// A place in a source that facts can rest on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Citation {
    /// Its id.
    pub id: CitationId,
    /// The document cited.
    pub document: DocumentId,
    /// The places in it, in reading order: a quote may cross a page.
    pub anchors: Vec<Anchor>,
    /// Who in the source says it.
    pub said_by: Option<SaidBy>,
    /// The words in the reporter's language.
    pub translation: Option<Translation>,
    /// Who cited.
    pub author: PersonId,
    /// When.
    pub at: u64,
}

/// Who in a source says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaidBy {
    /// Somebody the case knows.
    Entity(EntityId),
    /// In the source's words: "six people".
    Words(String),
}

/// Cited words in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// The translated words.
    pub words: String,
    /// Their language, BCP 47.
    pub language: String,
    /// Who or what translated.
    pub by: String,
}

/// A citation bound to a statement. One quote may support one fact and contradict another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// Its id.
    pub id: TieId,
    /// The place in a source.
    pub citation: CitationId,
    /// The statement it speaks to.
    pub statement: StatementId,
    /// How it speaks to it.
    pub stance: Stance,
    /// Who tied it.
    pub author: PersonId,
    /// When.
    pub at: u64,
}

/// How a citation speaks to a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// It says so.
    #[default]
    Supports,
    /// It says otherwise.
    Contradicts,
    /// It helps to understand it.
    Context,
}

words! {
    Stance = "a stance" {
        Supports = "supports",
        Contradicts = "contradicts",
        Context = "context",
    }
}
