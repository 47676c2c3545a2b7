-- One row per household: the household as which it counts (RP21), itself or the origin of its lineage.
SELECT households.household,
       CASE WHEN $RP21 = 'once' THEN COALESCE(lineage.origin, households.household)
            ELSE households.household
       END AS counted
FROM households
LEFT JOIN lineage ON lineage.household = households.household
