-- One row per household that entered or exited (`event`) of whose persons, counted the same way, one has said, by the end
-- of the window, to be satisfied with the solution found.
SELECT DISTINCT members.event, members.programme, members.household
FROM entries_and_exits AS members
JOIN satisfied_persons ON satisfied_persons.person = members.unit
WHERE members.counted_as = 'person'
  AND members.latest
