-- One row per lease signed: what a slide or a continuation made is no signature.
SELECT leases.lease, leases.household, counted_households.counted AS counted_household, leases.kind, leases.occupancy,
       partial_day($RP30, leases.signed_on, leases.signed_latest) AS signed
FROM leases
JOIN counted_households ON counted_households.household = leases.household
WHERE leases.slid_from IS NULL
  AND leases.continues IS NULL
