DROP FUNCTION IF EXISTS append_at_once;

-- Appends a batch in one round trip, when the ledger is as the caller takes it to be: at this head, with
-- these streams and guards at these versions (0: there is none). Answers false, or fails, and changes nothing,
-- when it is not. The head moves first, which locks it: each statement sees what was committed before it, so what is
-- read after that is final. What moves is found to be as it was taken by moving it; only what stays is looked up by
-- itself. A guard that is taken for -1 may be at any version: it moves by the version that is given, from 0 when
-- there is none.
CREATE FUNCTION append_at_once(
    taken_head bigint,
    still_streams text[],
    still_stream_versions integer[],
    still_guards text[],
    still_guard_versions bigint[],
    grown_taken integer[],
    bumped_taken bigint[],
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
DECLARE
    moved bigint;
    known bigint;
    blind bigint;
BEGIN
    UPDATE ledger_head SET position = new_head, recorded_at = new_recorded_at WHERE position = taken_head;
    IF NOT FOUND THEN
        RETURN FALSE;
    END IF;
    PERFORM 1
    FROM UNNEST(still_streams, still_stream_versions) AS still (stream, version)
    WHERE coalesce((SELECT version FROM stream_head WHERE stream = still.stream), 0) <> still.version
    UNION ALL
    SELECT 1
    FROM UNNEST(still_guards, still_guard_versions) AS still (key, version)
    WHERE coalesce((SELECT version FROM guard WHERE key = still.key), 0) <> still.version;
    IF FOUND THEN
        RAISE EXCEPTION 'what stays is not as it was taken to be';
    END IF;
    INSERT INTO event (
        position, stream, version, event_id, type, schema, occurred_on, recorded_at, organisation, role,
        username, origin, batch, warnings, payload, source_recorded_at, leaf_hash
    )
    SELECT * FROM UNNEST(
        positions, streams, versions, event_ids, types, schemas, occurred, recorded, organisations, roles,
        usernames, origins, batches, warnings, payloads, source_recorded, leaf_hashes
    );
    UPDATE stream_head SET version = grown.version, last_position = grown.position
    FROM UNNEST(grown_streams, grown_versions, grown_positions, grown_taken) AS grown (stream, version, position, taken)
    WHERE stream_head.stream = grown.stream AND stream_head.version = grown.taken;
    GET DIAGNOSTICS moved = ROW_COUNT;
    known := cardinality(grown_taken) - cardinality(array_positions(grown_taken, 0));
    IF moved <> known THEN
        RAISE EXCEPTION 'a stream is not as it was taken to be';
    END IF;
    IF known < cardinality(grown_taken) THEN
        INSERT INTO stream_head (stream, version, last_position)
        SELECT stream, version, position
        FROM UNNEST(grown_streams, grown_versions, grown_positions, grown_taken)
            AS grown (stream, version, position, taken)
        WHERE taken = 0;
    END IF;
    IF cardinality(bumped_guards) > 0 THEN
        blind := cardinality(array_positions(bumped_taken, -1));
        known := cardinality(bumped_taken) - cardinality(array_positions(bumped_taken, 0)) - blind;
        IF known > 0 THEN
            UPDATE guard SET version = bumped.version
            FROM UNNEST(bumped_guards, bumped_versions, bumped_taken) AS bumped (key, version, taken)
            WHERE guard.key = bumped.key AND guard.version = bumped.taken AND bumped.taken > 0;
            GET DIAGNOSTICS moved = ROW_COUNT;
            IF moved <> known THEN
                RAISE EXCEPTION 'a guard is not as it was taken to be';
            END IF;
        END IF;
        IF blind > 0 THEN
            INSERT INTO guard (key, version, stream)
            SELECT key, version, stream
            FROM UNNEST(bumped_guards, bumped_versions, bumped_first, bumped_taken)
                AS bumped (key, version, stream, taken)
            WHERE taken = -1
            ON CONFLICT (key) DO UPDATE SET version = guard.version + EXCLUDED.version;
        END IF;
        IF known + blind < cardinality(bumped_taken) THEN
            INSERT INTO guard (key, version, stream)
            SELECT key, version, stream
            FROM UNNEST(bumped_guards, bumped_versions, bumped_first, bumped_taken)
                AS bumped (key, version, stream, taken)
            WHERE taken = 0;
        END IF;
    END IF;
    IF cardinality(registered_guards) > 0 THEN
        INSERT INTO guard_stream (key, stream)
        SELECT * FROM UNNEST(registered_guards, registered_streams) AS new (key, stream)
        WHERE NOT EXISTS (SELECT 1 FROM guard WHERE key = new.key AND stream = new.stream)
        ON CONFLICT (key, stream) DO NOTHING;
    END IF;
    RETURN TRUE;
END;
$$;
