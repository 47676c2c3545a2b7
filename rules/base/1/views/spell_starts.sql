-- One row per part of a stay, and whether a new spell starts with it.
-- None starts while another part runs, within the days of RP13 after its end, or when it continues what was split or merged:
-- by saying so, or by beginning on the day on which a split or a merger cut another part, which reaches into that day.
SELECT part, ends, ended_before,
       CASE WHEN enters < ended_before THEN 0
            WHEN $RP13 > 0 AND enters <= ended_before + 24 * $RP13 THEN 0
            WHEN continued AND enters <= ended_before THEN 0
            ELSE 1
       END AS starts
FROM (
    SELECT unit_days.*,
           max(ends) OVER (ORDER BY part ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended_before
    FROM unit_days
) AS parts
