-- One row per household, person or enrolment, node of the programme tree and enrolment below it:
-- the parts of which a stay in the programme is made.
SELECT counted_as, programme_tree.ancestor AS programme, unit, counted_household AS household, enrolment,
       cohort, funding, origin_kind, continued, entered, exited,
       exit_reason, destination, destination_commune, exit_channel
FROM ended_parts
JOIN programme_tree ON programme_tree.programme = ended_parts.programme
UNION ALL
SELECT 'enrolment' AS counted_as, programme_tree.ancestor AS programme, enrolment AS unit, household, enrolment,
       cohort, funding, origin_kind, continued, entered, exited,
       exit_reason, destination, destination_commune, exit_channel
FROM ended_parts
JOIN programme_tree ON programme_tree.programme = ended_parts.programme
WHERE counted_as = 'household'
