//! What to call an entity.

use crate::id::EntityId;
use crate::model::{Entity, Statement};
use crate::vocabulary::Vocabulary;

/// The first caption property that has a value, and of its values one that is asserted, the one stated first: names
/// do not change under the reader when a further source spells them otherwise.
pub(super) fn of(vocabulary: &Vocabulary, id: EntityId, schema: &str, members: &[&Entity]) -> String {
    best(vocabulary, members, Statement::is_live).unwrap_or_else(|| without(vocabulary, id, schema))
}

/// What a withdrawn entity was called: as if it were still there, else by a name that was withdrawn before it.
pub(super) fn last(vocabulary: &Vocabulary, entity: &Entity) -> String {
    best(vocabulary, &[entity], Statement::is_live)
        .or_else(|| best(vocabulary, &[entity], |_| true))
        .unwrap_or_else(|| without(vocabulary, entity.id, &entity.schema))
}

fn best(vocabulary: &Vocabulary, members: &[&Entity], counts: fn(&Statement) -> bool) -> Option<String> {
    let ranked = members.iter().flat_map(|member| {
        let captions = vocabulary.schema(&member.schema).map_or(&[][..], |schema| &schema.caption);
        let counted = member.statements.iter().filter(move |statement| counts(statement));
        counted.filter_map(move |statement| rank(captions, statement).map(|rank| (rank, statement)))
    });
    let best = ranked.min_by_key(|(rank, statement)| (*rank, statement.at, statement.id));
    best.map(|(_, statement)| statement.value.clone())
}

fn without(vocabulary: &Vocabulary, id: EntityId, schema: &str) -> String {
    let label = vocabulary.schema(schema).map_or(schema, |schema| &schema.label);
    format!("{label} {id}")
}

fn rank(captions: &[String], statement: &Statement) -> Option<(usize, bool)> {
    let place = captions.iter().position(|property| *property == statement.property)?;
    Some((place, !statement.standing.asserts()))
}
