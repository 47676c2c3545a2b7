-- One row per assessment with its day as partial dates are read (RP30).
SELECT assessment, person, kind, value, passed, partial_day($RP30, assessed_on, assessed_latest) AS assessed
FROM assessments
