//! Documents that stand packed with LZMA in the bytes of another one: unpacked when they are asked for, never taken on trust.
mod ground;

use std::{
    io::{Read, Seek, SeekFrom, Write},
    num::NonZeroU64,
};

use ground::{
    folder_holds, found, only_source,
    standing::{HEAD, MARA, add, all, manifest, standing, with},
};
use lzma_rust2::{Lzma2Options, Lzma2Writer, XzOptions, XzWriter};
use store::{
    EraseReason, Target,
    vault::{Form, Packing},
};

/// A box in which a stream begins, as in a 7z archive; a window of 256 KiB is written as 12.
fn boxed(bytes: &[u8]) -> (Vec<u8>, Form) {
    let mut writer = Lzma2Writer::new(HEAD.to_vec(), Lzma2Options::with_preset(0));
    writer.write_all(bytes).expect("packed");
    (writer.finish().expect("packed"), Form::Lzma2 { window: 12 })
}

fn xz(bytes: &[u8], block: Option<u64>) -> Vec<u8> {
    let mut options = XzOptions::with_preset(0);
    options.set_block_size(block.and_then(NonZeroU64::new));
    let mut writer = XzWriter::new(Vec::new(), options).expect("a writer");
    writer.write_all(bytes).expect("packed");
    writer.finish().expect("packed")
}

const IN_XZ: Packing = Packing::Lzma { form: Form::Xz, skip: 0 };

#[test]
fn what_stands_packed_in_another_is_read_there_and_checked() {
    let files = [manifest(9_000), manifest(20_000)];
    let (bytes, form) = boxed(&files.concat());
    let (_dir, mut case, whole) = with(&bytes, "box.7z");
    let mut skip = 0;
    let mut ids = Vec::new();
    for (n, file) in files.iter().enumerate() {
        let derived = standing(whole, HEAD.len() as u64, file, Packing::Lzma { form, skip });
        assert!(case.may_hold(&whole, derived.at, derived.packing).expect("told"));
        ids.push(add(&mut case, &derived, &format!("box.7z//{n}.txt")));
        skip += file.len() as u64;
    }
    for (id, file) in ids.iter().zip(&files) {
        let mut bytes = case.original(id).expect("opened");
        assert!(all(bytes.again().expect("once more")) == *file);
        // Who draws a page goes back and forth.
        for at in [file.len() - 20, 0, 70_000, 3] {
            bytes.seek(SeekFrom::Start(at as u64)).expect("found");
            let mut some = [0; 20];
            bytes.read_exact(&mut some).expect("read");
            assert!(some == file[at..at + 20]);
        }
        let (bytes, in_file) = case.original_at_hand(id).expect("opened");
        assert!(in_file.is_some() && all(bytes) == *file);
    }
    let report = case.check().expect("checked");
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(report.files_unnamed, 0);
    assert!(!folder_holds(case.root(), b"Fennimore"), "nothing is kept of it as it is");
}

#[test]
fn who_opens_it_for_every_page_has_it_at_hand() {
    let files = [manifest(9_000), manifest(2_000)];
    let (bytes, form) = boxed(&files.concat());
    let (_dir, mut case, whole) = with(&bytes, "box.7z");
    let ids = [(0, 0), (1, files[0].len() as u64)].map(|(n, skip): (usize, u64)| {
        let derived = standing(whole, HEAD.len() as u64, &files[n], Packing::Lzma { form, skip });
        add(&mut case, &derived, &format!("box.7z//{n}.txt"))
    });
    assert!(all(case.original(&ids[0]).expect("opened")) == files[0]);
    assert!(std::fs::read_dir(case.root().join("vault/staged")).expect("read").next().is_none());
    // Even where the archive is gone meanwhile; of the other one nothing is at hand.
    for shard in std::fs::read_dir(case.root().join("vault")).expect("read") {
        let shard = shard.expect("read").path();
        for file in std::fs::read_dir(&shard).expect("read") {
            std::fs::remove_file(file.expect("read").path()).expect("removed");
        }
    }
    for _ in 0..2 {
        assert!(all(case.original(&ids[0]).expect("opened")) == files[0]);
        assert!(case.original(&ids[1]).is_err());
    }
}

#[test]
fn files_of_an_archive_in_an_xz_file_stand_there_as_far_as_they_are_near() {
    let inside = manifest(5_000);
    let tar = [HEAD, &inside, &vec![0; 40 << 20], &inside].concat();
    let far = (tar.len() - inside.len()) as u64;
    for (block, is_near) in [(None, false), (Some(8 << 20), true)] {
        let (_dir, mut case, whole) = with(&xz(&tar, block), "box.tar.xz");
        assert!(case.may_hold(&whole, 0, IN_XZ).expect("told"));
        let tar_id = add(&mut case, &standing(whole, 0, &tar, IN_XZ), "box.tar.xz//box.tar");
        let near = HEAD.len() as u64;
        assert!(case.may_hold(&tar_id, near, Packing::Plain).expect("told"));
        assert_eq!(case.may_hold(&tar_id, far, Packing::Plain).expect("told"), is_near, "{block:?}");
        // Nothing that is packed once more: reading it would unpack all of it again and again.
        assert!(!case.may_hold(&tar_id, near, Packing::Deflated).expect("told"));
        let id = add(&mut case, &standing(tar_id, far, &inside, Packing::Plain), "box.tar.xz//box.tar//a.txt");
        assert!(all(case.original(&id).expect("opened")) == inside);
        assert!(!case.may_hold(&id, 0, Packing::Deflated).expect("told"));
        assert!(case.check().expect("checked").is_sound());
    }
}

#[test]
fn damage_and_lies_are_found() {
    let inside = manifest(9_000);
    let (mut bytes, form) = boxed(&inside);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x20;
    let (_dir, mut case, whole) = with(&bytes, "box.7z");
    let at = HEAD.len() as u64;
    let changed = add(&mut case, &standing(whole, at, &inside, Packing::Lzma { form, skip: 0 }), "box.7z//a");
    let beyond = Packing::Lzma { form, skip: inside.len() as u64 };
    let beyond = add(&mut case, &standing(whole, at, b"no such words", beyond), "box.7z//b");
    let other = Packing::Lzma { form: Form::Xz, skip: 0 };
    let other = add(&mut case, &standing(whole, at, b"nor these", other), "box.7z//c");
    for id in [changed, beyond, other] {
        assert!(case.original(&id).is_err());
        assert!(case.original_at_hand(&id).is_err());
    }
    assert_eq!(case.check().expect("checked").blobs_changed.len(), 3);
}

#[test]
fn it_outlives_the_document_it_stands_in_where_it_was_found_elsewhere() {
    let inside = manifest(2_000);
    let (_dir, mut case, whole) = with(&xz(&inside, None), "manifest.txt.xz");
    let source = only_source(&case);
    let id = add(&mut case, &standing(whole, 0, &inside, IN_XZ), "manifest.txt.xz//manifest.txt");
    let mut tx = case.begin(MARA, "taking in").expect("begins");
    tx.add_acquisition(&found(source, Some(id), "manifest.txt")).expect("added");
    tx.commit().expect("committed");
    let erased = case.erase(Target::Document(whole), EraseReason::Error, MARA).expect("erased");
    assert_eq!(erased.documents, [whole]);
    assert!(all(case.original(&id).expect("opened")) == inside);
    assert!(case.check().expect("checked").is_sound());
    let erased = case.erase(Target::Document(id), EraseReason::Error, MARA).expect("erased");
    assert_eq!((erased.documents, erased.n_blobs), (vec![id], 1));
    assert!(!folder_holds(case.root(), b"Fennimore"));
}

#[test]
fn it_goes_with_the_document_it_stands_in() {
    let inside = manifest(2_000);
    let (_dir, mut case, whole) = with(&xz(&inside, None), "manifest.txt.xz");
    let id = add(&mut case, &standing(whole, 0, &inside, IN_XZ), "manifest.txt.xz//manifest.txt");
    // Somebody looks at it: what is unpacked for that lies in no file that has a name.
    let mut looked_at = case.original(&id).expect("opened");
    case.erase(Target::Document(whole), EraseReason::Error, MARA).expect("erased");
    assert!(case.original(&id).is_err());
    assert!(!folder_holds(case.root(), b"Fennimore"));
    looked_at.read_exact(&mut [0; 20]).expect("it is still held");
    assert!(case.check().expect("checked").is_sound());
}
