-- One row per enrolment: from the first person's entry to the last one's end, which gives reason and destination.
SELECT enrolment, household, counted_household, programme, cohort, funding, origin_kind, continued,
       first_entered AS entered, last_exited AS exited,
       exit_reason, destination, destination_commune, exit_channel
FROM (
    SELECT participations.*,
           min(entered) OVER (PARTITION BY enrolment) AS first_entered,
           CASE WHEN count(exited) OVER (PARTITION BY enrolment) = count(*) OVER (PARTITION BY enrolment)
                THEN max(exited) OVER (PARTITION BY enrolment)
           END AS last_exited,
           row_number() OVER (
               PARTITION BY enrolment
               ORDER BY exited DESC NULLS FIRST, exit_reason IN ('left', 'split', 'merge'), position, person
           ) AS place
    FROM participations
) AS ranked
WHERE place = 1
