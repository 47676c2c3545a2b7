-- One row per person, dwelling left and dwelling that a programme provides, moved into afterwards and in the window.
-- The person is adult or child (RP01) on the day that RP02 names, which for a move is that of moving in.
SELECT moved.programme, moved.person, moved.household, moved.kind_before, persons.erased,
       CASE
           WHEN COALESCE(age_on(persons.birth, moved.age_day), persons.lowest_age) >= $RP01 THEN 'adult'
           WHEN COALESCE(age_on(persons.birth, moved.age_day), persons.lowest_age) < $RP01 THEN 'child'
           ELSE 'unknown'
       END AS age_group
FROM (
    SELECT programme_tree.ancestor AS programme, dwelling_after.person, dwelling_after.counted_household AS household,
           dwelling_before.kind AS kind_before,
           CASE $RP02
               WHEN 'window_end' THEN $to
               WHEN 'window_start' THEN COALESCE($from, $to)
               WHEN 'entry' THEN participations.entered
               ELSE dwelling_after.moved_in
           END AS age_day
    FROM dwellings AS dwelling_before
    JOIN dwellings AS dwelling_after
        ON dwelling_after.person = dwelling_before.person
        AND dwelling_after.moved_in >= dwelling_before.moved_out
    JOIN participations
        ON participations.enrolment = dwelling_after.enrolment
        AND participations.person = dwelling_after.person
    JOIN programme_tree ON programme_tree.programme = participations.programme
    WHERE dwelling_after.moved_in BETWEEN COALESCE($from, $to) AND $to
) AS moved
LEFT JOIN persons ON persons.person = moved.person
