-- Sealing: the keys, which of them belong to this ledger, and who has read what they open.

-- A schema of their own, with a backup of its own, so that an erasure is not undone by restoring
-- the ledger.
CREATE SCHEMA parcours_keys;

-- Which keys these are; the ledger knows the same identifier. `pepper` is wrapped by the master
-- key: it hides the subjects that must not be told, and shows whether a master key is the right one.
CREATE TABLE parcours_keys.key_store (
    id         bigint NOT NULL CONSTRAINT key_store_pk PRIMARY KEY
               CONSTRAINT key_store_single CHECK (id = 1),
    store_id   bytea  NOT NULL CONSTRAINT key_store_id_bytes CHECK (length(store_id) = 16),
    pepper     bytea  NOT NULL,
    generation bigint NOT NULL
);

-- Erasure destroys `wrapped`; the row stays, so that no key is minted again. A row that was fenced
-- before any key was needed has none.
CREATE TABLE parcours_keys.sealing_key (
    key_id       bytea  NOT NULL CONSTRAINT sealing_key_pk PRIMARY KEY
                 CONSTRAINT sealing_key_id_bytes CHECK (length(key_id) = 16),
    subject      text   COLLATE "C" NOT NULL,
    class        text   COLLATE "C" NOT NULL CONSTRAINT sealing_key_class CHECK (class IN ('quasi', 'identity')),
    wrapped      bytea,
    state        text   NOT NULL
                 CONSTRAINT sealing_key_state CHECK (state IN ('active', 'fenced', 'destroyed')),
    created_at   bigint NOT NULL,
    destroyed_at bigint,
    CONSTRAINT sealing_key_subject UNIQUE (subject, class),
    CONSTRAINT sealing_key_active CHECK (state <> 'active' OR wrapped IS NOT NULL),
    CONSTRAINT sealing_key_destroyed CHECK (
        (state = 'destroyed') = (destroyed_at IS NOT NULL)
        AND (state <> 'destroyed' OR wrapped IS NULL)
    )
);

-- Erasures under way: the event that will tell of each, and what it erases.
CREATE TABLE parcours_keys.key_fence (
    event_id uuid NOT NULL,
    subject  text COLLATE "C" NOT NULL,
    class    text COLLATE "C" NOT NULL,
    CONSTRAINT key_fence_pk PRIMARY KEY (event_id, subject, class)
);

CREATE TABLE ledger_keys (
    id       bigint NOT NULL CONSTRAINT ledger_keys_pk PRIMARY KEY
             CONSTRAINT ledger_keys_single CHECK (id = 1),
    store_id bytea  NOT NULL CONSTRAINT ledger_keys_id_bytes CHECK (length(store_id) = 16)
);

-- Who has read personal data: of which household (`*` is everybody), how and why. The leaves of a
-- tree of their own; they are no events of a pathway and take no positions.
CREATE TABLE access_log (
    number    bigint NOT NULL CONSTRAINT access_log_pk PRIMARY KEY
              CONSTRAINT access_log_number CHECK (number > 0),
    read_at   bigint NOT NULL,
    reader    text   NOT NULL,
    household text   COLLATE "C" NOT NULL,
    via       text   NOT NULL,
    reason    text,
    leaf_hash bytea  NOT NULL CONSTRAINT access_log_leaf_hash CHECK (length(leaf_hash) = 32)
);

CREATE INDEX access_log_household ON access_log (household, number);

CREATE TRIGGER access_log_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log
FOR EACH STATEMENT EXECUTE FUNCTION refuse_proof_change();

-- Who may ask: tokens of programs, known by a hash of their secret. A row is never deleted, so that an entry of the
-- access log can be followed to whoever was given the token.
CREATE TABLE access_token (
    id           text   COLLATE "C" NOT NULL CONSTRAINT access_token_pk PRIMARY KEY,
    hash         bytea  NOT NULL CONSTRAINT access_token_hash CHECK (length(hash) = 32),
    label        text   NOT NULL,
    organisation text   NOT NULL,
    role         text   NOT NULL,
    username     text,
    created_at   bigint NOT NULL,
    expires_at   bigint NOT NULL,
    revoked_at   bigint
);
