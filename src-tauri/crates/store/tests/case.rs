//! A case is made, changed, opened again, copied, damaged and carried elsewhere.
mod ground;

use ground::{cite, copy_folder, entity, folder_holds, folders, found_in, locked_in, only_source, take_in};
use store::{Case, CaseMut, EraseReason, Error, NewAcquisition, State, Target};

#[test]
fn what_was_written_is_there_when_opened_again() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "Project Tern", "Mara Quell", &world).expect("a case is made");
    let document = take_in(&mut case, "memo.txt", "Quillmarrow bought sixty-four units.", "1");
    let citation = cite(&mut case, document, "sixty-four units");
    entity(&mut case, "Quillmarrow Trading", citation);
    drop(case);

    let case = Case::open(&root.join("case.casebound"), &world).expect("it opens by its marker");
    assert_eq!(case.name().expect("read"), "Project Tern");
    assert_eq!(case.ledger().expect("read")[0].state, State::Indexed);
    assert_eq!(case.citations().expect("read").len(), 1);
    assert_eq!(case.statements().expect("read")[0].value, "Quillmarrow Trading");
    assert_eq!(case.find_document("memo.txt").expect("found by path").id, document);
    assert_eq!(case.find_document(&document.to_string()[..8]).expect("found by prefix").id, document);
    let report = case.check().expect("checked");
    assert!(report.is_sound(), "{report:?}");
}

#[test]
fn another_parser_version_changes_no_id() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "", &world).expect("a case is made");
    let text = "The same words.";
    let first = take_in(&mut case, "a.txt", text, "1");
    let before = case.reading(&first).expect("read").expect("there").result;
    let second = take_in(&mut case, "a.txt", text, "2");
    let after = case.reading(&first).expect("read").expect("there").result;
    assert_eq!(first, second);
    assert_eq!(before.text, after.text, "the same words are the same text version");
    assert_eq!(after.parser_version, "2");
    assert_eq!(case.ledger().expect("read").len(), 1, "the same file is one row");
}

#[test]
fn the_same_bytes_elsewhere_are_one_document_with_two_places() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "", &world).expect("a case is made");
    let first = take_in(&mut case, "a.txt", "Words.", "1");
    let second = take_in(&mut case, "copies/b.txt", "Words.", "1");
    assert_eq!(first, second);
    let rows = case.ledger().expect("read");
    assert_eq!(rows.iter().map(|r| r.state).collect::<Vec<_>>(), [State::Indexed, State::Duplicate]);
    assert!(rows[1].reason.contains("a.txt"), "{}", rows[1].reason);
}

#[test]
fn a_copied_folder_gets_a_replica_of_its_own() {
    let (dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "One two three.", "1");
    drop(case);
    let copied = dir.path().join("copy");
    copy_folder(&root, &copied);
    for folder in [&root, &copied] {
        let mut case = CaseMut::open(folder, &world).expect("it opens");
        cite(&mut case, document, "two");
    }
    let (ours, theirs) = (Case::open(&root, &world).expect("opens"), Case::open(&copied, &world).expect("opens"));
    let (ours, theirs) = (ours.log().expect("read"), theirs.log().expect("read"));
    let (last, other) = (ours.last().expect("not empty"), theirs.last().expect("not empty"));
    assert_ne!(last.head.replica, other.head.replica, "two copies must not continue one chain");
    let fork = ours
        .iter()
        .any(|a| theirs.iter().any(|b| a.head.replica == b.head.replica && a.head.seq == b.head.seq && a.id != b.id));
    assert!(!fork);
}

#[test]
fn the_profile_does_not_name_the_cases_it_knows() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    take_in(&mut case, "a.txt", "One two three.", "1");
    assert!(folder_holds(&world.profile, b"\"replica\""), "the profile knows the case");
    let name = root.file_name().expect("it has one").as_encoded_bytes();
    assert!(!folder_holds(&world.profile, name));
}

#[test]
fn a_folder_restored_from_a_backup_gets_a_replica_of_its_own() {
    let (dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "One two three.", "1");
    drop(case);
    let backup = dir.path().join("backup.sqlite");
    std::fs::copy(root.join("case.sqlite"), &backup).expect("backed up");
    let mut case = CaseMut::open(&root, &world).expect("it opens");
    cite(&mut case, document, "two");
    let lost = case.log().expect("read").last().expect("not empty").clone();
    drop(case);
    // The same folder at the same path, but its log ends earlier than we left it.
    std::fs::copy(&backup, root.join("case.sqlite")).expect("restored");
    let mut case = CaseMut::open(&root, &world).expect("it opens");
    let report = case.check().expect("checked");
    assert_eq!((report.log.missing_at_end, report.is_sound()), (1, false));
    cite(&mut case, document, "three");
    let new = case.log().expect("read").last().expect("not empty").clone();
    assert_ne!(new.head.replica, lost.head.replica);
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn undo_takes_back_one_change_at_a_time_and_never_what_was_taken_in() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "One two three.", "1");
    let citation = cite(&mut case, document, "two");
    let (_, statement) = entity(&mut case, "Quillmarrow", citation);
    let mut tx = case.begin("Mara Quell", "withdrawing").expect("begins");
    tx.withdraw_statement(statement).expect("withdrawn");
    tx.commit().expect("committed");
    assert!(case.statements().expect("read")[0].withdrawn.is_some());

    case.undo("Mara Quell").expect("the withdrawal is undone");
    assert!(case.statements().expect("read")[0].withdrawn.is_none());
    let undone = case.undo("Mara Quell").expect("the entity is undone");
    assert_eq!(undone.kinds(), ["entity.add", "statement.add", "tie.add"]);
    assert!(case.entities().expect("read").is_empty() && case.ties().expect("read").is_empty());
    case.undo("Mara Quell").expect("the citation is undone");
    assert!(case.citations().expect("read").is_empty());
    assert!(matches!(case.undo("Mara Quell"), Err(Error::NothingToUndo)));
    assert_eq!(case.documents().expect("read").len(), 1, "the document stays");
    let report = case.check().expect("checked");
    assert!(report.is_sound(), "{report:?}");
}

#[test]
fn erased_bytes_are_nowhere_in_the_folder() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    take_in(&mut case, "keep.txt", "What stays.", "1");
    let secret = "Odalys Fennimore-Tack";
    let document = take_in(&mut case, &format!("{secret}.txt"), &format!("Our source is {secret}, who knows."), "1");
    let citation = cite(&mut case, document, secret);
    let (_, statement) = entity(&mut case, "Somebody", citation);
    case.rest().expect("written back");
    assert!(folder_holds(&root, secret.as_bytes()), "the name is there before, else the test shows nothing");

    let erased = case.erase(Target::Document(document), EraseReason::Source, "Mara Quell").expect("erased");
    assert_eq!(erased.documents, [document]);
    assert_eq!(erased.n_blobs, 2);
    assert!(!folder_holds(&root, secret.as_bytes()));
    assert!(case.citations().expect("read").is_empty(), "the quote is gone");
    assert_eq!(case.ties().expect("read")[0].statement, statement, "what rested on it is still there, unsupported");
    let states: Vec<_> = case.ledger().expect("read").iter().map(|r| r.state).collect();
    assert_eq!(states, [State::Indexed, State::Erased]);
    assert!(case.erased(document.as_bytes()).expect("read").is_some());
    let report = case.check().expect("checked");
    assert!(report.is_sound(), "{report:?}");
}

#[test]
fn what_was_undone_is_erased_too() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "A letter by Odalys Fennimore-Tack to us.", "1");
    cite(&mut case, document, "Odalys Fennimore-Tack");
    case.undo("Mara Quell").expect("undone");
    case.erase(Target::Document(document), EraseReason::Law, "Mara Quell").expect("erased");
    assert!(!folder_holds(&root, b"Fennimore"), "the quote that was taken back stood in the history");
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn what_could_not_be_read_of_an_erased_container_loses_its_name() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let parent = take_in(&mut case, "box.zip", "An archive, let us say.", "1");
    let source = *case.sources().expect("read").keys().next().expect("there is one");
    let mut tx = case.begin("Mara Quell", "taking in").expect("begins");
    for (path, around) in [("box.zip//Fennimore.txt", Some(parent)), ("box.zip//inner.zip//Fennimore.txt", None)] {
        let lost = NewAcquisition { parent: around, ..locked_in(source, parent, path) };
        assert!(tx.add_acquisition(&lost).expect("added").is_new);
    }
    tx.commit().expect("committed");
    case.erase(Target::Document(parent), EraseReason::Privilege, "Mara Quell").expect("erased");
    assert!(!folder_holds(&root, b"Fennimore"));
    assert_eq!(case.ledger().expect("read").len(), 1, "the stone alone");
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn erasing_a_container_touches_no_namesake_and_leaves_nothing_without_a_place() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let outer = take_in(&mut case, "Fennimore.zip", "The first archive.", "1");
    let namesake = take_in(&mut case, "Fennimore.zip", "Another archive at the same place.", "1");
    let inner = take_in(&mut case, "elsewhere/inner.zip", "An archive in both.", "1");
    let leaf = take_in(&mut case, "leaf.txt", "A leaf.", "1");
    let other = take_in(&mut case, "other.txt", "A leaf of the namesake.", "1");
    let source = only_source(&case);
    let findings = [
        found_in(source, outer, Some(inner), "Fennimore.zip//inner.zip"),
        found_in(source, inner, Some(leaf), "Fennimore.zip//inner.zip//leaf.txt"),
        found_in(source, namesake, Some(other), "Fennimore.zip//other.txt"),
    ];
    let mut tx = case.begin("Mara Quell", "taking in").expect("begins");
    for finding in &findings {
        tx.add_acquisition(finding).expect("added");
    }
    tx.commit().expect("committed");

    let erased = case.erase(Target::Document(outer), EraseReason::Privilege, "Mara Quell").expect("erased");
    assert_eq!(erased.documents, [outer]);
    let paths =
        |id| -> Vec<String> { case.acquisitions(&id).expect("read").into_iter().map(|place| place.path).collect() };
    assert_eq!(paths(inner), ["elsewhere/inner.zip"]);
    assert_eq!(paths(leaf), ["leaf.txt", "elsewhere/inner.zip//leaf.txt"]);
    assert_eq!(paths(namesake), ["Fennimore.zip"], "it only has the same name");
    assert_eq!(paths(other), ["other.txt", "Fennimore.zip//other.txt"]);
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn a_damaged_blob_heals_when_the_same_bytes_come_again() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "", &world).expect("a case is made");
    take_in(&mut case, "a.txt", "One two three.", "1");
    for blob in walk(&root.join("vault")) {
        std::fs::write(blob, b"x").expect("damaged");
    }
    assert_eq!(case.check().expect("checked").blobs_changed.len(), 2);
    take_in(&mut case, "a.txt", "One two three.", "1");
    assert!(case.check().expect("checked").is_sound());
    assert_eq!(walk(&root.join("vault")).len(), 2, "the damaged ones are gone");
}

#[test]
fn a_changed_name_is_undone_and_the_first_one_stays() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "Project Tern", "Mara Quell", &world).expect("a case is made");
    let id = case.id();
    let mut tx = case.begin("Mara Quell", "renaming").expect("begins");
    tx.set(id.as_uuid().as_bytes(), "name", &"Project Heron").expect("set");
    tx.commit().expect("committed");
    case.undo("Mara Quell").expect("undone");
    assert_eq!(case.name().expect("read"), "Project Tern");
    assert!(matches!(case.undo("Mara Quell"), Err(Error::NothingToUndo)));
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn what_was_erased_takes_nothing_in() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let keep = take_in(&mut case, "keep.txt", "What stays.", "1");
    let gone = take_in(&mut case, "gone.txt", "What goes.", "1");
    case.erase(Target::Document(gone), EraseReason::Law, "Mara Quell").expect("erased");
    let finding = found_in(only_source(&case), keep, Some(gone), "keep.txt//gone.txt");
    let mut staged = case.vault().stage().expect("staged");
    std::io::Write::write_all(&mut staged, b"What goes.").expect("written");
    let mut tx = case.begin("Mara Quell", "taking in").expect("begins");
    assert!(matches!(tx.add_acquisition(&finding), Err(Error::Erased { .. })));
    assert!(matches!(tx.add_document(staged), Err(Error::Erased { .. })));
}

#[test]
fn taking_in_is_not_undone_even_by_somebody_new() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Tovin Ashgrove", &world).expect("a case is made");
    // The first change by this person: it records who they are along with the source.
    take_in(&mut case, "a.txt", "One two three.", "1");
    assert!(matches!(case.undo("Mara Quell"), Err(Error::NothingToUndo)));
    assert_eq!(case.sources().expect("read").len(), 1);
}

#[test]
fn a_history_that_is_looked_up_by_lies_and_bytes_with_a_forged_checksum_are_found() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "", &world).expect("a case is made");
    take_in(&mut case, "a.txt", "One two three.", "1");
    drop(case);
    let change = |sql: &str| {
        let conn = rusqlite::Connection::open(root.join("case.sqlite")).expect("opened behind our back");
        conn.execute_batch(sql).expect("changed");
    };
    let check = || Case::open(&root, &world).expect("opens").check().expect("checked");
    change("UPDATE op SET kind = 'erase' WHERE kind = 'document.read'");
    assert_eq!(check().log.troubles.len(), 1);
    change("UPDATE op SET kind = 'document.read' WHERE kind = 'erase'");
    assert!(check().is_sound());

    let blob = walk(&root.join("vault")).into_iter().find(|p| std::fs::read(p).expect("read") == b"One two three.");
    let blob = blob.expect("the original is in the vault");
    std::fs::write(&blob, b"One two four!!").expect("changed");
    let sha256: String =
        <sha2::Sha256 as sha2::Digest>::digest(b"One two four!!").iter().map(|b| format!("{b:02x}")).collect();
    let name =
        [blob.parent().and_then(|p| p.file_name()), blob.file_name()].map(|n| n.expect("a name").to_string_lossy());
    change(&format!("UPDATE blob SET sha256 = x'{sha256}' WHERE name = '{}'", name.concat()));
    assert_eq!(check().blobs_changed.len(), 1);
}

#[cfg(unix)]
#[test]
fn a_case_whose_parts_are_links_is_refused() {
    let (dir, root, world) = folders();
    drop(CaseMut::create(&root, "t", "", &world).expect("a case is made"));
    let elsewhere = dir.path().join("precious");
    std::fs::write(&elsewhere, b"keep me").expect("written");
    std::fs::remove_file(root.join("lock")).expect("removed");
    std::os::unix::fs::symlink(&elsewhere, root.join("lock")).expect("linked");
    assert!(matches!(CaseMut::open(&root, &world), Err(Error::NotOpened(_))));
    assert_eq!(std::fs::read(&elsewhere).expect("read"), b"keep me");
}

#[test]
fn a_changed_blob_a_changed_table_and_a_changed_log_are_found() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "One two three.", "1");
    let citation = cite(&mut case, document, "two");
    entity(&mut case, "Quillmarrow", citation);
    drop(case);

    let change = |sql: &str| {
        let conn = rusqlite::Connection::open(root.join("case.sqlite")).expect("opened behind our back");
        conn.execute_batch(sql).expect("changed");
    };
    change("UPDATE statement SET value = 'Another'");
    let report = Case::open(&root, &world).expect("opens").check().expect("checked");
    assert_eq!(report.tables_that_differ, ["statement"]);
    change("UPDATE statement SET value = 'Quillmarrow'");
    assert!(Case::open(&root, &world).expect("opens").check().expect("checked").is_sound());

    let blob = walk(&root.join("vault")).into_iter().find(|p| std::fs::read(p).expect("read") == b"One two three.");
    std::fs::write(blob.expect("the original is in the vault"), b"One two four!.").expect("changed");
    let report = Case::open(&root, &world).expect("opens").check().expect("checked");
    assert_eq!(report.blobs_changed.len(), 1, "{report:?}");

    change("UPDATE op SET value = x'a0' WHERE kind = 'statement.add'");
    let report = Case::open(&root, &world).expect("opens").check().expect("checked");
    assert_eq!(report.log.troubles.len(), 1);
}

fn walk(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).expect("listed") {
        let path = entry.expect("read").path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

#[test]
fn a_case_from_elsewhere_is_examined_before_it_is_opened() {
    let (dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    take_in(&mut case, "a.txt", "One two three.", "1");
    drop(case);
    std::fs::create_dir(root.join("index")).expect("an index");
    std::fs::write(root.join("index/planted"), b"x").expect("planted");

    let check = |name: &str, sql: &str| {
        let copied = dir.path().join(name);
        copy_folder(&root, &copied);
        let conn = rusqlite::Connection::open(copied.join("case.sqlite")).expect("opened");
        conn.execute_batch(sql).expect("changed");
        drop(conn);
        Case::open(&copied, &world).map(|_| copied.join("index").exists())
    };
    assert!(matches!(check("good", ""), Ok(false)), "its index is discarded");
    let rollback = "PRAGMA journal_mode = DELETE; DELETE FROM op WHERE seq = 2";
    assert!(matches!(check("untouched", rollback), Err(Error::NotOpened(_))));
    let header = std::fs::read(dir.path().join("untouched/case.sqlite")).expect("read")[18];
    assert_eq!(header, 1, "a case that is refused is not switched to a write-ahead log");
    let planted = dir.path().join("early");
    copy_folder(&root, &planted);
    let early = store::World { now_ms: std::sync::Arc::new(|| 1_000_000_000_000), ..world.clone() };
    assert!(matches!(Case::open(&planted, &early), Err(Error::NotOpened(_))), "its history lies in a far future");
    let trigger = "CREATE TRIGGER t AFTER INSERT ON op BEGIN DELETE FROM document; END";
    assert!(matches!(check("trigger", trigger), Err(Error::NotOpened(_))));
    assert!(matches!(check("log", "DELETE FROM op WHERE seq = 2"), Err(Error::NotOpened(_))));
    assert!(matches!(check("newer", "PRAGMA user_version = 99"), Err(Error::NewerFormat { found: 99, .. })));
    std::fs::write(root.join("case.casebound"), "casebound case\nformat 7\n").expect("written");
    assert!(matches!(Case::open(&root, &world), Err(Error::NewerFormat { found: 7, .. })));
}

#[test]
fn two_writers_are_told_of_each_other_and_readers_never_wait() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    case.hold("taking in files").expect("held");
    let mut second = CaseMut::open(&root, &world).expect("it opens");
    match second.begin("Tovin Ashgrove", "citing").err() {
        Some(Error::Locked { holder }) => {
            assert_eq!((holder.who.as_str(), holder.purpose.as_str()), ("this test", "taking in files"));
        }
        other => panic!("not locked: {other:?}"),
    }
    assert_eq!(Case::open(&root, &world).expect("reading goes on").name().expect("read"), "t");
    // Locked bytes cannot be read by others everywhere: who holds the lock stands beside it, and goes with it.
    assert_eq!(std::fs::read(root.join("lock")).expect("read"), b"");
    assert!(root.join("lock.holder").is_file());
    case.release();
    assert!(!root.join("lock.holder").exists());
    second.begin("Tovin Ashgrove", "citing").expect("now it is free");
}

#[test]
fn what_a_writer_that_died_left_behind_is_swept() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "", &world).expect("a case is made");
    take_in(&mut case, "a.txt", "One.", "1");
    drop(case);
    let orphan = root.join("vault/00/11223344556677889900aabbccddee");
    std::fs::create_dir_all(orphan.parent().expect("a folder")).expect("made");
    std::fs::write(&orphan, b"x").expect("written");
    std::fs::write(root.join("vault/staged/left"), b"x").expect("written");
    std::fs::write(root.join("lock.holder"), r#"{"who":"gone","since_ms":1,"purpose":"taking in files"}"#)
        .expect("written");
    let mut case = CaseMut::open(&root, &world).expect("it opens");
    assert_eq!(case.check().expect("checked").files_unnamed, 1);
    let left_by = case.hold("taking in files").expect("held").expect("somebody died holding it");
    assert_eq!(left_by.who, "gone");
    assert!(!orphan.exists() && !root.join("vault/staged/left").exists());
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn a_change_that_is_dropped_leaves_nothing() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "", &world).expect("a case is made");
    let n_before = case.log().expect("read").len();
    let mut staged = case.vault().stage().expect("staged");
    std::io::Write::write_all(&mut staged, b"bytes").expect("written");
    let mut tx = case.begin("Mara Quell", "taking in").expect("begins");
    tx.add_document(staged).expect("added");
    drop(tx);
    assert_eq!(case.log().expect("read").len(), n_before);
    assert!(case.documents().expect("read").is_empty());
    assert_eq!(walk(&root.join("vault")), Vec::<std::path::PathBuf>::new());
}

#[test]
fn what_is_no_case_is_refused() {
    let (dir, root, world) = folders();
    assert!(matches!(Case::open(&root, &world), Err(Error::NotACase { .. })));
    std::fs::write(dir.path().join("file"), b"x").expect("written");
    assert!(matches!(CaseMut::create(dir.path(), "t", "", &world), Err(Error::NotEmpty { .. })));
}
