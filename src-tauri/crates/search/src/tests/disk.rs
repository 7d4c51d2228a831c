use std::fs;
use std::path::Path;

use super::{MEMORY, found, index_of, run};
use crate::{Entry, Error, Index};

fn entry(doc: u64, text: &str) -> Entry<'_> {
    Entry { doc, unit: 1, row: None, start: 0, text, ahead: None, language: Some("en") }
}

#[test]
fn commits_last_and_the_rest_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    {
        let index = Index::create(dir.path()).unwrap();
        assert_eq!(index.sequence().unwrap(), 0);
        let mut writer = index.writer(1, MEMORY).unwrap();
        writer.add(&entry(1, "meridian")).unwrap();
        writer.commit(41).unwrap();
        writer.add(&entry(2, "meridian")).unwrap();
        writer.delete(1).unwrap();
    }
    let index = Index::open(dir.path()).unwrap();
    assert_eq!((index.sequence().unwrap(), index.n_entries()), (41, 1));
    assert_eq!(found(&index, "meridian"), [1]);
    let mut writer = index.writer(1, MEMORY).unwrap();
    assert!(matches!(index.writer(1, MEMORY), Err(Error::Busy)));
    writer.delete(1).unwrap();
    writer.add(&entry(1, "aurora")).unwrap();
    writer.commit(42).unwrap();
    assert_eq!(found(&index, "meridian OR aurora"), [1]);
    assert!(found(&index, "meridian").is_empty());
    assert_eq!(index.sequence().unwrap(), 42);
    assert_eq!(index.damaged_files().unwrap(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn a_clone_and_another_opening_see_commits() {
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &[("meridian", None)]);
    let clone = index.clone();
    let other = Index::open(dir.path()).unwrap();
    let mut writer = index.writer(1, MEMORY).unwrap();
    writer.add(&entry(7, "meridian")).unwrap();
    writer.commit(2).unwrap();
    assert_eq!(found(&clone, "meridian"), [0, 7]);
    assert_eq!(found(&other, "meridian"), [0]);
    other.refresh().unwrap();
    assert_eq!(found(&other, "meridian"), [0, 7]);
}

#[test]
fn purged_words_are_nowhere_in_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::create(dir.path()).unwrap();
    let mut writer = index.writer(1, MEMORY).unwrap();
    for doc in 0..40 {
        let secret = if doc % 4 == 0 { "Zyxquorvane Fjordwhistle" } else { "ordinary" };
        writer.add(&entry(doc, &format!("report {doc} by {secret} {doc}zebra"))).unwrap();
        if doc % 10 == 9 {
            writer.commit(doc).unwrap();
        }
    }
    assert!(dictionary_has(&index, "zyxquorvane") && dictionary_has(&index, "en:fjordwhistl"));
    for doc in (0..40).filter(|doc| doc % 4 == 0) {
        writer.delete(doc).unwrap();
    }
    writer.commit(76).unwrap();
    assert!(found(&index, "zyxquorvane").is_empty() && dictionary_has(&index, "zyxquorvane"));
    writer.purge(77).unwrap();
    assert_eq!((index.n_entries(), index.sequence().unwrap()), (30, 77));
    assert!(found(&index, "zyxquorvane OR fjordwhistle").is_empty());
    assert_eq!(found(&index, "report").len(), 30);
    assert!(!dictionary_has(&index, "zyxquorvane") && !dictionary_has(&index, "en:fjordwhistl"));
    assert!(dictionary_has(&index, "ordinary") && !dictionary_has(&index, "4zebra"));
    assert_no_strangers(&index, dir.path());
    writer.add(&entry(99, "afterwards")).unwrap();
    writer.commit(78).unwrap();
    assert_eq!(found(&index, "afterwards"), [99]);
    let again = Index::open(dir.path()).unwrap();
    assert_eq!((again.n_entries(), again.sequence().unwrap()), (31, 78));
}

#[test]
fn purging_while_a_search_reads_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &[("alpha", None), ("beta", None)]);
    let reading = index.reader.searcher();
    let mut writer = index.writer(1, MEMORY).unwrap();
    writer.delete(0).unwrap();
    let held = writer.purge(2);
    drop(reading);
    writer.purge(3).unwrap();
    assert!(matches!(held, Ok(()) | Err(Error::StillInUse { .. })), "{held:?}");
    assert_eq!(found(&index, "alpha OR beta"), [1]);
    assert_no_strangers(&index, dir.path());
}

#[test]
fn purging_everything_leaves_an_empty_index() {
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &[("alpha", None), ("beta", None)]);
    let mut writer = index.writer(1, MEMORY).unwrap();
    writer.delete(0).unwrap();
    writer.delete(1).unwrap();
    writer.delete(5).unwrap();
    writer.purge(2).unwrap();
    assert_eq!(index.n_entries(), 0);
    assert!(!dictionary_has(&index, "alpha"));
    assert_no_strangers(&index, dir.path());
}

/// Whether any segment that can be searched knows the term, deleted or not. Dictionaries are packed to the bit, so that
/// looking for the word's bytes in the files would prove nothing.
fn dictionary_has(index: &Index, term: &str) -> bool {
    let searcher = index.reader.searcher();
    searcher.segment_readers().iter().any(|segment| {
        [index.fields.text, index.fields.stem]
            .iter()
            .any(|&field| segment.inverted_index(field).unwrap().terms().get(term).unwrap().is_some())
    })
}

/// Every file in the folder belongs to a segment that can be searched, or holds no words.
fn assert_no_strangers(index: &Index, dir: &Path) {
    let segments = index.engine.searchable_segment_metas().unwrap();
    assert!(segments.iter().all(|segment| segment.num_deleted_docs() == 0));
    let living: Vec<String> =
        index.engine.searchable_segment_ids().unwrap().iter().map(|id| id.uuid_string()).collect();
    for file in fs::read_dir(dir).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let wordless = ["meta.json", ".managed.json", "stamp.json", ".tantivy-writer.lock", ".tantivy-meta.lock"];
        assert!(wordless.contains(&name.as_str()) || living.iter().any(|id| name.starts_with(id)), "{name}");
    }
}

#[test]
fn reading_only_touches_nothing() {
    let dir = tempfile::tempdir().unwrap();
    drop(index_of(dir.path(), &[("alpha", None)]));
    for lock in [".tantivy-writer.lock", ".tantivy-meta.lock"] {
        fs::remove_file(dir.path().join(lock)).unwrap();
    }
    let listing = || {
        let mut names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = listing();
    let index = Index::open_read_only(dir.path()).unwrap();
    assert_eq!(found(&index, "alpha"), [0]);
    index.refresh().unwrap();
    assert!(matches!(index.writer(1, MEMORY), Err(Error::ReadOnly { .. })));
    assert!(index.size_on_disk().unwrap() > 0);
    assert_eq!(listing(), before);
}

#[test]
fn what_is_not_this_index_says_so() {
    let check = |name: &str, expect: &str, change: &dyn Fn(&Path)| {
        let dir = tempfile::tempdir().unwrap();
        drop(index_of(dir.path(), &[("alpha", None)]));
        change(dir.path());
        let got = match Index::open(dir.path()) {
            Ok(index) => format!("{:?}", found(&index, "alpha")),
            Err(error) => error.to_string().split(['/', '(', ':']).next().unwrap_or_default().trim().to_owned(),
        };
        assert_eq!(got, expect, "{name}");
        // Whatever it was, it can be made anew.
        let index = Index::create(dir.path()).unwrap();
        assert_eq!((index.n_entries(), index.sequence().unwrap()), (0, 0));
    };
    check("whole", "[0]", &|_| {});
    check("no stamp", "the index is damaged", &|dir| fs::remove_file(dir.join("stamp.json")).unwrap());
    check("bad stamp", "the index is damaged", &|dir| fs::write(dir.join("stamp.json"), "{").unwrap());
    let newer = "{\"format\":99,\"folding\":1}";
    check("newer", "the index was made by other rules", &|dir| fs::write(dir.join("stamp.json"), newer).unwrap());
    check("no meta", "the index is damaged", &|dir| fs::remove_file(dir.join("meta.json")).unwrap());
    check("bad meta", "the index is damaged", &|dir| fs::write(dir.join("meta.json"), "[]").unwrap());
    check("bad list", "the index is damaged", &|dir| fs::write(dir.join(".managed.json"), "x").unwrap());
    check("nothing", "no index in", &|dir| {
        for file in fs::read_dir(dir).unwrap() {
            fs::remove_file(file.unwrap().path()).unwrap();
        }
    });
    check("no folder", "no index in", &|dir| fs::remove_dir_all(dir).unwrap());
    check("segments gone", "the index is damaged", &|dir| {
        for_each_segment_file(dir, &|path| fs::remove_file(path).unwrap())
    });
    check("segments empty", "the index is damaged", &|dir| {
        for_each_segment_file(dir, &|path| fs::write(path, "").unwrap())
    });
    check("segments cut", "the index is damaged", &|dir| {
        for_each_segment_file(dir, &|path| fs::write(path, &fs::read(path).unwrap()[..20]).unwrap());
    });
}

fn for_each_segment_file(dir: &Path, change: &dyn Fn(&Path)) {
    for file in fs::read_dir(dir).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with('.') && !name.ends_with(".json") {
            change(&path);
        }
    }
}

/// Whatever bit of an index is turned over, no search panics, and a look at the checksums tells.
#[test]
fn bit_rot_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let texts: Vec<String> = (0..300).map(|number| format!("alpha beta{number} ship-\nping 公司 alpha")).collect();
    let texts: Vec<_> = texts.iter().map(|text| (text.as_str(), Some("en"))).collect();
    drop(index_of(dir.path(), &texts));
    for_each_segment_file(dir.path(), &|path| {
        let whole = fs::read(path).unwrap();
        // The words of an index are looked up before a search begins.
        let n_places = if path.extension().is_some_and(|of| of == "term") { 200 } else { 16 };
        for at in (0..n_places).map(|part| (whole.len() - 1) * part / (n_places - 1)) {
            let mut rotten = whole.clone();
            rotten[at] ^= 0x44;
            fs::write(path, &rotten).unwrap();
            let told = match Index::open(dir.path()) {
                Err(_) => true,
                Ok(index) => {
                    for query in ["alpha", "beta1*", "\"alpha beta7\"", "ship", "公司 -tag:even", "tag:even"] {
                        // Rot may go unnoticed here; it only must not end the program.
                        let _ = run(&index, query);
                    }
                    !matches!(index.damaged_files(), Ok(files) if files.is_empty())
                }
            };
            assert!(told, "{path:?} {at}");
        }
        fs::write(path, &whole).unwrap();
    });
    assert_eq!(found(&Index::open(dir.path()).unwrap(), "alpha").len(), 300);
}
