-- One row per person known to a programme during the window: present in it, or attending an activity that it held.
SELECT programme, unit AS person
FROM present_units
WHERE counted_as = 'person'
UNION
SELECT activities_in_window.programme, attendances.person
FROM activities_in_window
JOIN attendances ON attendances.activity = activities_in_window.activity
