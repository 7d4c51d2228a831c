-- Small blobs share files: a blob begins somewhere in its file, and a file's name is no longer one blob's alone. And some
-- have no bytes of their own: they stand, as they are, within those of the document they were found in.
CREATE TABLE stored (
  key BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  start INTEGER,
  within BLOB,
  codec TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;
INSERT INTO stored (key, name, codec, bytes, sha256) SELECT key, name, codec, bytes, sha256 FROM blob;
DROP TABLE blob;
ALTER TABLE stored RENAME TO blob;
CREATE INDEX blob_name ON blob (name, start);
CREATE INDEX blob_within ON blob (within) WHERE within NOT NULL;
