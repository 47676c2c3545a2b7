-- One row per spell that meets the window in the sense of RP04; an empty spell counts on its day.
-- `latest` marks the last such spell of the unit, for what counts units and not spells.
SELECT spells.*,
       COALESCE(lead(nth) OVER (ORDER BY stay) <> nth, TRUE) AS latest
FROM spells
WHERE CASE $RP04
          WHEN 'start' THEN entered <= COALESCE($from, $to) AND (exited IS NULL OR exited > COALESCE($from, $to))
          WHEN 'end' THEN entered <= $to AND (exited IS NULL OR exited > $to)
          WHEN 'full' THEN entered <= COALESCE($from, $to) AND (exited IS NULL OR exited > $to)
          ELSE entered <= $to
               AND (exited IS NULL
                    OR exited > COALESCE($from, $to)
                    OR (exited = entered AND entered >= COALESCE($from, $to)))
      END
