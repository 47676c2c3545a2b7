-- One row per person with a protecting status (RP26) at the end of the window: the latest one, in whatever file, counts.
SELECT person
FROM (
    SELECT person, status, COALESCE(person <> lead(person) OVER (ORDER BY person, since, position), TRUE) AS latest
    FROM (
        SELECT person, status, partial_day($RP30, since_on, since_latest) AS since, positions[1] AS position
        FROM statuses
    ) AS recorded
    WHERE since <= $to
) AS told
WHERE latest
  AND status IN ($RP26)
