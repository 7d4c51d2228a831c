use std::fs;
use std::path::{Path, PathBuf};

use tantivy::schema::Schema;
use tantivy::{IndexSettings, TantivyDocument};

use super::{MEMORY, found};
use crate::schema::{Fields, schema, tokenizers};
use crate::{Entry, Error, Index, Shelf};

/// Makes an index of one text in a fresh folder of the shelf.
fn made(shelf: &Shelf, text: &str) -> PathBuf {
    let dir = shelf.begin().unwrap();
    let index = Index::create(&dir).unwrap();
    let mut writer = index.writer(1, MEMORY).unwrap();
    writer.add(&Entry { doc: 1, unit: 1, row: None, start: 0, text, ahead: None, language: Some("en") }).unwrap();
    writer.commit(1).unwrap();
    writer.close().unwrap();
    dir
}

fn folders(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    let folders = entries.filter(|entry| entry.file_type().unwrap().is_dir());
    let mut names: Vec<String> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn what_is_being_made_answers_once_it_is_put_forward() {
    let dir = tempfile::tempdir().unwrap();
    let shelf = Shelf::new(dir.path());
    assert!(matches!(Index::open(dir.path()), Err(Error::Missing { .. })));
    shelf.put_forward(&made(&shelf, "alpha")).unwrap();
    let before = Index::open(dir.path()).unwrap();
    let making = made(&shelf, "beta");
    assert_eq!(shelf.making(), Some(making.clone()));
    assert_eq!(found(&Index::open(dir.path()).unwrap(), "alpha OR beta"), [1]);
    assert!(found(&Index::open(dir.path()).unwrap(), "beta").is_empty());
    shelf.put_forward(&making).unwrap();
    assert_eq!((shelf.making(), shelf.current()), (None, making));
    assert!(found(&Index::open(dir.path()).unwrap(), "alpha").is_empty());
    assert_eq!(found(&Index::open_read_only(dir.path()).unwrap(), "beta"), [1]);
    // Who has the one before open goes on with it, though its folder is gone.
    assert_eq!(found(&before, "alpha"), [1]);
    assert_eq!(folders(dir.path()), ["2"]);
}

#[test]
fn an_index_that_lies_in_the_folder_itself_answers_until_another_is_put_forward() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::create(dir.path()).unwrap();
    let mut writer = index.writer(1, MEMORY).unwrap();
    writer.add(&Entry { doc: 1, unit: 1, row: None, start: 0, text: "flat", ahead: None, language: None }).unwrap();
    writer.commit(1).unwrap();
    drop(writer);
    fs::write(dir.path().join("making.lock"), "").unwrap();
    let shelf = Shelf::new(dir.path());
    let making = made(&shelf, "deep");
    assert_eq!(found(&Index::open(dir.path()).unwrap(), "flat"), [1]);
    shelf.put_forward(&making).unwrap();
    assert_eq!(found(&Index::open(dir.path()).unwrap(), "deep"), [1]);
    let mut left: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["1", "current", "last", "making.lock"]);
}

#[test]
fn what_was_given_up_is_gone_and_its_maker_finds_out() {
    let dir = tempfile::tempdir().unwrap();
    let shelf = Shelf::new(dir.path());
    shelf.put_forward(&made(&shelf, "alpha")).unwrap();
    let making = shelf.begin().unwrap();
    let index = Index::create(&making).unwrap();
    let mut writer = index.writer(1, MEMORY).unwrap();
    assert!(shelf.discard_making().unwrap());
    writer.add(&Entry { doc: 2, unit: 1, row: None, start: 0, text: "beta", ahead: None, language: None }).unwrap();
    assert!(writer.commit(2).is_err() && !making.exists());
    assert!(!shelf.discard_making().unwrap());
    assert_eq!(found(&Index::open(dir.path()).unwrap(), "alpha"), [1]);
    // The next one has a number of its own, and takes the place of what somebody left half made.
    let (left, next) = (shelf.begin().unwrap(), shelf.begin().unwrap());
    assert!(next != left && !left.exists() && folders(dir.path()).len() == 2);
    shelf.discard().unwrap();
    assert!(matches!(Index::open(dir.path()), Err(Error::Missing { .. })));
    assert!(folders(dir.path()).is_empty());
}

#[test]
fn a_pointer_leads_nowhere_but_to_a_folder_of_ours() {
    let dir = tempfile::tempdir().unwrap();
    let (inside, outside) = (dir.path().join("index"), dir.path().join("elsewhere"));
    let shelf = Shelf::new(&inside);
    shelf.put_forward(&made(&shelf, "ours")).unwrap();
    fs::rename(inside.join("1"), &outside).unwrap();
    for pointer in ["../elsewhere", "1/../../elsewhere", "", "1\n", "99999999999999999999", "-1"] {
        fs::write(inside.join("current"), pointer).unwrap();
        assert_eq!(shelf.current(), inside, "{pointer:?}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&outside, inside.join("1")).unwrap();
        fs::write(inside.join("current"), "1").unwrap();
        assert_eq!(shelf.current(), inside);
    }
}

/// An index as format 1 was: without the field of codes.
fn of_format_1(dir: &Path, text: &str, folding: u32) {
    let (ours, _) = schema();
    let mut builder = Schema::builder();
    for (_, entry) in ours.fields().filter(|(_, entry)| entry.name() != "code") {
        builder.add_field(entry.clone());
    }
    let folder = tantivy::directory::MmapDirectory::open(dir).unwrap();
    let mut engine = tantivy::Index::create(folder, builder.build(), IndexSettings::default()).unwrap();
    engine.set_tokenizers(tokenizers());
    let fields = Fields::of_older(&engine.schema()).unwrap();
    let mut writer = engine.writer_with_num_threads(1, MEMORY).unwrap();
    let mut document = TantivyDocument::default();
    document.add_text(fields.text, text);
    document.add_text(fields.stem, format!("en\u{0}{text}"));
    for (field, value) in [(fields.doc, 7), (fields.unit, 1), (fields.row, 0), (fields.start, 0)] {
        document.add_u64(field, value);
    }
    writer.add_document(document).unwrap();
    writer.commit().unwrap();
    fs::write(dir.join("stamp.json"), format!("{{\"format\":1,\"folding\":{folding}}}")).unwrap();
}

#[test]
fn an_index_of_an_older_form_can_still_be_searched() {
    let dir = tempfile::tempdir().unwrap();
    of_format_1(dir.path(), "Crates of MSKU 123456-7 were shipped to the quay", crate::FOLDING_VERSION - 1);
    assert!(matches!(Index::open(dir.path()), Err(Error::Outdated { .. })));
    let older = Index::open_older(dir.path()).unwrap();
    for query in ["crates", "ship", "\"shipped to the quay\"", "msku", "MSKU*", "crate~1", "123456"] {
        assert_eq!(found(&older, query), [7], "{query}");
    }
    // What its form does not know it does not find; it does not fail either.
    assert!(found(&older, "MSKU1234567").is_empty());
    assert!(matches!(older.writer(1, MEMORY), Err(Error::ReadOnly { .. })));
}

#[test]
fn an_index_of_a_form_that_nobody_knows_is_not_searched() {
    let check = |stamp: &str| {
        let dir = tempfile::tempdir().unwrap();
        of_format_1(dir.path(), "alpha", 1);
        fs::write(dir.path().join("stamp.json"), stamp).unwrap();
        assert!(matches!(Index::open_older(dir.path()), Err(Error::Outdated { .. })), "{stamp}");
    };
    check("{\"format\":99,\"folding\":1}");
    check("{\"format\":1,\"folding\":99}");
    check("{\"format\":0,\"folding\":1}");
    let dir = tempfile::tempdir().unwrap();
    let other = Schema::builder().build();
    let folder = tantivy::directory::MmapDirectory::open(dir.path()).unwrap();
    tantivy::Index::create(folder, other, IndexSettings::default()).unwrap();
    fs::write(dir.path().join("stamp.json"), "{\"format\":1,\"folding\":1}").unwrap();
    assert!(matches!(Index::open_older(dir.path()), Err(Error::Damaged { .. })));
}

#[test]
fn a_lock_that_somebody_seems_to_have_is_waited_for() {
    let mut n_asked = 0;
    let got = crate::writer::patiently(|| {
        n_asked += 1;
        if n_asked < 4 { Err(Error::Busy) } else { Ok(n_asked) }
    });
    assert_eq!(got.unwrap(), 4);
    let failed: Result<(), Error> = crate::writer::patiently(|| Err(Error::Full));
    assert!(matches!(failed, Err(Error::Full)));
}
