-- One row per erased person whose erasure has left a department, and per household of such persons, if they have one in
-- common: where a rule asks for the department of a commune that was erased.
SELECT 'person' AS counted_as, person AS unit, min(department) AS department
FROM memberships
WHERE department IS NOT NULL
GROUP BY person
HAVING min(department) = max(department)
UNION ALL
SELECT 'household' AS counted_as, counted_households.counted AS unit, min(memberships.department) AS department
FROM memberships
JOIN counted_households ON counted_households.household = memberships.household
WHERE memberships.department IS NOT NULL
GROUP BY counted_households.counted
HAVING min(memberships.department) = max(memberships.department)
