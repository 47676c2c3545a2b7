-- One row per lease and signatory, with the days on which it runs, [from_day, to_day); it ends by an end or by a slide.
-- Agreements that give a bed and no tenancy (occupancy, stay, hosting) are left aside.
SELECT lease_signatories.person, counted_households.counted AS counted_household, leases.lease, leases.kind,
       partial_day($RP30, leases.signed_on, leases.signed_latest) AS from_day,
       LEAST(partial_day($RP30, leases.ended_on, leases.ended_latest),
             partial_day($RP30, leases.slid_on, leases.slid_latest)) AS to_day
FROM leases
JOIN lease_signatories ON lease_signatories.lease = leases.lease
JOIN counted_households ON counted_households.household = leases.household
WHERE leases.kind NOT IN ('occupancy_agreement', 'stay_contract', 'hosting_agreement')
