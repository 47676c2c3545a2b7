-- Completeness: count and commutative digest of the events up to every 256th position, so that what a projection
-- applied can be compared with what the ledger holds at any position by one row and at most 255 leaf hashes.
-- The read models themselves stand apart from the ledger, in the schema parcours_projections.
CREATE TABLE log_sum (
    position bigint NOT NULL CONSTRAINT log_sum_pk PRIMARY KEY
             CONSTRAINT log_sum_position CHECK (position > 0 AND position % 256 = 0),
    digest   bytea  NOT NULL CONSTRAINT log_sum_digest CHECK (length(digest) = 32)
);

CREATE TRIGGER log_sum_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log_sum
FOR EACH STATEMENT EXECUTE FUNCTION refuse_proof_change();
