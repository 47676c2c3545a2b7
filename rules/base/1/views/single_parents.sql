-- One row per household with a single parent (RP27) among those entered or present in the window.
-- one_adult: exactly one adult and at least one child. under_25: one person of 25 or more, and others under 25.
-- role: a reference person without partner, and somebody whose role is child.
SELECT members.event, members.programme, members.household
FROM (
    SELECT stays.event, stays.programme, stays.household, stays.unit AS person, stays.age_group,
           min(memberships.role) AS role,
           min(age_on(persons.birth, $to)) AS age
    FROM spells_in_window AS stays
    LEFT JOIN memberships ON memberships.person = stays.unit
    LEFT JOIN persons ON persons.person = stays.unit
    WHERE stays.counted_as = 'person'
      AND stays.latest
    GROUP BY stays.event, stays.programme, stays.household, stays.unit, stays.age_group
) AS members
GROUP BY members.event, members.programme, members.household
HAVING CASE $RP27
           WHEN 'under_25' THEN count(*) FILTER (WHERE age >= 25) = 1
                                AND count(*) FILTER (WHERE age < 25) >= 1
           WHEN 'role' THEN count(*) FILTER (WHERE role = 'partner') = 0
                            AND count(*) FILTER (WHERE role = 'child') >= 1
           ELSE count(*) FILTER (WHERE age_group = 'adult') = 1
                AND count(*) FILTER (WHERE age_group = 'child') >= 1
       END
