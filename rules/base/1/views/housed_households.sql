-- One row per household entered in the window: its housing at the end of it, its persons, whether an adult holds a durable job.
SELECT households.programme, households.unit AS household, households.spell,
       COALESCE(housing.class = 'permanent', FALSE) AS housed,
       durable_households.household IS NOT NULL AS durable,
       entered_members.persons
FROM spells_in_window AS households
LEFT JOIN housing
    ON housing.counted_as = households.counted_as
    AND housing.programme = households.programme
    AND housing.unit = households.unit
    AND housing.spell = households.spell
LEFT JOIN durable_households
    ON durable_households.programme = households.programme
    AND durable_households.household = households.unit
LEFT JOIN entered_members
    ON entered_members.programme = households.programme
    AND entered_members.household = households.unit
WHERE households.event = 'entered'
  AND households.counted_as = 'household'
  AND households.latest
