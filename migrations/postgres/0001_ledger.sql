-- The ledger: one ordered, append-only list of events, what guards its order,
-- and the tables of those who follow it. Instants are microseconds since the
-- epoch, so both engines keep and compare the same numbers; text that orders
-- or identifies uses the "C" collation, which is SQLite's order as well.
-- Runs with search_path = parcours.

-- The single row that every append changes: commit order is position order.
-- Room on the page and eager vacuuming keep its updates in place.
CREATE TABLE ledger_head (
    id          smallint NOT NULL CONSTRAINT ledger_head_pk PRIMARY KEY
                CONSTRAINT ledger_head_single CHECK (id = 1),
    position    bigint   NOT NULL CONSTRAINT ledger_head_position CHECK (position >= 0),
    recorded_at bigint
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);

INSERT INTO ledger_head (id, position, recorded_at) VALUES (1, 0, NULL);

CREATE TABLE stream_head (
    stream        text COLLATE "C" NOT NULL CONSTRAINT stream_head_pk PRIMARY KEY,
    version       integer NOT NULL CONSTRAINT stream_head_version CHECK (version > 0),
    last_position bigint  NOT NULL
) WITH (fillfactor = 70);

-- `payload` and `leaf_hash` are kept as bytes: a proof hashes what was stored.
-- `warnings` is a canonical JSON array of strings.
-- Columns of fixed width come first, so that none is padded.
CREATE TABLE event (
    position           bigint  NOT NULL CONSTRAINT event_pk PRIMARY KEY
                       CONSTRAINT event_position CHECK (position > 0),
    recorded_at        bigint  NOT NULL,
    source_recorded_at bigint,
    event_id           uuid    NOT NULL,
    batch              uuid,
    version            integer NOT NULL CONSTRAINT event_version CHECK (version > 0),
    schema             integer NOT NULL,
    stream             text COLLATE "C" NOT NULL,
    type               text COLLATE "C" NOT NULL,
    occurred_on        text COLLATE "C" NOT NULL,
    organisation       text    NOT NULL,
    role               text,
    username           text,
    origin             text    NOT NULL CONSTRAINT event_origin
                       CHECK (origin IN ('manual', 'import', 'partner', 'migration')),
    warnings           text    NOT NULL,
    leaf_hash          bytea   NOT NULL CONSTRAINT event_leaf_hash CHECK (length(leaf_hash) = 32),
    payload            bytea   NOT NULL,
    CONSTRAINT event_stream_version UNIQUE (stream, version),
    CONSTRAINT event_event_id UNIQUE (event_id)
);

CREATE INDEX event_type_position ON event (type, position);

CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are never changed: % refused', lower(TG_OP)
        USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change();

-- The events as a person reads them.
CREATE VIEW event_readable AS
SELECT
    position,
    stream,
    version,
    type,
    schema,
    occurred_on,
    to_timestamp(0) + recorded_at * interval '1 microsecond' AS recorded_at,
    organisation,
    role,
    username,
    origin,
    warnings,
    convert_from(payload, 'UTF8') AS payload,
    event_id,
    encode(leaf_hash, 'hex') AS leaf_hash
FROM event;

-- What an admission relied on beyond its own streams.
CREATE TABLE guard (
    key     text COLLATE "C" NOT NULL CONSTRAINT guard_pk PRIMARY KEY,
    version bigint NOT NULL CONSTRAINT guard_version CHECK (version > 0)
) WITH (fillfactor = 70);

CREATE TABLE guard_stream (
    key    text COLLATE "C" NOT NULL CONSTRAINT guard_stream_key REFERENCES guard (key),
    stream text COLLATE "C" NOT NULL,
    CONSTRAINT guard_stream_pk PRIMARY KEY (key, stream)
);


-- RFC 6962 tree over the leaf hashes. A tile holds 256 hashes; of each full one its root
-- is kept, which is a hash of the tile above. Level 0 is over the leaf hashes of the events.
CREATE TABLE log_tile (
    level      integer NOT NULL CONSTRAINT log_tile_level CHECK (level BETWEEN 0 AND 6),
    tile_index bigint  NOT NULL CONSTRAINT log_tile_index CHECK (tile_index >= 0),
    root       bytea   NOT NULL CONSTRAINT log_tile_root CHECK (length(root) = 32),
    CONSTRAINT log_tile_pk PRIMARY KEY (level, tile_index)
);

-- Signed heads of that tree: `note` is a C2SP signed note over a tlog-checkpoint.
CREATE TABLE checkpoint (
    size       bigint NOT NULL CONSTRAINT checkpoint_pk PRIMARY KEY
               CONSTRAINT checkpoint_size CHECK (size > 0),
    root       bytea  NOT NULL CONSTRAINT checkpoint_root CHECK (length(root) = 32),
    note       text   NOT NULL,
    created_at bigint NOT NULL
);

CREATE FUNCTION refuse_proof_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never changed: % refused', TG_TABLE_NAME, lower(TG_OP)
        USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE TRIGGER log_tile_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log_tile
FOR EACH STATEMENT EXECUTE FUNCTION refuse_proof_change();

CREATE TRIGGER checkpoint_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint
FOR EACH STATEMENT EXECUTE FUNCTION refuse_proof_change();
