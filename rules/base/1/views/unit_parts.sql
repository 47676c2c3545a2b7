-- One row per part of a stay of a person or household: who was covered by which enrolment, [entered, exited).
SELECT 'person' AS counted_as, person AS unit, household, counted_household, enrolment, programme,
       cohort, funding, origin_kind, continued, entered, left_on, exited, transferred,
       exit_reason, destination, destination_commune, exit_channel
FROM participations
UNION ALL
SELECT 'household' AS counted_as, counted_household AS unit, household, counted_household, enrolment, programme,
       cohort, funding, origin_kind, continued, entered, left_on, exited, transferred,
       exit_reason, destination, destination_commune, exit_channel
FROM whole_enrolments
