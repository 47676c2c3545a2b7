-- One row per household entered in the window in which an adult holds a durable job (RP06) at the end of it.
SELECT DISTINCT members.programme, members.household
FROM entries AS members
JOIN spell_ages ON spell_ages.stay = members.stay
JOIN durable_jobs ON durable_jobs.person = members.unit
WHERE members.counted_as = 'person'
  AND spell_ages.age_group = 'adult'
  AND durable_jobs.from_day <= $to
  AND (durable_jobs.to_day IS NULL OR durable_jobs.to_day > $to)
