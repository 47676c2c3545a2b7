-- One row per spell: a stay of a household, person or enrolment in a node of the programme tree, [entered, exited).
-- The entry is told by its first part, the exit by its last; parts that overlap or follow as RP13 says are one spell.
SELECT counted_as, programme, unit, spell,
       min(entered) AS entered,
       CASE WHEN count(exited) = count(*) THEN max(exited) END AS exited,
       max(CASE WHEN place_from_start = 1 THEN cohort END) AS cohort,
       max(CASE WHEN place_from_start = 1 THEN funding END) AS funding,
       max(CASE WHEN place_from_start = 1 THEN origin_kind END) AS origin_kind,
       bool_or(place_from_start = 1 AND continued) AS continued,
       max(CASE WHEN place_from_end = 1 THEN household END) AS household,
       max(CASE WHEN place_from_end = 1 THEN exit_reason END) AS exit_reason,
       max(CASE WHEN place_from_end = 1 THEN destination END) AS destination,
       max(CASE WHEN place_from_end = 1 THEN destination_commune END) AS destination_commune,
       max(CASE WHEN place_from_end = 1 THEN exit_channel END) AS exit_channel
FROM (
    SELECT numbered.*,
           row_number() OVER (
               PARTITION BY counted_as, programme, unit, spell ORDER BY entered, enrolment
           ) AS place_from_start,
           row_number() OVER (
               PARTITION BY counted_as, programme, unit, spell ORDER BY exited DESC NULLS FIRST, enrolment
           ) AS place_from_end
    FROM (
        SELECT spell_starts.*,
               sum(starts) OVER (
                   PARTITION BY counted_as, programme, unit ORDER BY entered, exited, enrolment
                   ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
               ) AS spell
        FROM spell_starts
    ) AS numbered
) AS placed
GROUP BY counted_as, programme, unit, spell
