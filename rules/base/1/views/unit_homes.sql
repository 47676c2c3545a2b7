-- One row per person or household and stretch of living somewhere; the homes of a household are those of its members.
SELECT counted_as, unit, kind, commune, from_day, to_day, FALSE AS by_destination, position
FROM unit_dwellings
UNION ALL
SELECT counted_as, unit, kind, commune, from_day, to_day, TRUE AS by_destination, position
FROM destination_homes
