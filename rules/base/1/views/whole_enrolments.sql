-- One row per enrolment: from the first person's entry to the last one's end, which gives reason and destination.
SELECT last_to_end.enrolment, household, counted_household, programme, cohort, funding, origin_kind, continued,
       begun.entered, left_on, exited, transferred,
       exit_reason, destination, destination_commune, exit_channel
FROM (
    SELECT participations.*,
           COALESCE(enrolment <> lag(enrolment) OVER (
               ORDER BY enrolment, exited DESC NULLS FIRST, transferred, left_on DESC,
                        exit_reason IN ('left', 'split', 'merge'), position, person
           ), TRUE) AS chosen
    FROM participations
) AS last_to_end
JOIN (
    SELECT enrolment, min(entered) AS entered
    FROM participations
    GROUP BY enrolment
) AS begun
    ON begun.enrolment = last_to_end.enrolment
WHERE chosen
