//! A case that is open for reading.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    path::{Path, PathBuf},
};

use anchor::TextHash;
use facts::{CaseId, Citation, DocumentId, Judgement, PersonId, SourceId, Statement, Tie};
use rusqlite::Connection;

use crate::{
    Acquisition, CurrentText, Document, Error, LedgerRow, ReadPlace, Reading, Result, SeenPage, Source, State,
    TextVersion, Unsearched, World, check,
    connection::{connect, mode_of, prepare_writing},
    layout::Layout,
    migrate,
    oplog::{HybridTime, OpId, Operation},
    registry, table, transaction,
    vault::{Bytes, Condition, Key, Packing, Place, Staged, Vault, pack::PackReader, pages::PageCache},
};

/// Of which moment a case is read, see [`Case::at_one_moment`].
#[derive(Debug)]
pub struct Moment<'c>(#[expect(dead_code, reason = "held, not looked at")] Option<rusqlite::Transaction<'c>>);

/// Where a text version lies.
#[derive(Debug)]
pub struct TextPlace {
    vault: Vault,
    key: Key,
    place: Place,
}

impl TextPlace {
    /// Opens its units.
    pub fn open(&self) -> Result<PackReader> {
        PackReader::open(self.vault.open(self.key, &self.place)?)
    }
}

/// How far another computer's clock may be ahead of ours: clocks are wrong by years, where a battery is flat.
const FAR_AHEAD_MS: u64 = 10 * 365 * 24 * 60 * 60 * 1000;

/// Whether a case can be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// It can.
    Writable,
    /// It cannot.
    ReadOnly(ReadOnly),
}

/// Why a case can only be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadOnly {
    /// The folder or its medium refuses writing.
    Medium,
    /// It lies on a network share of this kind, where a database can be damaged.
    NetworkShare(&'static str),
}

impl std::fmt::Display for ReadOnly {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ReadOnly::Medium => f.write_str("its folder cannot be written"),
            ReadOnly::NetworkShare(kind) => write!(f, "it lies on a network share ({kind})"),
        }
    }
}

/// A case, open for reading. Readers never wait for writers.
#[derive(Debug)]
pub struct Case {
    pub(crate) conn: Connection,
    pub(crate) layout: Layout,
    pub(crate) world: World,
    vault: Vault,
    id: CaseId,
    secret: Vec<u8>,
    mode: Mode,
    /// Who reads; empty for somebody who did not say.
    reader: String,
}

impl Case {
    /// Opens the case at `path` (its folder or its marker).
    ///
    /// A case this installation has not seen in this place is taken for hostile: its database, its schema and its log
    /// are verified before anything is read from them, and its index is discarded.
    pub fn open(path: &Path, world: &World) -> Result<Case> {
        let layout = Layout::find(path)?;
        layout.refuse_links()?;
        let mode = mode_of(&layout);
        let conn = connect(&layout, &mode)?;
        // Nothing else is read before it is clear that the database holds our tables and nothing that runs by itself.
        let found = migrate::version(&conn)?;
        if found > migrate::newest() {
            return Err(Error::NewerFormat { found, known: migrate::newest() });
        }
        if found == 0 {
            return Err(Error::DatabaseDamaged("it is empty".into()));
        }
        if !migrate::has_only_our_schema(&conn)? {
            return Err(Error::NotOpened("its database has tables or triggers that are not ours".into()));
        }
        let meta = |key: &str| -> Result<Vec<u8>> {
            conn.query_row("SELECT value FROM meta WHERE key = ?", [key], |row| row.get(0))
                .map_err(|e| Error::DatabaseDamaged(format!("its {key} cannot be read: {e}")))
        };
        let id = uuid::Uuid::from_slice(&meta("case")?)
            .map(CaseId::from_uuid)
            .map_err(|_| Error::DatabaseDamaged("its id is not one".into()))?;
        let secret = meta("secret")?;
        let vault = Vault::new(layout.vault(), world.clone());
        let case = Case { conn, layout, world: world.clone(), vault, id, secret, mode, reader: String::new() };
        let is_known = registry::find(world, id, case.layout.root())?.is_some();
        if !is_known {
            case.vet()?;
        }
        if case.mode == Mode::Writable {
            // Only now is anything written: the database of a case that is refused stays as it came.
            prepare_writing(&case.conn)?;
            if !is_known {
                case.discard_index()?;
                case.discard_pages()?;
                case.discard_sketches()?;
                registry::remember(&case.world, case.id, case.layout.root(), None, 0)?;
            }
        }
        Ok(case)
    }

    /// Examines a case from elsewhere. Only one that can be written is remembered: of another, the index could not be
    /// discarded.
    fn vet(&self) -> Result<()> {
        let verdict: String = self.conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Err(Error::DatabaseDamaged(verdict));
        }
        if let Some(trouble) = check::verify_log(&self.conn)?.first() {
            let why = format!("its history was altered: change {}: {}", trouble.operation, trouble.why);
            return Err(Error::NotOpened(why));
        }
        // Every later operation is later than the latest: one far ahead would take all true times with it.
        let latest: Option<i64> = self.conn.query_row("SELECT max(time) FROM op", [], |row| row.get(0))?;
        let latest = HybridTime::from_stored(latest.unwrap_or(0)).millis();
        if latest > self.world.now().saturating_add(FAR_AHEAD_MS) {
            return Err(Error::NotOpened("its history goes on in a far future; is this computer's clock right".into()));
        }
        if let Some(table) = check::compare_tables(&self.conn)?.first() {
            return Err(Error::NotOpened(format!("its table of {table}s is not what its history says")));
        }
        Ok(())
    }

    /// Whether the index beside the case may be used: one that came with a case from elsewhere may not.
    pub fn index_is_ours(&self) -> Result<bool> {
        Ok(registry::find(&self.world, self.id, self.layout.root())?.is_some())
    }

    /// Removes the index; it can be made again.
    pub fn discard_index(&self) -> Result<()> {
        match std::fs::remove_dir_all(self.layout.index()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::file("cannot discard the index", &self.layout.index())(error))
            }
            _ => Ok(()),
        }
    }

    /// Drawn pages that were kept. Those that came with a case from elsewhere could show anything: they are not used.
    pub fn pages(&self) -> Result<PageCache> {
        let is_ours = self.index_is_ours()?;
        let may_write = is_ours && self.mode == Mode::Writable;
        Ok(PageCache::new(self.layout.pages(), self.secret.clone(), is_ours, may_write))
    }

    /// Removes a document's drawn pages.
    pub fn forget_pages(&self, document: &DocumentId) -> Result<()> {
        self.pages()?.forget(document)
    }

    /// Removes every drawn page; they can be drawn again.
    pub fn discard_pages(&self) -> Result<()> {
        self.pages()?.discard()
    }

    /// The same case as this person sees it: what is set aside is shown to those who opened it.
    #[must_use]
    pub fn seen_by(mut self, reader: &str) -> Case {
        self.set_reader(reader);
        self
    }

    pub(crate) fn set_reader(&mut self, reader: &str) {
        self.reader = reader.into();
    }

    /// Who reads.
    pub(crate) fn reader(&self) -> &str {
        &self.reader
    }

    /// The case's id.
    pub fn id(&self) -> CaseId {
        self.id
    }

    /// What the case is called.
    pub fn name(&self) -> Result<String> {
        let values = table::register::current(&self.conn, self.id.as_uuid().as_bytes(), "name")?;
        Ok(values.last().and_then(|(_, v)| v.as_str()).unwrap_or_default().to_owned())
    }

    /// Whether it can be changed.
    pub fn mode(&self) -> &Mode {
        &self.mode
    }

    /// The case folder.
    pub fn root(&self) -> &Path {
        self.layout.root()
    }

    /// The folder of the search index.
    pub fn index_dir(&self) -> PathBuf {
        self.layout.index()
    }

    /// The vault, for staging bytes from any thread.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The id that a document with these bytes has in this case.
    pub fn document_id(&self, sha256: &[u8; 32]) -> DocumentId {
        table::document::id_of(&self.secret, sha256)
    }

    /// A document by id.
    pub fn document(&self, id: &DocumentId) -> Result<Option<Document>> {
        table::document::get(&self.conn, id)
    }

    /// A document by its local number.
    pub fn document_at(&self, ordinal: u64) -> Result<Option<Document>> {
        table::document::by_ordinal(&self.conn, ordinal)
    }

    /// The document a person means by an id prefix, a SHA-256 prefix or a path as taken in.
    pub fn find_document(&self, text: &str) -> Result<Document> {
        table::document::find(&self.conn, text)
    }

    /// Every document, in the order they came.
    pub fn documents(&self) -> Result<Vec<Document>> {
        table::document::all(&self.conn)
    }

    /// What came of reading a document; `None` while it is queued.
    pub fn reading(&self, id: &DocumentId) -> Result<Option<Reading>> {
        table::reading::get(&self.conn, id)
    }

    /// Readings made after `sequence`, oldest first, with all that their readers told; see also [`Case::read_after`].
    pub fn readings_since(&self, sequence: u64) -> Result<Vec<Reading>> {
        table::reading::since(&self.conn, sequence)
    }

    /// Number of the last log entry: an index that claims to hold later ones belongs to another state of the case.
    pub fn sequence(&self) -> Result<u64> {
        Ok(self.conn.query_row("SELECT coalesce(max(n), 0) FROM op", [], |row| row.get(0))?)
    }

    /// How many documents a search cannot look into, or not fully, those that wait to be read included.
    pub fn n_unreadable(&self) -> Result<u64> {
        let Unsearched { unreadable, queued, .. } = self.unsearched()?;
        Ok(unreadable + queued)
    }

    /// What a search cannot look into, and what it cannot look into yet.
    pub fn unsearched(&self) -> Result<Unsearched> {
        table::state::unsearched(&self.conn)
    }

    /// How many documents have words that an index at `sequence` lacks, those left out that count as unreadable anyway.
    pub fn n_behind(&self, sequence: u64) -> Result<u64> {
        table::state::n_behind(&self.conn, sequence)
    }

    /// How many of these documents, by local number, do not count as unreadable and were last read up to `sequence`.
    pub fn n_readable_of(&self, ordinals: &BTreeSet<u64>, sequence: u64) -> Result<u64> {
        table::state::n_readable_of(&self.conn, ordinals, sequence)
    }

    /// Documents read after `sequence`, oldest reading first: what an index at that sequence lacks.
    pub fn read_after(&self, sequence: u64) -> Result<Vec<DocumentId>> {
        table::state::read_after(&self.conn, sequence)
    }

    /// Documents that wait to be read, in the order they came.
    pub fn unread(&self) -> Result<Vec<DocumentId>> {
        table::state::unread(&self.conn)
    }

    /// Documents that may have pages which wait to be looked at, oldest reading first.
    pub fn waiting(&self) -> Result<Vec<DocumentId>> {
        table::reading::waiting(&self.conn)
    }

    /// Every place of documents of these kinds, told by content, and of those that `engine` read, in the order they were
    /// found.
    pub fn read_places(&self, kinds: &[&str], engine: &str) -> Result<Vec<ReadPlace>> {
        table::acquisition::of_readings(&self.conn, kinds, engine)
    }

    /// Texts of other documents that were made from these documents' texts, and whose they are.
    pub fn texts_made_from(&self, documents: &[DocumentId]) -> Result<Vec<(TextHash, DocumentId)>> {
        table::text::made_from(&self.conn, documents)
    }

    /// How many pages wait to have their words read off them.
    pub fn n_waiting_pages(&self) -> Result<u64> {
        table::reading::n_waiting(&self.conn)
    }

    /// Pages of a document that were looked at and are not part of its text yet, by number.
    pub fn seen_pages(&self, document: &DocumentId) -> Result<Vec<(u32, SeenPage)>> {
        table::seen::of_document(&self.conn, document)
    }

    /// Every page that was looked at and is not part of a text yet, with what looked at it.
    pub fn all_seen_pages(&self) -> Result<Vec<(DocumentId, u32, String)>> {
        table::seen::all(&self.conn)
    }

    /// The current text of every document that has one, in the order they were read.
    pub fn current_texts(&self) -> Result<Vec<CurrentText>> {
        table::state::texts(&self.conn)
    }

    /// Changes whenever a text comes, goes or is read anew: what was found in all texts holds as long as this does.
    pub fn texts_stamp(&self) -> Result<[u64; 4]> {
        table::state::texts_stamp(&self.conn)
    }

    /// The state of every document: as bad as its best place.
    pub fn states(&self) -> Result<HashMap<DocumentId, State>> {
        table::state::all(&self.conn)
    }

    /// The state of one document, and why: the ledger's, of its best place.
    pub fn state(&self, id: &DocumentId) -> Result<(State, String)> {
        table::state::of(&self.conn, id)
    }

    /// The document that is more of this one, or all of it, where a limit cut this one short wherever it was found.
    pub fn whole_of(&self, id: &DocumentId) -> Result<Option<DocumentId>> {
        table::acquisition::whole_of(&self.conn, id)
    }

    /// Where a document was found.
    pub fn acquisitions(&self, id: &DocumentId) -> Result<Vec<Acquisition>> {
        table::acquisition::of_document(&self.conn, id)
    }

    /// Where every document was found.
    pub fn all_acquisitions(&self) -> Result<Vec<Acquisition>> {
        table::acquisition::all(&self.conn)
    }

    /// The ledger: a row per file and per child.
    pub fn ledger(&self) -> Result<Vec<LedgerRow>> {
        table::acquisition::ledger(&self.conn)
    }

    /// Whether the file at this path, of this size and last changed then, is likely to be known: not more than a hint that
    /// comparing its bytes before copying them is worth while.
    pub fn seems_known(&self, path: &str, modified: Option<&str>, bytes: u64) -> Result<bool> {
        table::acquisition::seems_known(&self.conn, path, modified, bytes)
    }

    /// Whether the case has a document and its bytes are where they belong, as far as a quick look tells.
    pub fn has_bytes(&self, id: &DocumentId) -> Result<bool> {
        if self.document(id)?.is_none() {
            return Ok(false);
        }
        let place = self.vault.place(&self.conn, Key::Document(*id))?;
        Ok(place.is_some_and(|place| self.vault.is_there(&place)))
    }

    /// Whether this very finding is in the ledger already.
    pub fn knows(&self, finding: &crate::NewAcquisition) -> Result<bool> {
        Ok(table::acquisition::ordinal(&self.conn, finding)?.is_some())
    }

    /// Findings in a document, at any depth.
    pub fn inside(&self, document: &DocumentId) -> Result<Vec<crate::Inside>> {
        table::acquisition::all_inside(&self.conn, document)
    }

    /// When and why a document, citation, entity or statement was erased, if it was.
    pub fn erased(&self, subject: &[u8]) -> Result<Option<(u64, String)>> {
        table::tombstone::of(&self.conn, subject)
    }

    /// How many findings in a document, at any depth, were passed over because they had been erased.
    pub fn n_passed_over_in(&self, document: &DocumentId) -> Result<u64> {
        table::acquisition::count_passed_over(&self.conn, document)
    }

    /// Every source.
    pub fn sources(&self) -> Result<HashMap<SourceId, Source>> {
        table::source::all(&self.conn)
    }

    /// A document's text versions, oldest first.
    pub fn text_versions(&self, id: &DocumentId) -> Result<Vec<TextVersion>> {
        table::text::of_document(&self.conn, id)
    }

    /// Until it is dropped, what is read is of this one moment. Many short questions take less time so: each by itself
    /// would lock the database.
    pub fn at_one_moment(&self) -> Result<Moment<'_>> {
        // Whoever writes reads of one moment anyway.
        Ok(Moment(self.conn.is_autocommit().then(|| self.conn.unchecked_transaction()).transpose()?))
    }

    /// Opens a text version's units; [`Error::SetAside`] where its document is set aside and was not opened by who reads.
    pub fn text(&self, hash: &TextHash) -> Result<PackReader> {
        self.text_place(hash)?.open()
    }

    /// Where a text version lies, to be opened by any thread; fails as [`Case::text`] does.
    pub fn text_place(&self, hash: &TextHash) -> Result<TextPlace> {
        if let Some(document) = table::text::document_of(&self.conn, hash)? {
            self.refuse_set_aside(&document)?;
        }
        self.text_place_for_us(hash)
    }

    /// As [`Case::text`], whatever is set aside: for what shows nobody its words.
    pub fn text_for_us(&self, hash: &TextHash) -> Result<PackReader> {
        self.text_place_for_us(hash)?.open()
    }

    fn text_place_for_us(&self, hash: &TextHash) -> Result<TextPlace> {
        let key = Key::Text(*hash);
        let place = self
            .vault
            .place(&self.conn, key)?
            .ok_or_else(|| Error::Blob { what: key.to_string(), trouble: "missing" })?;
        Ok(TextPlace { vault: self.vault.clone(), key, place })
    }

    /// Opens a document's original bytes, read-only; [`Error::SetAside`] as with [`Case::text`].
    pub fn original(&self, id: &DocumentId) -> Result<Bytes> {
        self.refuse_set_aside(id)?;
        self.original_for_us(id)
    }

    /// As [`Case::original`], whatever is set aside: for readers and checks.
    pub fn original_for_us(&self, id: &DocumentId) -> Result<Bytes> {
        let (key, place) = self.place_of(id)?;
        self.vault.open(key, &place)
    }

    /// As [`Case::original_for_us`], for who reads here and there: bytes that stand packed in others are unpacked into a
    /// file first, compared with their checksum, which goes with the second of what is given back.
    pub fn original_at_hand(&self, id: &DocumentId) -> Result<(Bytes, Option<Staged>)> {
        let (key, place) = self.place_of(id)?;
        self.vault.open_at_hand(key, &place)
    }

    /// Whether a document that stands so in this one, from `at` on, needs no bytes of its own.
    pub fn may_hold(&self, id: &DocumentId, at: u64, packing: Packing) -> Result<bool> {
        self.vault.may_hold(&self.conn, *id, at, packing)
    }

    fn place_of(&self, id: &DocumentId) -> Result<(Key, Place)> {
        let key = Key::Document(*id);
        let place = self.vault.place(&self.conn, key)?;
        Ok((key, place.ok_or_else(|| Error::Blob { what: key.to_string(), trouble: "missing" })?))
    }

    /// Reads the bytes behind a key through and compares them with what was written.
    pub fn examine(&self, key: Key) -> Result<Condition> {
        Ok(match self.vault.place(&self.conn, key)? {
            Some(place) => self.vault.examine(&place),
            None => Condition::Missing,
        })
    }

    /// The checkpoint an interrupted reading of a document left.
    pub fn checkpoint(&self, id: &DocumentId) -> Result<Option<String>> {
        use rusqlite::OptionalExtension;
        let token = self
            .conn
            .prepare_cached("SELECT token FROM checkpoint WHERE document = ?")?
            .query_row([id.as_bytes()], |row| row.get(0))
            .optional()?;
        Ok(token)
    }

    /// Every entity, links and events included.
    pub fn entities(&self) -> Result<Vec<table::entity::Entity>> {
        table::entity::all(&self.conn)
    }

    /// Every statement, withdrawn ones included.
    pub fn statements(&self) -> Result<Vec<Statement>> {
        table::statement::all(&self.conn)
    }

    /// Every citation, grouped by document.
    pub fn citations(&self) -> Result<Vec<Citation>> {
        table::citation::all(&self.conn)
    }

    /// Every tie that holds.
    pub fn ties(&self) -> Result<Vec<Tie>> {
        table::tie::all(&self.conn)
    }

    /// The citations of one document.
    pub fn citations_of(&self, document: &DocumentId) -> Result<Vec<Citation>> {
        table::citation::of_document(&self.conn, document)
    }

    /// What was found in one document.
    pub fn found_inside(&self, parent: &DocumentId) -> Result<Vec<Acquisition>> {
        table::acquisition::inside(&self.conn, parent)
    }

    /// What was found in the same place as something else, from the same source, under the same name up to a point.
    pub fn found_beside(&self, found: &Acquisition, until_point: &str) -> Result<Vec<Acquisition>> {
        table::acquisition::beside(&self.conn, found, until_point)
    }

    /// The values of a shared field that hold now: several where people set it without knowing of each other.
    pub fn register(&self, subject: &[u8], field: &str) -> Result<Vec<serde_json::Value>> {
        Ok(table::register::current(&self.conn, subject, field)?.into_iter().map(|(_, value)| value).collect())
    }

    /// Every value of a shared field, with what it is about.
    pub fn registers(&self, field: &str) -> Result<Vec<(Vec<u8>, serde_json::Value)>> {
        table::register::of_field(&self.conn, field)
    }

    /// The value of a mark that is one person's alone.
    pub fn own_register(&self, author: &str, subject: &[u8], mark: &str) -> Result<Vec<serde_json::Value>> {
        match table::person::find(&self.conn, author)? {
            Some(who) => self.register(subject, &table::register::own(who, mark)),
            None => Ok(Vec::new()),
        }
    }

    /// Every value of a mark that is one person's alone.
    pub fn own_registers(&self, author: &str, mark: &str) -> Result<Vec<(Vec<u8>, serde_json::Value)>> {
        match table::person::find(&self.conn, author)? {
            Some(who) => self.registers(&table::register::own(who, mark)),
            None => Ok(Vec::new()),
        }
    }

    /// Every judgement, oldest first.
    pub fn judgements(&self) -> Result<Vec<Judgement>> {
        table::judgement::all(&self.conn)
    }

    /// Names of the people who work on the case.
    pub fn people(&self) -> Result<HashMap<PersonId, String>> {
        table::person::names(&self.conn)
    }

    /// The log in the order it was written here.
    pub fn log(&self) -> Result<Vec<Operation>> {
        transaction::operations(&self.conn, "ORDER BY n", [])
    }

    /// The operations that were taken back.
    pub fn undone(&self) -> Result<HashSet<OpId>> {
        let mut query = self.conn.prepare("SELECT op FROM undone")?;
        let rows = query.query_map([], |row| row.get(0).map(OpId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Compares database, vault, log and tables with each other.
    pub fn check(&self) -> Result<crate::CheckReport> {
        check::check(self)
    }
}
