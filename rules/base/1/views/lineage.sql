-- One row per household that came of another one or was merged into it, and the household that stands for both.
-- Followed over splits and mergers of splits and mergers, until a household that came of none. A household merged into one
-- that had come of it leads back to itself: of such a round the one that came of no split stands for all.
WITH RECURSIVE steps AS (
    SELECT household, COALESCE(merged_into, from_household) AS origin, 1 AS step
    FROM households
    WHERE COALESCE(merged_into, from_household) IS NOT NULL
    UNION ALL
    SELECT steps.household, COALESCE(households.merged_into, households.from_household) AS origin, steps.step + 1 AS step
    FROM steps
    JOIN households ON households.household = steps.origin
    WHERE COALESCE(households.merged_into, households.from_household) IS NOT NULL
      AND steps.step < 20
)
SELECT household, origin
FROM (
    SELECT steps.household, steps.origin,
           row_number() OVER (
               PARTITION BY steps.household
               ORDER BY origins.from_household IS NOT NULL, steps.origin, steps.step
           ) AS nearness
    FROM steps
    LEFT JOIN households AS origins ON origins.household = steps.origin
    LEFT JOIN (SELECT DISTINCT household FROM steps WHERE household = origin) AS rounds
        ON rounds.household = steps.origin
    WHERE COALESCE(origins.merged_into, origins.from_household) IS NULL
       OR rounds.household IS NOT NULL
) AS ranked
WHERE nearness = 1
