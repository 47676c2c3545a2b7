-- One row per sliding sublease and lease under which it runs: the one signed first, `sublease`, and those that continue it
-- after a split or a merger, whose cut is no end. `is_last` marks the one under which it goes on, slid or ended.
WITH RECURSIVE parts AS (
    SELECT lease AS sublease, lease, 1 AS step
    FROM leases
    WHERE kind = 'sliding_sublease'
      AND continues IS NULL
    UNION ALL
    SELECT parts.sublease, leases.lease, parts.step + 1 AS step
    FROM parts
    JOIN leases ON leases.continues = parts.lease
    WHERE parts.step < 20
)
SELECT parts.sublease, parts.lease, leases.household, counted_households.counted AS counted_household,
       leases.occupancy, new_leases.kind AS new_kind,
       partial_day($RP30, leases.signed_on, leases.signed_latest) AS signed,
       CASE WHEN goes_on.lease IS NULL OR leases.end_reason NOT IN ('split', 'merge')
            THEN partial_day($RP30, leases.ended_on, leases.ended_latest)
       END AS ended,
       leases.ended_on IS NOT NULL OR leases.slid_on IS NOT NULL AS is_over,
       partial_day($RP30, leases.slid_on, leases.slid_latest) AS slid,
       COALESCE(parts.sublease <> lag(parts.sublease) OVER (
           ORDER BY parts.sublease, parts.step DESC, parts.lease
       ), TRUE) AS is_last
FROM parts
JOIN leases ON leases.lease = parts.lease
JOIN counted_households ON counted_households.household = leases.household
LEFT JOIN leases AS new_leases ON new_leases.lease = leases.slid_to
LEFT JOIN (
    SELECT DISTINCT continues AS lease
    FROM leases
    WHERE continues IS NOT NULL
) AS goes_on ON goes_on.lease = parts.lease
