-- One row per session of an activity, numbered from 1.
WITH RECURSIVE numbered AS (
    SELECT activity, sessions, CAST(1 AS BIGINT) AS n
    FROM activities
    UNION ALL
    SELECT activity, sessions, n + 1 AS n
    FROM numbered
    WHERE n < sessions
)
SELECT activity, n
FROM numbered
