-- One row per occupancy that a programme provides: the day on which the enrolment behind it ended, empty while it runs.
SELECT DISTINCT occupancies.occupancy, whole_enrolments.exited AS ended
FROM occupancies
JOIN whole_enrolments ON whole_enrolments.enrolment = occupancies.enrolment
