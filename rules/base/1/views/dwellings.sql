-- One row per occupancy and person, with its days as partial dates are read (RP30), and the kind before any slide of its lease.
SELECT household, counted_household, occupancy, person, kind, commune, host, enrolment, channel, places, planned_end,
       moved_in,
       CASE WHEN ended < moved_in THEN moved_in ELSE ended END AS moved_out,
       end_reason, position
FROM (
    SELECT occupancies.household, counted_households.counted AS counted_household,
           occupancy, person, kind, commune, host, enrolment, channel, places, planned_end, end_reason,
           partial_day($RP30, moved_in_on, moved_in_latest) AS moved_in,
           partial_day($RP30, moved_out_on, moved_out_latest) AS ended,
           positions[1] AS position
    FROM occupancies
    JOIN counted_households ON counted_households.household = occupancies.household
) AS days
