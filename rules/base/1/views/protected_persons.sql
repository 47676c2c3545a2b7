-- One row per person with a protecting status (RP26) at the end of the window.
SELECT DISTINCT person
FROM statuses
WHERE status IN ($RP26)
  AND partial_day($RP30, since_on, since_latest) <= $to
  AND (until IS NULL OR until > $to)
