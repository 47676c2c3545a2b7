-- One row per session of an activity, numbered from 1.
SELECT activity, unnest(generate_series(1, sessions)) AS n
FROM activities
