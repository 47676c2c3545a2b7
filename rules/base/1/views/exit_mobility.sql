-- One row per exit, and whether it was one of geographical mobility (RP19): found by the national platform, or out of the
-- departments of the programme. Of the erased the department that remains decides (RP23). Empty when the department or
-- the territory is not known; a channel that nobody told is not that of the platform.
SELECT stay,
       CASE $RP19
           WHEN 'channel' THEN COALESCE(exit_channel = 'national_platform', FALSE)
           ELSE NOT array_has(territory, department)
       END AS is_mobile
FROM (
    SELECT left_programme.stay, left_programme.exit_channel,
           CASE WHEN array_length(programmes.territory) > 0 THEN programmes.territory END AS territory,
           COALESCE(department_of(left_programme.destination_commune), residue_departments.department) AS department
    FROM exits AS left_programme
    JOIN programmes ON programmes.programme = left_programme.programme
    LEFT JOIN residue_departments
        ON residue_departments.counted_as = CASE left_programme.counted_as WHEN 'person' THEN 'person' ELSE 'household' END
        AND residue_departments.unit = CASE left_programme.counted_as
            WHEN 'person' THEN left_programme.unit
            ELSE left_programme.household
        END
) AS placed
