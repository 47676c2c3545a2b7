-- One row per spell of a household or person that has reached permanent housing: the first day of it, the entry at the earliest.
SELECT spells.stay, min(GREATEST(homes.from_day, spells.entered)) AS reached
FROM spells
JOIN homes ON homes.counted_as = spells.counted_as AND homes.unit = spells.unit
WHERE homes.class = 'permanent'
  AND homes.from_day <= COALESCE($to, $known_on)
  AND (homes.to_day IS NULL OR homes.to_day > spells.entered)
GROUP BY spells.stay
