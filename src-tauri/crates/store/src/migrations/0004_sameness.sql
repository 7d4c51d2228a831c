-- What is worked out from the words of the current texts, to find copies and near copies: no projection of the log, but a
-- function of the texts, made anew whenever it is gone. `bins` is empty where a text is too short.
CREATE TABLE sketch (
  document BLOB PRIMARY KEY, text BLOB NOT NULL, version INTEGER NOT NULL, words BLOB NOT NULL, bins BLOB NOT NULL
) STRICT, WITHOUT ROWID;
-- Documents that are nearly the same as the one that leads their group, leaders included; none that is alone.
CREATE TABLE kin (document BLOB PRIMARY KEY, leader BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX kin_leader ON kin (leader);
-- Projection of the readings: the numbers that messages have (`own`), answer and refer to, as their headers give them.
CREATE TABLE mail_id (
  id TEXT NOT NULL, document BLOB NOT NULL, role TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (id, role, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_id_document ON mail_id (document);
INSERT OR IGNORE INTO mail_id (id, document, role, n)
SELECT trim(value, ' <>'), document, 'own', key FROM reading, json_each(reading.details, '$.meta.message_id')
WHERE type = 'text' AND length(trim(value, ' <>')) BETWEEN 1 AND 1000;
INSERT OR IGNORE INTO mail_id (id, document, role, n)
SELECT trim(value, ' <>'), document, 'answers', key FROM reading, json_each(reading.details, '$.meta.in_reply_to')
WHERE type = 'text' AND length(trim(value, ' <>')) BETWEEN 1 AND 1000;
INSERT OR IGNORE INTO mail_id (id, document, role, n)
SELECT trim(value, ' <>'), document, 'refers', key FROM reading, json_each(reading.details, '$.meta.references')
WHERE type = 'text' AND length(trim(value, ' <>')) BETWEEN 1 AND 1000;
