-- One row per spell that begins in the window; what goes on after a split or a merger is no entry.
-- `latest` marks the last such spell of the unit, for what counts units and not spells.
SELECT spells.*,
       COALESCE(lead(unit) OVER (ORDER BY stay) <> unit
                OR lead(programme) OVER (ORDER BY stay) <> programme
                OR lead(counted_as) OVER (ORDER BY stay) <> counted_as, TRUE) AS latest
FROM spells
WHERE entered BETWEEN COALESCE($from, $to) AND $to
  AND NOT continued
