-- One row per spell that begins in the window; what goes on after a split or a merger is no entry.
-- `latest` marks the last such spell of the unit, for what counts units and not spells.
SELECT spells.*,
       COALESCE(lead(nth) OVER (ORDER BY stay) <> nth, TRUE) AS latest
FROM spells
WHERE entered BETWEEN COALESCE($from, $to) AND $to
  AND NOT continued
