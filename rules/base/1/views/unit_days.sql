-- One row per part of a stay, in the order of units: `part` numbers the parts, `nth` the units. Its days are numbers that rise
-- from unit to unit, ten million times that of the unit and the days since the year 1. Over all parts in one order, what is
-- the latest so far is then never of another unit. Of what nobody ended the year 9999 stands for the end; `cuts` is the day of
-- a split or a merger.
SELECT parts.*,
       10000000 * nth + (entered - DATE '0001-01-01') AS enters,
       10000000 * nth + (COALESCE(exited, DATE '9999-01-01') - DATE '0001-01-01') AS ends,
       10000000 * nth + (CASE WHEN exit_reason IN ('split', 'merge') THEN exited END - DATE '0001-01-01') AS cuts
FROM (
    SELECT spell_parts.*,
           row_number() OVER (ORDER BY counted_as, programme, unit, entered, exited, enrolment) AS part,
           CAST(dense_rank() OVER (ORDER BY counted_as, programme, unit) AS BIGINT) AS nth
    FROM spell_parts
) AS parts
