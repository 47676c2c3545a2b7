-- One row per household entered in the window: how many persons its enrolments cover.
SELECT programme, household, count(DISTINCT unit) AS persons
FROM entries
WHERE counted_as = 'person'
GROUP BY programme, household
