-- One row per person or household and lease in its name, with the days on which it runs, [from_day, to_day).
SELECT 'person' AS counted_as, person AS unit, lease, kind, from_day, to_day
FROM tenancies
UNION ALL
SELECT 'household' AS counted_as, counted_household AS unit, lease, kind, from_day, to_day
FROM tenancies
