-- One row per household and stretch of trouble with a permit, [from_day, to_day):
-- the days between a permit and its late renewal, or those during which a renewal is asked for and not decided.
SELECT earlier.household, earlier.valid_to + 1 AS from_day, renewal.valid_from AS to_day
FROM permits AS earlier
JOIN permits AS renewal ON renewal.renews = earlier.permit
WHERE renewal.valid_from > earlier.valid_to + 1
UNION ALL
SELECT asked.household, asked.submitted AS from_day, answered.decided AS to_day
FROM (
    SELECT request, min(household) AS household, min(partial_day($RP30, submitted_on, submitted_latest)) AS submitted
    FROM requests
    WHERE kind = 'permit'
      AND renews IS NOT NULL
    GROUP BY request
) AS asked
LEFT JOIN (
    SELECT request, min(partial_day($RP30, decided_on, decided_latest)) AS decided
    FROM decisions
    WHERE outcome NOT IN ('waitlisted', 'adjourned')
    GROUP BY request
) AS answered
    ON answered.request = asked.request
