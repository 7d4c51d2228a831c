//! What is set aside: who reads it, what competes, what undo leaves alone.
mod ground;

use ground::{folders, take_in};
use store::{Case, CaseMut, Error, RuleKind, Standing, State};

const MARA: &str = "Mara Quell";
const OTHER: &str = "Tovin Ashgrove";

#[test]
fn words_are_for_who_opened_them_until_they_are_released() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", MARA, &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "One two three.", "1");
    let other = take_in(&mut case, "b.txt", "Four five six.", "1");
    let text = case.reading(&document).expect("read").expect("there").result.text.expect("with text");
    let seen_by = |who: &str| Case::open(&root, &world).expect("opened").seen_by(who);
    let mut stand = |standing, because| {
        let mut tx = case.begin(MARA, "setting aside").expect("begins");
        tx.set_standing(&document, standing, because).expect("set");
        tx.commit().expect("committed");
    };

    stand(Standing::Aside, "matches Ida Kolb");
    for who in [MARA, OTHER, ""] {
        let case = seen_by(who);
        assert!(matches!(case.text(&text), Err(Error::SetAside { because, .. }) if because == "matches Ida Kolb"));
        assert!(matches!(case.original(&document), Err(Error::SetAside { .. })));
        assert!(case.original(&other).is_ok());
    }
    let case = seen_by(MARA);
    assert_eq!(case.states().expect("read")[&document], State::SetAside);
    let counts = case.unsearched().expect("counted");
    assert_eq!((counts.unreadable, counts.queued, counts.set_aside), (0, 0, 1));
    assert_eq!(case.current_texts().expect("read").len(), 1);
    let states: Vec<State> = case.ledger().expect("read").into_iter().map(|row| row.state).collect();
    assert_eq!(states, [State::SetAside, State::Indexed]);

    let mut writing = CaseMut::open(&root, &world).expect("opened");
    let mut tx = writing.begin(MARA, "opening").expect("begins");
    tx.open_set_aside(&document, "to see what it is").expect("recorded");
    tx.commit().expect("committed");
    assert!(seen_by(MARA).text(&text).is_ok());
    assert!(seen_by(OTHER).text(&text).is_err());
    let _ = writing.undo(MARA);
    assert!(seen_by(MARA).text(&text).is_ok(), "what was opened was opened");
    let before = seen_by(MARA).texts_stamp().expect("read");

    stand(Standing::Released, "an invitation");
    assert!(seen_by(OTHER).text(&text).is_ok() && seen_by("").original(&document).is_ok());
    assert_ne!(seen_by(MARA).texts_stamp().expect("read"), before, "what was found before is of no use");
    assert_eq!(seen_by(MARA).unsearched().expect("counted").set_aside, 0);
    assert!(writing.check().expect("checked").is_sound());
}

#[test]
fn a_line_of_the_list_stands_there_once_until_it_is_taken_off() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", MARA, &world).expect("a case is made");
    let mut tx = case.begin(MARA, "adding").expect("begins");
    let domain = tx.add_privilege_rule(RuleKind::Domain, "brand-kolb.example").expect("added");
    let name = tx.add_privilege_rule(RuleKind::Name, "Ida Kolb").expect("added");
    assert_eq!(tx.add_privilege_rule(RuleKind::Domain, "brand-kolb.example").expect("known"), domain);
    tx.commit().expect("committed");
    let lines = |case: &CaseMut| -> Vec<String> {
        case.privilege_rules().expect("read").into_iter().map(|rule| rule.text).collect()
    };
    assert_eq!(lines(&case), ["brand-kolb.example", "Ida Kolb"]);
    let mut tx = case.begin(MARA, "removing").expect("begins");
    tx.remove_privilege_rule(name).expect("removed");
    tx.commit().expect("committed");
    assert_eq!(lines(&case), ["brand-kolb.example"]);
    assert!(case.check().expect("checked").is_sound());
}
