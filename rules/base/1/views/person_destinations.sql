-- One row per person and destination of an exit, [left_on, until): it holds until the person's next one.
-- Of several on one day the last to be recorded holds. `nth` numbers the rows.
SELECT row_number() OVER by_exit AS nth,
       person, counted_household, destination AS kind, destination_commune AS commune, left_on, position,
       CASE WHEN lead(person) OVER by_exit = person THEN lead(left_on) OVER by_exit END AS until
FROM participations
WHERE destination <> 'stays_in_place'
WINDOW by_exit AS (ORDER BY person, left_on, position)
