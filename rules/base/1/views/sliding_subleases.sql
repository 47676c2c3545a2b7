-- One row per sliding sublease, and the day on which it has succeeded (RP14):
-- at its signature, at the slide, or at the end of the follow-up of a sublease that has slid. Empty when it has not.
SELECT lease, household, counted_household, occupancy, signed, ended, slid,
       CASE WHEN new_kind = 'direct_social' THEN 'social_housing'
            WHEN new_kind = 'direct_private' THEN 'private_rental'
            ELSE 'ordinary_unspecified'
       END AS kind_after,
       CASE $RP14
           WHEN 'sublease' THEN signed
           WHEN 'slide' THEN slid
           WHEN 'follow_up_end' THEN CASE WHEN slid IS NOT NULL THEN follow_up_ended END
       END AS succeeded
FROM (
    SELECT subleases.lease, subleases.household, counted_households.counted AS counted_household,
           subleases.occupancy, new_leases.kind AS new_kind,
           partial_day($RP30, subleases.signed_on, subleases.signed_latest) AS signed,
           partial_day($RP30, subleases.ended_on, subleases.ended_latest) AS ended,
           partial_day($RP30, subleases.slid_on, subleases.slid_latest) AS slid,
           follow_ups.ended AS follow_up_ended
    FROM leases AS subleases
    JOIN counted_households ON counted_households.household = subleases.household
    LEFT JOIN leases AS new_leases ON new_leases.lease = subleases.slid_to
    LEFT JOIN follow_ups ON follow_ups.occupancy = subleases.occupancy
    WHERE subleases.kind = 'sliding_sublease'
      AND subleases.continues IS NULL
) AS days
