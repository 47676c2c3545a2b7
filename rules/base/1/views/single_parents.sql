-- One row per household with a single parent (RP27) among those entered or present in the window (`event`).
-- one_adult: exactly one adult and at least one child. under_25: one person of 25 or more, and others under 25.
-- role: no partner, and somebody whose role is child, as told in this household; of several roles the first counts.
SELECT members.event, members.programme, members.household
FROM (
    SELECT stays.event, stays.programme, stays.household, stays.unit AS person,
           min(spell_ages.age_group) AS age_group,
           min(roles.role) AS role,
           min(age_on(persons.birth, $to)) AS age
    FROM (
        SELECT 'entered' AS event, entries.* FROM entries
        UNION ALL
        SELECT 'present' AS event, presences.* FROM presences
    ) AS stays
    JOIN persons ON persons.person = stays.unit
    JOIN (
        SELECT memberships.person, memberships.role, counted_households.counted AS household,
               row_number() OVER (
                   PARTITION BY memberships.person, counted_households.counted
                   ORDER BY memberships.joined_on, memberships.positions[1]
               ) AS nth
        FROM memberships
        JOIN counted_households ON counted_households.household = memberships.household
    ) AS roles
        ON roles.person = stays.unit AND roles.household = stays.household AND roles.nth = 1
    LEFT JOIN spell_ages ON spell_ages.stay = stays.stay
    WHERE stays.counted_as = 'person'
      AND stays.latest
    GROUP BY stays.event, stays.programme, stays.household, stays.unit
) AS members
GROUP BY members.event, members.programme, members.household
HAVING CASE $RP27
           WHEN 'under_25' THEN count(*) FILTER (WHERE members.age >= 25) = 1
                                AND count(*) FILTER (WHERE members.age < 25) >= 1
           WHEN 'role' THEN count(*) FILTER (WHERE members.role = 'partner') = 0
                            AND count(*) FILTER (WHERE members.role = 'child') >= 1
           ELSE count(*) FILTER (WHERE members.age_group = 'adult') = 1
                AND count(*) FILTER (WHERE members.age_group = 'child') >= 1
       END
