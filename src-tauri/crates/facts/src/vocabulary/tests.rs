#![allow(clippy::unwrap_used)]

use super::*;

#[test]
fn names_that_are_used_stand_in_the_file() {
    let vocabulary = Vocabulary::standard();
    for schema in vocabulary.schemata() {
        let name = &schema.name;
        for property in schema.required.iter().chain(&schema.caption) {
            assert!(schema.property(property).is_some(), "{name}:{property}");
        }
        if let Some(edge) = &schema.edge {
            for end in [&edge.source, &edge.target] {
                assert_eq!(schema.property(end).unwrap().kind, PropertyType::Entity, "{name}:{end}");
            }
        }
        for property in schema.properties() {
            let is_entity = property.kind == PropertyType::Entity;
            assert_eq!(property.range.is_some(), is_entity, "{name}:{}", property.name);
            if let Some(range) = &property.range {
                assert!(vocabulary.schema(range).is_some(), "{name}:{} names {range}", property.name);
            }
            assert!(!property.label.is_empty() && !schema.plural.is_empty());
        }
    }
}

#[test]
fn a_property_means_the_same_wherever_it_is_inherited_from() {
    let vocabulary = Vocabulary::standard();
    for schema in vocabulary.schemata() {
        for parent in &schema.extends {
            for inherited in vocabulary.schema(parent).unwrap().properties() {
                let own = schema.property(&inherited.name).unwrap();
                assert_eq!(own.kind, inherited.kind, "{}:{}", schema.name, own.name);
            }
        }
    }
}

#[test]
fn descent() {
    #[track_caller]
    fn check(child: &str, parent: &str, expect: bool) {
        assert_eq!(Vocabulary::standard().is_a(child, parent), expect);
    }
    check("Company", "Company", true);
    check("Company", "Asset", true);
    check("Company", "Thing", true);
    check("LegalEntity", "Company", false);
    check("Person", "Asset", false);
    check("Ownership", "Interval", true);
    check("Ownership", "Thing", false);
    check("Shipment", "Event", true);
    check("ProductUnit", "Asset", true);
    check("Site", "Asset", true);
    check("Starship", "Thing", false);
    check("Starship", "Starship", false);
}

#[test]
fn edges_events_and_abstract_ones() {
    let names = |chosen: fn(&Schema) -> bool| -> Vec<&str> {
        let schemata = Vocabulary::standard().schemata().iter();
        schemata.filter(|schema| chosen(schema)).map(|schema| &*schema.name).collect()
    };
    assert_eq!(names(|schema| schema.is_abstract), ["Thing", "Value", "Interval", "Interest"]);
    assert_eq!(names(|schema| schema.is_event), ["Event", "Trip", "Shipment"]);
    assert_eq!(
        names(|schema| schema.is_ours),
        ["Product", "ProductUnit", "Site", "Shipment", "ShipmentLine", "Rule", "Participation"]
    );
    assert_eq!(
        names(|schema| schema.edge.is_some()),
        [
            "Ownership",
            "Control",
            "Directorship",
            "Representation",
            "Employment",
            "Membership",
            "Occupancy",
            "Associate",
            "Family",
            "Payment",
            "Debt",
            "UnknownLink",
            "Succession",
            "Documentation",
            "CourtCaseParty",
            "ProjectParticipant",
            "Participation",
        ]
    );
}

#[test]
fn properties_are_found_with_the_inherited_ones() {
    #[track_caller]
    fn check(schema: &str, property: &str, expect: Option<PropertyType>) {
        let found = Vocabulary::standard().property(schema, property);
        assert_eq!(found.map(|property| property.kind), expect);
    }
    check("Company", "name", Some(PropertyType::Name));
    check("Company", "amount", Some(PropertyType::Number));
    check("Ownership", "startDate", Some(PropertyType::Date));
    check("Ownership", "name", None);
    check("Shipment", "containerNumber", Some(PropertyType::Identifier));
    check("Participation", "role", Some(PropertyType::String));
    check("Person", "Name", None);
    assert_eq!(Vocabulary::standard().nearest_schema("legalentity"), Some("LegalEntity"));
    assert_eq!(Vocabulary::standard().schema("Person").unwrap().nearest_property("NAME"), Some("name"));
}

#[test]
fn a_broken_file_is_refused_by_name() {
    #[track_caller]
    fn check(schemata: &str, expect: &str) {
        let read = read::vocabulary(&format!("{{\"schemata\": [{schemata}]}}"));
        assert_eq!(read.unwrap_err(), expect);
    }
    let thing = r#"{"name": "Thing", "label": "", "plural": "", "extends": [], "properties": {}}"#;
    check(&format!("{thing}, {thing}"), "Thing stands twice");
    check(&thing.replace("[]", "[\"Value\"]"), "Thing descends from Value, which does not stand before it");
    check(
        &thing.replace("\"properties\": {}", r#""properties": {"age": {"label": "", "type": "years"}}"#),
        "Thing:age: unknown variant `years`, expected one of `address`, `checksum`, `country`, `date`, `email`, `entity`, \
         `gender`, `html`, `identifier`, `ip`, `json`, `language`, `mimetype`, `name`, `number`, `phone`, `string`, `text`, \
         `topic`, `url`",
    );
}
