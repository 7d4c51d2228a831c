-- Counting what cannot be searched and listing what an index lacks, without reading the rows themselves: a reading's row
-- holds all that its reader told.
DROP INDEX reading_ordinal;
CREATE INDEX reading_outline ON reading (ordinal, document, state, text);
CREATE INDEX acquisition_lost ON acquisition (path, state) WHERE document IS NULL;
CREATE INDEX acquisition_broken ON acquisition (document, state) WHERE document NOT NULL AND state NOT NULL;
