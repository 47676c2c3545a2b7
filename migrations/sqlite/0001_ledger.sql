-- The ledger: one ordered, append-only list of events, what guards its order,
-- and the tables of those who follow it. Instants are microseconds since the
-- epoch, so both engines keep and compare the same numbers.

-- The single row that every append changes: commit order is position order.
CREATE TABLE ledger_head (
    id          INTEGER NOT NULL CONSTRAINT ledger_head_pk PRIMARY KEY
                CONSTRAINT ledger_head_single CHECK (id = 1),
    position    INTEGER NOT NULL CONSTRAINT ledger_head_position CHECK (position >= 0),
    recorded_at INTEGER
) STRICT;

INSERT INTO ledger_head (id, position, recorded_at) VALUES (1, 0, NULL);

CREATE TABLE stream_head (
    stream        TEXT    NOT NULL CONSTRAINT stream_head_pk PRIMARY KEY,
    version       INTEGER NOT NULL CONSTRAINT stream_head_version CHECK (version > 0),
    last_position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `payload` and `leaf_hash` are kept as bytes: a proof hashes what was stored.
-- `warnings` is a canonical JSON array of strings.
CREATE TABLE event (
    position           INTEGER NOT NULL CONSTRAINT event_pk PRIMARY KEY
                       CONSTRAINT event_position CHECK (position > 0),
    recorded_at        INTEGER NOT NULL,
    source_recorded_at INTEGER,
    event_id           BLOB    NOT NULL CONSTRAINT event_id_bytes CHECK (length(event_id) = 16),
    batch              BLOB             CONSTRAINT event_batch_bytes CHECK (length(batch) = 16),
    version            INTEGER NOT NULL CONSTRAINT event_version CHECK (version > 0),
    schema             INTEGER NOT NULL,
    stream             TEXT    NOT NULL,
    type               TEXT    NOT NULL,
    occurred_on        TEXT    NOT NULL,
    organisation       TEXT    NOT NULL,
    role               TEXT,
    username           TEXT,
    origin             TEXT    NOT NULL CONSTRAINT event_origin
                       CHECK (origin IN ('manual', 'import', 'partner', 'migration')),
    warnings           TEXT    NOT NULL,
    leaf_hash          BLOB    NOT NULL CONSTRAINT event_leaf_hash CHECK (length(leaf_hash) = 32),
    payload            BLOB    NOT NULL,
    CONSTRAINT event_stream_version UNIQUE (stream, version),
    CONSTRAINT event_event_id UNIQUE (event_id)
) STRICT;

CREATE INDEX event_type_position ON event (type, position);

CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'events are never changed: update refused');
END;

CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'events are never changed: delete refused');
END;

-- INSERT OR REPLACE deletes the row it collides with and fires no delete trigger.
CREATE TRIGGER event_no_replace BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE position = NEW.position)
    OR EXISTS (SELECT 1 FROM event WHERE event_id = NEW.event_id)
    OR EXISTS (SELECT 1 FROM event WHERE stream = NEW.stream AND version = NEW.version)
BEGIN
    SELECT RAISE(ABORT, 'events are never changed: replacement refused');
END;

-- The events as a person reads them.
CREATE VIEW event_readable AS
SELECT
    position,
    stream,
    version,
    type,
    schema,
    occurred_on,
    strftime('%Y-%m-%dT%H:%M:%S', recorded_at / 1000000, 'unixepoch')
        || printf('.%06dZ', recorded_at % 1000000) AS recorded_at,
    organisation,
    role,
    username,
    origin,
    warnings,
    CAST(payload AS TEXT) AS payload,
    lower(hex(event_id)) AS event_id,
    lower(hex(leaf_hash)) AS leaf_hash
FROM event;

-- What an admission relied on beyond its own streams.
CREATE TABLE guard (
    key     TEXT    NOT NULL CONSTRAINT guard_pk PRIMARY KEY,
    version INTEGER NOT NULL CONSTRAINT guard_version CHECK (version > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE guard_stream (
    key    TEXT NOT NULL CONSTRAINT guard_stream_key REFERENCES guard (key),
    stream TEXT NOT NULL,
    CONSTRAINT guard_stream_pk PRIMARY KEY (key, stream)
) STRICT, WITHOUT ROWID;


-- RFC 6962 tree over the leaf hashes. A tile holds 256 hashes; of each full one its root
-- is kept, which is a hash of the tile above. Level 0 is over the leaf hashes of the events.
CREATE TABLE log_tile (
    level      INTEGER NOT NULL CONSTRAINT log_tile_level CHECK (level BETWEEN 0 AND 6),
    tile_index INTEGER NOT NULL CONSTRAINT log_tile_index CHECK (tile_index >= 0),
    root       BLOB    NOT NULL CONSTRAINT log_tile_root CHECK (length(root) = 32),
    CONSTRAINT log_tile_pk PRIMARY KEY (level, tile_index)
) STRICT, WITHOUT ROWID;

-- Signed heads of that tree: `note` is a C2SP signed note over a tlog-checkpoint.
CREATE TABLE checkpoint (
    size       INTEGER NOT NULL CONSTRAINT checkpoint_pk PRIMARY KEY
               CONSTRAINT checkpoint_size CHECK (size > 0),
    root       BLOB    NOT NULL CONSTRAINT checkpoint_root CHECK (length(root) = 32),
    note       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER log_tile_no_update BEFORE UPDATE ON log_tile
BEGIN
    SELECT RAISE(ABORT, 'log_tile is never changed: update refused');
END;

CREATE TRIGGER log_tile_no_delete BEFORE DELETE ON log_tile
BEGIN
    SELECT RAISE(ABORT, 'log_tile is never changed: delete refused');
END;

CREATE TRIGGER log_tile_no_replace BEFORE INSERT ON log_tile
WHEN EXISTS (SELECT 1 FROM log_tile WHERE level = NEW.level AND tile_index = NEW.tile_index)
BEGIN
    SELECT RAISE(ABORT, 'log_tile is never changed: replacement refused');
END;

CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint
BEGIN
    SELECT RAISE(ABORT, 'checkpoint is never changed: update refused');
END;

CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint
BEGIN
    SELECT RAISE(ABORT, 'checkpoint is never changed: delete refused');
END;

CREATE TRIGGER checkpoint_no_replace BEFORE INSERT ON checkpoint
WHEN EXISTS (SELECT 1 FROM checkpoint WHERE size = NEW.size)
BEGIN
    SELECT RAISE(ABORT, 'checkpoint is never changed: replacement refused');
END;
