-- One row per household entered in the window: whether it is permanently housed at the end of it (RP08, RP15),
-- whether an adult holds a durable job then, and how many persons its enrolments cover.
SELECT entries.stay, entries.programme, entries.unit AS household,
       COALESCE(housing.class = 'permanent', FALSE) AS housed,
       durable_households.household IS NOT NULL AS durable,
       entered_members.persons
FROM entries
LEFT JOIN housing ON housing.stay = entries.stay
LEFT JOIN durable_households
    ON durable_households.programme = entries.programme
    AND durable_households.household = entries.unit
LEFT JOIN entered_members
    ON entered_members.programme = entries.programme
    AND entered_members.household = entries.unit
WHERE entries.counted_as = 'household'
  AND entries.latest
