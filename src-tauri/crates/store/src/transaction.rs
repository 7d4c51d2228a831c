//! Every change goes through one transaction: operations into the log, their effect into the tables, staged bytes into
//! the vault, all or nothing.

use anchor::TextHash;
use facts::{
    AcquisitionId, CitationId, DocumentId, EntityId, JudgementId, PersonId, ReplicaId, SourceId, StatementId, TieId,
};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};
use serde::Serialize;

use crate::{
    Case, Error, Found, Made, NewAcquisition, NewDocument, NewReading, NewSource, NewText, Result, SeenPage,
    lock::Held,
    oplog::{Head, HybridTime, OpId, Operation, Scope, cbor, commitment},
    registry,
    table::{
        self,
        citation::NewCitation,
        correction::NewCorrection,
        document::to_hex,
        entity::EntityValue,
        judgement::NewJudgement,
        person::{self, PersonValue},
        statement::NewStatement,
        tie::NewTie,
    },
    vault::{self, Codec, Condition, Derived, Key, Place, Staged, Vault, pack::StagedText},
};

/// A change being made. Dropped without [`Transaction::commit`], nothing of it remains.
pub struct Transaction<'a> {
    case: &'a Case,
    _held: Option<Held>,
    who: PersonId,
    replica: ReplicaId,
    seq: u64,
    prev: Option<OpId>,
    time: HybridTime,
    scope: Scope,
    /// Blobs that have files of their own.
    staged: Vec<Staged>,
    /// Blobs that may share one.
    small: Vec<(Key, Staged)>,
    /// Damaged blobs that others took the place of.
    replaced: Vec<Place>,
    done: bool,
}

impl<'a> Transaction<'a> {
    pub(crate) fn begin(case: &'a Case, held: Option<Held>, author: &str) -> Result<Transaction<'a>> {
        let conn = &case.conn;
        conn.execute_batch("BEGIN IMMEDIATE")?;
        let mut tx = Transaction {
            case,
            _held: held,
            who: PersonId::from_uuid(uuid::Uuid::nil()),
            replica: ReplicaId::from_uuid(uuid::Uuid::nil()),
            seq: 0,
            prev: None,
            time: HybridTime::default(),
            scope: Scope::Shared,
            staged: Vec::new(),
            small: Vec::new(),
            replaced: Vec::new(),
            done: false,
        };
        tx.take_up_chain()?;
        let last: Option<i64> = conn.query_row("SELECT max(time) FROM op", [], |row| row.get(0))?;
        tx.time = HybridTime::next(HybridTime::from_stored(last.unwrap_or(0)), case.world.now());
        match person::find(conn, author)? {
            Some(who) => tx.who = who,
            None => {
                tx.who = PersonId::from_uuid(case.world.uuid());
                let subject = *tx.who.as_uuid().as_bytes();
                tx.push("person.add", &subject, None, vec![], Some(&PersonValue { name: author.into() }))?;
            }
        }
        Ok(tx)
    }

    /// Goes on with this copy's chain if the log still ends where we left it, else starts a new one.
    fn take_up_chain(&mut self) -> Result<()> {
        let case = self.case;
        let known = registry::find(&case.world, case.id(), case.root())?;
        if let Some(copy) = known
            && let Some(replica) = copy.replica
        {
            let end: Option<(u64, [u8; 32])> = case
                .conn
                .prepare_cached("SELECT seq, id FROM op WHERE replica = ? ORDER BY seq DESC LIMIT 1")?
                .query_row([replica.as_uuid().as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            if let Some((seq, id)) = end
                && seq >= copy.seq
            {
                self.replica = replica;
                self.seq = seq;
                self.prev = Some(OpId(id));
                return Ok(());
            }
        }
        self.replica = ReplicaId::from_uuid(case.world.uuid());
        Ok(())
    }

    pub(crate) fn conn(&self) -> &'a Connection {
        &self.case.conn
    }

    /// The case as it is with what was written in this transaction.
    pub fn case(&self) -> &'a Case {
        self.case
    }

    pub(crate) fn replica(&self) -> ReplicaId {
        self.replica
    }

    pub(crate) fn who(&self) -> PersonId {
        self.who
    }

    /// Records one operation and its effect.
    pub(crate) fn push<T: Serialize>(
        &mut self,
        kind: &str,
        subject: &[u8],
        field: Option<&str>,
        base: Vec<OpId>,
        value: Option<&T>,
    ) -> Result<OpId> {
        let op = self.record(kind, subject, field, base, value)?;
        table::apply(self.conn(), &op)?;
        Ok(op.id)
    }

    /// Records one operation without applying it.
    pub(crate) fn record<T: Serialize>(
        &mut self,
        kind: &str,
        subject: &[u8],
        field: Option<&str>,
        base: Vec<OpId>,
        value: Option<&T>,
    ) -> Result<Operation> {
        let value = value.map(cbor::encode).transpose().map_err(Error::Damaged)?;
        let salt = value.as_ref().map(|_| self.case.world.random_bytes::<16>().to_vec());
        let head = Head {
            who: self.who,
            replica: self.replica,
            seq: self.seq + 1,
            prev: self.prev,
            time: self.time,
            scope: self.scope,
            kind: kind.into(),
            subject: subject.to_vec(),
            field: field.map(str::to_owned),
            base,
            commitment: salt.as_ref().zip(value.as_ref()).map(|(salt, value)| commitment(salt, value)),
        };
        let op = Operation { id: head.id(), head, signature: None, salt, value };
        self.conn()
            .prepare_cached(
                "INSERT INTO op (id, replica, seq, time, who, kind, subject, head, signature, salt, value) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                op.id.0,
                op.head.replica.as_uuid().as_bytes(),
                op.head.seq,
                op.head.time.stored(),
                op.head.who.as_uuid().as_bytes(),
                op.head.kind,
                op.head.subject,
                op.head.encode(),
                op.signature,
                op.salt,
                op.value
            ])?;
        self.seq += 1;
        self.prev = Some(op.id);
        Ok(op)
    }

    /// Sets a register: it replaces every value that holds now.
    pub fn set<T: Serialize>(&mut self, subject: &[u8], field: &str, value: &T) -> Result<()> {
        let base = table::register::current(self.conn(), subject, field)?.into_iter().map(|(op, _)| op).collect();
        self.push("register.set", subject, Some(field), base, Some(value)).map(drop)
    }

    /// Sets a mark that is this person's alone: it never leaves this installation, and `undo` passes it over.
    pub fn set_own<T: Serialize>(&mut self, subject: &[u8], mark: &str, value: &T) -> Result<()> {
        let field = table::register::own(self.who, mark);
        self.set_mine(subject, &field, value)
    }

    /// Sets a register that never leaves this installation, and that `undo` passes over.
    pub(crate) fn set_mine<T: Serialize>(&mut self, subject: &[u8], field: &str, value: &T) -> Result<()> {
        let base = table::register::current(self.conn(), subject, field)?.into_iter().map(|(op, _)| op).collect();
        self.scope = Scope::Mine;
        let pushed = self.push("register.set", subject, Some(field), base, Some(value));
        self.scope = Scope::Shared;
        pushed.map(drop)
    }

    pub(crate) fn new_uuid(&self) -> uuid::Uuid {
        self.case.world.uuid()
    }

    /// Adds a source.
    pub fn add_source(&mut self, new: &NewSource) -> Result<SourceId> {
        let id = SourceId::from_uuid(self.new_uuid());
        let subject = *id.as_uuid().as_bytes();
        self.push("source.add", &subject, None, vec![], Some(&serde_json::json!({})))?;
        self.set(&subject, "code_name", &new.code_name)?;
        self.set(&subject, "kind", &new.kind)?;
        self.set(&subject, "audience", &new.audience.unwrap_or(new.kind.default_audience()))?;
        for (field, value) in &new.details {
            self.set(&subject, field, value)?;
        }
        Ok(id)
    }

    /// What was erased does not come back by another way.
    fn refuse_erased(&self, document: &DocumentId) -> Result<()> {
        match self.case.erased(document.as_bytes())? {
            Some(_) => Err(Error::Erased { what: format!("document {}", document.short()) }),
            None => Ok(()),
        }
    }

    /// Puts the same bytes in the place of a blob that was damaged or lost; a sound one is left alone. What a blob holds
    /// is recorded already, so this is no operation.
    fn heal(&mut self, key: Key, staged: Staged, codec: Codec) -> Result<()> {
        let place = self.case.vault().place(self.conn(), key)?;
        let is_sound = place.as_ref().is_some_and(|place| match key {
            // Files that are known come by the thousand: reading each through would cost as much as taking them in.
            Key::Document(_) => self.case.vault().is_there(place),
            Key::Text(_) => self.case.vault().examine(place) == Condition::Ok,
        });
        if !is_sound {
            self.replaced.extend(place);
            self.store(key, staged, codec)?;
        }
        Ok(())
    }

    /// Writes down where a blob will be.
    fn store(&mut self, key: Key, staged: Staged, codec: Codec) -> Result<()> {
        Vault::record(self.conn(), key, &staged, codec)?;
        match staged.is_small() {
            true => self.small.push((key, staged)),
            false => self.staged.push(staged),
        }
        Ok(())
    }

    /// Adds a document whose bytes were staged; known bytes give the known id and the staged ones are dropped.
    pub fn add_document(&mut self, staged: Staged) -> Result<DocumentId> {
        let sha256 = staged.sha256();
        let id = self.case.document_id(&sha256);
        self.refuse_erased(&id)?;
        if table::document::get(self.conn(), &id)?.is_some() {
            self.heal(Key::Document(id), staged, Codec::Plain)?;
            return Ok(id);
        }
        let value = NewDocument { sha256: to_hex(&sha256), bytes: staged.len() };
        self.push("document.add", id.as_bytes(), None, vec![], Some(&value))?;
        self.store(Key::Document(id), staged, Codec::Plain)?;
        Ok(id)
    }

    /// Adds a document whose bytes stand, as they are or packed, in those of another one: none are stored for it.
    pub fn add_derived(&mut self, derived: &Derived) -> Result<DocumentId> {
        let id = self.case.document_id(&derived.sha256);
        self.refuse_erased(&id)?;
        let key = Key::Document(id);
        let is_known = table::document::get(self.conn(), &id)?.is_some();
        if is_known && self.case.vault().place(self.conn(), key)?.is_some_and(|p| self.case.vault().is_there(&p)) {
            return Ok(id);
        }
        if !is_known {
            let value = NewDocument { sha256: to_hex(&derived.sha256), bytes: derived.bytes };
            self.push("document.add", id.as_bytes(), None, vec![], Some(&value))?;
        }
        Vault::record_within(self.conn(), key, derived)?;
        Ok(id)
    }

    /// Gives documents that stand in the bytes of these, and are none of them, bytes of their own.
    pub(crate) fn part_from(&mut self, documents: &[DocumentId]) -> Result<()> {
        for key in vault::derived::standing_in(self.conn(), documents)? {
            let Some(place) = self.case.vault().place(self.conn(), key)? else { continue };
            // What is damaged stays so, and is told of as missing.
            if let Some(staged) = self.case.vault().copy_out(&place)? {
                self.store(key, staged, Codec::Plain)?;
            }
        }
        Ok(())
    }

    /// Lifts what erasing a document left, so that its bytes can be taken in again. Says whether it had been erased.
    /// Erasing it again wins again.
    pub fn readmit(&mut self, document: &DocumentId) -> Result<bool> {
        if self.case.erased(document.as_bytes())?.is_none() {
            return Ok(false);
        }
        let base = table::acquisition::passed_over(self.conn(), document)?;
        self.push::<()>("document.readmit", document.as_bytes(), None, base, None)?;
        Ok(true)
    }

    /// Adds a finding to the ledger, unless this very one is there.
    pub fn add_acquisition(&mut self, new: &NewAcquisition) -> Result<Found> {
        if let Some(document) = &new.document {
            self.refuse_erased(document)?;
        }
        if let Some(ordinal) = table::acquisition::ordinal(self.conn(), new)? {
            return Ok(Found { ordinal, is_new: false, is_copy: false });
        }
        let is_copy = match &new.document {
            Some(document) => table::acquisition::is_found(self.conn(), document)?,
            None => false,
        };
        let id = AcquisitionId::from_uuid(self.new_uuid());
        self.push("acquisition.add", id.as_uuid().as_bytes(), None, vec![], Some(new))?;
        Ok(Found { ordinal: table::acquisition::ordinal_of(self.conn(), id)?, is_new: true, is_copy })
    }

    /// Stores a text of a document, unless the case has this very version.
    pub fn add_text(&mut self, document: DocumentId, text: StagedText, made: Made) -> Result<()> {
        self.refuse_erased(&document)?;
        if table::text::exists(self.conn(), &text.hash)? {
            return self.heal(Key::Text(text.hash), text.staged, Codec::Pack1);
        }
        let Made { maker, engine, version, options, language, derived_from } = made;
        let (units, chars) = (text.n_units, text.n_chars);
        let value = NewText { document, maker, engine, version, options, language, derived_from, units, chars };
        self.push("text.add", text.hash.as_bytes(), None, vec![], Some(&value))?;
        self.store(Key::Text(text.hash), text.staged, Codec::Pack1)
    }

    /// Makes a text, in which a person put words of a unit right, the one that counts.
    pub fn correct_text(&mut self, document: DocumentId, unit: u32, text: TextHash) -> Result<()> {
        self.refuse_erased(&document)?;
        self.push("text.correct", document.as_bytes(), None, vec![], Some(&NewCorrection { unit, text })).map(drop)
    }

    /// Keeps what a look at a page came to, until it is part of a text. It is no operation.
    pub fn keep_seen(&mut self, document: &DocumentId, number: u32, engine: &str, page: &SeenPage) -> Result<()> {
        self.refuse_erased(document)?;
        table::seen::keep(self.conn(), document, number, engine, page)
    }

    /// Lets go of the pages that are part of a document's text now.
    pub fn forget_seen(&mut self, document: &DocumentId) -> Result<()> {
        table::seen::forget(self.conn(), document)
    }

    /// Records what came of reading a document; the checkpoint of an interrupted reading goes with it. Where a limit ended
    /// it from which another may go on, set the checkpoint again.
    pub fn add_reading(&mut self, document: DocumentId, reading: &NewReading) -> Result<()> {
        self.refuse_erased(&document)?;
        let base = self
            .conn()
            .prepare_cached("SELECT op FROM reading WHERE document = ?")?
            .query_row([document.as_bytes()], |row| row.get(0))
            .optional()?
            .map(OpId);
        self.push("document.read", document.as_bytes(), None, base.into_iter().collect(), Some(reading))?;
        self.conn().prepare_cached("DELETE FROM checkpoint WHERE document = ?")?.execute([document.as_bytes()])?;
        Ok(())
    }

    /// Remembers how far the reading of a long document has come.
    pub fn set_checkpoint(&mut self, document: &DocumentId, token: &str) -> Result<()> {
        self.conn()
            .prepare_cached("INSERT OR REPLACE INTO checkpoint (document, token) VALUES (?, ?)")?
            .execute(params![document.as_bytes(), token])?;
        Ok(())
    }

    /// Adds an entity.
    pub fn add_entity(&mut self, schema: &str) -> Result<EntityId> {
        let id = EntityId::from_uuid(self.new_uuid());
        let value = EntityValue { schema: schema.into() };
        self.push("entity.add", id.as_uuid().as_bytes(), None, vec![], Some(&value))?;
        Ok(id)
    }

    /// Withdraws an entity; its statements stay where they are.
    pub fn withdraw_entity(&mut self, id: EntityId) -> Result<()> {
        let base = self.origin("entity", id.as_uuid().as_bytes())?;
        self.push::<()>("entity.withdraw", id.as_uuid().as_bytes(), None, base, None).map(drop)
    }

    /// Adds a statement.
    pub fn add_statement(&mut self, new: &NewStatement) -> Result<StatementId> {
        let id = StatementId::from_uuid(self.new_uuid());
        self.push("statement.add", id.as_uuid().as_bytes(), None, vec![], Some(new))?;
        Ok(id)
    }

    /// Withdraws a statement.
    pub fn withdraw_statement(&mut self, id: StatementId) -> Result<()> {
        let base = self.origin("statement", id.as_uuid().as_bytes())?;
        self.push::<()>("statement.withdraw", id.as_uuid().as_bytes(), None, base, None).map(drop)
    }

    /// Adds a citation.
    pub fn add_citation(&mut self, new: &NewCitation) -> Result<CitationId> {
        let id = CitationId::from_uuid(self.new_uuid());
        self.push("citation.add", id.as_uuid().as_bytes(), None, vec![], Some(new))?;
        Ok(id)
    }

    /// Ties a citation to a statement.
    pub fn add_tie(&mut self, new: &NewTie) -> Result<TieId> {
        let id = TieId::from_uuid(self.new_uuid());
        self.push("tie.add", id.as_uuid().as_bytes(), None, vec![], Some(new))?;
        Ok(id)
    }

    /// Unties.
    pub fn remove_tie(&mut self, id: TieId) -> Result<()> {
        let base = self.origin("tie", id.as_uuid().as_bytes())?;
        self.push::<()>("tie.remove", id.as_uuid().as_bytes(), None, base, None).map(drop)
    }

    /// Records whether two entities are the same.
    pub fn add_judgement(&mut self, new: &NewJudgement) -> Result<JudgementId> {
        let id = JudgementId::from_uuid(self.new_uuid());
        self.push("judgement.add", id.as_uuid().as_bytes(), None, vec![], Some(new))?;
        Ok(id)
    }

    /// The operation a row comes from.
    fn origin(&self, what: &'static str, id: &[u8]) -> Result<Vec<OpId>> {
        let op = self
            .conn()
            .query_row(&format!("SELECT op FROM {what} WHERE id = ?"), [id], |row| row.get(0))
            .optional()?
            .ok_or_else(|| Error::NotFound { what, id: to_hex(id) })?;
        Ok(vec![OpId(op)])
    }

    /// Makes the change last: bytes first, then the rows that name them.
    pub fn commit(mut self) -> Result<()> {
        let small = std::mem::take(&mut self.small);
        self.staged.extend(self.case.vault().share(self.conn(), small)?);
        self.case.vault().settle(&mut self.staged)?;
        // Recorded before the commit: a copy that is restored from before it must not go on with the same numbers.
        let case = self.case;
        registry::remember(&case.world, case.id(), case.root(), Some(self.replica), self.seq)?;
        self.conn().execute_batch("COMMIT")?;
        self.done = true;
        // Where this cannot be written, only a log that is cut later goes unnoticed.
        let _ = registry::remember_kept(&case.world, case.id(), case.root(), self.replica, self.seq);
        for doomed in self.replaced.iter().filter_map(Place::doomed) {
            case.vault().destroy(&case.conn, &doomed)?;
        }
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.done {
            // Rolling back fails only where SQLite has rolled back already, as on a full disk.
            let _ = self.conn().execute_batch("ROLLBACK");
            // Bytes that took their names for rows that never came.
            for staged in &self.staged {
                self.case.vault().discard(staged);
            }
        }
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Result<Operation>> {
    let id = OpId(row.get(0)?);
    let head: Vec<u8> = row.get(1)?;
    let (signature, salt, value) = (row.get(2)?, row.get(3)?, row.get(4)?);
    Ok(match Head::decode(&head) {
        Some(head) => Ok(Operation { id, head, signature, salt, value }),
        None => Err(Error::Damaged(format!("operation {id} cannot be read"))),
    })
}

/// Operations picked by the end of an SQL query.
pub(crate) fn operations<P: Params>(conn: &Connection, rest: &str, params: P) -> Result<Vec<Operation>> {
    let mut query = conn.prepare(&format!("SELECT id, head, signature, salt, value FROM op {rest}"))?;
    let rows = query.query_map(params, from_row)?;
    rows.map(|row| row?).collect()
}

/// One operation by id.
pub(crate) fn operation(conn: &Connection, id: OpId) -> Result<Option<Operation>> {
    Ok(operations(conn, "WHERE id = ?", [id.0])?.pop())
}

/// Hands operations one by one to `each`, in the order an SQL query's end gives, without holding them all.
pub(crate) fn each_operation(
    conn: &Connection,
    rest: &str,
    mut each: impl FnMut(Operation) -> Result<()>,
) -> Result<()> {
    let mut query = conn.prepare(&format!("SELECT id, head, signature, salt, value FROM op {rest}"))?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        each(from_row(row)??)?;
    }
    Ok(())
}
