-- One row per activity, person and attendance; the person is adult or child (RP01) at the day of RP02,
-- which for an attendance is the day of attending.
SELECT attended.activity, attended.person, attended.household,
       CASE
           WHEN attended.age >= $RP01 THEN 'adult'
           WHEN attended.age < $RP01 THEN 'child'
       END AS age_group
FROM (
    SELECT attendances.activity, attendances.person, attendances.household,
           COALESCE(
               age_on(persons.birth,
                      CASE $RP02
                          WHEN 'window_start' THEN COALESCE($from, $to)
                          WHEN 'window_end' THEN $to
                          ELSE partial_day($RP30, attendances.attended_on, attendances.attended_latest)
                      END),
               persons.lowest_age
           ) AS age
    FROM attendances
    LEFT JOIN persons ON persons.person = attendances.person
) AS attended
