-- Sealing: which keys belong to this ledger.

-- The keys themselves are in a file of their own beside this one.
CREATE TABLE ledger_keys (
    id       INTEGER NOT NULL CONSTRAINT ledger_keys_pk PRIMARY KEY
             CONSTRAINT ledger_keys_single CHECK (id = 1),
    store_id BLOB    NOT NULL CONSTRAINT ledger_keys_id_bytes CHECK (length(store_id) = 16)
) STRICT;
