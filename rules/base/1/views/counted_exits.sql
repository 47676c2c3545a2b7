-- One row per exit, and whether it is of the unit asked for: a household, an enrolment, a person, an adult or a child.
-- Who may be an adult or not is asked for, left out, and told.
SELECT exits.*, spell_ages.age_group_at_exit AS age_group,
       (exits.counted_as = $unit
        OR COALESCE(spell_ages.age_group_at_exit = $unit, FALSE)
        OR COALESCE(spell_ages.age_group_at_exit = 'unknown' AND $unit IN ('adult', 'child'), FALSE)) AS asked,
       CASE WHEN $RP23 = 'left_out' AND spell_ages.erased THEN 'erased'
            WHEN $unit IN ('adult', 'child') AND spell_ages.age_group_at_exit = 'unknown' THEN 'age_unknown'
       END AS left_out
FROM exits
LEFT JOIN spell_ages ON spell_ages.stay = exits.stay
