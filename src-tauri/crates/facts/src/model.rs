//! What a case asserts: statements, citations, ties, judgements.

use anchor::Anchor;
use serde::{Deserialize, Serialize};

use crate::{CitationId, DocumentId, EntityId, JudgementId, PersonId, StatementId, TieId};

/// How a statement stands: who vouches for it, and how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Shown by a document that is itself the act: a contract, a register entry.
    Documented,
    /// Said by a source.
    #[default]
    Reported,
    /// Held against somebody.
    Alleged,
    /// Held against somebody by a prosecutor.
    Charged,
    /// Conceded by whom it concerns.
    Admitted,
    /// Found by a court.
    Convicted,
    /// Found not so by a court.
    Acquitted,
    /// Contested by whom it concerns.
    Denied,
    /// Concluded by us from other statements.
    Inferred,
    /// Known not to be so.
    Negated,
}

impl Standing {
    /// Every standing, in the order they are offered.
    pub const ALL: [Standing; 10] = [
        Standing::Documented,
        Standing::Reported,
        Standing::Alleged,
        Standing::Charged,
        Standing::Admitted,
        Standing::Convicted,
        Standing::Acquitted,
        Standing::Denied,
        Standing::Inferred,
        Standing::Negated,
    ];

    /// The word used everywhere.
    pub const fn as_str(self) -> &'static str {
        match self {
            Standing::Documented => "documented",
            Standing::Reported => "reported",
            Standing::Alleged => "alleged",
            Standing::Charged => "charged",
            Standing::Admitted => "admitted",
            Standing::Convicted => "convicted",
            Standing::Acquitted => "acquitted",
            Standing::Denied => "denied",
            Standing::Inferred => "inferred",
            Standing::Negated => "negated",
        }
    }

    /// The standing of a word.
    pub fn parse(word: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|standing| standing.as_str() == word)
    }
}

/// What a citation has to say to a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// It speaks for it.
    #[default]
    Supports,
    /// It speaks against it.
    Contradicts,
    /// It helps to understand it.
    Context,
}

impl Stance {
    /// The word used everywhere.
    pub const fn as_str(self) -> &'static str {
        match self {
            Stance::Supports => "supports",
            Stance::Contradicts => "contradicts",
            Stance::Context => "context",
        }
    }

    /// The stance of a word.
    pub fn parse(word: &str) -> Option<Stance> {
        [Stance::Supports, Stance::Contradicts, Stance::Context].into_iter().find(|stance| stance.as_str() == word)
    }
}

/// Somebody's word on whether two entities are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// They are.
    Yes,
    /// They are not.
    No,
    /// They may be.
    Unsure,
}

/// One property of one entity. Withdrawn, never overwritten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Its id.
    pub id: StatementId,
    /// What it is about.
    pub entity: EntityId,
    /// A property of the entity's schema: `name`, `jurisdiction`, `date`.
    pub property: String,
    /// The value in its canonical form.
    pub value: String,
    /// The wording it was taken from, where it differs.
    pub original: Option<String>,
    /// Language of the value, BCP 47.
    pub language: Option<String>,
    /// How it stands.
    pub standing: Standing,
    /// Who made it.
    pub author: PersonId,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// Who took it back, and when.
    pub withdrawn: Option<Withdrawal>,
}

/// That something was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// By whom.
    pub author: PersonId,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

/// Who in a source says something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaidBy {
    /// Somebody the case knows.
    Entity(EntityId),
    /// As the source has it: "six people".
    Words(String),
}

/// A quote in another language than it was found in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// The words.
    pub words: String,
    /// Their language, BCP 47.
    pub language: String,
    /// Who or what translated.
    pub by: String,
}

/// One or more places in a document, in order: a quote may cross a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Citation {
    /// Its id.
    pub id: CitationId,
    /// The document.
    pub document: DocumentId,
    /// The places.
    pub anchors: Vec<Anchor>,
    /// Who in the source says it.
    pub said_by: Option<SaidBy>,
    /// The words in another language.
    pub translation: Option<Translation>,
    /// Who cited.
    pub author: PersonId,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

/// A citation speaking to a statement. One quote may support one and contradict another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// Its id.
    pub id: TieId,
    /// The place in a source.
    pub citation: CitationId,
    /// The statement.
    pub statement: StatementId,
    /// For, against, or around it.
    pub stance: Stance,
    /// Who tied.
    pub author: PersonId,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

/// Somebody's word on whether two entities are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Its id.
    pub id: JudgementId,
    /// One of the two.
    pub left: EntityId,
    /// The other.
    pub right: EntityId,
    /// The word.
    pub verdict: Verdict,
    /// Why.
    pub reason: Option<String>,
    /// Whose word.
    pub author: PersonId,
    /// When, in milliseconds since 1970.
    pub at: u64,
}
