-- One row per enrolment and person covered, with its days as partial dates are read (RP30).
-- `left_on` is the day of the end, whatever it was; `exited` is empty when the end is a mere transfer (RP29), and the part
-- is `transferred` then.
SELECT household, counted_household, enrolment, person, programme, cohort, funding, origin_kind, continued,
       entered,
       left_on,
       CASE WHEN transferred THEN NULL ELSE left_on END AS exited,
       transferred,
       exit_reason, destination, destination_commune, exit_channel, position
FROM (
    SELECT days.*, CASE WHEN ended < entered THEN entered ELSE ended END AS left_on,
           $RP29 = 'transfer' AND COALESCE(exit_reason = 'transfer' OR destination = 'relay_flat', FALSE) AS transferred
    FROM (
        SELECT enrolments.household, counted_households.counted AS counted_household,
               enrolment, person, programme, cohort, funding, origin_kind, continues IS NOT NULL AS continued,
               partial_day($RP30, entered_on, entered_latest) AS entered,
               partial_day($RP30, exited_on, exited_latest) AS ended,
               exit_reason, destination, destination_commune, exit_channel,
               positions[1] AS position
        FROM enrolments
        JOIN counted_households ON counted_households.household = enrolments.household
    ) AS days
) AS stays
