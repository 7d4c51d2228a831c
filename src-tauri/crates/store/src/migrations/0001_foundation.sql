-- What is not a projection: what the case is, its log, and where its bytes are.
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE op (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  replica BLOB NOT NULL,
  seq INTEGER NOT NULL,
  time INTEGER NOT NULL,
  who BLOB NOT NULL,
  kind TEXT NOT NULL,
  subject BLOB NOT NULL,
  head BLOB NOT NULL,
  signature BLOB,
  salt BLOB,
  value BLOB,
  UNIQUE (replica, seq)
) STRICT;
CREATE INDEX op_subject ON op (subject);
CREATE INDEX op_time ON op (time);
CREATE TABLE blob (
  key BLOB PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  codec TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;
-- Blobs that must be destroyed and perhaps are not yet.
CREATE TABLE doomed (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoint (document BLOB PRIMARY KEY, token TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Projections of the log. `op` is the operation a row comes from.
CREATE TABLE undone (op BLOB PRIMARY KEY, by BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE tombstone (
  subject BLOB PRIMARY KEY, what TEXT NOT NULL, reason TEXT NOT NULL, who BLOB NOT NULL, at INTEGER NOT NULL,
  op BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE person (id BLOB PRIMARY KEY, name TEXT NOT NULL, op BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE register (
  subject BLOB NOT NULL, field TEXT NOT NULL, op BLOB NOT NULL, value TEXT NOT NULL, author BLOB NOT NULL,
  at INTEGER NOT NULL, PRIMARY KEY (subject, field, op)
) STRICT, WITHOUT ROWID;
CREATE TABLE document (
  ordinal INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  sha256 BLOB NOT NULL,
  bytes INTEGER NOT NULL,
  op BLOB NOT NULL
) STRICT;
CREATE INDEX document_sha256 ON document (sha256);
CREATE TABLE source (id BLOB PRIMARY KEY, op BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE acquisition (
  ordinal INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  document BLOB,
  source BLOB NOT NULL,
  parent BLOB,
  path TEXT NOT NULL,
  raw_path BLOB,
  locator TEXT,
  modified TEXT,
  state TEXT,
  reason TEXT,
  bytes INTEGER,
  author BLOB NOT NULL,
  at INTEGER NOT NULL,
  op BLOB NOT NULL
) STRICT;
CREATE INDEX acquisition_document ON acquisition (document);
CREATE INDEX acquisition_path ON acquisition (path);
CREATE INDEX acquisition_parent ON acquisition (parent);
CREATE TABLE reading (
  document BLOB PRIMARY KEY,
  ordinal INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  kind TEXT NOT NULL,
  mime TEXT NOT NULL,
  parser TEXT NOT NULL,
  parser_version TEXT NOT NULL,
  sandbox TEXT NOT NULL,
  text BLOB,
  units INTEGER NOT NULL,
  language TEXT,
  date TEXT,
  details TEXT NOT NULL,
  at INTEGER NOT NULL,
  op BLOB NOT NULL
) STRICT;
CREATE INDEX reading_state ON reading (state);
CREATE INDEX reading_ordinal ON reading (ordinal);
CREATE TABLE text_version (
  hash BLOB PRIMARY KEY,
  document BLOB NOT NULL,
  maker TEXT NOT NULL,
  engine TEXT NOT NULL,
  version TEXT NOT NULL,
  options TEXT NOT NULL,
  language TEXT,
  derived_from BLOB,
  units INTEGER NOT NULL,
  chars INTEGER NOT NULL,
  at INTEGER NOT NULL,
  op BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX text_version_document ON text_version (document);
-- A statement or entity may be withdrawn by several people; it stays withdrawn until the last takes it back.
CREATE TABLE withdrawal (op BLOB PRIMARY KEY, subject BLOB NOT NULL, author BLOB NOT NULL, at INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE INDEX withdrawal_subject ON withdrawal (subject);
CREATE TABLE entity (
  id BLOB PRIMARY KEY, schema TEXT NOT NULL, author BLOB NOT NULL, at INTEGER NOT NULL, op BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE statement (
  id BLOB PRIMARY KEY, entity BLOB NOT NULL, property TEXT NOT NULL, value TEXT NOT NULL, original TEXT,
  language TEXT, standing TEXT NOT NULL, author BLOB NOT NULL, at INTEGER NOT NULL, op BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_entity ON statement (entity);
CREATE INDEX statement_value ON statement (value);
CREATE TABLE citation (
  id BLOB PRIMARY KEY, document BLOB NOT NULL, anchors TEXT NOT NULL, said_by TEXT, translation TEXT,
  author BLOB NOT NULL, at INTEGER NOT NULL, op BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX citation_document ON citation (document);
CREATE TABLE tie (
  id BLOB PRIMARY KEY, citation BLOB NOT NULL, statement BLOB NOT NULL, stance TEXT NOT NULL,
  author BLOB NOT NULL, at INTEGER NOT NULL, op BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tie_citation ON tie (citation);
CREATE INDEX tie_statement ON tie (statement);
CREATE TABLE judgement (
  id BLOB PRIMARY KEY, "left" BLOB NOT NULL, "right" BLOB NOT NULL, verdict TEXT NOT NULL, reason TEXT,
  author BLOB NOT NULL, at INTEGER NOT NULL, op BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX judgement_left ON judgement ("left");
CREATE INDEX judgement_right ON judgement ("right");
