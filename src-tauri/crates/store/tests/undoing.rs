//! Taking changes back and doing them again, one's own and nobody else's.
mod ground;

use ground::{cite, entity, entity_by, folders, take_in};
use store::{
    CaseMut, EraseReason, Error, Target, WhyNotUndone,
    table::{statement::NewStatement, tie::NewTie},
};

const OTHER: &str = "Tovin Ashgrove";

fn why(done: store::Result<store::Undone>) -> WhyNotUndone {
    match done {
        Err(Error::CannotUndo { reason }) => reason,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn what_others_built_on_stays() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "One two three.", "1");
    let citation = cite(&mut case, document, "two");
    let (entity_id, statement) = entity(&mut case, "Quillmarrow", citation);
    let mut tx = case.begin(OTHER, "adding").expect("begins");
    let tie = tx.add_tie(&NewTie { citation, statement, stance: facts::Stance::Context }).expect("tied");
    for _ in 0..2 {
        let alias = NewStatement {
            entity: entity_id,
            property: "alias".into(),
            value: "QM".into(),
            original: None,
            language: None,
            standing: facts::Standing::Reported,
        };
        tx.add_statement(&alias).expect("added");
    }
    tx.commit().expect("committed");
    let WhyNotUndone::RestedOn(resting) = why(case.undo("Mara Quell")) else { panic!("others' work rests on it") };
    let resting: Vec<_> =
        resting.into_iter().map(|r| (r.what, r.count, r.by.into_iter().collect::<Vec<_>>())).collect();
    assert_eq!(resting, [("statement", 2, vec![OTHER.to_owned()]), ("tie", 1, vec![OTHER.to_owned()])]);
    assert_eq!(case.entities().expect("read").len(), 1, "nothing was taken back");

    case.undo(OTHER).expect("their own change is theirs to undo");
    assert!(case.ties().expect("read").iter().all(|t| t.id != tie));
    case.undo("Mara Quell").expect("now nothing rests on it");
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn what_the_same_person_built_in_another_copy_stays() {
    let (dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "One two three.", "1");
    let citation = cite(&mut case, document, "two");
    drop(case);
    let copied = dir.path().join("copy");
    ground::copy_folder(&root, &copied);
    let mut copy = CaseMut::open(&copied, &world).expect("opens");
    entity(&mut copy, "Quillmarrow", citation);
    copy.undo("Mara Quell").expect("what was made in this copy");
    assert!(matches!(copy.undo("Mara Quell"), Err(Error::NothingToUndo)), "the citation was made in the other");
}

#[test]
fn undone_changes_are_done_again_in_turn_until_something_new_is_recorded() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "One two three.", "1");
    let citation = cite(&mut case, document, "two");
    entity(&mut case, "Quillmarrow", citation);
    let before = (case.statements().expect("read"), case.ties().expect("read"), case.citations().expect("read"));
    assert!(matches!(case.redo("Mara Quell"), Err(Error::NothingToRedo)));
    case.undo("Mara Quell").expect("undone");
    case.undo("Mara Quell").expect("undone");
    assert!(matches!(case.redo(OTHER), Err(Error::NothingToRedo)), "it is not theirs");
    assert_eq!(case.redo("Mara Quell").expect("redone").kinds(), ["citation.add"]);
    assert_eq!(case.redo("Mara Quell").expect("redone").kinds(), ["entity.add", "statement.add", "tie.add"]);
    assert!(matches!(case.redo("Mara Quell"), Err(Error::NothingToRedo)));
    assert_eq!((case.statements().expect("read"), case.ties().expect("read"), case.citations().expect("read")), before);
    assert!(case.check().expect("checked").is_sound());

    case.undo("Mara Quell").expect("undone again");
    entity_by(&mut case, OTHER, "Brindlewick", citation);
    case.redo("Mara Quell").expect("what others did meanwhile is in nobody's way");
    case.undo("Mara Quell").expect("and once more");
    entity(&mut case, "Dielu", citation);
    assert!(matches!(case.redo("Mara Quell"), Err(Error::NothingToRedo)), "something new was recorded");
    assert_eq!(case.entities().expect("read").len(), 2);
    let report = case.check().expect("checked");
    assert!(report.is_sound(), "{report:?}");
}

#[test]
fn a_tie_that_two_people_removed_stays_removed_when_one_takes_it_back() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", OTHER, &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "One two three.", "1");
    let citation = cite(&mut case, document, "two");
    entity_by(&mut case, OTHER, "Quillmarrow", citation);
    let tie = case.ties().expect("read")[0].id;
    let remove = |case: &mut CaseMut, author: &str| {
        let mut tx = case.begin(author, "untying").expect("begins");
        tx.remove_tie(tie).expect("removed");
        tx.commit().expect("committed");
    };
    remove(&mut case, "Mara Quell");
    case.undo("Mara Quell").expect("undone");
    remove(&mut case, OTHER);
    case.redo("Mara Quell").expect("redone");
    case.undo("Mara Quell").expect("undone");
    assert!(case.ties().expect("read").is_empty(), "the other removal still counts");
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn erasing_is_not_undone_and_does_not_hide_behind_something_that_is() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "One two three.", "1");
    let other = take_in(&mut case, "b.txt", "Four five six.", "1");
    let citation = cite(&mut case, document, "two");
    case.erase(Target::Document(other), EraseReason::Law, "Mara Quell").expect("erased");
    let WhyNotUndone::Erasing { what, at } = why(case.undo("Mara Quell")) else { panic!("erasing is not undone") };
    assert_eq!((what.as_str(), at > 0), ("document", true));
    assert_eq!(case.citations().expect("read").len(), 1, "nothing was taken back");
    case.undo_before_erasing("Mara Quell").expect("asked for by name");
    assert!(case.citations().expect("read").is_empty());
    case.redo("Mara Quell").expect("redone");
    assert_eq!(case.citations().expect("read")[0].id, citation);
    assert!(case.check().expect("checked").is_sound());
}
