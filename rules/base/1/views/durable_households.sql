-- One row per household entered in the window in which an adult holds a durable job (RP06) at the end of it.
SELECT DISTINCT adults.programme, adults.household
FROM spells_in_window AS adults
JOIN durable_jobs ON durable_jobs.person = adults.unit
WHERE adults.event = 'entered'
  AND adults.age_group = 'adult'
  AND durable_jobs.from_day <= $to
  AND (durable_jobs.to_day IS NULL OR durable_jobs.to_day > $to)
