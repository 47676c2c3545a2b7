-- One row per household and trouble with a permit: the days of the permits before and after a gap, which `permit_gap` asks for,
-- or the stretch [from_day, to_day) during which a renewal is asked for and not decided.
SELECT earlier.household, earlier.valid_to, renewal.valid_from, CAST(NULL AS DATE) AS from_day, CAST(NULL AS DATE) AS to_day
FROM permits AS earlier
JOIN permits AS renewal ON renewal.renews = earlier.permit
WHERE permit_gap(earlier.valid_to, renewal.valid_from, CAST(NULL AS DATE), CAST(NULL AS DATE))
UNION ALL
SELECT asked.household, CAST(NULL AS DATE) AS valid_to, CAST(NULL AS DATE) AS valid_from,
       asked.submitted AS from_day, answered.decided AS to_day
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
