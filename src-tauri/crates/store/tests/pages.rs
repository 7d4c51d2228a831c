//! Drawn pages are kept, bounded, believed only as they were written, and gone with their document.
mod ground;

use std::path::{Path, PathBuf};

use facts::DocumentId;
use ground::{copy_folder, folder_holds, take_in, world};
use store::{Case, CaseMut, EraseReason, Target, vault::pages::PageKey};

const PIXELS: &[u8] = b"the pixels of a page that shows Odalys Fennimore";

fn case() -> (tempfile::TempDir, CaseMut, store::World) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let world = world(&dir.path().join("profile"));
    let case = CaseMut::create(&dir.path().join("tern"), "Project Tern", "Mara Quell", &world).expect("a case is made");
    (dir, case, world)
}

fn key(document: DocumentId, unit: u32) -> PageKey<'static> {
    PageKey { document, unit, scale: 1500, turn: 0, engine: "hand 1" }
}

fn entries(root: &Path) -> Vec<PathBuf> {
    let list = |dir: &Path| {
        let entries = std::fs::read_dir(dir).into_iter().flatten();
        entries.map(|entry| entry.expect("it is read").path()).collect::<Vec<_>>()
    };
    list(&root.join("pages")).iter().flat_map(|folder| list(folder)).collect()
}

#[test]
fn a_kept_page_is_found_again_and_no_other_is() {
    let (_dir, mut case, world) = case();
    let document = take_in(&mut case, "a.txt", "One.", "1");
    let other = take_in(&mut case, "b.txt", "Two.", "1");
    let pages = case.pages().expect("read");
    let kept = key(document, 1);
    assert_eq!(pages.get(&kept), None);
    assert!(pages.put(&case, &kept, PIXELS).expect("kept"));
    assert_eq!(pages.get(&kept).as_deref(), Some(PIXELS));
    let again = Case::open(case.root(), &world).expect("it opens");
    assert_eq!(again.pages().expect("read").get(&kept).as_deref(), Some(PIXELS));
    let others = [
        key(document, 2),
        key(other, 1),
        PageKey { scale: 1501, ..kept },
        PageKey { turn: 90, ..kept },
        PageKey { engine: "hand 2", ..kept },
    ];
    for other in others {
        assert_eq!(pages.get(&other), None, "{other:?}");
    }
    assert!(!folder_holds(&case.root().join("pages"), document.to_string().as_bytes()), "names tell nothing");
    assert!(case.check().expect("checked").is_sound());
    case.discard_pages().expect("discarded");
    assert_eq!(pages.get(&kept), None);
    assert!(pages.put(&case, &kept, PIXELS).expect("kept again"));
}

#[test]
fn what_is_not_as_it_was_written_is_absent() {
    let (_dir, mut case, _) = case();
    let document = take_in(&mut case, "a.txt", "One.", "1");
    let pages = case.pages().expect("read");
    pages.put(&case, &key(document, 1), PIXELS).expect("kept");
    pages.put(&case, &key(document, 2), b"another").expect("kept");
    let [first, second] = &entries(case.root())[..] else { panic!("two pages are two files") };
    let (one, two) = (std::fs::read(first).expect("read"), std::fs::read(second).expect("read"));
    let check = |bytes: &[u8], expect: usize| {
        std::fs::write(first, bytes).expect("written");
        let found = [1, 2].into_iter().filter(|unit| pages.get(&key(document, *unit)).is_some()).count();
        assert_eq!(found, expect, "{} bytes", bytes.len());
    };
    check(&two, 1);
    check(&one[..one.len() - 1], 1);
    check(&one[..7], 1);
    check(&[], 1);
    check(&one, 2);
    #[cfg(unix)]
    {
        std::fs::remove_file(first).expect("removed");
        std::os::unix::fs::symlink(second, first).expect("linked");
        assert_eq!([1, 2].into_iter().filter(|unit| pages.get(&key(document, *unit)).is_some()).count(), 1);
    }
}

#[test]
fn the_oldest_go_where_room_is_needed() {
    let (_dir, mut case, _) = case();
    let document = take_in(&mut case, "a.txt", "One.", "1");
    let pages = case.pages().expect("read").bounded(4 * (1000 + 32));
    let mut seen = std::collections::HashSet::new();
    for unit in 1..=6 {
        pages.put(&case, &key(document, unit), &[7; 1000]).expect("kept");
        // files of one moment have no order
        let new = entries(case.root()).into_iter().find(|path| seen.insert(path.clone())).expect("a page is a file");
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(unit.into());
        std::fs::File::options().write(true).open(new).expect("opened").set_modified(time).expect("set");
    }
    let kept: Vec<u32> = (1..=6).filter(|unit| pages.get(&key(document, *unit)).is_some()).collect();
    assert_eq!(kept, [3, 4, 5, 6]);
    assert!(!pages.put(&case, &key(document, 7), &[7; 5000]).expect("not an error"), "too large for all room there is");
    assert_eq!(pages.get(&key(document, 6)).map(|bytes| bytes.len()), Some(1000));
}

#[test]
fn an_erased_document_leaves_no_drawn_page() {
    let (_dir, mut case, world) = case();
    let document = take_in(&mut case, "a.txt", "One.", "1");
    let other = take_in(&mut case, "b.txt", "Two.", "1");
    let pages = case.pages().expect("read");
    for unit in 1..=3 {
        pages.put(&case, &key(document, unit), PIXELS).expect("kept");
    }
    pages.put(&case, &key(other, 1), b"another page").expect("kept");
    assert!(folder_holds(case.root(), PIXELS), "else the test shows nothing");
    let reader = Case::open(case.root(), &world).expect("it opens");
    let pages_of_reader = reader.pages().expect("read");
    case.erase(Target::Document(document), EraseReason::Source, "Mara Quell").expect("erased");
    assert!(!folder_holds(case.root(), PIXELS));
    assert_eq!(pages.get(&key(other, 1)).as_deref(), Some(&b"another page"[..]));
    // a page that was being drawn meanwhile
    assert!(!pages_of_reader.put(&reader, &key(document, 4), PIXELS).expect("not an error"));
    assert!(!folder_holds(case.root(), PIXELS));
}

#[test]
fn pages_of_a_case_from_elsewhere_are_not_believed() {
    let (dir, mut case, world) = case();
    let document = take_in(&mut case, "a.txt", "One.", "1");
    case.pages().expect("read").put(&case, &key(document, 1), PIXELS).expect("kept");
    let copied = dir.path().join("copy");
    copy_folder(case.root(), &copied);
    let copy = Case::open(&copied, &world).expect("it opens");
    assert_eq!(copy.pages().expect("read").get(&key(document, 1)), None);
    assert!(!copied.join("pages").exists());
}

#[cfg(unix)]
#[test]
fn a_folder_of_pages_that_is_a_link_is_refused() {
    let (dir, case, world) = case();
    let elsewhere = dir.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).expect("made");
    std::os::unix::fs::symlink(&elsewhere, case.root().join("pages")).expect("linked");
    assert!(matches!(Case::open(case.root(), &world), Err(store::Error::NotOpened(_))));
}
