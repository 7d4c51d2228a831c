//! Typed views: the entities that join two others as [`Link`]s, those that happen as [`Event`]s.
//!
//! A view takes nothing away: ends, dates and titles that sources give differently all stand in it, each with its
//! statement.

use dates::Date;

use crate::id::{CitationId, EntityId, StatementId};
use crate::knowledge::{CitedBy, Knowledge, Whole};
use crate::model::{Preference, Standing, Statement};
use crate::vocabulary::PropertyType;

mod event;
mod link;

pub use event::{Event, Participant, events};
pub use link::{End, Link, links, said};

/// A date that is stated, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The statement.
    pub statement: StatementId,
    /// `date`, `startDate` or `endDate`.
    pub property: String,
    /// The date, with the source's wording.
    pub date: Date,
    /// In what role it is said.
    pub standing: Standing,
    /// What it rests on and what speaks against it.
    pub ties: Vec<CitedBy>,
    /// Who prefers it to other dates of the same property, and why, if somebody does.
    pub preference: Option<Preference>,
}

/// The properties by which links and events are dated.
pub(crate) const DATES: [&str; 3] = ["date", "startDate", "endDate"];

/// What all views collect of the statements they show.
#[derive(Debug, Default)]
struct Ground {
    dates: Vec<Dated>,
    citations: Vec<CitationId>,
    unsupported: Vec<StatementId>,
    gone: Vec<EntityId>,
    unread: Vec<StatementId>,
}

impl Ground {
    /// Takes in a live statement of a whole, and its date if it gives one.
    fn take(&mut self, knowledge: &Knowledge<'_>, whole: &Whole<'_>, statement: &Statement) {
        let ties = knowledge.cited_by(statement.id);
        self.citations.extend(ties.iter().map(|tie| tie.citation));
        if !knowledge.is_supported(statement.id) {
            self.unsupported.push(statement.id);
        }
        let property = knowledge.vocabulary().property(&whole.schema, &statement.property);
        if property.is_some_and(|property| property.kind == PropertyType::Entity) {
            self.gone.extend(named(knowledge, statement).filter(|entity| knowledge.whole(*entity).is_none()));
        }
        if !DATES.contains(&&*statement.property) {
            return;
        }
        match Date::parse(&statement.value) {
            Err(_) => self.unread.push(statement.id),
            Ok(date) => self.dates.push(Dated {
                statement: statement.id,
                property: statement.property.clone(),
                date: match &statement.original {
                    Some(original) => date.with_original(original),
                    None => date,
                },
                standing: statement.standing,
                ties,
                preference: knowledge.preference(statement.id).cloned(),
            }),
        }
    }

    /// Puts everything in an order that does not depend on how it was read.
    fn settled(mut self) -> Self {
        self.dates.sort_by(|a, b| {
            let by_date = || a.date.cmp_for_drawing(&b.date);
            a.property.cmp(&b.property).then_with(by_date).then_with(|| a.statement.cmp(&b.statement))
        });
        self.citations.sort_unstable();
        self.citations.dedup();
        self.unsupported.sort_unstable();
        self.gone.sort_unstable();
        self.gone.dedup();
        self.unread.sort_unstable();
        self
    }
}

/// The entity a statement names, as the whole it belongs to.
fn named(knowledge: &Knowledge<'_>, statement: &Statement) -> Option<EntityId> {
    let entity: EntityId = statement.value.parse().ok()?;
    Some(knowledge.canonical(entity))
}

#[cfg(test)]
mod tests;
