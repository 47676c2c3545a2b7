-- One row per household, person or enrolment present in a node of the programme tree during the window (RP04).
SELECT counted_as, programme, unit
FROM presences
WHERE latest
