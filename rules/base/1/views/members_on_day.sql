-- One row per member of a household at the end of the window, or as last known when there is none.
-- The initial members are members from their birth; one whose birth is erased was born before. Adult or child as RP01 says.
SELECT memberships.household, memberships.person,
       CASE
           WHEN COALESCE(age_on(persons.birth, COALESCE($to, $known_on)), persons.lowest_age) >= $RP01 THEN 'adult'
           WHEN COALESCE(age_on(persons.birth, COALESCE($to, $known_on)), persons.lowest_age) < $RP01 THEN 'child'
       END AS age_group
FROM memberships
LEFT JOIN persons ON persons.person = memberships.person
WHERE CASE WHEN memberships.join_reason = 'initial' THEN COALESCE(age_on(persons.birth, COALESCE($to, $known_on)) >= 0, TRUE)
           ELSE partial_day($RP30, memberships.joined_on, memberships.joined_latest) <= COALESCE($to, $known_on)
      END
  AND (memberships.left_on IS NULL
       OR partial_day($RP30, memberships.left_on, memberships.left_latest) > COALESCE($to, $known_on))
