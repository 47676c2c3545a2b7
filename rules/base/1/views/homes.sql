-- One row per person or household and stretch of living somewhere: kind, class (RP08) and rank of the home.
-- The homes of a household are those of its members.
SELECT units.*, housing_class.class, housing_class.standing
FROM (
    SELECT 'person' AS counted_as, person AS unit, kind, commune, from_day, to_day, by_destination, position
    FROM person_homes
    UNION ALL
    SELECT 'household' AS counted_as, counted_household AS unit, kind, commune, from_day, to_day, by_destination, position
    FROM person_homes
) AS units
JOIN housing_class ON housing_class.kind = units.kind
