use super::*;
use crate::ground::Ground;
use crate::model::{Stance, Verdict};

fn dates(dated: &[Dated]) -> Vec<(&str, &str)> {
    dated.iter().map(|dated| (&*dated.property, dated.date.edtf())).collect()
}

#[test]
fn a_link_shows_its_ends_roles_and_dates() {
    let mut ground = Ground::default();
    let owner = ground.named("Person", "Ansel Brandt");
    let asset = ground.named("Company", "Meridian Lattice");
    let link = ground.entity("Ownership");
    ground.state(link, "owner", owner);
    ground.state(link, "asset", asset);
    ground.state(link, "role", "nominee");
    ground.state(link, "endDate", "2025-05");
    ground.state(link, "startDate", "2024~");
    let all = links(&ground.knowledge());
    let [found] = &*all else { panic!("one link, not {}", all.len()) };
    assert_eq!((found.id, &*found.schema, &*found.label, found.directed), (link, "Ownership", "owns", true));
    let ends = |ends: &[End]| ends.iter().map(|end| (end.entity, end.name.clone())).collect::<Vec<_>>();
    assert_eq!(ends(&found.from), [(owner, "Ansel Brandt".into())]);
    assert_eq!(ends(&found.to), [(asset, "Meridian Lattice".into())]);
    assert_eq!(found.roles, ["nominee"]);
    assert_eq!(dates(&found.dates), [("endDate", "2025-05"), ("startDate", "2024~")]);
    assert_eq!(found.citations.len(), 5);
    assert_eq!(found.unsupported, []);
}

#[test]
fn links_and_parts_in_events_are_called_by_their_ends() {
    let mut ground = Ground::default();
    let owner = ground.named("Person", "Ansel Brandt");
    let asset = ground.named("Company", "Meridian Lattice");
    let link = ground.entity("Ownership");
    ground.state(link, "owner", owner);
    let sale = ground.named("Event", "The racks are sold");
    let part = ground.takes_part(sale, owner, "seller");
    assert_eq!(said(&ground.knowledge(), link), ground.knowledge().name(link), "one end says nothing");
    ground.state(link, "asset", asset);
    let knowledge = ground.knowledge();
    assert_eq!(said(&knowledge, link), "Ansel Brandt owns Meridian Lattice");
    assert_eq!(said(&knowledge, part), "Ansel Brandt took part in The racks are sold (seller)");
    assert_eq!(said(&knowledge, owner), "Ansel Brandt");
}

#[test]
fn ends_follow_a_merge_and_differing_ends_both_stay() {
    let mut ground = Ground::default();
    let first = ground.named("Company", "Meridian");
    let other = ground.named("Company", "Orrery");
    let twin = ground.named("Company", "Meridian Ltd");
    let link = ground.entity("Payment");
    ground.state(link, "payer", twin);
    ground.state(link, "beneficiary", other);
    let doubtful = ground.bare(link, "beneficiary", twin, Standing::Alleged);
    ground.judge(first, twin, Verdict::Yes);
    let all = links(&ground.knowledge());
    assert_eq!(all[0].from[0].entity, first);
    assert_eq!(all[0].from[0].name, "Meridian");
    let to: Vec<_> = all[0].to.iter().map(|end| (end.entity, end.standing)).collect();
    assert_eq!(to, [(other, Standing::Reported), (first, Standing::Alleged)]);
    assert_eq!(all[0].unsupported, [doubtful]);
}

#[test]
fn a_view_names_what_is_no_longer_there() {
    let mut ground = Ground::default();
    let owner = ground.named("Person", "Ansel Brandt");
    let asset = ground.named("Company", "Meridian Lattice");
    let link = ground.entity("Ownership");
    ground.state(link, "owner", owner);
    ground.state(link, "asset", asset);
    let sale = ground.event("Sale", "2025-03");
    ground.takes_part(sale, owner, "seller");
    assert!(links(&ground.knowledge())[0].gone.is_empty() && events(&ground.knowledge())[0].gone.is_empty());
    let withdrawn = [ground.entities.remove(0)];
    let knowledge = ground.knowledge().with_gone(&withdrawn, &[]);
    let (links, events) = (links(&knowledge), events(&knowledge));
    assert_eq!((&*links[0].from[0].name, &*links[0].gone), ("Ansel Brandt (withdrawn)", &[owner][..]));
    assert_eq!((&*events[0].participants[0].name, &*events[0].gone), ("Ansel Brandt (withdrawn)", &[owner][..]));
    assert!(crate::timeline::timeline(&knowledge, &Default::default())[0].unsupported);
}

#[test]
fn an_event_shows_all_dates_and_participants() {
    let mut ground = Ground::default();
    let buyer = ground.named("Company", "Meridian");
    let seller = ground.named("Company", "Orrery");
    let event = ground.named("Shipment", "Racks leave the port");
    ground.state(event, "date", "2025-03-04");
    let denied = ground.bare(event, "date", "2025-02", Standing::Denied);
    let receiver = ground.state(event, "receiver", buyer);
    let part = ground.takes_part(event, seller, "forwarder");
    let withdrawn = ground.state(event, "date", "2020");
    ground.withdraw(withdrawn);
    let all = events(&ground.knowledge());
    let [found] = &*all else { panic!("one event, not {}", all.len()) };
    assert_eq!((found.id, &*found.title, &*found.schema), (event, "Racks leave the port", "Shipment"));
    assert_eq!(dates(&found.dates), [("date", "2025-02"), ("date", "2025-03-04")]);
    assert_eq!(found.unsupported, [denied]);
    let who: Vec<_> = found.participants.iter().map(|p| (p.via, p.entity, p.role.as_deref())).collect();
    assert_eq!(who, [(event, buyer, Some("receiver")), (part, seller, Some("forwarder"))]);
    assert_eq!(found.participants[0].statement, receiver);
    assert_eq!(found.citations.len(), 6);
    assert!(links(&ground.knowledge()).is_empty());
}

#[test]
fn events_that_are_the_same_are_one_with_all_participants() {
    let mut ground = Ground::default();
    let company = ground.named("Company", "Meridian");
    let first = ground.event("Inspection", "2025-03");
    let second = ground.event("The inspectors come", "2025-03-12");
    ground.takes_part(second, company, "inspected");
    ground.judge(first, second, Verdict::Yes);
    let all = events(&ground.knowledge());
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].id, &*all[0].title), (first, "Inspection"));
    assert_eq!(dates(&all[0].dates), [("date", "2025-03"), ("date", "2025-03-12")]);
    assert_eq!(all[0].participants.len(), 1);
}

#[test]
fn what_cannot_be_read_is_named() {
    let mut ground = Ground::default();
    let event = ground.named("Event", "Sale");
    let when = ground.state(event, "date", "the other day");
    let part = ground.entity("Participation");
    ground.state(part, "event", event);
    ground.state(part, "entity", "nobody");
    let all = events(&ground.knowledge());
    assert_eq!(all[0].unread, [when]);
    assert_eq!(all[0].dates, []);
    assert_eq!(all[0].participants, []);
    assert_eq!(all[0].gone, [], "what names nothing has lost nothing");
}

#[test]
fn the_wording_and_the_ties_of_a_date_come_along() {
    let mut ground = Ground::default();
    let event = ground.named("Event", "Sale");
    let when = ground.bare(event, "date", "2025-03", Standing::Reported);
    ground.entities[0].statements[1].original = Some("im März".into());
    let citation = ground.cite(3);
    ground.tie(citation, when, Stance::Contradicts);
    let all = events(&ground.knowledge());
    let dated = &all[0].dates[0];
    assert_eq!(dated.date.original(), Some("im März"));
    assert_eq!(
        dated.ties.iter().map(|tie| (tie.citation, tie.stance)).collect::<Vec<_>>(),
        [(citation, Stance::Contradicts)]
    );
    assert_eq!(all[0].unsupported, [when]);
}
