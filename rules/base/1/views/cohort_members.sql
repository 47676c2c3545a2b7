-- One row per person of a cohort: the day from which T+n is counted (RP25), and how the spell ended.
SELECT programme, cohort, unit AS person, household, exited, exit_reason, destination,
       CASE $RP25_anchor
           WHEN 'entry' THEN entered
           WHEN 'exit' THEN exited
           ELSE min(entered) OVER (PARTITION BY programme, cohort)
       END AS anchor
FROM spells
WHERE counted_as = 'person'
  AND cohort IS NOT NULL
