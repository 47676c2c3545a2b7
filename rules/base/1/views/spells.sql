-- One row per spell: a stay of a household, person or enrolment in a node of the programme tree, [entered, exited).
-- Parts that overlap or follow as RP13 says are one spell. Its first part tells the entry, the last to end the exit.
-- `stay` numbers all spells, those of a unit one after the other, and `nth` the units.
SELECT first_part.counted_as, first_part.programme, first_part.unit, first_part.nth, first_part.part AS stay,
       first_part.entered, last_part.exited,
       first_part.cohort, first_part.funding, first_part.origin_kind, first_part.continued,
       last_part.household, last_part.exit_reason, last_part.destination, last_part.destination_commune, last_part.exit_channel
FROM numbered_parts
JOIN unit_days AS last_part ON last_part.part = numbered_parts.part
JOIN unit_days AS first_part ON first_part.part = numbered_parts.stay
WHERE numbered_parts.is_last
