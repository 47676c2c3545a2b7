-- One row per part of a stay of a person or household, and how it ended. What a transfer ended goes on until the end of what
-- follows, and ends as that does: the first enrolment to begin since which is not over on the day of the transfer, and which
-- no transfer ends. It stays open when nothing follows.
SELECT counted_as, unit, household, counted_household, enrolment, programme, cohort, funding, origin_kind, continued,
       entered, exited, exit_reason, destination, destination_commune, exit_channel
FROM unit_parts
WHERE NOT transferred
UNION ALL
SELECT counted_as, unit, household, counted_household, enrolment, programme, cohort, funding, origin_kind, continued,
       entered, exited, exit_reason, destination, destination_commune, exit_channel
FROM (
    SELECT moved.counted_as, moved.unit, moved.household, moved.counted_household, moved.enrolment, moved.programme,
           moved.cohort, moved.funding, moved.origin_kind, moved.continued, moved.entered,
           next.exited, next.exit_reason, next.destination, next.destination_commune, next.exit_channel,
           COALESCE(moved.nth <> lag(moved.nth) OVER (
               ORDER BY moved.nth, next.entered, next.left_on, next.enrolment
           ), TRUE) AS chosen
    FROM (
        SELECT unit_parts.*, row_number() OVER (ORDER BY counted_as, unit, entered, left_on, enrolment) AS nth
        FROM unit_parts
        WHERE transferred
    ) AS moved
    LEFT JOIN unit_parts AS next
        ON next.counted_as = moved.counted_as
        AND next.unit = moved.unit
        AND NOT next.transferred
        AND next.entered >= moved.entered
        AND (next.left_on IS NULL OR next.left_on > moved.left_on OR next.entered >= moved.left_on)
) AS followed
WHERE chosen
