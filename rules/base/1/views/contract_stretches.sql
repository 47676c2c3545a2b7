-- One row per contract and stretch between amendments: its terms, and the days on which it runs, [from_day, to_day).
-- A contract that nobody ended ends after its planned end, whose last day it still runs. What never started never runs.
SELECT contract, stretch, household, person, kind, enrolment, signed, starts, planned_end_latest,
       COALESCE(weekly_hours, CASE WHEN full_time THEN 35 END) AS weekly_hours,
       CASE WHEN stretch = 0 THEN starts ELSE stretch_from END AS from_day,
       LEAST(stretch_to, CASE WHEN ended IS NULL THEN planned_end_latest + 1 ELSE ended END) AS to_day
FROM (
    SELECT contracts.*,
           partial_day($RP30, signed_on, signed_latest) AS signed,
           partial_day($RP30, starts_on, starts_latest) AS starts,
           partial_day($RP30, ended_on, ended_latest) AS ended
    FROM contracts
    WHERE end_reason IS NULL
       OR end_reason <> 'never_started'
) AS days
