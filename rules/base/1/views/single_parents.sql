-- One row per household with a single parent (RP27) among those entered or present in the window (`event`).
-- one_adult: exactly one adult and at least one child. under_25: one person of 25 or more, and others under 25; the
-- lower end of an erased person's age band decides.
-- role: no partner, and somebody whose role is child, as told in this household; of several roles the first counts.
SELECT members.event, members.programme, members.household
FROM (
    SELECT stays.event, stays.programme, stays.household, spell_ages.age_group, roles.role,
           COALESCE(age_on(spell_ages.birth, $to), spell_ages.lowest_age) AS age
    FROM (
        SELECT 'entered' AS event, entries.* FROM entries
        UNION ALL
        SELECT 'present' AS event, presences.* FROM presences
    ) AS stays
    JOIN spell_ages ON spell_ages.stay = stays.stay
    LEFT JOIN (
        SELECT memberships.person, memberships.role, counted_households.counted AS household,
               COALESCE(memberships.person <> lag(memberships.person) OVER in_turn
                        OR counted_households.counted <> lag(counted_households.counted) OVER in_turn, TRUE) AS is_first
        FROM memberships
        JOIN counted_households ON counted_households.household = memberships.household
        WHERE $RP27 = 'role'
        WINDOW in_turn AS (
            ORDER BY memberships.person, counted_households.counted, memberships.joined_on, memberships.positions[1]
        )
    ) AS roles
        ON roles.person = stays.unit AND roles.household = stays.household AND roles.is_first
    WHERE stays.counted_as = 'person'
      AND stays.latest
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
