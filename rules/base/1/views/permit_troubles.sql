-- One row per person and trouble with a permit: the days of the permits before and after a gap, which `permit_gap` asks for,
-- or the stretch [from_day, to_day) during which a renewal is asked for and not decided.
-- The gap before a renewal begins after the last day of all permits issued before it, whatever they renew.
SELECT renewal.person, max(earlier.last_day) AS valid_to, min(renewal.valid_from) AS valid_from,
       CAST(NULL AS DATE) AS from_day, CAST(NULL AS DATE) AS to_day
FROM permit_terms AS renewal
JOIN permit_terms AS earlier
    ON earlier.person = renewal.person
    AND (earlier.issued < renewal.issued
         OR (earlier.issued = renewal.issued AND earlier.position < renewal.position))
WHERE renewal.renews IS NOT NULL
GROUP BY renewal.person, renewal.permit
-- One without a last day, or of which nobody knows it any more, leaves no gap that is known.
HAVING count(*) FILTER (WHERE earlier.last_day IS NULL) = 0
UNION ALL
SELECT asked.person, CAST(NULL AS DATE) AS valid_to, CAST(NULL AS DATE) AS valid_from,
       asked.submitted AS from_day, answered.decided AS to_day
FROM (
    SELECT request, person, min(partial_day($RP30, submitted_on, submitted_latest)) AS submitted
    FROM requests
    WHERE kind = 'permit'
      AND renews IS NOT NULL
    GROUP BY request, person
) AS asked
LEFT JOIN (
    SELECT request, min(partial_day($RP30, decided_on, decided_latest)) AS decided
    FROM decisions
    WHERE outcome NOT IN ('waitlisted', 'adjourned')
    GROUP BY request
) AS answered
    ON answered.request = asked.request
