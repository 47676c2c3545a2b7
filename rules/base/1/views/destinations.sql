-- One row per person or household and destination of an exit; the destinations of a household are those of its members.
SELECT 'person' AS counted_as, person AS unit, nth, left_on, until
FROM person_destinations
UNION ALL
SELECT 'household' AS counted_as, counted_household AS unit, nth, left_on, until
FROM person_destinations
