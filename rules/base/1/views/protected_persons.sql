-- One row per person with a protecting status (RP26) at the end of the window: the latest one, in whatever file, counts.
SELECT person
FROM (
    SELECT person, status,
           row_number() OVER (PARTITION BY person ORDER BY since DESC, position DESC) AS age
    FROM (
        SELECT person, status, partial_day($RP30, since_on, since_latest) AS since, positions[1] AS position
        FROM statuses
    ) AS recorded
    WHERE since <= $to
) AS latest
WHERE age = 1
  AND status IN ($RP26)
