-- One row per occupancy that a programme provides: the day on which the enrolment behind it ended, empty while it runs.
SELECT DISTINCT occupancies.occupancy, ended_parts.exited AS ended
FROM occupancies
JOIN ended_parts ON ended_parts.enrolment = occupancies.enrolment
WHERE ended_parts.counted_as = 'household'
