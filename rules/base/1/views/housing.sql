-- One row per spell of a household or person: the home that counts as its housing at the end of the window (RP15).
-- current: the dwelling entered last of those still held, before any destination. first: the first home since the entry
-- that counts as rehoused. best: the home of the highest rank held since the entry.
SELECT stay, kind, class, commune, from_day AS since
FROM (
    SELECT spells.stay, homes.kind, homes.class, homes.commune, homes.from_day,
           COALESCE(spells.stay > lag(spells.stay) OVER (
               ORDER BY spells.stay,
                        CASE WHEN $RP15 = 'best' THEN homes.standing END DESC NULLS LAST,
                        CASE WHEN $RP15 = 'first' THEN homes.from_day END ASC NULLS LAST,
                        homes.by_destination,
                        homes.from_day DESC,
                        homes.position DESC
           ), TRUE) AS chosen
    FROM spells
    JOIN homes ON homes.counted_as = spells.counted_as AND homes.unit = spells.unit
    WHERE homes.from_day <= $to
      AND (($RP15 = 'current' AND (homes.to_day IS NULL OR homes.to_day > $to))
           OR ($RP15 = 'first' AND homes.from_day >= spells.entered
                               AND homes.class IN ('permanent', 'adapted', 'transitional'))
           OR ($RP15 = 'best' AND (homes.to_day IS NULL OR homes.to_day > spells.entered)))
) AS candidates
WHERE chosen
