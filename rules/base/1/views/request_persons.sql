-- One row per person named in a request submitted in the window, with its latest outcome at the end of it.
-- The person is adult or child (RP01) at the day of RP02; for a request that day is its submission.
SELECT outcomes.request, outcomes.household, outcomes.kind, outcomes.programme, outcomes.outcome, asked.person,
       CASE
           WHEN asked.age >= $RP01 THEN 'adult'
           WHEN asked.age < $RP01 THEN 'child'
       END AS age_group
FROM request_outcomes AS outcomes
JOIN (
    SELECT requests.request, requests.person,
           COALESCE(
               age_on(persons.birth,
                      CASE $RP02
                          WHEN 'window_start' THEN COALESCE($from, $to)
                          WHEN 'window_end' THEN $to
                          ELSE partial_day($RP30, requests.submitted_on, requests.submitted_latest)
                      END),
               persons.lowest_age
           ) AS age
    FROM requests
    LEFT JOIN persons ON persons.person = requests.person
) AS asked
    ON asked.request = outcomes.request
