-- One row per person of a cohort and stay in it: the day from which T+n is counted (RP25), and how the stay ended.
SELECT programme, cohort, unit AS person, household, stay, entered, exited, exit_reason, destination,
       CASE $RP25_anchor
           WHEN 'entry' THEN entered
           WHEN 'exit' THEN exited
           ELSE min(entered) OVER (PARTITION BY programme, cohort)
       END AS anchor
FROM spells
WHERE counted_as = 'person'
  AND cohort IS NOT NULL
