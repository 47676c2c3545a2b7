-- One row per person or household and stretch of living somewhere; the homes of a household are those of its members.
SELECT 'person' AS counted_as, person AS unit, kind, commune, from_day, to_day, by_destination, position
FROM person_homes
UNION ALL
SELECT 'household' AS counted_as, counted_household AS unit, kind, commune, from_day, to_day, by_destination, position
FROM person_homes
