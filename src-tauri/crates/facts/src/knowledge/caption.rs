//! What to call an entity.

use crate::id::EntityId;
use crate::model::{Entity, Statement};
use crate::vocabulary::Vocabulary;

/// The first caption property that has a value, and of its values one that is asserted, the one stated first: names
/// do not change under the reader when a further source spells them otherwise.
pub(super) fn of(vocabulary: &Vocabulary, id: EntityId, schema: &str, members: &[&Entity]) -> String {
    let best = members
        .iter()
        .flat_map(|member| {
            let captions = vocabulary.schema(&member.schema).map_or(&[][..], |schema| &schema.caption);
            member
                .statements
                .iter()
                .filter_map(move |statement| rank(captions, statement).map(|rank| (rank, statement)))
        })
        .min_by_key(|(rank, statement)| (*rank, statement.at, statement.id));
    match best {
        Some((_, statement)) => statement.value.clone(),
        None => {
            let label = vocabulary.schema(schema).map_or(schema, |schema| &schema.label);
            format!("{label} {id}")
        }
    }
}

fn rank(captions: &[String], statement: &Statement) -> Option<(usize, bool)> {
    let place = captions.iter().position(|property| *property == statement.property)?;
    statement.is_live().then_some((place, !statement.standing.asserts()))
}
