-- One row per spell: a stay of a household, person or enrolment in a node of the programme tree, [entered, exited).
-- Parts that overlap or follow as RP13 says are one spell. Its first part tells the entry, the last to end the exit, of
-- several that end on one day the last to begin. `stay` numbers all spells, those of a unit one after the other.
SELECT counted_as, programme, unit, stay,
       min(entered) AS entered,
       max(CASE WHEN ends THEN exited END) AS exited,
       max(CASE WHEN starts = 1 THEN cohort END) AS cohort,
       max(CASE WHEN starts = 1 THEN funding END) AS funding,
       max(CASE WHEN starts = 1 THEN origin_kind END) AS origin_kind,
       bool_or(starts = 1 AND continued) AS continued,
       max(CASE WHEN ends THEN household END) AS household,
       max(CASE WHEN ends THEN exit_reason END) AS exit_reason,
       max(CASE WHEN ends THEN destination END) AS destination,
       max(CASE WHEN ends THEN destination_commune END) AS destination_commune,
       max(CASE WHEN ends THEN exit_channel END) AS exit_channel
FROM (
    SELECT numbered.*,
           COALESCE(stay < lead(stay) OVER (
               ORDER BY counted_as, programme, unit, entered, exited, enrolment
           ), TRUE) AS ends
    FROM (
        SELECT spell_starts.*,
               count(CASE WHEN starts = 1 THEN 1 END) OVER (
                   ORDER BY counted_as, programme, unit, entered, exited, enrolment
                   ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
               ) AS stay
        FROM spell_starts
    ) AS numbered
    -- The others end within what runs already.
    WHERE starts = 1
       OR COALESCE(exited, DATE '9999-01-01') >= ended_before
) AS reaching
GROUP BY counted_as, programme, unit, stay
