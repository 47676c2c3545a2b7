-- One row per part of a stay, and whether a new spell starts with it.
-- None starts while another part runs, within the days of RP13 after its end, or when it continues what was split or merged:
-- by saying so, or by beginning on the day on which a split or a merger cut another part.
SELECT parts.*,
       CASE WHEN entered < ended_before THEN 0
            WHEN $RP13 > 0 AND entered <= ended_before + $RP13 THEN 0
            WHEN continued AND entered <= ended_before THEN 0
            WHEN entered <= cut_before THEN 0
            ELSE 1
       END AS starts
FROM (
    SELECT spell_parts.*,
           max(COALESCE(exited, DATE '9999-01-01')) OVER (
               PARTITION BY counted_as, programme, unit
               ORDER BY entered, exited, enrolment
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) AS ended_before,
           max(CASE WHEN exit_reason IN ('split', 'merge') THEN exited END) OVER (
               PARTITION BY counted_as, programme, unit
               ORDER BY entered, exited, enrolment
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) AS cut_before
    FROM spell_parts
) AS parts
