-- One row per person who has said, by the end of the window, to be satisfied with the solution found.
SELECT DISTINCT person
FROM assessed
WHERE kind = 'satisfaction'
  AND value = 'yes'
  AND assessed <= $to
