-- What is worked out from the words of the current texts, to find copies and near copies: no projection of the log, but a
-- function of the texts, made anew whenever it is gone. `bins` is empty where a text is too short.
CREATE TABLE sketch (
  document BLOB PRIMARY KEY, text BLOB NOT NULL, version INTEGER NOT NULL, words BLOB NOT NULL, bins BLOB NOT NULL
) STRICT, WITHOUT ROWID;
-- Documents that are nearly the same as the one that leads their group, leaders included; none that is alone.
CREATE TABLE kin (document BLOB PRIMARY KEY, leader BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX kin_leader ON kin (leader);
