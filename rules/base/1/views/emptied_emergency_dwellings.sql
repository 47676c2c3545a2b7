-- One row per emergency accommodation and day on which persons left it: how many, and the nominal places they had.
-- Those who leave their household, or the household by a split or a merger, free nothing by that.
SELECT dwellings.occupancy, dwellings.counted_household, min(dwellings.household) AS household, dwellings.moved_out,
       count(*) AS persons,
       COALESCE(max(dwellings.places), count(*)) AS places
FROM dwellings
JOIN housing_class ON housing_class.kind = dwellings.kind
WHERE housing_class.class = 'emergency'
  AND dwellings.moved_out IS NOT NULL
  AND dwellings.end_reason NOT IN ('left', 'split', 'merge')
GROUP BY dwellings.occupancy, dwellings.counted_household, dwellings.moved_out
