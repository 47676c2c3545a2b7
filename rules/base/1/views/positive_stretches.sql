-- One row per person and stretch of a positive situation under the definition of RP09, [from_day, to_day).
-- KODIKO: CDD, CDI, work-study, internship, qualifying training. ELAN: employment, housing or a lease in one's name.
-- AGIR: permanent housing and durable employment at once. IAE: any employment, qualifying or pre-qualifying training.
SELECT person, from_day, to_day
FROM jobs
WHERE $RP09 IN ('ELAN', 'IAE')
   OR ($RP09 = 'KODIKO'
       AND kind IN ('cdd', 'cdi', 'cdi_interim', 'cdi_inclusion', 'apprenticeship', 'professionalisation'))
UNION ALL
SELECT person, from_day, to_day
FROM training_stretches
WHERE ($RP09 = 'KODIKO' AND kind IN ('internship', 'qualifying'))
   OR ($RP09 = 'IAE' AND kind IN ('qualifying', 'pre_qualifying'))
UNION ALL
SELECT unit AS person, from_day, to_day
FROM homes
WHERE $RP09 = 'ELAN'
  AND counted_as = 'person'
  AND class IN ('permanent', 'adapted', 'transitional')
UNION ALL
SELECT unit AS person, from_day, to_day
FROM signatories
WHERE $RP09 = 'ELAN'
  AND counted_as = 'person'
UNION ALL
SELECT durable_jobs.person,
       GREATEST(durable_jobs.from_day, homes.from_day) AS from_day,
       LEAST(durable_jobs.to_day, homes.to_day) AS to_day
FROM durable_jobs
JOIN homes ON homes.unit = durable_jobs.person
WHERE $RP09 = 'AGIR'
  AND homes.counted_as = 'person'
  AND homes.class = 'permanent'
  AND (homes.to_day IS NULL OR homes.to_day > durable_jobs.from_day)
  AND (durable_jobs.to_day IS NULL OR durable_jobs.to_day > homes.from_day)
