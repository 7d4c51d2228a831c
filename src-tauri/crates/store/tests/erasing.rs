//! What is erased is gone, what is held stays, and what was erased comes back on purpose alone.
mod ground;

use ground::{cite, entity, folder_holds, folders, found, found_in, take_in, unit};
use store::{
    CaseMut, EraseReason, Error, HoldOn, Made, Maker, NewAcquisition, NewSource, SourceKind, State, Target,
    vault::pack::PackWriter,
};

const SECRET: &str = "Odalys Fennimore-Tack";

fn hold(case: &mut CaseMut, on: HoldOn, because: &str) {
    let mut tx = case.begin("Mara Quell", "holding").expect("begins");
    tx.hold_legally(on, because).expect("held");
    tx.commit().expect("committed");
}

fn lift(case: &mut CaseMut, on: HoldOn) {
    let mut tx = case.begin("Mara Quell", "lifting").expect("begins");
    tx.lift_legal_hold(on).expect("lifted");
    tx.commit().expect("committed");
}

fn held_because(case: &mut CaseMut, target: Target) -> Option<String> {
    match case.erase(target, EraseReason::Law, "Mara Quell") {
        Ok(_) => None,
        Err(Error::Held { because, .. }) => Some(because),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_held_document_keeps_all_that_rests_on_it_from_being_erased() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "One two three.", "1");
    let other = take_in(&mut case, "b.txt", "Four five six.", "1");
    let citation = cite(&mut case, document, "two");
    let (entity_id, statement) = entity(&mut case, "Quillmarrow", citation);
    let source = *case.sources().expect("read").keys().next().expect("there is one");
    hold(&mut case, HoldOn::Document(document), "the court asked");
    for target in [
        Target::Document(document),
        Target::Citation(citation),
        Target::Statement(statement),
        Target::Entity(entity_id),
        Target::Source(source),
    ] {
        assert_eq!(held_because(&mut case, target).as_deref(), Some("the court asked"), "{target:?}");
    }
    assert_eq!(held_because(&mut case, Target::Document(other)), None, "another one is not held");
    let holds = case.legal_holds().expect("read");
    assert_eq!((holds.len(), holds[0].on), (1, HoldOn::Document(document)));
    lift(&mut case, HoldOn::Document(document));
    assert!(case.legal_holds().expect("read").is_empty());
    assert_eq!(held_because(&mut case, Target::Document(document)), None);
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn a_held_case_loses_nothing_and_undo_lifts_no_hold() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "One two three.", "1");
    let person = *case.people().expect("read").keys().next().expect("there is one");
    hold(&mut case, HoldOn::Case, "a letter from the lawyers");
    assert!(matches!(case.undo("Mara Quell"), Err(Error::NothingToUndo)));
    for target in [Target::Document(document), Target::Person(person)] {
        assert!(held_because(&mut case, target).is_some(), "{target:?}");
    }
    lift(&mut case, HoldOn::Case);
    let mut tx = case.begin("Mara Quell", "lifting").expect("begins");
    assert!(matches!(tx.lift_legal_hold(HoldOn::Case), Err(Error::NotFound { .. })));
    drop(tx);
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn a_held_archive_holds_what_was_found_in_it_and_a_held_file_the_archive() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let archive = take_in(&mut case, "box.zip", "An archive, let us say.", "1");
    let source = *case.sources().expect("read").keys().next().expect("there is one");
    let mut staged = case.vault().stage().expect("staged");
    std::io::Write::write_all(&mut staged, b"Inside.").expect("written");
    let inside = case.document_id(&staged.sha256());
    let mut tx = case.begin("Mara Quell", "taking in").expect("begins");
    tx.add_document(staged).expect("added");
    let place = found_in(source, archive, Some(inside), "box.zip//inside.txt");
    tx.add_acquisition(&place).expect("added");
    tx.commit().expect("committed");
    for (held, asked) in [(archive, inside), (inside, archive)] {
        hold(&mut case, HoldOn::Document(held), "wanted");
        assert!(held_because(&mut case, Target::Document(asked)).is_some());
        lift(&mut case, HoldOn::Document(held));
    }
}

/// A file in an archive, and the part of it that a limit had left when it was read before.
fn cut_and_whole() -> (tempfile::TempDir, CaseMut, [facts::DocumentId; 2]) {
    let (dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let archive = take_in(&mut case, "a.zip", "The archive.", "1");
    let source = *case.sources().expect("read").keys().next().expect("there is one");
    let mut ids = Vec::new();
    for (text, state) in [("One two", Some(State::LimitHit)), ("One two three", None)] {
        let mut staged = case.vault().stage().expect("staged");
        std::io::Write::write_all(&mut staged, text.as_bytes()).expect("written");
        let mut tx = case.begin("Mara Quell", "taking in").expect("begins");
        let id = tx.add_document(staged).expect("added");
        let place = found_in(source, archive, Some(id), "a.zip//long.txt");
        let reason = state.map(|_| "time was up".to_owned());
        tx.add_acquisition(&NewAcquisition { state, reason, ..place }).expect("added");
        tx.commit().expect("committed");
        ids.push(id);
    }
    (dir, case, [ids[0], ids[1]])
}

#[test]
fn what_a_limit_left_of_a_document_goes_with_it() {
    let (_dir, mut case, [part, whole]) = cut_and_whole();
    hold(&mut case, HoldOn::Document(part), "the court asked");
    assert_eq!(held_because(&mut case, Target::Document(whole)).as_deref(), Some("the court asked"));
    lift(&mut case, HoldOn::Document(part));
    let erased = case.erase(Target::Document(whole), EraseReason::Source, "Mara Quell").expect("erased");
    assert_eq!(erased.documents, [whole, part]);
    assert!(!folder_holds(case.root(), b"One two"));
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn a_part_that_is_erased_is_said_to_be_in_the_whole_still() {
    let (_dir, mut case, [part, whole]) = cut_and_whole();
    let erased = case.erase(Target::Document(part), EraseReason::Source, "Mara Quell").expect("erased");
    assert_eq!(erased.documents, [part]);
    assert!(erased.still_in.contains(&whole), "{:?}", erased.still_in);
    assert_eq!(case.whole_of(&part).expect("read"), None);
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn an_erased_person_leaves_a_key_and_an_erased_source_its_documents() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "One two three.", "1");
    let mut tx = case.begin(SECRET, "adding").expect("begins");
    tx.set(case_id(&root, &world).as_bytes(), "motto", &"x").expect("set");
    tx.commit().expect("committed");
    let named = |case: &CaseMut| case.people().expect("read").into_iter().find(|(_, name)| name == SECRET);
    let (person, _) = named(&case).expect("known by name");
    case.rest().expect("written back");
    assert!(folder_holds(&root, SECRET.as_bytes()), "else the test shows nothing");
    case.erase(Target::Person(person), EraseReason::Source, "Mara Quell").expect("erased");
    assert!(!folder_holds(&root, SECRET.as_bytes()));
    assert!(case.log().expect("read").iter().any(|op| op.head.who == person), "the key stays");

    let mut details = serde_json::Map::new();
    details.insert("attribution".into(), SECRET.into());
    let mut tx = case.begin("Mara Quell", "adding a source").expect("begins");
    let source = NewSource { details, ..NewSource::new(SECRET, SourceKind::News) };
    let source = tx.add_source(&source).expect("added");
    tx.commit().expect("committed");
    case.rest().expect("written back");
    assert!(folder_holds(&root, SECRET.as_bytes()));
    case.erase(Target::Source(source), EraseReason::Source, "Mara Quell").expect("erased");
    assert!(!folder_holds(&root, SECRET.as_bytes()));
    assert!(!case.sources().expect("read").contains_key(&source));
    assert!(case.document(&document).expect("read").is_some());
    assert!(case.check().expect("checked").is_sound());
}

fn case_id(root: &std::path::Path, world: &store::World) -> uuid::Uuid {
    *store::Case::open(root, world).expect("opens").id().as_uuid()
}

#[test]
fn what_was_undone_is_found_in_the_history_and_erased() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "One two three.", "1");
    let citation = cite(&mut case, document, "two");
    let (entity_id, _) = entity(&mut case, SECRET, citation);
    case.undo("Mara Quell").expect("undone");
    let target = case.recorded(entity_id.as_uuid().as_bytes()).expect("read");
    assert_eq!(target, Some(Target::Entity(entity_id)));
    case.rest().expect("written back");
    assert!(folder_holds(&root, SECRET.as_bytes()));
    case.erase(Target::Entity(entity_id), EraseReason::Error, "Mara Quell").expect("erased");
    assert!(!folder_holds(&root, SECRET.as_bytes()));
    assert_eq!(case.recorded(entity_id.as_uuid().as_bytes()).expect("read"), None);
    assert!(matches!(case.redo("Mara Quell"), Err(Error::NothingToRedo)));
}

#[test]
fn erased_bytes_come_back_on_purpose_and_are_erased_again() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", "One two three.", "1");
    case.erase(Target::Document(document), EraseReason::Error, "Mara Quell").expect("erased");
    let source = *case.sources().expect("read").keys().next().expect("there is one");
    let mut tx = case.begin("Mara Quell", "taking in").expect("begins");
    let passed_over = NewAcquisition {
        state: Some(State::Skipped),
        reason: Some("erased before".into()),
        ..found(source, None, &store::name_of_erased(&document))
    };
    tx.add_acquisition(&passed_over).expect("added");
    tx.commit().expect("committed");

    assert_eq!(take_in(&mut case, "a.txt", "One two three.", "1"), document);
    let states = |case: &CaseMut| case.ledger().expect("read").iter().map(|r| r.state).collect::<Vec<_>>();
    assert_eq!(states(&case), [State::Indexed], "neither the stone nor what was passed over");
    assert!(case.erased(document.as_bytes()).expect("read").is_none());
    assert!(case.check().expect("checked").is_sound());
    case.erase(Target::Document(document), EraseReason::Law, "Mara Quell").expect("erased");
    assert_eq!(states(&case), [State::Erased]);
    assert_eq!(case.erased(document.as_bytes()).expect("read").expect("erased").1, "law");
    let report = case.check().expect("checked");
    assert!(report.is_sound(), "{report:?}");
}

#[test]
fn erasing_says_so_while_a_reader_still_holds_old_pages() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let document = take_in(&mut case, "a.txt", &format!("A letter by {SECRET} to us."), "1");
    cite(&mut case, document, SECRET);
    let reader = rusqlite::Connection::open(root.join("case.sqlite")).expect("opened");
    reader.execute_batch("BEGIN").expect("begun");
    let n_ops: i64 = reader.query_row("SELECT count(*) FROM op", [], |row| row.get(0)).expect("read");
    assert!(n_ops > 0);
    let erased = case.erase(Target::Document(document), EraseReason::Source, "Mara Quell");
    assert!(matches!(erased, Err(Error::StillHeld)), "{erased:?}");
    assert!(case.erased(document.as_bytes()).expect("read").is_some(), "it is erased all the same");
    drop(reader);
    case.rest().expect("written back");
    assert!(!folder_holds(&root, SECRET.as_bytes()), "once nobody reads, it is gone");
    assert!(case.check().expect("checked").is_sound());
}

#[test]
fn words_of_others_that_were_made_from_an_erased_document_go_with_it() {
    let (_dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", "Mara Quell", &world).expect("a case is made");
    let transcript = take_in(&mut case, "call.srt", &format!("00:00:01–00:00:02 {SECRET} left"), "1");
    let recording = take_in(&mut case, "call.wav", "", "1");
    let from = case.reading(&transcript).expect("read").and_then(|r| r.result.text).expect("it has words");
    let mut alone = case.reading(&recording).expect("read").expect("it was read").result;
    (alone.text, alone.units, alone.state) = (None, 0, State::NoText);
    let mut pack = PackWriter::new(&recording, case.vault().stage().expect("staged")).expect("a pack starts");
    pack.unit(unit(&format!("00:00:01–00:00:02 {SECRET} left"))).expect("a unit is packed");
    let pack = pack.finish().expect("the pack ends");
    let words = pack.hash;
    let mut tx = case.begin("Mara Quell", "reading transcripts").expect("begins");
    let made = Made { maker: Maker::Transcript, derived_from: Some(from), ..Made::extracted("subtitles", "1", None) };
    tx.add_text(recording, pack, made).expect("added");
    tx.add_reading(recording, &alone.clone().with_words_of(words, 1)).expect("added");
    tx.commit().expect("committed");
    let citation = cite(&mut case, recording, SECRET);
    let (_, statement) = entity(&mut case, "Quillmarrow", citation);
    assert_eq!(case.texts_made_from(&[transcript]).expect("asked"), [(words, recording)]);

    // What is held keeps what its words were made from.
    hold(&mut case, HoldOn::Document(recording), "the court asked");
    assert!(held_because(&mut case, Target::Document(transcript)).is_some());
    lift(&mut case, HoldOn::Document(recording));

    let erased = case.erase(Target::Document(transcript), EraseReason::Source, "Mara Quell").expect("erased");
    assert_eq!((erased.documents, erased.wordless), (vec![transcript], vec![recording]));
    assert_eq!(case.reading(&recording).expect("read").map(|r| r.result), Some(alone));
    assert!(case.text(&words).is_err());
    assert!(case.citations_of(&recording).expect("read").is_empty());
    assert!(case.statements().expect("read").iter().any(|s| s.id == statement), "what rested on it stays");
    assert!(!folder_holds(&root, SECRET.as_bytes()));
    assert!(case.check().expect("checked").is_sound());
}
