//! Sketches and groups go with the texts they were made of, and never out of a case that is not ours.
mod ground;

use facts::DocumentId;
use ground::{copy_folder, folders, take_in, world};
use store::{Case, CaseMut, EraseReason, NewSketch, Target};

const VERSION: u32 = 7;

fn sketch(case: &CaseMut, document: DocumentId, bins: &[u8]) -> NewSketch {
    let text = case.reading(&document).expect("read").expect("there").result.text.expect("with text");
    NewSketch { document, text, version: VERSION, words: [3; 32], bins: bins.to_vec() }
}

/// Two documents with sketches, in one group.
fn two(case: &mut CaseMut) -> [DocumentId; 2] {
    let both = [take_in(case, "a.txt", "One.", "1"), take_in(case, "b.txt", "Two.", "1")];
    let sketches = both.map(|id| sketch(case, id, &[1, 2]));
    case.keep_sketches(&sketches).expect("kept");
    case.settle_kin(&[(both[0], both[0]), (both[1], both[0])], VERSION).expect("kept");
    both
}

fn bins_of(case: &Case) -> Vec<DocumentId> {
    let mut ids = Vec::new();
    case.each_sketch(VERSION, |id, _| ids.push(id)).expect("read");
    ids
}

#[test]
fn a_sketch_holds_for_its_text_and_its_version_alone() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let both = two(&mut case);
    assert_eq!((bins_of(&case), case.unsketched(VERSION).expect("read")), (both.to_vec(), vec![]));
    assert_eq!(case.unsketched(VERSION + 1).expect("read").len(), 2);
    assert!(case.kin_is_settled(VERSION).expect("read") && !case.kin_is_settled(VERSION + 1).expect("read"));
    assert_eq!((case.n_kin(&both[..1]).expect("read"), case.kin().expect("read").len()), (vec![1], 2));
    // Another text of the same bytes, by a newer reader.
    let reading = case.reading(&both[0]).expect("read").expect("there").result;
    let other = case.reading(&both[1]).expect("read").expect("there").result.text;
    let mut tx = case.begin("Mara Quell", "reading").expect("begins");
    tx.add_reading(both[0], &store::NewReading { text: other, ..reading }).expect("added");
    tx.commit().expect("committed");
    assert_eq!(bins_of(&case), [both[1]]);
    assert_eq!(case.unsketched(VERSION).expect("read").len(), 1);
    assert!(!case.kin_is_settled(VERSION).expect("read"));
    // What has no bins counts as looked at.
    let short = sketch(&case, both[0], &[]);
    case.keep_sketches(&[short]).expect("kept");
    assert_eq!((bins_of(&case).len(), case.unsketched(VERSION).expect("read").len()), (1, 0));
}

#[test]
fn erasing_takes_them_along() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let both = two(&mut case);
    case.erase(Target::Document(both[0]), EraseReason::Error, "Mara Quell").expect("erased");
    assert_eq!(bins_of(&case), [both[1]]);
    assert_eq!((case.n_kin(&both[1..]).expect("read"), case.kin_is_settled(VERSION).expect("read")), (vec![0], false));
    assert!(case.sketch(&both[0], VERSION).expect("read").is_none());
    case.settle_kin(&[], VERSION).expect("kept");
    assert_eq!(case.kin().expect("read"), []);
}

#[test]
fn those_of_a_case_from_elsewhere_are_not_used() {
    let (dir, root, own) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &own).expect("a case is made");
    two(&mut case);
    drop(case);
    let copy = dir.path().join("copy");
    copy_folder(&root, &copy);
    let case = Case::open(&copy, &world(&dir.path().join("another profile"))).expect("opened");
    assert_eq!((bins_of(&case), case.kin().expect("read")), (vec![], vec![]));
    assert_eq!(case.unsketched(VERSION).expect("read").len(), 2);
    assert_eq!(case.check().expect("checked").tables_that_differ, Vec::<String>::new());
}
