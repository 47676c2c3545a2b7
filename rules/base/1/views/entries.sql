-- One row per spell that begins in the window; what goes on after a split or a merger is no entry.
SELECT spells.*, entered AS event_day
FROM spells
WHERE entered BETWEEN COALESCE($from, $to) AND $to
  AND NOT continued
