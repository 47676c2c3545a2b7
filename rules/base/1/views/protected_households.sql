-- One row per household entered or present in the window (`event`) of whose persons, counted the same way, one has a
-- protecting status (RP26) at the end of it.
SELECT DISTINCT members.event, members.programme, members.household
FROM (
    SELECT 'entered' AS event, entries.* FROM entries
    UNION ALL
    SELECT 'present' AS event, presences.* FROM presences
) AS members
JOIN protected_persons ON protected_persons.person = members.unit
WHERE members.counted_as = 'person'
  AND members.latest
