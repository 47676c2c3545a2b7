-- One row per person or household and stretch of living in a recorded dwelling; those of a household are its members'.
SELECT 'person' AS counted_as, person AS unit, kind, commune, from_day, to_day, position
FROM person_homes
UNION ALL
SELECT 'household' AS counted_as, counted_household AS unit, kind, commune, from_day, to_day, position
FROM person_homes
