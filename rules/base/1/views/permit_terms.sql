-- One row per permit: when it was issued, its first day, and its last one, by its term or by an end before that.
SELECT permit, person, min(renews) AS renews, min(issued) AS issued, min(position) AS position,
       min(valid_from) AS valid_from, min(last_day) AS last_day
FROM (
    SELECT permit, person, renews, positions[1] AS position, valid_from, valid_to AS last_day,
           partial_day($RP30, issued_on, issued_latest) AS issued
    FROM permits
    UNION ALL
    SELECT permit, person, renews, positions[1] AS position, valid_from,
           partial_day($RP30, ended_on, ended_latest) - 1 AS last_day,
           partial_day($RP30, issued_on, issued_latest) AS issued
    FROM permits
    WHERE ended_on IS NOT NULL
) AS days
GROUP BY permit, person
