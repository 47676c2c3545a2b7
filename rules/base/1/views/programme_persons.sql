-- One row per person known to a programme during the window: present in it, or attending an activity that it held.
SELECT programme, unit AS person
FROM present_units
WHERE counted_as = 'person'
UNION ALL
SELECT DISTINCT activities_in_window.programme, attendances.person
FROM activities_in_window
JOIN attendances ON attendances.activity = activities_in_window.activity
WHERE NOT EXISTS (
    SELECT 1
    FROM present_units
    WHERE present_units.counted_as = 'person'
      AND present_units.programme = activities_in_window.programme
      AND present_units.unit = attendances.person
)
