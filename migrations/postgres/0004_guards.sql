-- Most guards are moved by one stream only: an identifier opens once, and few persons are in two households. The
-- stream that moved a guard first stands beside it; `guard_stream` keeps the others.
ALTER TABLE guard ADD COLUMN stream text COLLATE "C";

UPDATE guard SET stream = (SELECT min(stream) FROM guard_stream WHERE guard_stream.key = guard.key);

DELETE FROM guard_stream USING guard
WHERE guard.key = guard_stream.key AND guard.stream = guard_stream.stream;

-- Whoever reads a household reads along the guards of the persons that it has moved.
CREATE INDEX guard_person ON guard (stream, key) WHERE key >= 'person/' AND key < 'person0';

DROP INDEX IF EXISTS guard_stream_stream;

CREATE INDEX guard_stream_person ON guard_stream (stream, key) WHERE key >= 'person/' AND key < 'person0';

DROP FUNCTION IF EXISTS append_at_once;

-- Appends a batch in one round trip, when the ledger is as the caller takes it to be: at this head, with
-- these streams and guards at these versions (0: there is none). Answers false, and changes nothing, when
-- it is not. Each statement sees what was committed before it, so what is read after the lock is final.
CREATE FUNCTION append_at_once(
    taken_head bigint,
    taken_streams text[],
    taken_stream_versions integer[],
    taken_guards text[],
    taken_guard_versions bigint[],
    positions bigint[],
    streams text[],
    versions integer[],
    event_ids uuid[],
    types text[],
    schemas integer[],
    occurred text[],
    recorded bigint[],
    organisations text[],
    roles text[],
    usernames text[],
    origins text[],
    batches uuid[],
    warnings text[],
    payloads bytea[],
    source_recorded bigint[],
    leaf_hashes bytea[],
    grown_streams text[],
    grown_versions integer[],
    grown_positions bigint[],
    bumped_guards text[],
    bumped_versions bigint[],
    bumped_first text[],
    registered_guards text[],
    registered_streams text[],
    new_head bigint,
    new_recorded_at bigint
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM ledger_head WHERE position = taken_head FOR UPDATE;
    IF NOT FOUND THEN
        RETURN FALSE;
    END IF;
    PERFORM 1
    FROM UNNEST(taken_streams, taken_stream_versions) AS taken (stream, version)
    WHERE coalesce((SELECT version FROM stream_head WHERE stream = taken.stream), 0) <> taken.version
    UNION ALL
    SELECT 1
    FROM UNNEST(taken_guards, taken_guard_versions) AS taken (key, version)
    WHERE coalesce((SELECT version FROM guard WHERE key = taken.key), 0) <> taken.version;
    IF FOUND THEN
        RETURN FALSE;
    END IF;
    INSERT INTO event (
        position, stream, version, event_id, type, schema, occurred_on, recorded_at, organisation, role,
        username, origin, batch, warnings, payload, source_recorded_at, leaf_hash
    )
    SELECT * FROM UNNEST(
        positions, streams, versions, event_ids, types, schemas, occurred, recorded, organisations, roles,
        usernames, origins, batches, warnings, payloads, source_recorded, leaf_hashes
    );
    INSERT INTO stream_head (stream, version, last_position)
    SELECT * FROM UNNEST(grown_streams, grown_versions, grown_positions)
    ON CONFLICT (stream) DO UPDATE
    SET version = EXCLUDED.version, last_position = EXCLUDED.last_position;
    IF cardinality(bumped_guards) > 0 THEN
        INSERT INTO guard (key, version, stream)
        SELECT * FROM UNNEST(bumped_guards, bumped_versions, bumped_first)
        ON CONFLICT (key) DO UPDATE SET version = EXCLUDED.version;
    END IF;
    IF cardinality(registered_guards) > 0 THEN
        INSERT INTO guard_stream (key, stream)
        SELECT * FROM UNNEST(registered_guards, registered_streams) AS new (key, stream)
        WHERE NOT EXISTS (SELECT 1 FROM guard WHERE key = new.key AND stream = new.stream)
        ON CONFLICT (key, stream) DO NOTHING;
    END IF;
    UPDATE ledger_head SET position = new_head, recorded_at = new_recorded_at;
    RETURN TRUE;
END;
$$;
