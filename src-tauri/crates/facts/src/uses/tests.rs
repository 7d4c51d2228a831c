use super::*;
use crate::ground::{Ground, document};
use crate::model::Standing;

struct Case {
    ground: Ground,
    company: EntityId,
    person: EntityId,
    link: EntityId,
    name: StatementId,
    owner: StatementId,
    register: CitationId,
    news: CitationId,
}

/// A name that a register (document 2) and the news (document 3) support, and an owner that only the news gives.
fn case() -> Case {
    let mut ground = Ground::default();
    let (company, person, link) = (ground.entity("Company"), ground.entity("Person"), ground.entity("Ownership"));
    let name = ground.bare(company, "name", "Meridian", Standing::Reported);
    let owner = ground.bare(link, "owner", person, Standing::Alleged);
    let (register, news) = (ground.cite(2), ground.cite(3));
    ground.tie(register, name, Stance::Supports);
    ground.tie(news, name, Stance::Supports);
    ground.tie(news, owner, Stance::Supports);
    Case { ground, company, person, link, name, owner, register, news }
}

impl Case {
    fn uses(&self, subject: Subject) -> Uses {
        uses(subject, &self.ground.entities, &self.ground.ties, &self.ground.citations)
    }
}

#[test]
fn what_rests_on_a_document() {
    let case = case();
    let found = case.uses(Subject::Document(document(3)));
    assert_eq!(found.citations, [case.news]);
    assert_eq!(found.ties.len(), 2);
    assert_eq!(found.statements, [case.name, case.owner]);
    assert_eq!(found.entities, [case.company, case.link]);
    assert_eq!(found.only_support, [case.owner]);
    assert_eq!(case.uses(Subject::Document(document(9))), Uses::default());
}

#[test]
fn what_rests_on_a_citation() {
    let mut case = case();
    let found = case.uses(Subject::Citation(case.register));
    assert_eq!((&*found.citations, &*found.statements, &*found.only_support), (&[][..], &[case.name][..], &[][..]));
    case.ground.citations.retain(|citation| citation.id != case.news);
    assert_eq!(case.uses(Subject::Citation(case.register)).only_support, [case.name]);
    case.ground.withdraw(case.name);
    assert_eq!(case.uses(Subject::Citation(case.register)), Uses::default());
}

#[test]
fn what_concerns_an_entity() {
    let mut case = case();
    let found = case.uses(Subject::Entity(case.person));
    assert_eq!(
        (&*found.statements, &*found.entities, &*found.citations),
        (&[case.owner][..], &[case.link][..], &[case.news][..])
    );
    case.ground.citations[0].said_by = Some(SaidBy::Entity(case.person));
    assert_eq!(case.uses(Subject::Entity(case.person)).citations, [case.register, case.news]);
    let own = case.uses(Subject::Entity(case.company));
    assert_eq!((&*own.statements, &*own.entities, own.ties.len()), (&[case.name][..], &[][..], 2));
}

#[test]
fn what_a_statement_hangs_on() {
    let case = case();
    let found = case.uses(Subject::Statement(case.name));
    assert_eq!((&*found.citations, &*found.entities), (&[case.register, case.news][..], &[case.company][..]));
    assert_eq!((found.statements.len(), found.ties.len()), (0, 2));
}

#[test]
fn an_event_rests_on_what_its_participations_rest_on() {
    let Case { mut ground, company, person, .. } = case();
    let event = ground.event("Sale", "2025-03");
    let part = ground.entity("Participation");
    let of = ground.bare(part, "event", event, Standing::Reported);
    let who = ground.bare(part, "entity", company, Standing::Reported);
    let report = ground.cite(7);
    ground.tie(report, who, Stance::Supports);
    let gone = ground.named("Event", "Withdrawn sale");
    let elsewhere = ground.bare(part, "event", gone, Standing::Reported);
    ground.withdraw(elsewhere);
    let absent = EntityId::from_uuid(crate::id::v7(9_999, [9; 10]));
    ground.bare(part, "event", absent, Standing::Reported);
    let find = |subject| uses(subject, &ground.entities, &ground.ties, &ground.citations).entities;
    assert_eq!(find(Subject::Document(document(7))), [event, part]);
    assert_eq!(find(Subject::Citation(report)), [event, part]);
    assert_eq!(find(Subject::Entity(company)), [event, part]);
    assert_eq!(find(Subject::Statement(of)), [event, part]);
    assert_eq!(find(Subject::Entity(event)), [part]);
    assert!(!find(Subject::Entity(person)).contains(&event));
}
