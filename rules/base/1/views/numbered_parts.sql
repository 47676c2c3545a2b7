-- One row per part of a stay that does not end within what runs already, with the spell that it belongs to: `stay` is the
-- number of the part with which the spell starts. `is_last` marks the last part of a spell to end, of several that end on
-- one day the last to begin.
SELECT part, stay, COALESCE(stay < lead(stay) OVER (ORDER BY part), TRUE) AS is_last
FROM (
    SELECT spell_starts.*, max(CASE WHEN starts = 1 THEN part END) OVER so_far AS stay
    FROM spell_starts
    WINDOW so_far AS (ORDER BY part ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
) AS numbered
-- An hour apart is the same day.
WHERE starts = 1
   OR ends + 1 >= ended_before
