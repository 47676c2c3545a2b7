-- One row per person or household that holds a lease in its name at the end of the window.
SELECT DISTINCT counted_as, unit
FROM signatories
WHERE from_day <= $to
  AND (to_day IS NULL OR to_day > $to)
