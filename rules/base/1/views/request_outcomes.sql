-- One row per request submitted in the window, with its latest outcome at the end of it; none when nobody has decided.
SELECT submitted.request, submitted.household, submitted.kind, submitted.programme,
       COALESCE(decided.outcome, 'none') AS outcome
FROM (
    SELECT DISTINCT request, household, kind, programme
    FROM requests
    WHERE partial_day($RP30, submitted_on, submitted_latest) BETWEEN COALESCE($from, $to) AND $to
) AS submitted
LEFT JOIN (
    SELECT request, outcome, COALESCE(request <> lead(request) OVER (ORDER BY request, rank), TRUE) AS latest
    FROM decisions
    WHERE partial_day($RP30, decided_on, decided_latest) <= $to
) AS decided
    ON decided.request = submitted.request AND decided.latest
