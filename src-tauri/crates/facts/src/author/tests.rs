#![allow(clippy::unwrap_used)]

use super::*;
use crate::id::v7;
use crate::model::Standing;

fn id(number: u8) -> EntityId {
    EntityId::from_uuid(v7(1_700_000_000_000, [number; 10]))
}

fn cited(stance: Stance) -> Cited {
    Cited { citation: CitationId::from_uuid(v7(1_700_000_000_000, [9; 10])), stance }
}

/// 1 a company, 2 a person, 3 an event, 4 something of a newer vocabulary.
fn known(entity: EntityId) -> Option<String> {
    let schema = match entity {
        e if e == id(1) => "Company",
        e if e == id(2) => "Person",
        e if e == id(3) => "Event",
        e if e == id(4) => "Hologram",
        _ => return None,
    };
    Some(schema.to_owned())
}

fn checked(draft: Draft) -> Result<Checked, Error> {
    check(Vocabulary::standard(), &known, draft.resting_on(&[cited(Stance::Supports)]))
}

fn link(schema: &str, from: u8, to: u8) -> Result<Draft, Error> {
    Draft::link(Vocabulary::standard(), schema, id(from), id(to))
}

#[test]
fn what_fits_is_made_canonical() {
    let draft = Draft::new("Company").with("name", " Meridian  Lattice ").with("country", "SG");
    let checked = checked(draft.standing(Standing::Documented)).unwrap();
    let values: Vec<_> = checked.facts.iter().map(|f| (&*f.property, &*f.value, f.original.as_deref())).collect();
    assert_eq!(values, [("name", "Meridian Lattice", Some(" Meridian  Lattice ")), ("country", "sg", Some("SG"))]);
    assert!(checked.facts.iter().all(|fact| fact.standing == Standing::Documented));
    assert_eq!(checked.warnings, []);
}

#[test]
fn the_wording_of_the_source_is_not_replaced() {
    let mut fact = Fact::new("country", "CN");
    fact.original = Some("中国".into());
    fact.citations.push(cited(Stance::Contradicts));
    let (fact, _) = check_fact(Vocabulary::standard(), &known, "Company", fact).unwrap();
    assert_eq!((&*fact.value, fact.original.as_deref()), ("cn", Some("中国")));
}

#[test]
fn links_and_participations_fit_their_ranges() {
    for draft in [
        link("Ownership", 2, 1).unwrap(),
        link("Directorship", 2, 1).unwrap(),
        link("UnknownLink", 1, 2).unwrap().with("role", "shares an office"),
        Draft::participation(id(3), id(1), Some("buyer")),
        Draft::participation(id(3), id(2), None),
        Draft::event(Vocabulary::standard(), "Shipment", "Racks leave the port", "2025-03~").unwrap(),
    ] {
        assert_eq!(checked(draft).unwrap().warnings, []);
    }
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    #[track_caller]
    fn check(draft: Result<Draft, Error>, expect: &str) {
        assert_eq!(draft.and_then(checked).unwrap_err().to_string(), expect);
    }
    check(Ok(Draft::new("Starship").with("name", "x")), "there is no kind of thing called `Starship`");
    check(
        Ok(Draft::new("company").with("name", "x")),
        "there is no kind of thing called `company`: is `Company` meant?",
    );
    check(Ok(Draft::new("Thing").with("name", "x")), "nothing is just a `Thing`: choose a narrower kind");
    check(Ok(Draft::new("Person").with("colour", "x")), "`Person` has no property `colour`");
    check(
        Ok(Draft::new("Person").with("birthdate", "1980")),
        "`Person` has no property `birthdate`: is `birthDate` meant?",
    );
    check(
        Ok(Draft::new("Person").with("country", "Ruritania")),
        "the value of `country` cannot be taken: `Ruritania` is not a country: give its code or its English name",
    );
    check(Ok(Draft::new("Person")), "nothing is stated of this `Person`");
    check(
        Ok(Draft::new("Ownership").with("owner", id(1).to_string())),
        "`Ownership` joins two things, and `asset` is missing",
    );
    check(
        link("Ownership", 1, 2),
        &format!("`asset` of `Ownership` must be a kind of `Asset`; {} is a `Person`", id(2)),
    );
    check(
        link("UnknownLink", 1, 4),
        &format!("`object` of `UnknownLink` must be a kind of `Thing`; {} is a `Hologram`", id(4)),
    );
    check(link("Family", 2, 7), &format!("`relative` names {}, which is not in this case", id(7)));
    check(link("Sanction", 1, 2), "`Sanction` does not join two things");
    check(Draft::event(Vocabulary::standard(), "Payment", "x", "2025"), "`Payment` is not a kind of event");
    let bad_date = Draft::event(Vocabulary::standard(), "Event", "x", "2025-13").and_then(checked).unwrap_err();
    assert!(bad_date.to_string().starts_with("the value of `date` cannot be taken: "), "{bad_date}");
}

#[test]
fn a_fact_without_a_citation_is_refused() {
    let draft = Draft::new("Person").with("name", "Ansel Brandt");
    let refused = check(Vocabulary::standard(), &known, draft).unwrap_err();
    assert_eq!(refused.to_string(), "`name` rests on no citation");
}

#[test]
fn doubts_are_warnings() {
    #[track_caller]
    fn check(draft: Draft, expect: &[&str]) {
        let warnings: Vec<_> = checked(draft).unwrap().warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings, expect);
    }
    check(Draft::new("Person").with("country", "de"), &["`Person` should have a `name`"]);
    check(
        Draft::new("Shipment")
            .with("name", "x")
            .with("containerNumber", "CSQU3054384")
            .with("containerNumber", "CSQU3054383"),
        &["`CSQU3054384` in `containerNumber` is not a right container number: its check digits do not agree"],
    );
    check(
        Draft::new("Company").with("name", "x").with("leiCode", "unknown"),
        &["`unknown` in `leiCode` is not a right LEI: it has not the form"],
    );
}

#[test]
fn nothing_is_connected_with_itself() {
    /// 1 and 5 are one company.
    struct Merged;
    impl Known for Merged {
        fn schema_of(&self, entity: EntityId) -> Option<String> {
            known(self.whole_of(entity))
        }
        fn whole_of(&self, entity: EntityId) -> EntityId {
            if entity == id(5) { id(1) } else { entity }
        }
    }
    for (schema, from, to) in [("Ownership", 1, 1), ("Payment", 1, 5), ("UnknownLink", 5, 1)] {
        let draft = link(schema, from, to).unwrap().resting_on(&[cited(Stance::Supports)]);
        let refused = check(Vocabulary::standard(), &Merged, draft).unwrap_err();
        assert_eq!(refused.to_string(), format!("both ends of this `{schema}` are one and the same, {}", id(1)));
    }
    let draft = link("Ownership", 2, 5).unwrap().resting_on(&[cited(Stance::Supports)]);
    assert!(check(Vocabulary::standard(), &Merged, draft).is_ok());
}

#[test]
fn an_end_before_the_beginning_is_doubted() {
    #[track_caller]
    fn check(start: &str, end: &str, expect: &[&str]) {
        let draft = link("Ownership", 2, 1).unwrap().with("startDate", start).with("endDate", end);
        let warnings: Vec<_> = checked(draft).unwrap().warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings, expect);
    }
    check("2025", "2024", &["it ends (2024) before it begins (2025)"]);
    check("2025", "2025-03", &[]);
    check("2024~", "2024-02", &[]);
}
