-- The keys that seal personal data: a file of their own, with a backup of its own, so that an
-- erasure is not undone by restoring the ledger.

-- Which keys these are; the ledger knows the same identifier. `pepper` is wrapped by the master
-- key: it hides the subjects that must not be told, and shows whether a master key is the right one.
CREATE TABLE key_store (
    id         INTEGER NOT NULL CONSTRAINT key_store_pk PRIMARY KEY
               CONSTRAINT key_store_single CHECK (id = 1),
    store_id   BLOB    NOT NULL CONSTRAINT key_store_id_bytes CHECK (length(store_id) = 16),
    pepper     BLOB    NOT NULL,
    generation INTEGER NOT NULL
) STRICT;

-- Erasure destroys `wrapped`; the row stays, so that no key is minted again. A row that was fenced
-- before any key was needed has none.
CREATE TABLE sealing_key (
    key_id       BLOB    NOT NULL CONSTRAINT sealing_key_pk PRIMARY KEY
                 CONSTRAINT sealing_key_id_bytes CHECK (length(key_id) = 16),
    subject      TEXT    NOT NULL,
    class        TEXT    NOT NULL CONSTRAINT sealing_key_class CHECK (class IN ('quasi', 'identity')),
    wrapped      BLOB,
    state        TEXT    NOT NULL
                 CONSTRAINT sealing_key_state CHECK (state IN ('active', 'fenced', 'destroyed')),
    created_at   INTEGER NOT NULL,
    destroyed_at INTEGER,
    CONSTRAINT sealing_key_subject UNIQUE (subject, class),
    CONSTRAINT sealing_key_active CHECK (state <> 'active' OR wrapped IS NOT NULL),
    CONSTRAINT sealing_key_destroyed CHECK (
        (state = 'destroyed') = (destroyed_at IS NOT NULL)
        AND (state <> 'destroyed' OR wrapped IS NULL)
    )
) STRICT;

-- Erasures under way: the event that will tell of each, and what it erases.
CREATE TABLE key_fence (
    event_id BLOB NOT NULL CONSTRAINT key_fence_event_bytes CHECK (length(event_id) = 16),
    subject  TEXT NOT NULL,
    class    TEXT NOT NULL,
    CONSTRAINT key_fence_pk PRIMARY KEY (event_id, subject, class)
) STRICT, WITHOUT ROWID;
