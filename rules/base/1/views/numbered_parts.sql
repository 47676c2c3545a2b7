-- One row per part of a stay that does not end within what runs already, with the spell that it belongs to: `stay` numbers
-- all spells, those of a unit one after the other. `is_last` marks the last part of a spell to end, of several that end on
-- one day the last to begin.
SELECT numbered.*, COALESCE(stay < lead(stay) OVER by_unit, TRUE) AS is_last
FROM (
    SELECT spell_starts.*, count(CASE WHEN starts = 1 THEN 1 END) OVER so_far AS stay
    FROM spell_starts
    WINDOW so_far AS (
        ORDER BY counted_as, programme, unit, entered, exited, enrolment
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
) AS numbered
WHERE starts = 1
   OR ends >= ended_before
WINDOW by_unit AS (ORDER BY counted_as, programme, unit, entered, exited, enrolment)
