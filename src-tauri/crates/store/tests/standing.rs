//! Documents that stand in the bytes of another one: nothing is stored for them, and they outlive it where they must.
mod ground;

use std::io::Read;

use facts::DocumentId;
use ground::{folder_holds, folders, found, found_in, only_source, take_in};
use store::{
    CaseMut, EraseReason, Target,
    vault::{Derived, Hasher, Packing},
};

const WHOLE: &str = "Head of the box. The crates left on Monday. Foot of the box.";
const INSIDE: &str = "The crates left on Monday.";
const INNERMOST: &str = "crates left";

fn derived(within: DocumentId, whole: &str, part: &str) -> Derived {
    let mut hasher = Hasher::new();
    hasher.update(part.as_bytes());
    let at = whole.find(part).expect("it stands there") as u64;
    Derived { within, at, bytes: part.len() as u64, sha256: hasher.finish(), packing: Packing::Plain }
}

/// A box with a letter in it, and a word in that; the letter lies elsewhere, too, if wanted.
fn boxed(is_elsewhere: bool) -> (tempfile::TempDir, CaseMut, [DocumentId; 3]) {
    let (dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let whole = take_in(&mut case, "box.tar", WHOLE, "1");
    let source = only_source(&case);
    let mut tx = case.begin("Mara Quell", "taking in").expect("begins");
    let letter = tx.add_derived(&derived(whole, WHOLE, INSIDE)).expect("added");
    let word = tx.add_derived(&derived(letter, INSIDE, INNERMOST)).expect("added");
    tx.add_acquisition(&found_in(source, whole, Some(letter), "box.tar//letter.txt")).expect("added");
    tx.add_acquisition(&found_in(source, letter, Some(word), "box.tar//letter.txt//word.txt")).expect("added");
    if is_elsewhere {
        tx.add_acquisition(&found(source, Some(letter), "letter.txt")).expect("added");
    }
    tx.commit().expect("committed");
    (dir, case, [whole, letter, word])
}

fn text_of(case: &CaseMut, id: DocumentId) -> Option<String> {
    let mut text = String::new();
    case.original(&id).ok()?.read_to_string(&mut text).expect("read");
    Some(text)
}

#[test]
fn what_stands_in_another_is_read_there_and_checked() {
    let (_dir, case, [whole, letter, word]) = boxed(false);
    let texts = [whole, letter, word].map(|id| text_of(&case, id));
    assert_eq!(texts, [WHOLE, INSIDE, INNERMOST].map(|text| Some(text.to_owned())));
    let report = case.check().expect("checked");
    assert!(report.is_sound(), "{report:?}");
    assert_eq!((report.blobs_ok, report.files_unnamed), (4, 0));
}

#[test]
fn what_is_said_to_stand_where_it_does_not_is_found() {
    let (_dir, mut case, [whole, ..]) = boxed(false);
    let mut tx = case.begin("Mara Quell", "taking in").expect("begins");
    let wrong = Derived { at: 3, ..derived(whole, WHOLE, "Monday") };
    tx.add_derived(&wrong).expect("added");
    tx.commit().expect("committed");
    assert_eq!(case.check().expect("checked").blobs_changed.len(), 1);
    let mut tx = case.begin("Mara Quell", "taking in").expect("begins");
    let beyond = Derived { at: 50, bytes: 400, ..derived(whole, WHOLE, "Foot") };
    let id = tx.add_derived(&beyond).expect("added");
    tx.commit().expect("committed");
    assert!(case.original(&id).is_err());
}

#[test]
fn it_goes_with_the_document_it_stands_in() {
    let (_dir, mut case, [whole, letter, word]) = boxed(false);
    let erased = case.erase(Target::Document(whole), EraseReason::Error, "Mara Quell").expect("erased");
    assert_eq!(erased.documents, [whole, letter, word]);
    assert!(!folder_holds(case.root(), INNERMOST.as_bytes()));
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn it_outlives_the_document_it_stands_in_where_it_was_found_elsewhere() {
    let (_dir, mut case, [whole, letter, word]) = boxed(true);
    let erased = case.erase(Target::Document(whole), EraseReason::Error, "Mara Quell").expect("erased");
    assert_eq!(erased.documents, [whole]);
    assert!(!folder_holds(case.root(), b"Head of the box"));
    assert_eq!([letter, word].map(|id| text_of(&case, id)), [INSIDE, INNERMOST].map(|text| Some(text.to_owned())));
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn erasing_it_leaves_the_document_it_stands_in_whole() {
    let (_dir, mut case, [whole, letter, word]) = boxed(false);
    let erased = case.erase(Target::Document(letter), EraseReason::Error, "Mara Quell").expect("erased");
    assert_eq!((erased.documents, erased.still_in, erased.n_blobs), (vec![letter, word], vec![whole], 0));
    assert_eq!(text_of(&case, whole).as_deref(), Some(WHOLE));
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn damage_of_the_one_is_damage_of_the_other_and_heals_with_it() {
    let (_dir, mut case, [whole, ..]) = boxed(false);
    let place = std::fs::read_dir(case.root().join("vault"))
        .expect("listed")
        .flat_map(|shard| std::fs::read_dir(shard.expect("read").path()).expect("listed"))
        .map(|blob| blob.expect("read").path())
        .find(|path| std::fs::read(path).expect("read") == WHOLE.as_bytes());
    std::fs::write(place.expect("it is there"), b"x").expect("damaged");
    assert_eq!(case.check().expect("checked").blobs_changed.len(), 3);
    assert_eq!(take_in(&mut case, "box.tar", WHOLE, "1"), whole);
    assert!(case.check().expect("checked").is_sound());
}
