-- One row per enrolment that covers a person with a protecting status (RP26) at the end of the window.
SELECT DISTINCT participations.enrolment
FROM participations
JOIN protected_persons ON protected_persons.person = participations.person
