-- One row per spell and thing that happens to it in the window (`event`: present, entered, exited).
-- A person is adult or child (RP01) at the day of RP02; the age group of an unknown age is empty.
-- `asked` marks the spells of the unit asked for; who may be an adult or not is asked for, left out, and told.
-- `latest` marks the last such spell of the unit, for what counts units and not spells.
SELECT event, event_day, counted_as, programme, unit, spell, household, entered, exited,
       cohort, funding, origin_kind, exit_reason, destination, destination_commune, exit_channel,
       age_group,
       (counted_as = $unit OR age_group = $unit) IS NOT FALSE AS asked,
       CASE WHEN $RP23 = 'left_out' AND erased THEN 'erased'
            WHEN $unit IN ('adult', 'child') AND age_group IS NULL THEN 'age_unknown'
       END AS left_out,
       row_number() OVER (PARTITION BY event, programme, counted_as, unit ORDER BY entered DESC) = 1 AS latest
FROM (
    SELECT events.*, persons.erased,
           CASE WHEN counted_as <> 'person' THEN 'none'
                WHEN age_on(birth, reference_day) >= $RP01 THEN 'adult'
                WHEN age_on(birth, reference_day) < $RP01 THEN 'child'
                WHEN lowest_age >= $RP01 THEN 'adult'
                WHEN lowest_age < $RP01 THEN 'child'
           END AS age_group
    FROM (
        SELECT happenings.*,
               CASE $RP02
                   WHEN 'window_start' THEN COALESCE($from, $to)
                   WHEN 'entry' THEN entered
                   WHEN 'event' THEN event_day
                   ELSE $to
               END AS reference_day
        FROM (
            SELECT 'present' AS event, presences.* FROM presences
            UNION ALL
            SELECT 'entered' AS event, entries.* FROM entries
            UNION ALL
            SELECT 'exited' AS event, exits.* FROM exits
        ) AS happenings
    ) AS events
    LEFT JOIN persons ON persons.person = events.unit
) AS aged
