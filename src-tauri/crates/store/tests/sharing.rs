//! Small blobs of one change share a file, and each of them lives and dies alone.
mod ground;

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use facts::DocumentId;
use ground::{folder_holds, folders, found, take_in};
use store::{
    CaseMut, EraseReason, Target,
    vault::{Condition, Key},
};

fn words(n: usize) -> String {
    format!("Crate {n} went by the {}.", ["quay", "gate", "yard"][n % 3])
}

/// A case with so many small documents that came in one change, and a file of its own beside them.
fn with_many(n: usize) -> (tempfile::TempDir, CaseMut, Vec<DocumentId>) {
    let (dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    take_in(&mut case, "alone.txt", "It lies alone.", "1");
    let source = *case.sources().expect("read").keys().next().expect("there is one");
    let staged: Vec<_> = (0..n)
        .map(|n| {
            let mut staged = case.vault().stage().expect("staged");
            std::io::Write::write_all(&mut staged, words(n).as_bytes()).expect("written");
            staged
        })
        .collect();
    let mut tx = case.begin("Mara Quell", "taking in").expect("begins");
    let ids: Vec<_> = staged.into_iter().map(|staged| tx.add_document(staged).expect("added")).collect();
    for (n, id) in ids.iter().enumerate() {
        tx.add_acquisition(&found(source, Some(*id), &format!("{n}.txt"))).expect("added");
    }
    tx.commit().expect("committed");
    (dir, case, ids)
}

fn text_of(case: &CaseMut, id: &DocumentId) -> String {
    let mut text = String::new();
    case.original(id).expect("opened").read_to_string(&mut text).expect("read");
    text
}

fn vault(case: &CaseMut) -> Vec<PathBuf> {
    fn under(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).expect("listed").map(|entry| entry.expect("read").path());
        entries.flat_map(|path| if path.is_dir() { under(&path) } else { vec![path] }).collect()
    }
    under(&case.root().join("vault"))
}

#[test]
fn many_small_documents_are_one_file() {
    let (_dir, case, ids) = with_many(40);
    assert_eq!(vault(&case).len(), 2 + 1, "two of the file that came alone, and one");
    for (n, id) in ids.iter().enumerate() {
        assert_eq!(text_of(&case, id), words(n));
        assert!(case.has_bytes(id).expect("looked"));
    }
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn what_is_erased_is_overwritten_in_the_file_it_shared_and_the_others_stay() {
    let (_dir, mut case, ids) = with_many(10);
    let root = case.root().to_path_buf();
    for (n, id) in ids.iter().enumerate() {
        assert!(folder_holds(&root.join("vault"), words(n).as_bytes()));
        case.erase(Target::Document(*id), EraseReason::Error, "Mara Quell").expect("erased");
        assert!(!folder_holds(&root, words(n).as_bytes()));
        if let Some(next) = ids.get(n + 1) {
            assert_eq!(text_of(&case, next), words(n + 1));
        }
        assert!(case.check().expect("checked").is_sound(), "after {n}");
    }
    assert_eq!(vault(&case).len(), 2, "their file went with the last of them");
}

#[test]
fn damage_is_told_of_whom_it_concerns_and_heals() {
    let (_dir, mut case, ids) = with_many(10);
    let shared =
        vault(&case).into_iter().find(|path| path.metadata().expect("there").len() > 100).expect("one is long");
    let mut bytes = std::fs::read(&shared).expect("read");
    bytes[30] ^= 1;
    std::fs::write(&shared, &bytes).expect("damaged");
    let conditions: Vec<_> = ids.iter().map(|id| case.examine(Key::Document(*id)).expect("looked")).collect();
    assert_eq!(conditions.iter().filter(|c| **c == Condition::Changed).count(), 1);
    let cut = &bytes[..bytes.len() - 5];
    std::fs::write(&shared, cut).expect("cut");
    let report = case.check().expect("checked");
    assert_eq!((report.blobs_changed.len(), report.blobs_missing.len()), (2, 0));
    assert!(!case.has_bytes(&ids[9]).expect("looked"));
    take_in(&mut case, "again.txt", &words(9), "1");
    assert_eq!(text_of(&case, &ids[9]), words(9));
    assert_eq!(case.check().expect("checked").blobs_changed.len(), 1);
}
