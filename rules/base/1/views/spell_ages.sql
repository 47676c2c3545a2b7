-- One row per spell of a person: adult or child (RP01), at the entry or presence and at the exit, on the day that RP02 names.
-- Of an erased person the lower end of the age band decides; a group that nobody knows is `unknown`.
SELECT stay, birth, lowest_age, erased,
       CASE COALESCE(age_on(birth, entry_day), lowest_age) >= $RP01
           WHEN TRUE THEN 'adult'
           WHEN FALSE THEN 'child'
           ELSE 'unknown'
       END AS age_group,
       CASE COALESCE(age_on(birth, exit_day), lowest_age) >= $RP01
           WHEN TRUE THEN 'adult'
           WHEN FALSE THEN 'child'
           ELSE 'unknown'
       END AS age_group_at_exit
FROM (
    SELECT spells.stay, persons.birth, persons.lowest_age, persons.erased,
           CASE $RP02
               WHEN 'window_end' THEN $to
               WHEN 'window_start' THEN COALESCE($from, $to)
               ELSE spells.entered
           END AS entry_day,
           CASE $RP02
               WHEN 'window_end' THEN $to
               WHEN 'window_start' THEN COALESCE($from, $to)
               WHEN 'entry' THEN spells.entered
               ELSE spells.exited
           END AS exit_day
    FROM spells
    JOIN persons ON persons.person = spells.unit
    WHERE spells.counted_as = 'person'
) AS referred
