#![allow(clippy::unwrap_used)]
use super::*;
use crate::anchors::{CellsAnchor, TextAnchor, TimeAnchor};
use crate::unit::tests::{page, sheet};

mod edits;

const OLD: [u8; 32] = [1; 32];
const NEW: [u8; 32] = [2; 32];

fn pages(texts: &[&str]) -> Vec<Unit> {
    texts.iter().map(|text| page(text)).collect()
}

/// An anchor at the `nth` place, from 0, of `quote` in unit `unit_no`.
fn cite(units: &[Unit], unit_no: u32, quote: &str, nth: usize) -> Anchor {
    let text = &units[unit_no as usize - 1].text;
    let span = Needle::new(quote).unwrap().find_overlapping(text).nth(nth).unwrap();
    let count = count_quote(quote, units).unwrap();
    TextAnchor::make(TextHash::from_bytes(OLD), unit_no, text, span, count).unwrap().into()
}

fn show(outcome: Outcome) -> String {
    let place = |unit: u32, place: Place| match place {
        Place::Span(span) => format!("{unit}:{span}"),
        Place::Row(row) => format!("{unit}:row {row}"),
    };
    match outcome {
        Outcome::InPlace { unit, place: at } => format!("in place {}", place(unit, at)),
        Outcome::Moved { unit, place: at } => format!("moved {}", place(unit, at)),
        Outcome::Lost => "lost".to_owned(),
        Outcome::NotText => "not text".to_owned(),
    }
}

fn attach_new(anchor: &Anchor, units: &[Unit]) -> String {
    show(attach(anchor, &TextHash::from_bytes(NEW), units).unwrap().outcome)
}

const STORY: &str = "Kestrel Data bought 96 boards from Tern Trading. Kestrel Data sold 96 boards to Osprey Cloud.";

/// Cites the `nth` place of `quote` in the pages `old` and looks for it in `new`.
fn check(old: &[&str], (unit_no, quote, nth): (u32, &str, usize), new: &[&str], expect: &str) {
    let anchor = cite(&pages(old), unit_no, quote, nth);
    assert_eq!(attach_new(&anchor, &pages(new)), expect, "`{quote}` in {new:?}");
}

#[test]
fn words_that_stay_are_in_place() {
    check(&[STORY], (1, "96 boards", 1), &[STORY], "in place 1:67–76");
    check(&["a a"], (1, "a", 1), &["a a"], "in place 1:2–3");
    check(&["x"], (1, "x", 0), &["x"], "in place 1:0–1");
    let later = format!("{STORY} And one page more.");
    check(&[STORY], (1, "bought 96 boards", 0), &[&later], "in place 1:13–29");
}

#[test]
fn words_that_move_are_found() {
    let later = format!("Page 1\n{STORY}");
    check(&[STORY], (1, "bought 96 boards", 0), &[&later], "moved 1:20–36");
    check(&[STORY], (1, "96 boards", 0), &["first", STORY], "moved 2:20–29");
    check(&[STORY], (1, "96 boards", 1), &["first", &later], "moved 2:74–83");
    check(
        &["在深圳市场购买的九十六块板卡"],
        (1, "深圳市场购买", 0),
        &["x", "在深\n圳市场购买的九十六块板卡"],
        "moved 2:1–8",
    );
    check(
        &["the ship\u{ad}ment of chips left the port of Oslo"],
        (1, "shipment of chips", 0),
        &["-", "the shipment of chips left the port\nof Oslo"],
        "moved 2:4–21",
    );
}

#[test]
fn words_that_could_be_elsewhere_are_lost() {
    check(&[STORY], (1, "Tern", 0), &[""], "lost");
    check(&[STORY], (1, "Tern", 0), &[], "lost");
    // A short word in quite another sentence is no proof.
    check(&[STORY], (1, "Tern", 0), &["A Tern is a bird."], "lost");
    // Two pages with the words in the same surroundings.
    check(&[STORY], (1, "bought 96 boards", 0), &["-", STORY, STORY], "lost");
    // The cited one of two has changed on one side: the other one agrees there too.
    check(&["of x P Q a. of y P Q b."], (1, "Q", 0), &["of x P Q c. of y P Q b."], "lost");
    // Two of three equal rows are left.
    check(&["row\nrow\nrow"], (1, "row", 1), &["row\nrow"], "lost");
}

#[test]
fn a_long_quote_is_its_own_context() {
    let quote = "Kestrel Data sold 96 boards to";
    check(&[STORY], (1, quote, 0), &["Note: Kestrel Data sold 96 boards to X, it says."], "moved 1:6–36");
    check(&[STORY], (1, quote, 0), &["Note: Kestrel Data sold 69 boards to X, it says."], "lost");
}

#[test]
fn the_own_version_is_looked_up_where_it_points() {
    let units = pages(&[STORY, "other"]);
    let version = TextHash::from_bytes(OLD);
    let anchor = cite(&units, 1, "Tern Trading", 0);
    let found = attach(&anchor, &version, units.as_slice()).unwrap();
    assert_eq!(found.occurrences, None);
    assert_eq!(show(found.outcome), "in place 1:35–47");
    // A place that does not have its words is searched for, as in any other version.
    let Anchor::Text(mut wrong) = anchor else { unreachable!() };
    wrong.start.0 = 900;
    wrong.end.0 = 912;
    let found = attach(&wrong.into(), &version, units.as_slice()).unwrap();
    assert_eq!(show(found.outcome), "moved 1:35–47");
}

#[test]
fn anchors_that_are_no_text_are_left_to_the_caller() {
    let anchor = Anchor::Time(TimeAnchor { from_ms: 0, to_ms: 9 });
    assert_eq!(attach_new(&anchor, &pages(&["a"])), "not text");
    assert_eq!(attach_new(&Anchor::Unknown(serde_json::json!({"kind": "x"})), &[]), "not text");
}

#[test]
fn many_are_answered_in_their_order() {
    let old = pages(&[STORY, "Page two names Grebe Freight."]);
    let anchors = [
        cite(&old, 2, "Grebe Freight", 0),
        Anchor::Time(TimeAnchor { from_ms: 0, to_ms: 1 }),
        cite(&old, 1, "96 boards", 1),
        cite(&old, 1, "96 boards", 0),
        cite(&old, 1, "Osprey Cloud", 0),
    ];
    let anchors: Vec<&Anchor> = anchors.iter().collect();
    let new = pages(&["Page two names Grebe Freight.", &STORY.replace("Osprey", "Heron")]);
    let found = attach_all(&anchors, &TextHash::from_bytes(NEW), new.as_slice()).unwrap();
    let found: Vec<String> = found.iter().map(|found| show(found.outcome)).collect();
    assert_eq!(found, ["moved 1:15–28", "not text", "lost", "moved 2:20–29", "lost"]);
}

#[test]
fn a_citation_holds_as_its_worst_anchor() {
    let place = Place::Row(1);
    let in_place = Outcome::InPlace { unit: 1, place };
    let moved = Outcome::Moved { unit: 1, place };
    assert_eq!(combine(&[]), Hold::Lost);
    assert_eq!(combine(&[Outcome::NotText]), Hold::NotText);
    assert_eq!(combine(&[in_place, Outcome::NotText]), Hold::InPlace);
    assert_eq!(combine(&[in_place, moved]), Hold::Moved);
    assert_eq!(combine(&[moved, Outcome::Lost, in_place]), Hold::Lost);
}

#[test]
fn a_unit_that_cannot_be_read_is_no_lost_citation() {
    struct Broken;
    impl Units for Broken {
        type Error = &'static str;
        fn n_units(&self) -> u32 {
            1
        }
        fn get(&self, _: u32) -> Result<Option<Cow<'_, Unit>>, &'static str> {
            Err("the medium failed")
        }
    }
    let anchor = cite(&pages(&[STORY]), 1, "Tern", 0);
    for version in [OLD, NEW] {
        let found = attach(&anchor, &TextHash::from_bytes(version), &Broken);
        assert_eq!(found.unwrap_err(), "the medium failed");
    }
}

const HEADER: [&str; 3] = ["no", "shipper", "boxes"];

fn check_row(new: &[Unit], (row, columns): (u32, &[u32]), expect: &str) {
    let old = [
        page("covering letter"),
        sheet("Bills", 1, &HEADER, "no\tshipper\tboxes\nB-1\tTern\t4\nB-2\tTern\t4"),
        sheet("Bills", 4, &HEADER, "B-3\tGrebe\t4\n\tTern\t\n\tTern\t"),
    ];
    let unit_no = if row < 4 { 2 } else { 3 };
    let unit = &old[unit_no as usize - 1];
    let version = TextHash::from_bytes(OLD);
    let mut anchor = CellsAnchor::make(version, unit_no, unit, row, columns).unwrap();
    anchor.occurrences = count_rows(&anchor, old.as_slice()).unwrap();
    let found = attach(&anchor.clone().into(), &version, old.as_slice()).unwrap();
    let own = Outcome::InPlace { unit: unit_no, place: Place::Row(row) };
    assert_eq!(found.outcome, own);
    let found = attach(&anchor.into(), &TextHash::from_bytes(NEW), new).unwrap();
    assert_eq!(show(found.outcome), expect, "row {row}");
}

#[test]
fn rows_are_found_again() {
    let one = |text: &str| [page("covering letter"), sheet("Bills", 1, &HEADER, text)];
    let same = one("no\tshipper\tboxes\nB-1\tTern\t4\nB-2\tTern\t4\nB-3\tGrebe\t4\n\tTern\t\n\tTern\t");
    check_row(&same, (3, &[2]), "in place 2:row 3");
    check_row(&same, (4, &[2]), "moved 2:row 4");
    check_row(&same, (5, &[]), "moved 2:row 5");

    let fewer = one("no\tshipper\tboxes\nB-2\tTern\t4\n\tTern\t");
    check_row(&fewer, (3, &[2]), "moved 2:row 2");
    check_row(&fewer, (2, &[2]), "lost");
    check_row(&fewer, (6, &[]), "lost");

    let twice = one("no\tshipper\tboxes\nx\nB-3\tGrebe\t4\nB-3\tGrebe\t4");
    check_row(&twice, (4, &[2]), "moved 2:row 4");
    check_row(&twice, (3, &[2]), "lost");

    let corrected = one("no\tshipper\tboxes\nB-1\tTern\t5\nB-2\tTern\t4");
    check_row(&corrected, (2, &[2]), "lost");
    check_row(&corrected, (2, &[1]), "lost");
    check_row(&[], (2, &[1]), "lost");
}

#[test]
fn columns_and_sheets_may_be_renamed() {
    let turned = [sheet("Bills", 1, &["boxes", "no", "shipper"], "boxes\tno\tshipper\n4\tB-3\tGrebe")];
    check_row(&turned, (4, &[2]), "moved 1:row 2");
    let bare = [page("x"), sheet("Bills", 1, &[], "B-1\tTern\t4\nB-3\tGrebe\t4")];
    check_row(&bare, (4, &[2]), "moved 2:row 2");
    let renamed = [sheet("Sheet1", 1, &HEADER, "B-1\tTern\t4\nB-3\tGrebe\t4")];
    check_row(&renamed, (4, &[2]), "moved 1:row 2");
    let both = [sheet("Copy", 1, &HEADER, "B-3\tGrebe\t4"), sheet("Bills", 1, &HEADER, "x\ty\tz")];
    check_row(&both, (4, &[2]), "lost");
    let unnamed = [sheet("Bills", 1, &["a", "b", "c"], "B-3\tGrebe\t4")];
    check_row(&unnamed, (4, &[2]), "lost");
}

#[test]
fn another_row_may_be_taken_for_the_header() {
    let title: &[&str] = &["Bills of March", "of Tern"];
    let text = "no\tshipper\tboxes\nB-1\tTern\t4\nB-2\tTern\t4";
    let later = [page("x"), sheet("Bills", 1, title, text), sheet("Bills", 4, title, "B-3\tGrebe\t4")];
    check_row(&later, (4, &[2]), "in place 3:row 4");
    check_row(&later, (2, &[2]), "in place 2:row 2");
    // Names in another sheet, or in other columns, say nothing of these.
    let other = [sheet("Copy", 1, title, "no\tshipper\tboxes"), sheet("Bills", 1, title, "B-3\tGrebe\t4")];
    check_row(&other, (4, &[2]), "lost");
    let turned = [sheet("Bills", 1, title, "boxes\tshipper\tno\nB-3\tGrebe\t4")];
    check_row(&turned, (4, &[2]), "lost");
}
