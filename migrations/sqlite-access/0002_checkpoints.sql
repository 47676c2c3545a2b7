-- Signed heads of the tree over the access log, so that who owns the database cannot rewrite the log unseen: `note` is a
-- C2SP signed note over a tlog-checkpoint. `peaks` are the roots of the complete subtrees, from left to right, 32 bytes
-- each: the tree goes on from them, so that signing reads only what was logged since.
CREATE TABLE access_checkpoint (
    size       INTEGER NOT NULL CONSTRAINT access_checkpoint_pk PRIMARY KEY
               CONSTRAINT access_checkpoint_size CHECK (size > 0),
    root       BLOB    NOT NULL CONSTRAINT access_checkpoint_root CHECK (length(root) = 32),
    peaks      BLOB    NOT NULL CONSTRAINT access_checkpoint_peaks
               CHECK (length(peaks) BETWEEN 32 AND 2048 AND length(peaks) % 32 = 0),
    note       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER access_checkpoint_no_update BEFORE UPDATE ON access_checkpoint
BEGIN
    SELECT RAISE(ABORT, 'access_checkpoint is never changed: update refused');
END;

CREATE TRIGGER access_checkpoint_no_delete BEFORE DELETE ON access_checkpoint
BEGIN
    SELECT RAISE(ABORT, 'access_checkpoint is never changed: delete refused');
END;

CREATE TRIGGER access_checkpoint_no_replace BEFORE INSERT ON access_checkpoint
WHEN EXISTS (SELECT 1 FROM access_checkpoint WHERE size = NEW.size)
BEGIN
    SELECT RAISE(ABORT, 'access_checkpoint is never changed: replacement refused');
END;
