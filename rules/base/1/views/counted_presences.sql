-- One row per presence, and whether it is of the unit asked for: a household, an enrolment, a person, an adult or a child.
-- Who may be an adult or not is asked for, left out, and told.
SELECT presences.*, spell_ages.age_group AS age_group,
       (presences.counted_as = $unit
        OR COALESCE(spell_ages.age_group = $unit, FALSE)
        OR COALESCE(spell_ages.age_group = 'unknown' AND $unit IN ('adult', 'child'), FALSE)) AS asked,
       CASE WHEN $RP23 = 'left_out' AND spell_ages.erased THEN 'erased'
            WHEN $unit IN ('adult', 'child') AND spell_ages.age_group = 'unknown' THEN 'age_unknown'
       END AS left_out
FROM presences
LEFT JOIN spell_ages ON spell_ages.stay = presences.stay
