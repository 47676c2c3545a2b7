-- One row per person and stretch of living somewhere, [from_day, to_day).
-- A dwelling held under a sliding sublease changes kind on the day of success (RP14);
-- the destination of an exit is a home too, for those who live in no recorded dwelling.
SELECT person, counted_household, kind, commune, from_day, to_day, by_destination, position
FROM (
    SELECT dwellings.person, dwellings.counted_household, dwellings.kind, dwellings.commune,
           dwellings.moved_in AS from_day,
           LEAST(dwellings.moved_out, slides.succeeded) AS to_day,
           FALSE AS by_destination, dwellings.position
    FROM dwellings
    LEFT JOIN sliding_subleases AS slides ON slides.occupancy = dwellings.occupancy
    UNION ALL
    SELECT dwellings.person, dwellings.counted_household, slides.kind_after AS kind, dwellings.commune,
           GREATEST(dwellings.moved_in, slides.succeeded) AS from_day,
           dwellings.moved_out AS to_day,
           FALSE AS by_destination, dwellings.position
    FROM dwellings
    JOIN sliding_subleases AS slides ON slides.occupancy = dwellings.occupancy
    WHERE slides.succeeded IS NOT NULL
    UNION ALL
    SELECT person, counted_household, destination AS kind, destination_commune AS commune,
           left_on AS from_day, CAST(NULL AS DATE) AS to_day,
           TRUE AS by_destination, position
    FROM participations
    WHERE destination <> 'stays_in_place'
) AS stretches
WHERE to_day IS NULL
   OR to_day > from_day
