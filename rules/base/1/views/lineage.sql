-- One row per household that came of another one or was merged into it, and the household that stands for both.
-- Followed over splits and mergers of splits and mergers, until a household that came of none.
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
    SELECT household, origin, row_number() OVER (PARTITION BY household ORDER BY step DESC) AS nearness
    FROM steps
) AS ranked
WHERE nearness = 1
