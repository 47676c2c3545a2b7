-- One row per training and the days on which it runs, [from_day, to_day); one that nobody ended ends after its planned end.
SELECT training, household, person, kind, paid, enrolment,
       partial_day($RP30, started_on, started_latest) AS from_day,
       CASE WHEN ended_on IS NULL THEN planned_end + 1
            ELSE partial_day($RP30, ended_on, ended_latest)
       END AS to_day
FROM trainings
