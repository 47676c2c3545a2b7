-- Sealing: which keys belong to this ledger, and who has read what they open.

-- The keys themselves are in a file of their own beside this one.
CREATE TABLE ledger_keys (
    id       INTEGER NOT NULL CONSTRAINT ledger_keys_pk PRIMARY KEY
             CONSTRAINT ledger_keys_single CHECK (id = 1),
    store_id BLOB    NOT NULL CONSTRAINT ledger_keys_id_bytes CHECK (length(store_id) = 16)
) STRICT;

-- Who has read personal data: of which household (`*` is everybody), how and why. The leaves of a
-- tree of their own; they are no events of a pathway and take no positions.
CREATE TABLE access_log (
    number    INTEGER NOT NULL CONSTRAINT access_log_pk PRIMARY KEY
              CONSTRAINT access_log_number CHECK (number > 0),
    read_at   INTEGER NOT NULL,
    reader    TEXT    NOT NULL,
    household TEXT    NOT NULL,
    via       TEXT    NOT NULL,
    reason    TEXT,
    leaf_hash BLOB    NOT NULL CONSTRAINT access_log_leaf_hash CHECK (length(leaf_hash) = 32)
) STRICT;

CREATE INDEX access_log_household ON access_log (household, number);

CREATE TRIGGER access_log_no_update BEFORE UPDATE ON access_log
BEGIN
    SELECT RAISE(ABORT, 'access_log is never changed: update refused');
END;

CREATE TRIGGER access_log_no_delete BEFORE DELETE ON access_log
BEGIN
    SELECT RAISE(ABORT, 'access_log is never changed: delete refused');
END;

CREATE TRIGGER access_log_no_replace BEFORE INSERT ON access_log
WHEN EXISTS (SELECT 1 FROM access_log WHERE number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'access_log is never changed: replacement refused');
END;

-- Signed heads of that tree, as `checkpoint` is of the ledger's.
CREATE TABLE access_checkpoint (
    size       INTEGER NOT NULL CONSTRAINT access_checkpoint_pk PRIMARY KEY
               CONSTRAINT access_checkpoint_size CHECK (size > 0),
    root       BLOB    NOT NULL CONSTRAINT access_checkpoint_root CHECK (length(root) = 32),
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
