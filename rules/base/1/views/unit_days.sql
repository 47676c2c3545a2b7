-- One row per part of a stay, in the order of units, with its days as numbers that rise from unit to unit: ten million times
-- the number of the unit and the days since the year 1. Over all parts in one order, what is the latest so far is then
-- never of another unit. Of what nobody ended the year 9999 stands for the end; `cuts` is the day of a split or a merger.
SELECT parts.*,
       10000000 * nth + (entered - DATE '0001-01-01') AS enters,
       10000000 * nth + (COALESCE(exited, DATE '9999-01-01') - DATE '0001-01-01') AS ends,
       10000000 * nth + (CASE WHEN exit_reason IN ('split', 'merge') THEN exited END - DATE '0001-01-01') AS cuts
FROM (
    SELECT told.*, count(CASE WHEN is_first THEN 1 END) OVER so_far AS nth
    FROM (
        SELECT spell_parts.*,
               COALESCE(unit <> lag(unit) OVER by_unit
                        OR programme <> lag(programme) OVER by_unit
                        OR counted_as <> lag(counted_as) OVER by_unit, TRUE) AS is_first
        FROM spell_parts
        WINDOW by_unit AS (ORDER BY counted_as, programme, unit, entered, exited, enrolment)
    ) AS told
    WINDOW so_far AS (
        ORDER BY counted_as, programme, unit, entered, exited, enrolment
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
) AS parts
