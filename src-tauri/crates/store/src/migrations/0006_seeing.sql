-- Pages that were looked at and are not part of a text yet: like a checkpoint, they are no record of anything.
CREATE TABLE seen_page (
  document BLOB NOT NULL, unit INTEGER NOT NULL, engine TEXT NOT NULL, page BLOB NOT NULL, PRIMARY KEY (document, unit)
) STRICT, WITHOUT ROWID;
-- How many pages wait to be looked at, for every answer to say.
CREATE INDEX reading_waiting ON reading (json_extract(details, '$.waiting')) WHERE json_extract(details, '$.waiting') > 0;
