-- One row per part of a stay, in the order of units: `part` numbers the parts, `nth` the units. Its days are numbers that rise
-- from unit to unit: hours since the year 1, beside 240 million for each unit. Over all parts in one order, what is the latest
-- so far is then never of another unit. Of what nobody ended the year 9999 stands for the end; what a split or a merger cut
-- reaches an hour into the day of its end, on which what continues it begins.
SELECT parts.*,
       240000000 * nth + 24 * (entered - DATE '0001-01-01') AS enters,
       240000000 * nth + 24 * (COALESCE(exited, DATE '9999-01-01') - DATE '0001-01-01')
           + CASE WHEN exit_reason IN ('split', 'merge') THEN 1 ELSE 0 END AS ends
FROM (
    SELECT spell_parts.*,
           row_number() OVER (ORDER BY counted_as, programme, unit, entered, exited, enrolment) AS part,
           CAST(dense_rank() OVER (ORDER BY counted_as, programme, unit) AS BIGINT) AS nth
    FROM spell_parts
) AS parts
