//! A world that never surprises, and a case in it.
#![allow(dead_code, reason = "each test file uses its own part")]

pub mod standing;

use std::{
    io::Write,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use anchor::{Anchor, TextAnchor, Unit, UnitKind};
use facts::{CitationId, DocumentId, EntityId, SourceId, StatementId};
use store::{
    CaseMut, Made, NewAcquisition, NewReading, NewSource, SourceKind, State, World,
    table::{citation::NewCitation, statement::NewStatement, tie::NewTie},
    vault::pack::PackWriter,
};

/// A world with a clock that ticks a millisecond a look, and random bytes that are all different.
pub fn world(profile: &Path) -> World {
    static COUNTER: AtomicU64 = AtomicU64::new(1);
    let clock = Arc::new(AtomicU64::new(1_750_000_000_000));
    World {
        now_ms: Arc::new(move || clock.fetch_add(1, Ordering::Relaxed)),
        random: Arc::new(|bytes| {
            for chunk in bytes.chunks_mut(8) {
                let mut x = COUNTER.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                chunk.copy_from_slice(&x.to_le_bytes()[..chunk.len()]);
            }
        }),
        profile: profile.to_path_buf(),
        process: "this test".into(),
    }
}

/// A unit of plain text.
pub fn unit(text: &str) -> Unit {
    Unit {
        kind: UnitKind::Section,
        label: "section 1".into(),
        text: text.into(),
        engine: "text".into(),
        quality: None,
        page: None,
        boxes: Vec::new(),
        table: None,
    }
}

/// A folder for a case and one for the profile, gone at the end of the test.
pub fn folders() -> (tempfile::TempDir, std::path::PathBuf, World) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let case = dir.path().join("tern");
    let world = world(&dir.path().join("profile"));
    (dir, case, world)
}

/// Takes `text` in as a file at `path`, read by `parser_version`; again, on purpose, if it had been erased.
pub fn take_in(case: &mut CaseMut, path: &str, text: &str, parser_version: &str) -> DocumentId {
    let mut staged = case.vault().stage().expect("a file can be staged");
    staged.write_all(text.as_bytes()).expect("it can be written");
    let id = case.document_id(&staged.sha256());
    let mut pack = PackWriter::new(&id, case.vault().stage().expect("a file can be staged")).expect("a pack starts");
    for part in text.split("\u{c}") {
        pack.unit(unit(part)).expect("a unit is packed");
    }
    let pack = pack.finish().expect("the pack ends");
    let known = case.sources().expect("sources are read").into_values().next();
    let mut tx = case.begin("Mara Quell", "taking in").expect("a change begins");
    let source = match known {
        Some(source) => source.id,
        None => tx.add_source(&NewSource::new("HERON", SourceKind::Received)).expect("a source is added"),
    };
    tx.readmit(&id).expect("what was erased may come again");
    assert_eq!(tx.add_document(staged).expect("a document is added"), id);
    tx.add_acquisition(&found(source, Some(id), path)).expect("a finding is added");
    let reading = NewReading {
        state: State::Indexed,
        reason: String::new(),
        kind: "text".into(),
        mime: "text/plain".into(),
        parser: "text".into(),
        parser_version: parser_version.into(),
        sandbox: "off".into(),
        text: Some(pack.hash),
        units: pack.n_units,
        language: None,
        date: None,
        details: serde_json::json!({}),
    };
    tx.add_text(id, pack, Made::extracted("text", parser_version, None)).expect("a text is added");
    tx.add_reading(id, &reading).expect("a reading is added");
    tx.commit().expect("it is committed");
    id
}

/// A document, or what did not become one, found at `path` in no other; the rest is as in most findings.
pub fn found(source: SourceId, document: Option<DocumentId>, path: &str) -> NewAcquisition {
    NewAcquisition {
        document,
        source,
        parent: None,
        path: path.into(),
        raw_path: None,
        locator: None,
        modified: None,
        state: None,
        reason: None,
        bytes: None,
    }
}

/// As [`found`], as the first entry of a container.
pub fn found_in(source: SourceId, parent: DocumentId, document: Option<DocumentId>, path: &str) -> NewAcquisition {
    NewAcquisition { parent: Some(parent), locator: Some("entry 1".into()), ..found(source, document, path) }
}

/// What could not be opened in a container.
pub fn locked_in(source: SourceId, parent: DocumentId, path: &str) -> NewAcquisition {
    NewAcquisition {
        state: Some(State::Encrypted),
        reason: Some("locked by a password".into()),
        bytes: Some(0),
        ..found_in(source, parent, None, path)
    }
}

/// The case's one source.
pub fn only_source(case: &CaseMut) -> SourceId {
    *case.sources().expect("sources are read").keys().next().expect("there is one")
}

/// Cites `quote` in the first unit of a document.
pub fn cite(case: &mut CaseMut, document: DocumentId, quote: &str) -> CitationId {
    let hash = case.reading(&document).expect("read").expect("there").result.text.expect("with text");
    let text = case.text(&hash).expect("opened").unit(1).expect("read").expect("there").text.clone();
    let span = anchor::Needle::new(quote).expect("a needle").find_all(&text)[0];
    let anchor = TextAnchor::make(hash, 1, &text, span, 1).expect("it stands there");
    let mut tx = case.begin("Mara Quell", "citing").expect("a change begins");
    let new = NewCitation { document, anchors: vec![Anchor::Text(anchor)], said_by: None, translation: None };
    let id = tx.add_citation(&new).expect("a citation is added");
    tx.commit().expect("it is committed");
    id
}

/// Adds an entity with a name that rests on a citation.
pub fn entity(case: &mut CaseMut, name: &str, citation: CitationId) -> (EntityId, StatementId) {
    entity_by(case, "Mara Quell", name, citation)
}

/// As [`entity`], by anybody.
pub fn entity_by(case: &mut CaseMut, author: &str, name: &str, citation: CitationId) -> (EntityId, StatementId) {
    let mut tx = case.begin(author, "adding").expect("a change begins");
    let entity = tx.add_entity("Company").expect("an entity is added");
    let statement = tx
        .add_statement(&NewStatement {
            entity,
            property: "name".into(),
            value: name.into(),
            original: None,
            language: None,
            standing: facts::Standing::Reported,
        })
        .expect("a statement is added");
    tx.add_tie(&NewTie { citation, statement, stance: facts::Stance::Supports }).expect("a tie is added");
    tx.commit().expect("it is committed");
    (entity, statement)
}

/// Copies a folder as a file manager would.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the folder is made");
    for entry in std::fs::read_dir(from).expect("it is listed") {
        let entry = entry.expect("it is read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("it is copied");
        }
    }
}

/// Whether `needle` stands anywhere in the bytes or names of a folder.
pub fn folder_holds(dir: &Path, needle: &[u8]) -> bool {
    std::fs::read_dir(dir).expect("it is listed").any(|entry| {
        let path = entry.expect("it is read").path();
        let in_name = path.as_os_str().as_encoded_bytes().windows(needle.len()).any(|w| w == needle);
        in_name
            || if path.is_dir() {
                folder_holds(&path, needle)
            } else {
                std::fs::read(&path).expect("it is read").windows(needle.len()).any(|w| w == needle)
            }
    })
}
