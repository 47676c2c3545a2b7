-- Signed heads of the tree over the access log, so that who owns the database cannot rewrite the log unseen: `note` is a
-- C2SP signed note over a tlog-checkpoint. `peaks` are the roots of the complete subtrees, from left to right, 32 bytes
-- each: the tree goes on from them, so that signing reads only what was logged since.
CREATE TABLE access_checkpoint (
    size       bigint NOT NULL CONSTRAINT access_checkpoint_pk PRIMARY KEY
               CONSTRAINT access_checkpoint_size CHECK (size > 0),
    root       bytea  NOT NULL CONSTRAINT access_checkpoint_root CHECK (length(root) = 32),
    peaks      bytea  NOT NULL CONSTRAINT access_checkpoint_peaks
               CHECK (length(peaks) BETWEEN 32 AND 2048 AND length(peaks) % 32 = 0),
    note       text   NOT NULL,
    created_at bigint NOT NULL
);

CREATE TRIGGER access_checkpoint_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON access_checkpoint
FOR EACH STATEMENT EXECUTE FUNCTION refuse_proof_change();
