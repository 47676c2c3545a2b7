-- One row per household that has asked for a family reunification, or has been joined by one, by the end of the window.
SELECT counted_households.counted AS household
FROM requests
JOIN counted_households ON counted_households.household = requests.household
WHERE requests.kind = 'family_reunification'
  AND partial_day($RP30, requests.submitted_on, requests.submitted_latest) <= $to
UNION
SELECT counted_households.counted AS household
FROM memberships
JOIN counted_households ON counted_households.household = memberships.household
WHERE memberships.join_reason = 'family_reunification'
  AND partial_day($RP30, memberships.joined_on, memberships.joined_latest) <= $to
