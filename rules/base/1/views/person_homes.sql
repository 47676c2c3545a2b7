-- One row per person and stretch of living in a recorded dwelling, [from_day, to_day).
-- A dwelling held under a sliding sublease changes kind on the day of success (RP14).
SELECT person, counted_household, kind, commune, from_day, to_day, position
FROM (
    SELECT dwellings.person, dwellings.counted_household, dwellings.kind, dwellings.commune,
           dwellings.moved_in AS from_day,
           LEAST(dwellings.moved_out, slides.succeeded) AS to_day,
           dwellings.position
    FROM dwellings
    LEFT JOIN sliding_dwellings AS slides ON slides.occupancy = dwellings.occupancy
    UNION ALL
    SELECT dwellings.person, dwellings.counted_household, slides.kind_after AS kind, dwellings.commune,
           GREATEST(dwellings.moved_in, slides.succeeded) AS from_day,
           dwellings.moved_out AS to_day,
           dwellings.position
    FROM dwellings
    JOIN sliding_dwellings AS slides ON slides.occupancy = dwellings.occupancy
    WHERE slides.succeeded IS NOT NULL
) AS stretches
WHERE to_day IS NULL
   OR to_day > from_day
