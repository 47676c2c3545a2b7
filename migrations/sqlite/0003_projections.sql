-- Completeness: count and commutative digest of the events up to every 256th position, so that what a projection
-- applied can be compared with what the ledger holds at any position by one row and at most 255 leaf hashes.
-- The read models themselves stand apart from the ledger, in a file of their own.
CREATE TABLE log_sum (
    position INTEGER NOT NULL CONSTRAINT log_sum_pk PRIMARY KEY
             CONSTRAINT log_sum_position CHECK (position > 0 AND position % 256 = 0),
    digest   BLOB    NOT NULL CONSTRAINT log_sum_digest CHECK (length(digest) = 32)
) STRICT;

CREATE TRIGGER log_sum_no_update BEFORE UPDATE ON log_sum
BEGIN
    SELECT RAISE(ABORT, 'log_sum is never changed: update refused');
END;

CREATE TRIGGER log_sum_no_delete BEFORE DELETE ON log_sum
BEGIN
    SELECT RAISE(ABORT, 'log_sum is never changed: delete refused');
END;

CREATE TRIGGER log_sum_no_replace BEFORE INSERT ON log_sum
WHEN EXISTS (SELECT 1 FROM log_sum WHERE position = NEW.position)
BEGIN
    SELECT RAISE(ABORT, 'log_sum is never changed: replacement refused');
END;
