use proptest::prelude::*;

use super::*;
use crate::ground::Ground;
use crate::model::{Standing, Verdict};

#[test]
fn an_entity_is_called_by_its_best_name() {
    #[track_caller]
    fn check(schema: &str, stated: &[(&str, &str, Standing)], expect: &str) {
        let mut ground = Ground::default();
        let entity = ground.entity(schema);
        for (property, value, standing) in stated {
            ground.bare(entity, property, value, *standing);
        }
        let name = ground.knowledge().name(entity);
        assert_eq!(name.replace(&entity.to_string(), "ID"), expect);
    }
    use Standing::{Alleged, Denied, Reported};
    check("Company", &[("name", "Meridian", Reported), ("name", "Meridian Ltd", Reported)], "Meridian");
    check("Company", &[("name", "Meridian", Denied), ("name", "Orrery", Alleged)], "Orrery");
    check("Company", &[("alias", "M", Reported), ("name", "Meridian", Denied)], "Meridian");
    check("Company", &[("alias", "M", Reported)], "M");
    check("ProductUnit", &[("serialNumber", "SN-0042", Reported)], "SN-0042");
    check("Payment", &[("amount", "45000 USD", Reported)], "45000 USD");
    check("Company", &[], "Company ID");
    check("Hologram", &[("name", "x", Reported)], "Hologram ID");
}

#[test]
fn a_withdrawn_name_is_no_name() {
    let mut ground = Ground::default();
    let entity = ground.entity("Person");
    let first = ground.state(entity, "name", "A. Brandt");
    ground.state(entity, "name", "Ansel Brandt");
    ground.withdraw(first);
    assert_eq!(ground.knowledge().name(entity), "Ansel Brandt");
}

#[test]
fn what_is_gone_keeps_its_last_name_or_says_that_it_has_none() {
    let mut ground = Ground::default();
    let gone = ground.named("Company", "Meridian");
    let renamed = ground.entity("Company");
    let name = ground.state(renamed, "name", "Orrery");
    ground.withdraw(name);
    let bare = ground.entity("Person");
    let merged = ground.named("Company", "Tolland");
    let merged_too = ground.named("Company", "Tolland Ltd");
    ground.judge(merged, merged_too, Verdict::Yes);
    let unknown = EntityId::from_uuid(crate::id::v7(1, [9; 10]));
    let withdrawn: Vec<Entity> = ground.entities.drain(..4).collect();
    let knowledge = ground.knowledge().with_gone(&withdrawn, &[unknown]);
    assert_eq!(knowledge.name(gone), "Meridian (withdrawn)");
    assert_eq!(knowledge.name(renamed), "Orrery (withdrawn)");
    assert_eq!(knowledge.name(bare), format!("Person {bare} (withdrawn)"));
    assert_eq!(knowledge.name(unknown), "(erased)");
    assert_eq!(knowledge.name(merged), "Tolland Ltd", "one of those merged with it is still there");
    assert_eq!((knowledge.gone(gone).is_some(), knowledge.gone(merged)), (true, None));
}

#[test]
fn the_schema_of_a_whole_is_the_most_special_one() {
    #[track_caller]
    fn check(schemata: &[&str], expect: &str) {
        let mut ground = Ground::default();
        let members: Vec<_> = schemata.iter().map(|schema| ground.entity(schema)).collect();
        for pair in members.windows(2) {
            ground.judge(pair[0], pair[1], Verdict::Yes);
        }
        let knowledge = ground.knowledge();
        assert_eq!(knowledge.whole(members[0]).map(|whole| &*whole.schema), Some(expect));
        assert_eq!(knowledge.wholes().count(), 1);
    }
    check(&["LegalEntity", "Company"], "Company");
    check(&["Company", "LegalEntity", "Organization"], "Company");
    check(&["LegalEntity", "Person", "Company"], "LegalEntity");
    check(&["Person", "Company"], "Person");
    check(&["Hologram", "Company"], "Hologram");
}

#[test]
fn what_a_statement_rests_on() {
    let mut ground = Ground::default();
    let entity = ground.entity("Company");
    let statement = ground.bare(entity, "name", "Meridian", Standing::Reported);
    assert!(!ground.knowledge().is_supported(statement));
    let (for_it, against) = (ground.cite(1), ground.cite(2));
    ground.tie(against, statement, Stance::Contradicts);
    assert!(!ground.knowledge().is_supported(statement));
    ground.tie(for_it, statement, Stance::Supports);
    let cited: Vec<_> = ground.knowledge().cited_by(statement).iter().map(|c| (c.citation, c.stance)).collect();
    assert_eq!(cited, [(against, Stance::Contradicts), (for_it, Stance::Supports)]);
    ground.citations.retain(|citation| citation.id != for_it);
    assert!(!ground.knowledge().is_supported(statement));
    assert_eq!(ground.knowledge().cited_by(statement).len(), 1);
}

fn wholes(ground: &Ground) -> Vec<(Entity, String)> {
    ground.knowledge().wholes().map(|whole| (whole.entity(), whole.name.clone())).collect()
}

proptest! {
    #[test]
    fn merging_and_splitting_leaves_every_view_as_it_was(
        pairs in prop::collection::vec((0usize..8, 0usize..8), 0..10),
    ) {
        let mut ground = Ground::default();
        let entities: Vec<_> = (0..8).map(|n| ground.named("Company", &format!("Company {n}"))).collect();
        ground.judge(entities[0], entities[1], Verdict::Yes);
        let was = wholes(&ground);
        let joining: Vec<_> = pairs
            .into_iter()
            .map(|(left, right)| (entities[left], entities[right]))
            .filter(|(left, right)| ground.knowledge().canonical(*left) != ground.knowledge().canonical(*right))
            .collect();
        for (left, right) in &joining {
            ground.judge(*left, *right, Verdict::Yes);
        }
        let n_statements: usize = wholes(&ground).iter().map(|(entity, _)| entity.statements.len()).sum();
        prop_assert_eq!(n_statements, 8);
        for (left, right) in &joining {
            ground.judge(*right, *left, Verdict::No);
        }
        prop_assert_eq!(wholes(&ground), was);
    }
}
