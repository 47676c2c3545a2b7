-- One row per person and stretch of work or training, [from_day, to_day); unpaid training is marked.
SELECT person, from_day, to_day, TRUE AS paid
FROM jobs
UNION ALL
SELECT person, from_day, to_day, COALESCE(paid, FALSE) AS paid
FROM training_stretches
