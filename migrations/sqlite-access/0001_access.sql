-- A file of its own beside the ledger: reading never waits for whoever writes there.

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

-- Who may ask: tokens of programs, known by a hash of their secret. A row is never deleted, so that an entry of the
-- access log can be followed to whoever was given the token.
CREATE TABLE access_token (
    id           TEXT    NOT NULL CONSTRAINT access_token_pk PRIMARY KEY,
    hash         BLOB    NOT NULL CONSTRAINT access_token_hash CHECK (length(hash) = 32),
    label        TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    role         TEXT    NOT NULL,
    username     TEXT,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    revoked_at   INTEGER
) STRICT, WITHOUT ROWID;
