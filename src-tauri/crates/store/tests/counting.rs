//! What a search cannot look into is counted once, whatever is wrong with it.
mod ground;

use std::collections::BTreeSet;

use ground::{folders, found, only_source, take_in};
use store::{CaseMut, NewAcquisition, State, Unsearched};

/// Puts bytes into the case that were found at `path`, in a state of their own or not, and are not read yet.
fn put(case: &mut CaseMut, path: &str, text: &str, state: Option<State>) -> facts::DocumentId {
    let mut staged = case.vault().stage().expect("staged");
    std::io::Write::write_all(&mut staged, text.as_bytes()).expect("written");
    let id = case.document_id(&staged.sha256());
    let source = only_source(case);
    let mut tx = case.begin("Mara Quell", "taking in").expect("begins");
    tx.add_document(staged).expect("added");
    let place = NewAcquisition { state, reason: state.map(|_| "broken".into()), ..found(source, Some(id), path) };
    tx.add_acquisition(&place).expect("added");
    tx.commit().expect("committed");
    id
}

/// Reads a document again with another state.
fn read_as(case: &mut CaseMut, id: facts::DocumentId, state: State) {
    let reading = case.reading(&id).expect("read").expect("there").result;
    let mut tx = case.begin("Mara Quell", "reading").expect("begins");
    tx.add_reading(id, &store::NewReading { state, ..reading }).expect("added");
    tx.commit().expect("committed");
}

#[test]
fn no_document_is_counted_twice() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let whole = take_in(&mut case, "whole.txt", "One.", "1");
    let partly = take_in(&mut case, "partly.txt", "Two.", "1");
    read_as(&mut case, partly, State::Partly);
    assert_eq!(case.unsearched().expect("read"), Unsearched { unreadable: 1, queued: 0, set_aside: 0 });
    // Read, broken wherever it was found, and so unreadable; then found whole.
    let broken = put(&mut case, "a.zip//broken.txt", "Three.", Some(State::Corrupt));
    assert_eq!(
        case.unsearched().expect("read"),
        Unsearched { unreadable: 2, queued: 0, set_aside: 0 },
        "not queued as well"
    );
    take_in(&mut case, "b.txt", "Three.", "1");
    assert_eq!(case.states().expect("read")[&broken], State::Indexed, "one place gave it whole");
    let locked = put(&mut case, "a.zip//locked.txt", "Four.", Some(State::Encrypted));
    put(&mut case, "queued.txt", "Five.", None);
    assert_eq!(case.unsearched().expect("read"), Unsearched { unreadable: 2, queued: 1, set_aside: 0 });
    assert_eq!(case.n_unreadable().expect("read"), 3);
    let states = case.states().expect("read");
    assert_eq!((states[&whole], states[&partly], states[&locked]), (State::Indexed, State::Partly, State::Encrypted));

    // An index that holds nothing lacks the two that are readable; one that holds all lacks none.
    assert_eq!(case.n_behind(0).expect("read"), 2);
    let last = case.sequence().expect("read");
    assert_eq!(case.n_behind(last).expect("read"), 0);
    let ordinal = |id| case.document(id).expect("read").expect("there").ordinal;
    let lacking = BTreeSet::from([ordinal(&whole), ordinal(&partly), ordinal(&locked), 99]);
    assert_eq!(case.n_readable_of(&lacking, last).expect("read"), 1, "the others count already");
    assert_eq!(case.n_readable_of(&lacking, 0).expect("read"), 0, "it counts as behind");
    assert_eq!(case.read_after(0).expect("read").len(), 3);
    assert_eq!(case.unread().expect("read").len(), 2);
    assert_eq!(case.current_texts().expect("read").iter().filter(|t| t.is_unreadable).count(), 1);
}

#[test]
fn what_a_limit_cut_short_is_a_duplicate_once_another_reading_came_further() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    take_in(&mut case, "a.zip", "The archive.", "1");
    let path = "a.zip//long.txt";
    let limit = Some(State::LimitHit);
    let told = |case: &CaseMut| -> Vec<(State, String)> {
        let rows = case.ledger().expect("read").into_iter().filter(|row| row.path == path);
        rows.map(|row| (row.state, row.reason)).collect()
    };
    let further =
        |state: &str| (State::Duplicate, format!("a limit cut it short; another reading came further ({state})"));
    let n_unread = |case: &CaseMut| case.unsearched().expect("read").unreadable;

    let half = put(&mut case, path, "One two", limit);
    assert_eq!((told(&case), n_unread(&case)), (vec![(State::LimitHit, "broken".into())], 1));
    assert_eq!(case.whole_of(&half).expect("read"), None);
    // Another archive holds a file of the same name; a shorter part is not more of it.
    put(&mut case, "b.zip//long.txt", "One two three", None);
    let least = put(&mut case, path, "One", limit);
    assert_eq!(told(&case), [(State::LimitHit, "broken".into()), further("limit_hit")]);
    let more = put(&mut case, path, "One two three four", limit);
    assert_eq!(told(&case), [further("limit_hit"), further("limit_hit"), (State::LimitHit, "broken".into())]);
    assert_eq!((case.whole_of(&half).expect("read"), n_unread(&case)), (Some(more), 1));

    let whole = put(&mut case, path, "One two three four five", None);
    let queued = (State::Queued, "not read yet".to_owned());
    assert_eq!(told(&case), [further("queued"), further("queued"), further("queued"), queued]);
    for part in [half, least, more] {
        assert_eq!(case.whole_of(&part).expect("read"), Some(whole));
        assert_eq!(case.states().expect("read")[&part], State::Duplicate);
    }
    let unsearched = case.unsearched().expect("read");
    assert_eq!((unsearched.unreadable, unsearched.queued), (0, 2));
    // The same part of something else that nobody read further is still all there is of that.
    put(&mut case, "c.zip//long.txt", "One two", limit);
    assert_eq!((case.whole_of(&half).expect("read"), n_unread(&case)), (None, 1));
}

#[test]
fn counting_reads_indexes_and_no_rows() {
    let (_dir, root, world) = folders();
    drop(CaseMut::create(&root, "t", "", &world).expect("a case is made"));
    let conn = rusqlite::Connection::open(root.join("case.sqlite")).expect("opened");
    for sql in [
        "SELECT count(*) FROM reading WHERE state IN ('partly', 'corrupt')",
        "SELECT count(*) FROM reading",
        "SELECT count(*) FROM document",
        "SELECT document FROM reading WHERE ordinal > 5 AND text NOT NULL AND +state IN ('indexed')",
        "SELECT document FROM reading WHERE ordinal > 5 ORDER BY ordinal",
    ] {
        let mut query = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("prepared");
        let plan: Vec<String> = query.query_map([], |row| row.get(3)).expect("run").map(|r| r.expect("read")).collect();
        assert!(plan.iter().all(|step| step.contains("COVERING INDEX")), "{sql}: {plan:?}");
    }
}
