//! Documents that stand deflated in the bytes of another one: read from any place as if they stood there as they are.
mod ground;

use std::io::{Read, Seek, SeekFrom};

use facts::DocumentId;
use ground::{
    folder_holds, found, only_source,
    standing::{HEAD, MARA, add, all, manifest, standing, with},
};
use proptest::prelude::*;
use store::{
    EraseReason, Target,
    vault::{Derived, Packing},
};

const FOOT: &[u8] = b" Foot of the box.";

fn deflated(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec(bytes, 6)
}

fn boxed(packed: &[u8]) -> Vec<u8> {
    [HEAD, packed, FOOT].concat()
}

fn boxed_in(within: DocumentId, bytes: &[u8], packing: Packing) -> Derived {
    standing(within, HEAD.len() as u64, bytes, packing)
}

#[test]
fn what_stands_deflated_in_another_is_read_there_and_checked() {
    let inside = manifest(40_000);
    let (_dir, mut case, whole) = with(&boxed(&deflated(&inside)), "box.zip");
    let id = add(&mut case, &boxed_in(whole, &inside, Packing::Deflated), "box.zip//manifest.txt");
    assert!(all(case.original(&id).expect("opened")) == inside);
    let (bytes, in_file) = case.original_at_hand(&id).expect("opened");
    assert!(in_file.is_some() && all(bytes) == inside);
    drop(in_file);
    assert!(case.original_at_hand(&whole).expect("opened").1.is_none());
    let report = case.check().expect("checked");
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(report.files_unnamed, 0);
    assert!(!folder_holds(case.root(), b"Fennimore"), "nothing is kept of it as it is");
}

#[test]
fn others_stand_in_what_stands_deflated_to_some_depth() {
    let innermost = manifest(3_000);
    let mut layers = vec![innermost.clone()];
    for _ in 0..4 {
        layers.push(boxed(&deflated(layers.last().expect("there is one"))));
    }
    let (_dir, mut case, whole) = with(layers.last().expect("there is one"), "box.zip");
    let mut within = whole;
    for (n, layer) in layers.iter().rev().skip(1).enumerate() {
        assert_eq!(case.may_hold(&within, 0, Packing::Deflated).expect("told"), n < 3);
        within =
            add(&mut case, &boxed_in(within, layer, Packing::Deflated), &format!("box.zip{}", "//a".repeat(n + 1)));
        match n < 3 {
            true => assert!(&all(case.original(&within).expect("opened")) == layer),
            // It is not written down so: what asks first keeps the bytes themselves.
            false => assert!(case.original(&within).is_err()),
        }
    }

    let (_dir, mut case, whole) = with(&boxed(&deflated(&boxed(&innermost))), "box.zip");
    let middle = boxed(&innermost);
    let outer = add(&mut case, &boxed_in(whole, &middle, Packing::Deflated), "box.zip//a");
    let inner = add(&mut case, &boxed_in(outer, &innermost, Packing::Plain), "box.zip//a//b");
    assert!(all(case.original(&inner).expect("opened")) == innermost);
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn damage_and_lies_are_found() {
    let inside = manifest(9_000);
    let packed = deflated(&inside);
    let half = boxed(&packed[..packed.len() / 2]);
    let (_dir, mut case, whole) = with(&half, "box.zip");
    let cut = add(&mut case, &boxed_in(whole, &inside, Packing::Deflated), "box.zip//cut");
    let more = add(&mut case, &boxed_in(whole, &[&inside[..], b"x"].concat(), Packing::Deflated), "box.zip//more");
    let none = Derived { at: 1, ..boxed_in(whole, b"no such words", Packing::Deflated) };
    let none = add(&mut case, &none, "box.zip//none");
    for id in [cut, more, none] {
        assert!(case.original_at_hand(&id).is_err());
    }
    assert_eq!(case.check().expect("checked").blobs_changed.len(), 3);
}

#[test]
fn it_outlives_the_document_it_stands_in_where_it_was_found_elsewhere() {
    let inside = manifest(2_000);
    let (_dir, mut case, whole) = with(&boxed(&deflated(&inside)), "box.zip");
    let source = only_source(&case);
    let id = add(&mut case, &boxed_in(whole, &inside, Packing::Deflated), "box.zip//manifest.txt");
    let mut tx = case.begin(MARA, "taking in").expect("begins");
    tx.add_acquisition(&found(source, Some(id), "manifest.txt")).expect("added");
    tx.commit().expect("committed");
    let erased = case.erase(Target::Document(whole), EraseReason::Error, MARA).expect("erased");
    assert_eq!(erased.documents, [whole]);
    assert!(!folder_holds(case.root(), HEAD));
    assert!(all(case.original(&id).expect("opened")) == inside);
    assert!(case.check().expect("checked").is_sound());
    case.erase(Target::Document(id), EraseReason::Error, MARA).expect("erased");
    assert!(!folder_holds(case.root(), b"Fennimore"));
}

#[test]
fn erasing_it_leaves_the_document_it_stands_in_whole() {
    let inside = manifest(2_000);
    let whole_bytes = boxed(&deflated(&inside));
    let (_dir, mut case, whole) = with(&whole_bytes, "box.zip");
    let id = add(&mut case, &boxed_in(whole, &inside, Packing::Deflated), "box.zip//manifest.txt");
    let erased = case.erase(Target::Document(id), EraseReason::Error, MARA).expect("erased");
    assert_eq!((erased.still_in, erased.n_blobs), (vec![whole], 0));
    assert!(all(case.original(&whole).expect("opened")) == whole_bytes);
    assert!(case.check().expect("checked").is_sound());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_places_in_any_order_read_as_in_memory(
        n_lines in 1_usize..90_000,
        places in prop::collection::vec((any::<prop::sample::Index>(), 1_usize..200_000), 1..24),
        level in 0_u8..10,
    ) {
        let inside = manifest(n_lines);
        let (_dir, mut case, whole) = with(&boxed(&miniz_oxide::deflate::compress_to_vec(&inside, level)), "box.zip");
        let id = add(&mut case, &boxed_in(whole, &inside, Packing::Deflated), "box.zip//manifest.txt");
        let mut bytes = case.original(&id).expect("opened");
        let mut buffer = vec![0; 200_000];
        for (n, (place, most)) in places.iter().enumerate() {
            let at = place.index(inside.len());
            if n % 5 == 4 {
                // Another reader goes on from what this one passed.
                bytes = case.original(&id).expect("opened");
            }
            bytes.seek(SeekFrom::Start(at as u64)).expect("found");
            let wanted = (*most).min(inside.len() - at);
            bytes.read_exact(&mut buffer[..wanted]).expect("read");
            prop_assert!(buffer[..wanted] == inside[at..at + wanted]);
        }
    }
}
