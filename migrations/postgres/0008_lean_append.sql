-- Nobody reads events by their type; each append paid for it.
DROP INDEX IF EXISTS event_type_position;

DROP FUNCTION IF EXISTS append_at_once;

-- Appends a batch in one round trip, when the ledger is as the caller takes it to be: at this head, with
-- these streams and guards at these versions (0: there is none). Answers false, or fails, and changes nothing,
-- when it is not. The head moves first, which locks it: each statement sees what was committed before it, so what is
-- read after that is final. What moves is found to be as it was taken by moving it; only what stays is looked up by
-- itself. A guard that is taken for -1 may be at any version: it moves by the version that is given, from 0 when
-- there is none.
-- Arrays are unnested beside each other in the list of what is selected: in FROM, each would be copied to a store
-- of its own first.
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
    IF (cardinality(still_streams) + cardinality(still_guards) = 0) IS NOT TRUE THEN
        PERFORM 1
        FROM (SELECT unnest(still_streams) AS stream, unnest(still_stream_versions) AS version) AS still
        WHERE coalesce((SELECT version FROM stream_head WHERE stream = still.stream), 0) <> still.version
        UNION ALL
        SELECT 1
        FROM (SELECT unnest(still_guards) AS key, unnest(still_guard_versions) AS version) AS still
        WHERE coalesce((SELECT version FROM guard WHERE key = still.key), 0) <> still.version;
        IF FOUND THEN
            RAISE EXCEPTION 'what stays is not as it was taken to be';
        END IF;
    END IF;
    INSERT INTO event (
        position, stream, version, event_id, type, schema, occurred_on, recorded_at, organisation, role,
        username, origin, batch, warnings, payload, source_recorded_at, leaf_hash
    )
    SELECT
        unnest(positions), unnest(streams), unnest(versions), unnest(event_ids), unnest(types), unnest(schemas),
        unnest(occurred), unnest(recorded), unnest(organisations), unnest(roles), unnest(usernames),
        unnest(origins), unnest(batches), unnest(warnings), unnest(payloads), unnest(source_recorded),
        unnest(leaf_hashes);
    UPDATE stream_head SET version = grown.version, last_position = grown.position
    FROM (
        SELECT unnest(grown_streams) AS stream, unnest(grown_versions) AS version,
            unnest(grown_positions) AS position, unnest(grown_taken) AS taken
    ) AS grown
    WHERE stream_head.stream = grown.stream AND stream_head.version = grown.taken;
    GET DIAGNOSTICS moved = ROW_COUNT;
    known := cardinality(grown_taken) - cardinality(array_positions(grown_taken, 0));
    IF moved <> known THEN
        RAISE EXCEPTION 'a stream is not as it was taken to be';
    END IF;
    IF known < cardinality(grown_taken) THEN
        INSERT INTO stream_head (stream, version, last_position)
        SELECT stream, version, position
        FROM (
            SELECT unnest(grown_streams) AS stream, unnest(grown_versions) AS version,
                unnest(grown_positions) AS position, unnest(grown_taken) AS taken
        ) AS grown
        WHERE taken = 0;
    END IF;
    IF cardinality(bumped_guards) > 0 THEN
        blind := cardinality(array_positions(bumped_taken, -1));
        known := cardinality(bumped_taken) - cardinality(array_positions(bumped_taken, 0)) - blind;
        IF known > 0 THEN
            UPDATE guard SET version = bumped.version
            FROM (
                SELECT unnest(bumped_guards) AS key, unnest(bumped_versions) AS version, unnest(bumped_taken) AS taken
            ) AS bumped
            WHERE guard.key = bumped.key AND guard.version = bumped.taken AND bumped.taken > 0;
            GET DIAGNOSTICS moved = ROW_COUNT;
            IF moved <> known THEN
                RAISE EXCEPTION 'a guard is not as it was taken to be';
            END IF;
        END IF;
        IF blind > 0 THEN
            INSERT INTO guard (key, version, stream)
            SELECT key, version, stream
            FROM (
                SELECT unnest(bumped_guards) AS key, unnest(bumped_versions) AS version,
                    unnest(bumped_first) AS stream, unnest(bumped_taken) AS taken
            ) AS bumped
            WHERE taken = -1
            ON CONFLICT (key) DO UPDATE SET version = guard.version + EXCLUDED.version;
        END IF;
        IF known + blind < cardinality(bumped_taken) THEN
            INSERT INTO guard (key, version, stream)
            SELECT key, version, stream
            FROM (
                SELECT unnest(bumped_guards) AS key, unnest(bumped_versions) AS version,
                    unnest(bumped_first) AS stream, unnest(bumped_taken) AS taken
            ) AS bumped
            WHERE taken = 0;
        END IF;
    END IF;
    IF cardinality(registered_guards) > 0 THEN
        INSERT INTO guard_stream (key, stream)
        SELECT key, stream FROM (SELECT unnest(registered_guards) AS key, unnest(registered_streams) AS stream) AS new
        WHERE NOT EXISTS (SELECT 1 FROM guard WHERE key = new.key AND stream = new.stream)
        ON CONFLICT (key, stream) DO NOTHING;
    END IF;
    RETURN TRUE;
END;
$$;
