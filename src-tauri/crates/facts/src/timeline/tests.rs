#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::ground::Ground;
use crate::model::Verdict;

fn titles(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| &*row.event.title).collect()
}

fn date(text: &str) -> Option<Date> {
    (!text.is_empty()).then(|| Date::parse(text).unwrap())
}

#[test]
fn dates_that_are_stated_become_one_row() {
    /// The date drawn, whether there is a conflict, and the first and last day of the bounds.
    #[track_caller]
    fn check(stated: &[(&str, &str, Standing)], expect: (&str, bool, &str, &str)) {
        let mut ground = Ground::default();
        let event = ground.named("Event", "x");
        for (property, value, standing) in stated {
            ground.bare(event, property, value, *standing);
        }
        let rows = timeline(&ground.knowledge(), &Filter::default());
        let row = &rows[0];
        let drawn = row.date.as_ref().map_or("", |date| date.edtf());
        let day = |moment: Option<NaiveDateTime>| moment.map_or_else(String::new, |moment| moment.date().to_string());
        assert_eq!((drawn, row.conflict, &*day(row.earliest), &*day(row.latest)), expect);
        assert_eq!(row.unsupported, !stated.is_empty());
    }
    use Standing::{Alleged, Denied, Documented, Negated, Reported};
    check(&[("date", "2025-03", Reported)], ("2025-03", false, "2025-03-01", "2025-03-31"));
    check(
        &[("date", "2025-03", Reported), ("date", "2025-03-12", Reported)],
        ("2025-03", false, "2025-03-01", "2025-03-31"),
    );
    check(
        &[("date", "2025-03-04", Alleged), ("date", "2025-04-02", Documented)],
        ("2025-04-02", true, "2025-03-04", "2025-04-02"),
    );
    check(
        &[("date", "2025-03-04", Reported), ("date", "2025-04-02", Denied), ("date", "2025-05", Negated)],
        ("2025-03-04", false, "2025-03-04", "2025-03-04"),
    );
    check(&[("date", "2025-04-02", Denied)], ("2025-04-02", false, "2025-04-02", "2025-04-02"));
    check(
        &[("startDate", "2025-01", Reported), ("endDate", "2025-03", Reported)],
        ("2025-01/2025-03", false, "2025-01-01", "2025-03-31"),
    );
    check(
        &[("startDate", "2025-01", Reported), ("startDate", "2025-02", Reported)],
        ("2025-01", true, "2025-01-01", "2025-02-28"),
    );
    check(
        &[("startDate", "2025-05", Reported), ("endDate", "2025-03", Reported)],
        ("2025-05", false, "2025-03-01", "2025-05-31"),
    );
    check(&[("endDate", "2025-03", Reported)], ("2025-03", false, "2025-03-01", "2025-03-31"));
    check(&[("date", "../2025-05", Reported)], ("../2025-05", false, "", "2025-05-31"));
    check(&[("date", "2025-03/..", Reported), ("date", "2025", Reported)], ("2025-03/..", false, "2025-01-01", ""));
}

#[test]
fn the_best_supported_date_is_drawn() {
    let mut ground = Ground::default();
    let event = ground.named("Event", "Sale");
    ground.bare(event, "date", "2025-01", Standing::Documented);
    ground.state(event, "date", "2025-02");
    let twice = ground.state(event, "date", "2025-03");
    let citation = ground.cite(2);
    ground.tie(citation, twice, Stance::Supports);
    let rows = timeline(&ground.knowledge(), &Filter::default());
    assert_eq!(rows[0].date, date("2025-03"));
    assert!(rows[0].unsupported && rows[0].conflict);
}

#[test]
fn the_date_preferred_last_is_drawn_and_the_others_stay() {
    let mut ground = Ground::default();
    let event = ground.named("Event", "Sale");
    let early = ground.state(event, "date", "2025-01");
    let late = ground.state(event, "date", "2025-03");
    let bare = ground.bare(event, "date", "2025-02", Standing::Alleged);
    let negated = ground.bare(event, "date", "2025-05", Standing::Negated);
    let check = |ground: &Ground, drawn: &str, preferred: &[StatementId]| {
        let rows = timeline(&ground.knowledge(), &Filter::default());
        assert_eq!((&rows[0].date, &*rows[0].preferred), (&date(drawn), preferred));
        assert!(rows[0].conflict);
        assert_eq!(rows[0].event.dates.len(), 4);
    };
    check(&ground, "2025-01", &[]);
    ground.prefer(bare);
    check(&ground, "2025-02", &[bare]);
    ground.prefer(late);
    check(&ground, "2025-03", &[late]);
    ground.prefer(negated);
    check(&ground, "2025-03", &[late]);
    ground.withdraw(negated);
    ground.state(event, "date", "2026");
    ground.preferences.retain(|preference| preference.statement != late);
    check(&ground, "2025-02", &[bare]);
    ground.preferences.clear();
    ground.prefer(early);
    check(&ground, "2025-01", &[early]);
}

#[test]
fn each_end_of_a_span_has_a_preference_of_its_own() {
    let mut ground = Ground::default();
    let event = ground.named("Event", "Voyage");
    ground.state(event, "startDate", "2025-01");
    let start = ground.state(event, "startDate", "2025-02");
    ground.state(event, "endDate", "2025-03");
    let end = ground.state(event, "endDate", "2025-04");
    ground.prefer(start);
    let rows = timeline(&ground.knowledge(), &Filter::default());
    assert_eq!((&rows[0].date, &*rows[0].preferred), (&date("2025-02/2025-03"), &[start][..]));
    ground.prefer(end);
    let rows = timeline(&ground.knowledge(), &Filter::default());
    assert_eq!((&rows[0].date, &*rows[0].preferred), (&date("2025-02/2025-04"), &[start, end][..]));
}

#[test]
fn a_row_whose_every_word_is_cited_is_supported() {
    let mut ground = Ground::default();
    let company = ground.named("Company", "Meridian");
    let event = ground.event("Sale", "2025-03");
    ground.takes_part(event, company, "buyer");
    assert!(!timeline(&ground.knowledge(), &Filter::default())[0].unsupported);
    let lost = ground.ties.last().unwrap().citation;
    ground.citations.retain(|citation| citation.id != lost);
    assert!(timeline(&ground.knowledge(), &Filter::default())[0].unsupported);
}

#[test]
fn what_may_lie_in_the_range_is_kept_in_order() {
    let mut ground = Ground::default();
    ground.event("May", "2025-05-20");
    ground.event("March", "2025-03");
    ground.event("about 2024", "2024~");
    ground.event("until May", "../2025-05");
    let undated = ground.named("Event", "undated");
    ground.state(undated, "summary", "nobody says when");
    let long = ground.named("Event", "long");
    ground.state(long, "startDate", "2020");
    ground.state(long, "endDate", "2030");
    let check = |from: &str, to: &str, expect: &[&str]| {
        let filter = Filter { entities: vec![], from: date(from), to: date(to) };
        let rows = timeline(&ground.knowledge(), &filter);
        let mut found = titles(&rows);
        assert_eq!(found.pop(), Some("undated"));
        assert_eq!(found, expect, "{from} to {to}");
    };
    check("", "", &["until May", "long", "about 2024", "March", "May"]);
    check("2025-03-15", "2025-03-20", &["until May", "long", "about 2024", "March"]);
    check("2025-06", "", &["long", "about 2024"]);
    check("", "2023-12-31", &["until May", "long", "about 2024"]);
    check("2031", "", &[]);
}

#[test]
fn entities_are_found_through_a_merge() {
    let mut ground = Ground::default();
    let buyer = ground.named("Company", "Meridian");
    let twin = ground.named("Company", "Meridian Ltd");
    let seller = ground.named("Company", "Orrery");
    let sale = ground.event("Sale", "2025-03");
    let resale = ground.event("Resale", "2025-04");
    let other = ground.event("Storm", "2025-05");
    ground.takes_part(sale, buyer, "buyer");
    ground.takes_part(resale, twin, "seller");
    ground.takes_part(resale, seller, "buyer");
    let check = |ground: &Ground, entities: &[EntityId], expect: &[&str]| {
        let filter = Filter { entities: entities.to_vec(), ..Filter::default() };
        assert_eq!(titles(&timeline(&ground.knowledge(), &filter)), expect);
    };
    check(&ground, &[], &["Sale", "Resale", "Storm"]);
    check(&ground, &[buyer], &["Sale"]);
    check(&ground, &[seller, other], &["Resale", "Storm"]);
    ground.judge(buyer, twin, Verdict::Yes);
    check(&ground, &[twin], &["Sale", "Resale"]);
    let rows = timeline(&ground.knowledge(), &Filter::default());
    assert_eq!(rows[1].event.participants[0].entity, buyer);
    assert_eq!(rows[1].event.participants[0].name, "Meridian");
}

const SOME: [&str; 12] = [
    "2025",
    "2025-03",
    "2025-03-04",
    "2025-03-04T10:15",
    "2025-03-04T10:15Z",
    "2024~",
    "202X",
    "../2025-05",
    "2025-05/..",
    "2025-03/2025-05",
    "2025-21",
    "nonsense",
];

proptest! {
    #[test]
    fn bounds_hold_every_date_and_no_row_is_lost(
        stated in prop::collection::vec((0usize..6, prop::sample::select(SOME.to_vec()), 0usize..3, 0usize..10), 0..24),
    ) {
        let mut ground = Ground::default();
        let events: Vec<_> = (0..6).map(|n| ground.named("Event", &n.to_string())).collect();
        for (event, value, property, standing) in stated {
            let property = ["date", "startDate", "endDate"][property];
            ground.bare(events[event], property, value, Standing::ALL[standing]);
        }
        let rows = timeline(&ground.knowledge(), &Filter::default());
        prop_assert_eq!(rows.len(), 6);
        for row in &rows {
            let n_unread = row.event.unread.len();
            let about = ground.entities.iter().find(|entity| entity.id == row.event.id).unwrap();
            prop_assert_eq!(row.event.dates.len() + n_unread, about.statements.len() - 1);
            prop_assert_eq!(row.date.is_none(), row.event.dates.is_empty());
            for dated in reckoned(&row.event.dates) {
                prop_assert!(row.earliest.is_none_or(|bound| dated.date.earliest().is_some_and(|at| bound <= at)));
                prop_assert!(row.latest.is_none_or(|bound| dated.date.latest().is_some_and(|at| bound >= at)));
            }
        }
        let in_order = rows.windows(2).all(|pair| match (&pair[0].date, &pair[1].date) {
            (Some(one), Some(other)) => one.cmp_for_drawing(other).is_le(),
            (one, other) => one.is_some() || other.is_none(),
        });
        prop_assert!(in_order);
    }
}
