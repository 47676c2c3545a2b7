-- One row per person, contract and stretch of durable employment (RP06), [from_day, to_day).
-- The planned end day is part of the contract: 1 January to 30 June is exactly six months. An open end is long enough.
-- Under D-AGIR a qualifying training counts too.
SELECT jobs.person, jobs.contract, jobs.from_day, jobs.to_day
FROM jobs
JOIN durable_kinds ON durable_kinds.kind = jobs.kind
WHERE durable_kinds.definition = $RP06_set
  AND ($RP06_min_weekly_hours = 0 OR jobs.weekly_hours >= $RP06_min_weekly_hours)
  AND (durable_kinds.duration = 'any'
       OR jobs.planned_end_latest IS NULL
       OR (durable_kinds.duration = 'six_months'
           AND jobs.planned_end_latest + 1 >= CAST(jobs.starts + INTERVAL '6' MONTH AS DATE))
       OR (durable_kinds.duration = 'over_six_months'
           AND jobs.planned_end_latest + 1 > CAST(jobs.starts + INTERVAL '6' MONTH AS DATE)))
UNION ALL
SELECT person, training AS contract, from_day, to_day
FROM training_stretches
WHERE $RP06_set = 'D-AGIR'
  AND kind = 'qualifying'
