//! Passwords of a case: listed, never undone by the way, and gone when they are taken off the list.
mod ground;

use facts::PasswordId;
use ground::{folder_holds, folders, locked_in, take_in};
use store::{CaseMut, Error, holds_password};

const MARA: &str = "Mara Quell";
const WORD: &str = "graureiher-am-teich";

fn add(case: &mut CaseMut, label: &str, word: &str) -> PasswordId {
    let mut tx = case.begin(MARA, "adding a password").expect("begins");
    let id = tx.add_password(label, word).expect("added");
    tx.commit().expect("committed");
    id
}

#[test]
fn a_password_is_listed_once_and_marked_in_the_history() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", MARA, &world).expect("a case is made");
    let first = add(&mut case, "from the call", WORD);
    let second = add(&mut case, "second", "teal");
    assert_eq!(add(&mut case, "once more", WORD), first, "it is known");
    let passwords = case.passwords().expect("read");
    let listed: Vec<_> = passwords.iter().map(|p| (p.id, p.label.as_str(), p.word.as_str())).collect();
    assert_eq!(listed, [(first, "from the call", WORD), (second, "second", "teal")]);
    assert!(!format!("{passwords:?}").contains(WORD));
    let log = case.log().expect("read");
    assert_eq!(log.iter().filter(|op| holds_password(op)).count(), 2);
    assert!(log.iter().all(|op| !op.head.encode().windows(WORD.len()).any(|w| w == WORD.as_bytes())));
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn what_is_taken_off_the_list_leaves_no_trace() {
    let (dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", MARA, &world).expect("a case is made");
    let id = add(&mut case, "from the call", WORD);
    assert!(folder_holds(dir.path(), WORD.as_bytes()));
    assert!(matches!(case.undo(MARA), Err(Error::NothingToUndo)), "undo would keep it in the history");
    case.remove_password(id, MARA).expect("removed");
    assert!(case.passwords().expect("read").is_empty());
    assert!(matches!(case.remove_password(id, MARA), Err(Error::NotFound { .. })));
    assert!(case.check().expect("checked").is_sound());
    drop(case);
    assert!(!folder_holds(dir.path(), WORD.as_bytes()));
}

#[test]
fn a_new_password_lets_what_has_passed_something_locked_begin_anew() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", MARA, &world).expect("a case is made");
    let (locked, open) = (take_in(&mut case, "a.7z", "first", "1"), take_in(&mut case, "b.7z", "second", "1"));
    let source = *case.sources().expect("read").keys().next().expect("there is one");
    let mut tx = case.begin(MARA, "taking in").expect("begins");
    let lost = locked_in(source, locked, "a.7z//memo.txt");
    tx.add_acquisition(&lost).expect("added");
    for document in [&locked, &open] {
        tx.set_checkpoint(document, "64:9").expect("marked");
    }
    tx.commit().expect("committed");
    add(&mut case, "from the call", WORD);
    assert_eq!(case.checkpoint(&locked).expect("read"), None);
    assert_eq!(case.checkpoint(&open).expect("read").as_deref(), Some("64:9"));
    assert!(case.check().expect("checked").is_sound());
}
