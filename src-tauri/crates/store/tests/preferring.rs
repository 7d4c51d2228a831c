//! Which statement somebody prefers: recorded, taken back, undone, erased like all else that is said of it.
mod ground;

use facts::StatementId;
use ground::{cite, entity, folder_holds, folders, take_in};
use store::{CaseMut, EraseReason, Error, Target, WhyNotUndone};

const MARA: &str = "Mara Quell";
const OTHER: &str = "Tovin Ashgrove";

/// A case with two statements that rival each other.
fn two_names() -> (tempfile::TempDir, std::path::PathBuf, CaseMut, StatementId, StatementId) {
    let (dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", MARA, &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "One two three.", "1");
    let citation = cite(&mut case, document, "two");
    let (_, one) = entity(&mut case, "Quillmarrow", citation);
    let (_, two) = entity(&mut case, "Quilmarrow", citation);
    (dir, root, case, one, two)
}

fn prefer(case: &mut CaseMut, who: &str, statement: StatementId, rival: StatementId, because: &str) {
    let mut tx = case.begin(who, "preferring").expect("begins");
    tx.prefer(statement, &[rival], because).expect("preferred");
    tx.commit().expect("committed");
}

/// What stands: the reasons by statement, oldest first.
fn reasons(case: &CaseMut) -> Vec<(StatementId, String)> {
    assert!(case.check().expect("checked").is_sound());
    case.preferences().expect("read").into_iter().map(|p| (p.statement, p.because)).collect()
}

#[test]
fn a_person_prefers_one_at_a_time_and_each_step_is_undone_and_done_again() {
    let (_dir, _root, mut case, one, two) = two_names();
    prefer(&mut case, MARA, one, two, "the register says so");
    let first = case.preferences().expect("read").remove(0);
    assert_eq!(case.people().expect("read")[&first.author], MARA);
    prefer(&mut case, MARA, two, one, "the seal");
    assert_eq!(reasons(&case), [(two, "the seal".into())], "nobody holds both");
    prefer(&mut case, OTHER, one, two, "two papers");
    assert_eq!(reasons(&case), [(two, "the seal".into()), (one, "two papers".into())], "others keep theirs");
    let mut tx = case.begin(MARA, "taking back").expect("begins");
    tx.stop_preferring(two).expect("taken back");
    tx.commit().expect("committed");
    assert_eq!(reasons(&case), [(one, "two papers".into())]);
    case.undo(MARA).expect("undone");
    case.undo(MARA).expect("undone");
    assert_eq!(reasons(&case), [(one, "two papers".into())], "what somebody else said since counts");
    case.undo(OTHER).expect("undone");
    assert_eq!(reasons(&case), [(one, "the register says so".into())]);
    case.redo(MARA).expect("done again");
    assert_eq!(reasons(&case), [(two, "the seal".into())]);
}

#[test]
fn what_nobody_prefers_is_not_taken_back() {
    let (_dir, _root, mut case, one, two) = two_names();
    prefer(&mut case, MARA, one, two, "the seal");
    let mut tx = case.begin(MARA, "taking back").expect("begins");
    assert!(matches!(tx.stop_preferring(two), Err(Error::NotFound { .. })));
    tx.stop_preferring(one).expect("taken back");
    assert!(matches!(tx.stop_preferring(one), Err(Error::NotFound { .. })));
}

#[test]
fn what_somebody_else_prefers_is_not_pulled_away_from_under_them() {
    let (_dir, _root, mut case, one, two) = two_names();
    prefer(&mut case, OTHER, two, one, "the seal");
    let Err(Error::CannotUndo { reason: WhyNotUndone::RestedOn(resting) }) = case.undo(MARA) else {
        panic!("a preference rests on it")
    };
    assert_eq!(resting.iter().map(|r| (r.what, r.count)).collect::<Vec<_>>(), [("preference", 1)]);
    case.undo(OTHER).expect("theirs to take back");
    case.undo(MARA).expect("now nothing rests on it");
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn a_reason_goes_with_the_statement_it_is_for() {
    let (_dir, root, mut case, one, two) = two_names();
    let secret = "Odalys Fennimore-Tack told us";
    prefer(&mut case, MARA, one, two, secret);
    prefer(&mut case, MARA, two, one, "the seal");
    assert!(folder_holds(&root, secret.as_bytes()), "the history keeps it");
    case.erase(Target::Statement(one), EraseReason::Source, MARA).expect("erased");
    assert!(!folder_holds(&root, secret.as_bytes()));
    assert_eq!(reasons(&case), [(two, "the seal".into())]);
}
