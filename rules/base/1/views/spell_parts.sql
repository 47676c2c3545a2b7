-- One row per household, person or enrolment, node of the programme tree and enrolment below it:
-- the parts of which a stay in the programme is made.
SELECT 'person' AS counted_as, programme_tree.ancestor AS programme, person AS unit, counted_household AS household, enrolment,
       cohort, funding, origin_kind, continued, entered, exited,
       exit_reason, destination, destination_commune, exit_channel
FROM participations
JOIN programme_tree ON programme_tree.programme = participations.programme
UNION ALL
SELECT 'household' AS counted_as, programme_tree.ancestor AS programme, counted_household AS unit, counted_household AS household, enrolment,
       cohort, funding, origin_kind, continued, entered, exited,
       exit_reason, destination, destination_commune, exit_channel
FROM whole_enrolments
JOIN programme_tree ON programme_tree.programme = whole_enrolments.programme
UNION ALL
SELECT 'enrolment' AS counted_as, programme_tree.ancestor AS programme, enrolment AS unit, household, enrolment,
       cohort, funding, origin_kind, continued, entered, exited,
       exit_reason, destination, destination_commune, exit_channel
FROM whole_enrolments
JOIN programme_tree ON programme_tree.programme = whole_enrolments.programme
